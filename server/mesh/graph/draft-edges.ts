import {
  type Identity,
  identifyService,
  identifySource,
  identifyTarget,
} from '#server/mesh/graph/identify.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import { type Ends, readEnds } from '#server/mesh/graph/read-series.ts'
import { createSeriesIndex, isSameEnds, isSameMeasured } from '#server/mesh/graph/series-index.ts'
import type { GraphEdge, Measure, Protocol, View } from '#server/mesh/graph/types.ts'

type Labels = Readonly<Record<string, string>>

export interface Contribution {
  readonly rank: number
  readonly measure: Measure
  readonly code: string
  readonly flags: string
  readonly pair: Pair
  value: number
}

/** How the traffic of an edge came, as the proxies on its server's side saw it. */
export type EdgeSecurity = Pick<GraphEdge, 'security' | 'sourcePrincipals' | 'destinationPrincipals'>

/** An edge before it is decided which namespace's reports are believed. */
export interface DraftEdge extends EdgeSecurity {
  readonly id: string
  readonly source: Identity
  readonly target: Identity
  readonly protocol: Protocol
  /** Which of its ends is a service that stands between. */
  readonly injected?: 'source' | 'target'
  /** By namespace asked for, then by all that tells series apart but their reporter. */
  readonly reports: Map<string, Map<string, Contribution>>
}

/** The edges that latencies and body sizes of two ends belong to, with their requests a second, to weigh them by. */
export interface MeasuredEdge {
  readonly edge: GraphEdge
  /** The edge that leads to a service standing between, of which no latency is known. */
  readonly towardsService: boolean
  weight: number
}

export type Measured = MeasuredEdge[]

/** Two ends as series name them, and the edges they mean: one, or around a service two, the workload's last. */
export interface Pair {
  readonly index: number
  readonly ends: Ends
  readonly source: Identity
  readonly target: Identity
  readonly between: Identity | undefined
  /** Shared by the pairs that latencies and body sizes do not tell apart. */
  readonly measured: Measured
  readonly edges: { [P in Protocol]?: readonly DraftEdge[] }
}

export interface PairFacts {
  readonly view: View
  /** Put services between callers and workloads; the service view needs them to be made. */
  readonly serviceNodes: boolean
  readonly rootNamespace: string
  isWaypoint(cluster: string, namespace: string, workload: string): boolean
}

/**
 * Knows every pair of ends and every edge once. Series of one pair differ by code, reporter and the like, so that what is
 * costly (names, identities) is worked out for the first of them only.
 */
export interface Drafts {
  readonly edges: ReadonlyMap<string, DraftEdge>
  /** undefined for telemetry that names nothing which could be drawn. */
  findPair(labels: Labels): Pair | undefined
  findEdges(pair: Pair, protocol: Protocol): readonly DraftEdge[]
  findMeasured(labels: Labels): readonly MeasuredEdge[] | undefined
}

export function createDrafts(facts: PairFacts): Drafts {
  const pairs = createSeriesIndex<Pair | 'nothing'>('destination_service', isSameEnds)
  const measured = createSeriesIndex<Measured>('destination_service_name', isSameMeasured)
  let count = 0
  const edges = new Map<string, DraftEdge>()
  const draft = (
    source: Identity,
    target: Identity,
    protocol: Protocol,
    injected?: 'source' | 'target',
  ): DraftEdge => {
    const id = nameEdge(source.id, target.id, protocol)
    const known = edges.get(id)
    if (known) return known
    const edge: DraftEdge = {
      id,
      source,
      target,
      protocol,
      reports: new Map(),
      ...(injected && { injected }),
    }
    edges.set(id, edge)
    return edge
  }
  return {
    edges,
    findPair: (labels) => {
      const known = pairs.find(labels)
      if (known) return known === 'nothing' ? undefined : known
      const shared = measured.find(labels) ?? []
      const pair = buildPair(labels, count, shared, facts)
      pairs.add(labels, pair ?? 'nothing')
      if (!pair) return undefined
      count += 1
      if (!measured.find(labels)) measured.add(labels, shared)
      return pair
    },
    findMeasured: (labels) => measured.find(labels),
    findEdges: (pair, protocol) => {
      const known = pair.edges[protocol]
      if (known) return known
      const { source, target, between } = pair
      const found = between
        ? [draft(source, between, protocol, 'target'), draft(between, target, protocol, 'source')]
        : [draft(source, target, protocol)]
      pair.edges[protocol] = found
      return found
    },
  }
}

function buildPair(labels: Labels, index: number, measured: Measured, facts: PairFacts): Pair | undefined {
  const ends = readEnds(labels, facts.rootNamespace)
  if (!ends) return undefined
  const ztunnel = labels['app'] === 'ztunnel'
  const sourceIsWaypoint =
    ztunnel && facts.isWaypoint(ends.sourceCluster, ends.sourceNamespace, ends.sourceWorkload)
  const targetIsWaypoint = ztunnel && facts.isWaypoint(ends.cluster, ends.namespace, ends.workload)
  const source = identifySource(ends, facts.view, sourceIsWaypoint)
  const target = identifyTarget(ends, facts.view, targetIsWaypoint)
  if (!source || !target) return undefined
  const injects =
    (facts.serviceNodes || facts.view === 'service') &&
    target.kind !== 'service' &&
    !sourceIsWaypoint &&
    !targetIsWaypoint
  const between = injects ? identifyService(ends) : undefined
  return { index, ends, source, target, between, measured, edges: {} }
}
