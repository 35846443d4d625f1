import { chooseReports, type Report, type ReportFacts } from '#server/mesh/graph/choose-reports.ts'
import { collapseDrafts } from '#server/mesh/graph/collapse-drafts.ts'
import {
  createNode,
  type Identity,
  identifyService,
  identifySource,
  identifyTarget,
} from '#server/mesh/graph/identify.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import { type Ends, readCode, readEnds, readProtocol } from '#server/mesh/graph/read-series.ts'
import {
  type GraphEdge,
  type GraphNode,
  isKnown,
  type Protocol,
  type Sample,
  type TrafficGraph,
  type View,
} from '#server/mesh/graph/types.ts'

export interface BuildFacts extends ReportFacts {
  readonly view: View
  /** Put services between callers and workloads; the service view needs them to be made. */
  readonly serviceNodes: boolean
  /** Keep edges that were at rest. */
  readonly idleEdges: boolean
  readonly rootNamespace: string
  isWaypoint(cluster: string, namespace: string, workload: string): boolean
}

/** The vectors of the queries that the traffic itself comes from (`server/mesh/promql/graph-queries.ts`). */
export interface TrafficSamples {
  readonly requests: readonly Sample[]
  readonly tcp: readonly Sample[]
  readonly messages: readonly Sample[]
}

/** What is counted: `rate` draws an edge, the others are told of an edge that is drawn. */
export type Measure = 'rate' | 'bytesReturned' | 'messagesSent' | 'messagesReturned'

export interface Contribution {
  readonly rank: number
  readonly measure: Measure
  readonly code: string
  readonly flags: string
  readonly host: string
  /** `namespace/name` of the service, '' when nothing names it. */
  readonly service: string
  readonly pair: string
  value: number
}

/** An edge before it is decided which namespace's reports are believed. */
export interface DraftEdge {
  readonly source: Identity
  readonly target: Identity
  readonly protocol: Protocol
  /** By namespace asked for, then by all that tells series apart but their reporter. */
  readonly reports: Map<string, Map<string, Contribution>>
  injected?: 'source' | 'target'
}

/** How the traffic of an edge came, as the proxies on its server's side saw it. */
export type EdgeSecurity = Pick<GraphEdge, 'security' | 'sourcePrincipals' | 'destinationPrincipals'>

interface Drafts {
  readonly edges: Map<string, DraftEdge>
  /** By the edge's id; also of edges that only other series draw. */
  readonly security: Map<string, EdgeSecurity>
}

/** The requests behind an operation, kept for the enrichment that splits by them. */
export interface OperationSeries {
  readonly ends: Ends
  readonly operation: string
  readonly protocol: Protocol
  readonly code: string
  readonly flags: string
  readonly value: number
}

export interface BuiltTraffic {
  readonly graph: TrafficGraph
  readonly operations: readonly OperationSeries[]
  /** Samples that were no finite number. */
  readonly dropped: number
}

/** Everything one series says, read once and added to one edge or, around a service, to two. */
interface Reading {
  readonly labels: Readonly<Record<string, string>>
  readonly ends: Ends
  readonly protocol: Protocol
  readonly measure: Measure
  readonly code: string
  readonly flags: string
  readonly value: number
  readonly sourceIsWaypoint: boolean
  readonly targetIsWaypoint: boolean
}

/** Builds nodes and edges from the traffic's series, each request counted once, in one pass over the samples. */
export function buildTrafficGraph(samples: TrafficSamples, facts: BuildFacts): BuiltTraffic {
  const drafts: Drafts = { edges: new Map(), security: new Map() }
  const operations: OperationSeries[] = []
  let dropped = 0
  const addAll = (vector: readonly Sample[], read: (sample: Sample) => Reading | undefined): void => {
    for (const sample of vector) {
      if (!Number.isFinite(sample.value)) {
        dropped += 1
        continue
      }
      if (sample.value <= 0 && !facts.idleEdges) continue
      const reading = read(sample)
      if (!reading) continue
      addReading(drafts, reading, facts)
      const operation = reading.labels['request_operation']
      if (isKnown(operation) && isServerSide(reading) && sample.value > 0)
        operations.push({ ...reading, operation })
    }
  }
  addAll(samples.requests, (sample) => readRequests(sample, facts))
  addAll(samples.tcp, (sample) => readTcp(sample, facts))
  addAll(samples.messages, (sample) => readMessages(sample, facts))

  const graph: TrafficGraph = { nodes: new Map<string, GraphNode>(), edges: new Map() }
  collapseDrafts(drafts.edges, drafts.security, graph, facts, (identity) => createNode(identity, facts.view))
  return { graph, operations, dropped }
}

function readRequests({ metric, value }: Sample, facts: BuildFacts): Reading | undefined {
  const ends = readEnds(metric, facts.rootNamespace)
  if (!ends) return undefined
  const protocol = readProtocol(metric)
  const code = readCode(metric, protocol)
  const flags = metric['response_flags'] ?? ''
  return { ...plain, labels: metric, ends, protocol, measure: 'rate', code, flags, value }
}

const plain = { sourceIsWaypoint: false, targetIsWaypoint: false }

function readTcp({ metric, value }: Sample, facts: BuildFacts): Reading | undefined {
  const ends = readEnds(metric, facts.rootNamespace)
  if (!ends) return undefined
  const ztunnel = metric['app'] === 'ztunnel'
  return {
    labels: metric,
    ends,
    protocol: 'tcp',
    measure: metric['direction'] === 'returned' ? 'bytesReturned' : 'rate',
    code: '-',
    flags: metric['response_flags'] ?? '',
    value,
    sourceIsWaypoint:
      ztunnel && facts.isWaypoint(ends.sourceCluster, ends.sourceNamespace, ends.sourceWorkload),
    targetIsWaypoint: ztunnel && facts.isWaypoint(ends.cluster, ends.namespace, ends.workload),
  }
}

function readMessages({ metric, value }: Sample, facts: BuildFacts): Reading | undefined {
  const ends = readEnds(metric, facts.rootNamespace)
  if (!ends) return undefined
  const measure = metric['direction'] === 'returned' ? 'messagesReturned' : 'messagesSent'
  return { ...plain, labels: metric, ends, protocol: 'grpc', measure, code: '', flags: '', value }
}

function addReading(drafts: Drafts, reading: Reading, facts: BuildFacts): void {
  const reports = chooseReports(reading.labels, reading.protocol, facts)
  const { ends, sourceIsWaypoint, targetIsWaypoint } = reading
  const tells = tellsSecurity(reading) && (reports.length > 0 || facts.asked.has(ends.sourceNamespace))
  if (reports.length === 0 && !tells) return
  const source = identifySource(ends, facts.view, sourceIsWaypoint)
  const target = identifyTarget(ends, facts.view, targetIsWaypoint)
  if (!source || !target) return
  const injects =
    (facts.serviceNodes || facts.view === 'service') &&
    target.kind !== 'service' &&
    !sourceIsWaypoint &&
    !targetIsWaypoint
  const between = injects ? identifyService(ends) : undefined
  if (tells) {
    const hops = between
      ? [[source, between] as const, [between, target] as const]
      : [[source, target] as const]
    for (const [from, to] of hops) addSecurity(drafts, nameEdge(from.id, to.id, reading.protocol), reading)
  }
  if (reports.length === 0) return
  const entry = describeContribution(reading)
  if (between) {
    addContribution(draftEdge(drafts, source, between, reading, 'target'), reports, entry)
    addContribution(draftEdge(drafts, between, target, reading, 'source'), reports, entry)
  } else addContribution(draftEdge(drafts, source, target, reading), reports, entry)
}

interface Entry {
  readonly key: string
  readonly of: Omit<Contribution, 'rank'>
}

function describeContribution({ ends, measure, code, flags, value }: Reading): Entry {
  const pair = describePair(ends)
  const service = isKnown(ends.service) ? `${ends.serviceNamespace}/${ends.service}` : ''
  return {
    key: `${measure}|${code}|${flags}|${ends.host}|${pair}|${ends.sourceApp}|${ends.sourceVersion}|${ends.namespace}|${ends.app}|${ends.version}`,
    of: { measure, code, flags, host: ends.host, service, pair, value },
  }
}

function addContribution(edge: DraftEdge, reports: readonly Report[], { key, of }: Entry): void {
  for (const { namespace, rank } of reports) {
    const contributions = edge.reports.get(namespace) ?? new Map<string, Contribution>()
    edge.reports.set(namespace, contributions)
    const known = contributions.get(key)
    // Equal ranks are parts of one sum, split by labels that the graph does not tell apart.
    if (known && known.rank === rank) known.value += of.value
    else if (!known || known.rank > rank) contributions.set(key, { ...of, rank })
  }
}

function draftEdge(
  drafts: Drafts,
  source: Identity,
  target: Identity,
  { protocol }: Reading,
  injected?: DraftEdge['injected'],
): DraftEdge {
  const id = nameEdge(source.id, target.id, protocol)
  const known = drafts.edges.get(id)
  if (known) return known
  const edge: DraftEdge = { source, target, protocol, reports: new Map(), ...(injected && { injected }) }
  drafts.edges.set(id, edge)
  return edge
}

/** What tells the ends of one series' latency from another's on the same edge. */
export function describePair(ends: Ends): string {
  return `${ends.sourceCluster}|${ends.sourceNamespace}|${ends.sourceWorkload}|${ends.cluster}|${ends.serviceNamespace}|${ends.service}|${ends.workload}`
}

function isServerSide({ labels }: Reading): boolean {
  return labels['reporter'] === 'destination' || labels['reporter'] === 'waypoint'
}

/**
 * Only the server's side tells how a connection came (istio.io/docs/reference/config/metrics: the policy is `unknown` on
 * the client's). ztunnel tells on both sides, and says `unknown` for plain text, never `none` (istio/ztunnel,
 * src/proxy/metrics.rs).
 */
function tellsSecurity(reading: Reading): boolean {
  if (reading.value <= 0 || reading.measure === 'messagesSent' || reading.measure === 'messagesReturned')
    return false
  return reading.labels['app'] === 'ztunnel' || isServerSide(reading)
}

function addSecurity(drafts: Drafts, edge: string, { labels, value }: Reading): void {
  const entry = drafts.security.get(edge) ?? {}
  drafts.security.set(edge, entry)
  const policy = labels['connection_security_policy']
  if (policy === 'mutual_tls' || policy === 'none' || labels['app'] === 'ztunnel') {
    entry.security ??= { mutual: 0, told: 0 }
    entry.security.told += value
    if (policy === 'mutual_tls') entry.security.mutual += value
  }
  const source = labels['source_principal']
  if (isKnown(source)) {
    entry.sourcePrincipals ??= new Set()
    entry.sourcePrincipals.add(source)
  }
  const destination = labels['destination_principal']
  if (isKnown(destination)) {
    entry.destinationPrincipals ??= new Set()
    entry.destinationPrincipals.add(destination)
  }
}
