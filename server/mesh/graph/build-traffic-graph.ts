import { isOutOf } from '#server/mesh/graph/around.ts'
import { chooseReports, type Report, type ReportFacts } from '#server/mesh/graph/choose-reports.ts'
import { collapseDrafts } from '#server/mesh/graph/collapse-drafts.ts'
import {
  type Contribution,
  createDrafts,
  type DraftEdge,
  type Drafts,
  type Pair,
  type PairFacts,
} from '#server/mesh/graph/draft-edges.ts'
import { createNode } from '#server/mesh/graph/identify.ts'
import { type Ends, readCode, readProtocol } from '#server/mesh/graph/read-series.ts'
import {
  type Counted,
  type GraphNode,
  isKnown,
  type Measure,
  type Protocol,
  type Sample,
  type TrafficGraph,
} from '#server/mesh/graph/types.ts'
import { readTransport } from '#server/mesh/traffic/read-transport.ts'

export interface BuildFacts extends ReportFacts, PairFacts {
  readonly counted: Counted
  /** Keep edges that were at rest. */
  readonly idleEdges: boolean
}

/** The vectors of the queries that the traffic itself comes from (`server/mesh/promql/graph-queries.ts`). */
export interface TrafficSamples {
  readonly requests: readonly Sample[]
  readonly tcp: readonly Sample[]
  readonly messages: readonly Sample[]
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
  readonly drafts: Pick<Drafts, 'findMeasured'>
  readonly operations: readonly OperationSeries[]
  /** Samples that were no finite number. */
  readonly dropped: number
}

/** What one series counts. */
interface Reading {
  readonly protocol: Protocol
  readonly measure: Measure
  readonly code: string
  readonly flags: string
}

/** Builds nodes and edges from the traffic's series, each request counted once, in one pass over the samples. */
export function buildTrafficGraph(samples: TrafficSamples, facts: BuildFacts): BuiltTraffic {
  const drafts = createDrafts(facts)
  const operations: OperationSeries[] = []
  let dropped = 0
  const addAll = (
    vector: readonly Sample[],
    read: (labels: Sample['metric']) => Reading,
    written: readonly string[] = [],
  ): void => {
    for (const sample of vector) {
      const { metric, value } = sample
      if (!Number.isFinite(value)) {
        dropped += 1
        continue
      }
      if (value <= 0 && !facts.idleEdges) continue
      const pair = drafts.findPair(metric)
      if (!pair || written.some((label) => !metric[label])) continue
      const reading = read(metric)
      const counted = facts.counted[reading.protocol]
      if (counted.length === 0) continue
      addSample(drafts, pair, reading, sample, facts)
      const operation = metric['request_operation']
      if (isKnown(operation) && value > 0 && isServerSide(metric) && counted.includes('requests'))
        operations.push({ ...reading, ends: pair.ends, value, operation })
    }
  }
  addAll(samples.requests, readRequests, ['request_protocol', 'response_code', 'response_flags'])
  addAll(samples.tcp, readTcp, ['response_flags'])
  addAll(samples.messages, readMessages)

  const graph: TrafficGraph = { nodes: new Map<string, GraphNode>(), edges: new Map(), unshown: [] }
  collapseDrafts(drafts.edges.values(), graph, facts, (identity) => createNode(identity, facts.view))
  return { graph, drafts, operations, dropped }
}

function readRequests(labels: Sample['metric']): Reading {
  const protocol = readProtocol(labels)
  return {
    protocol,
    measure: 'requests',
    code: readCode(labels, protocol),
    flags: labels['response_flags'] ?? '',
  }
}

function readTcp(labels: Sample['metric']): Reading {
  return {
    protocol: 'tcp',
    measure: labels['direction'] === 'returned' ? 'bytesReturned' : 'bytesSent',
    code: '-',
    flags: labels['response_flags'] ?? '',
  }
}

function readMessages(labels: Sample['metric']): Reading {
  return {
    protocol: 'grpc',
    measure: labels['direction'] === 'returned' ? 'messagesReturned' : 'messagesSent',
    code: '',
    flags: '',
  }
}

function addSample(drafts: Drafts, pair: Pair, reading: Reading, sample: Sample, facts: BuildFacts): void {
  const { metric } = sample
  const reports = chooseReports(metric, reading.protocol, facts)
  const tells =
    sample.value > 0 &&
    (metric['app'] === 'ztunnel' || isServerSide(metric)) &&
    reading.measure !== 'messagesSent' &&
    reading.measure !== 'messagesReturned' &&
    (reports.length > 0 || isOwnCall(pair, sample, facts))
  if (reports.length === 0 && !tells) return
  for (const edge of drafts.findEdges(pair, reading.protocol)) {
    if (tells) addSecurity(edge, sample)
    if (reports.length > 0) addContribution(edge, reports, pair, reading, sample.value)
  }
}

/** What leaves an asked namespace or node is drawn as its client saw it, yet the server's side tells how it came. */
function isOwnCall({ ends }: Pair, { metric }: Sample, { asked, around }: BuildFacts): boolean {
  return around ? isOutOf(metric, around) : asked.has(ends.sourceNamespace)
}

function addContribution(
  edge: DraftEdge,
  reports: readonly Report[],
  pair: Pair,
  { measure, code, flags }: Reading,
  value: number,
): void {
  const key = `${pair.index} ${code} ${flags} ${measure}`
  for (const { namespace, rank } of reports) {
    let contributions = edge.reports.get(namespace)
    if (!contributions) {
      contributions = new Map<string, Contribution>()
      edge.reports.set(namespace, contributions)
    }
    const known = contributions.get(key)
    // Equal ranks are parts of one sum, split by labels that the graph does not tell apart.
    if (known && known.rank === rank) known.value += value
    else if (!known || known.rank > rank) contributions.set(key, { rank, measure, code, flags, pair, value })
  }
}

function isServerSide(labels: Sample['metric']): boolean {
  const reporter = labels['reporter']
  return reporter === 'destination' || reporter === 'waypoint'
}

/** How a connection came, and between whom, where its labels tell. */
function addSecurity(edge: DraftEdge, { metric, value }: Sample): void {
  const isMutual = readTransport(metric)
  if (isMutual !== undefined) {
    edge.security ??= { mutual: 0, told: 0 }
    edge.security.told += value
    if (isMutual) edge.security.mutual += value
  }
  const source = metric['source_principal']
  if (isKnown(source)) {
    edge.sourcePrincipals ??= new Set()
    edge.sourcePrincipals.add(source)
  }
  const destination = metric['destination_principal']
  if (isKnown(destination)) {
    edge.destinationPrincipals ??= new Set()
    edge.destinationPrincipals.add(destination)
  }
}
