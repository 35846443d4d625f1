import { readCode, readEnds, readProtocol } from '#server/mesh/graph/read-series.ts'
import { isKnown, type Sample } from '#server/mesh/graph/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Demand, WorkloadRef } from '#server/mesh/prediction/demand.ts'

/** What becomes of a part of a demand now, as proxies count it. */
export interface ObservedFlow {
  /** Absent where no workload answers. */
  readonly destination?: WorkloadRef
  perSecond: number
  /** Of it, what a proxy refused or failed by itself. */
  refused: number
}

export interface ObservedDemand extends Demand {
  readonly flows: readonly ObservedFlow[]
}

type Reporter = Demand['calls'][number]['reporters'][number]

interface Draft {
  readonly demand: Omit<Demand, 'perSecond' | 'calls'>
  readonly byReporter: Map<Reporter, Map<string, ObservedFlow>>
}

/** What the vectors of the graph's queries (`server/mesh/promql/graph-queries.ts`) are of. */
export interface TrafficVectors {
  readonly requests: readonly Sample[]
  readonly tcp: readonly Sample[]
}

/**
 * Who asks whom how much now, each request once: as its client's proxy or its waypoint tells it, and as the server's does
 * where no such proxy tells anything. Traffic to hosts that nobody registered is left out.
 */
export function observeDemands(vectors: TrafficVectors, snapshot: MeshSnapshot): readonly ObservedDemand[] {
  const drafts = new Map<string, Draft>()
  for (const { metric, value } of vectors.requests)
    if (value > 0) addSample(drafts, { metric, value, protocol: readProtocol(metric) }, snapshot)
  for (const { metric, value } of vectors.tcp)
    if (value > 0 && metric['direction'] !== 'returned')
      addSample(drafts, { metric, value, protocol: 'tcp' }, snapshot)
  return [...drafts.values()].flatMap(finishDemand)
}

interface Counted {
  readonly metric: Sample['metric']
  readonly value: number
  readonly protocol: Demand['protocol']
}

function addSample(drafts: Map<string, Draft>, counted: Counted, snapshot: MeshSnapshot): void {
  const { metric, value, protocol } = counted
  const ends = readEnds(metric, snapshot.rootNamespace)
  const reporter = parseReporter(metric['reporter'])
  if (!ends || !reporter || !isKnown(ends.service) || !isKnown(ends.serviceNamespace)) return
  const { sourceNamespace, sourceWorkload, host, service, serviceNamespace, namespace, workload } = ends
  const hasSource = isKnown(sourceNamespace) && isKnown(sourceWorkload)
  const source = hasSource ? { namespace: sourceNamespace, workload: sourceWorkload } : undefined
  const key = `${source ? `${sourceNamespace}/${sourceWorkload}` : ''}>${host} ${protocol}`
  const draft = drafts.get(key) ?? {
    demand: {
      key,
      source,
      service: { host, name: service, namespace: serviceNamespace },
      protocol,
      port: choosePort(snapshot, { namespace: serviceNamespace, name: service, protocol }),
    },
    byReporter: new Map(),
  }
  drafts.set(key, draft)
  const flows = draft.byReporter.get(reporter) ?? new Map<string, ObservedFlow>()
  draft.byReporter.set(reporter, flows)
  const known = isKnown(namespace) && isKnown(workload)
  const place = known ? `${namespace}/${workload}` : ''
  const flow = flows.get(place) ?? {
    ...(known ? { destination: { namespace, workload } } : {}),
    perSecond: 0,
    refused: 0,
  }
  flow.perSecond += value
  if (isRefused(metric, protocol)) flow.refused += value
  flows.set(place, flow)
}

function parseReporter(word: string | undefined): Reporter | undefined {
  return word === 'source' || word === 'destination' || word === 'waypoint' ? word : undefined
}

/**
 * Flags of Envoy and ztunnel for what no application had a part in: no route, no cluster, no healthy pod, no connection, a
 * connection ended by the other side's proxy, an injected abort, a policy (Envoy docs, "response flags").
 */
const refusingFlags = ['NR', 'NC', 'UH', 'UF', 'UC', 'FI', 'UAEX', 'RBAC', 'DENY']

function isRefused(labels: Sample['metric'], protocol: Demand['protocol']): boolean {
  const flags = (labels['response_flags'] ?? '').split(',')
  if (flags.some((flag) => refusingFlags.includes(flag))) return true
  const code = protocol === 'tcp' ? '' : readCode(labels, protocol)
  return code === '403' || (protocol === 'grpc' && code === '7')
}

/** The service's port for a protocol, by its name or appProtocol (istio.io "Protocol Selection"); else its first. */
function choosePort(
  snapshot: MeshSnapshot,
  { namespace, name, protocol }: { namespace: string; name: string; protocol: Demand['protocol'] },
): number {
  const ports = snapshot.find('Service', namespace, name)?.spec.ports ?? []
  const fits = ports.find((port) => {
    const word = (port.appProtocol ?? port.name).toLowerCase()
    return protocol === 'tcp' ? !/^(http|grpc)/.test(word) : word.startsWith(protocol)
  })
  return (fits ?? ports[0])?.port ?? 80
}

function finishDemand({ demand, byReporter }: Draft): ObservedDemand[] {
  const told =
    byReporter.get('waypoint') ?? byReporter.get('source') ?? byReporter.get('destination') ?? new Map()
  const flows: ObservedFlow[] = [...told.values()]
  const perSecond = flows.reduce((sum, flow) => sum + flow.perSecond, 0)
  const reporters = [...byReporter.keys()]
  const calls = flows.map(({ destination }) => ({ destination, reporters }))
  return perSecond > 0 ? [{ ...demand, perSecond, calls, flows }] : []
}
