import {
  type Identity,
  identifyService,
  identifySource,
  identifyTarget,
} from '#server/mesh/graph/identify.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import { type Ends, readEnds } from '#server/mesh/graph/read-series.ts'
import type { GraphEdge, Protocol, View } from '#server/mesh/graph/types.ts'

type Labels = Readonly<Record<string, string>>

/** What is counted: `rate` draws an edge, the others are told of an edge that is drawn. */
export type Measure = 'rate' | 'bytesReturned' | 'messagesSent' | 'messagesReturned'

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

/** Two ends as series name them, and the edges they mean: one, or around a service two, the workload's last. */
export interface Pair {
  readonly index: number
  readonly ends: Ends
  readonly source: Identity
  readonly target: Identity
  readonly between: Identity | undefined
  /** By what latencies and body sizes tell apart (`describeMeasured`). */
  readonly measured: string
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
}

export function createDrafts(facts: PairFacts): Drafts {
  const pairs = new Map<string, Pair | undefined>()
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
      const key = describeSeries(labels)
      if (pairs.has(key)) return pairs.get(key)
      const pair = buildPair(labels, pairs.size, facts)
      pairs.set(key, pair)
      return pair
    },
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

/** ztunnel's series (`app`) are told apart from others': only they name waypoints for what they are. */
function describeSeries(l: Labels): string {
  return `${l['source_workload']}|${l['source_workload_namespace']}|${l['source_canonical_service']}|${l['source_canonical_revision']}|${l['source_cluster']}|${l['destination_service']}|${l['destination_service_name']}|${l['destination_service_namespace']}|${l['destination_workload']}|${l['destination_workload_namespace']}|${l['destination_canonical_service']}|${l['destination_canonical_revision']}|${l['destination_cluster']}|${l['app'] === 'ztunnel' ? 'z' : ''}`
}

/** The ends as series of latencies and body sizes tell them apart: without revisions and hosts. */
export function describeMeasured(l: Labels): string {
  return `${l['source_workload']}|${l['source_workload_namespace']}|${l['source_canonical_service']}|${l['source_cluster']}|${l['destination_service_name']}|${l['destination_service_namespace']}|${l['destination_workload']}|${l['destination_workload_namespace']}|${l['destination_canonical_service']}|${l['destination_cluster']}`
}

function buildPair(labels: Labels, index: number, facts: PairFacts): Pair | undefined {
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
  return { index, ends, source, target, between, measured: describeMeasured(labels), edges: {} }
}
