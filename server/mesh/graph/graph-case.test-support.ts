import { existsSync, readFileSync } from 'node:fs'
import type { GraphNode as NodeAnswer } from '#contract/traffic-graph.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { type Around, describeAround } from '#server/mesh/graph/around.ts'
import { buildGraph, type GraphSamples } from '#server/mesh/graph/build-graph.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { defaultCounted } from '#server/mesh/graph/imagined-graph.test-support.ts'
import { buildWaypointTest, listAmbientNamespaces } from '#server/mesh/graph/list-waypoints.ts'
import { presentGraph } from '#server/mesh/graph/present.ts'
import type { Protocol, Sample } from '#server/mesh/graph/types.ts'
import { defaultRate } from '#server/mesh/health/rates.ts'
import { readGraphCaseSnapshot } from '#server/mesh/objects/graph-case.test-support.ts'
import { defaultWorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { buildGraphQueries, type GraphQuestion } from '#server/mesh/promql/graph-queries.ts'
import { scopeToNode } from '#server/mesh/promql/node-scope.ts'

/** Where the recorded moment of a real cluster lies beside a development checkout; absent elsewhere. */
const folder = new URL('../../../../shared/graph-cases/', import.meta.url)

export const hasGraphCase = existsSync(folder)
export const caseNamespaces = ['bookinfo', 'sample', 'ambient-demo', 'odd-a', 'odd-b', 'plain']

export function readCaseSamples(): StaticMatrix & { readonly time: number } {
  // The recording is a file of known form beside the checkout.
  return JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as StaticMatrix & { time: number }
}

/** Nodes as `cluster/namespace/kind/name`; edges as `node > node protocol` with what was measured. */
export interface PlainGraph {
  readonly nodes: ReadonlySet<string>
  /** What is told of each node beside traffic, in our words. */
  readonly marks: ReadonlyMap<string, readonly string[]>
  readonly edges: ReadonlyMap<string, PlainEdge>
}

export interface PlainEdge {
  readonly rate: number
  readonly errorPercent: number
  readonly sharePercent: number
  readonly mtlsPercent?: number
  readonly latencyMs?: number
  /** The latency is a mean, else the 95th percentile. */
  readonly isAverage?: boolean
  readonly throughput?: number
  readonly health?: string
}

interface KialiNode {
  readonly isServiceEntry?: {
    readonly hosts: string[]
    readonly location: string
    readonly namespace: string
  }
  readonly isGateway?: Readonly<Record<string, { readonly hostnames?: string[] }>>
  readonly hasCB?: boolean
  readonly hasFaultInjection?: boolean
  readonly hasMirroring?: boolean
  readonly hasRequestRouting?: boolean
  readonly hasRequestTimeout?: boolean
  readonly hasTCPTrafficShifting?: boolean
  readonly hasTrafficShifting?: boolean
  readonly hasVS?: object
  readonly hasWorkloadEntry?: object
  readonly isDead?: boolean
  readonly isIdle?: boolean
  readonly isInaccessible?: boolean
  readonly isOutOfMesh?: boolean
  readonly isOutside?: boolean
  readonly isRoot?: boolean
  readonly isWaypoint?: boolean
  readonly id: string
  readonly nodeType: string
  readonly cluster: string
  readonly namespace: string
  readonly workload?: string
  readonly app?: string
  readonly service?: string
  readonly aggregate?: string
}

interface KialiEdge {
  readonly source: string
  readonly target: string
  readonly isMTLS?: string
  readonly responseTime?: string
  readonly throughput?: string
  readonly healthStatus?: string
  readonly traffic: { readonly protocol: Protocol; readonly rates?: Readonly<Record<string, string>> }
}

export function readKialiGraph(name: string): PlainGraph {
  // The recording is a file of known form beside the checkout.
  const body = JSON.parse(readFileSync(new URL(`kiali/${name}.json`, folder), 'utf8')) as {
    elements: { nodes: { data: KialiNode }[]; edges: { data: KialiEdge }[] }
  }
  const names = new Map(body.elements.nodes.map(({ data }) => [data.id, nameKialiNode(data)]))
  const edges = body.elements.edges.map(({ data }): [string, PlainEdge] => {
    const { protocol, rates = {} } = data.traffic
    const percent = (key: string): number => Number(rates[`${protocol}${key}`] ?? 0)
    return [
      `${names.get(data.source)} > ${names.get(data.target)} ${protocol}`,
      {
        rate: Number(rates[protocol] ?? 0),
        errorPercent: percent('PercentErr'),
        sharePercent: percent('PercentReq'),
        ...(data.isMTLS && { mtlsPercent: Number(data.isMTLS) }),
        ...(data.responseTime && {
          latencyMs: Number(data.responseTime),
          isAverage: name.endsWith('-avg'),
        }),
        ...(data.throughput && { throughput: Number(data.throughput) }),
        ...(data.healthStatus && { health: data.healthStatus }),
      },
    ]
  })
  return {
    nodes: new Set(
      body.elements.nodes
        .filter(({ data }) => data.nodeType !== 'box')
        .map(({ data }) => nameKialiNode(data)),
    ),
    marks: new Map(
      body.elements.nodes
        .filter(({ data }) => data.nodeType !== 'box')
        .map(({ data }) => [nameKialiNode(data), listKialiMarks(data)]),
    ),
    edges: new Map(edges),
  }
}

/** Kiali's name of a mark, and ours. */
const marks = {
  hasCB: 'circuitBreaker',
  hasFaultInjection: 'faultInjection',
  hasMirroring: 'mirroring',
  hasRequestRouting: 'requestRouting',
  hasRequestTimeout: 'requestTimeout',
  hasTCPTrafficShifting: 'tcpTrafficShifting',
  hasTrafficShifting: 'trafficShifting',
  hasVS: 'virtualService',
  hasWorkloadEntry: 'workloadEntry',
  isDead: 'dead',
  isIdle: 'idle',
  isInaccessible: 'inaccessible',
  isOutOfMesh: 'outOfMesh',
  isOutside: 'outside',
  isRoot: 'root',
  isWaypoint: 'waypoint',
} as const satisfies Partial<Record<keyof KialiNode, NodeAnswer['flags'][number]>>

function listKialiMarks(node: KialiNode): string[] {
  const names = Object.entries(marks)
    .filter(([name]) => name in node)
    .map(([, mark]) => mark as string)
  const { isServiceEntry: entry, isGateway: gateway } = node
  if (entry) names.push(`entry ${entry.namespace} ${entry.location} ${entry.hosts.toSorted().join(' ')}`)
  const hosts = Object.values(gateway ?? {}).flatMap(({ hostnames = [] }) => hostnames)
  if (gateway) names.push(`gateway ${hosts.toSorted().join(' ')}`)
  return names.sort()
}

export function listMarks(node: CaseGraph['nodes'][number]): string[] {
  const { flags, serviceEntry: entry, gateway } = node
  const compared = new Set<string>(Object.values(marks))
  const names: string[] = flags.filter((flag) => compared.has(flag))
  if (entry) names.push(`entry ${entry.namespace} ${entry.location} ${entry.hosts.toSorted().join(' ')}`)
  if (gateway) names.push(`gateway ${gateway.hosts.toSorted().join(' ')}`)
  return names.sort()
}

function nameKialiNode({ nodeType, cluster, namespace, ...node }: KialiNode): string {
  const kind = nodeType === 'aggregate' ? 'operation' : nodeType
  const name =
    kind === 'operation'
      ? `${node.service ?? ''}:${node.aggregate?.replace('request_operation=', '')}`
      : (node.workload ?? (kind === 'app' ? node.app : node.service))
  return `${cluster}/${namespace}/${kind}/${name}`
}

/** What one graph is asked with; the rest as the call's defaults. */
export type CaseChoice = Partial<
  Pick<GraphFacts, 'view' | 'counted' | 'serviceNodes' | 'idleEdges' | 'idleNodes' | 'waypoints'> &
    Pick<GraphQuestion, 'reporters' | 'operations'>
> & { readonly namespaces?: readonly string[]; readonly around?: Omit<Around, 'entry' | 'isWaypoint'> }

/** Builds the graph of the recorded moment from the answers of a Prometheus that holds its samples. */
export async function buildCaseGraph(url: string, atSeconds: number, choice: CaseChoice) {
  const snapshot = readGraphCaseSnapshot()
  if (!snapshot) throw new Error('../shared/graph-cases is not there')
  const namespaces = choice.namespaces ?? caseNamespaces
  const isWaypoint = buildWaypointTest(snapshot)
  const around = choice.around && describeAround(choice.around, snapshot, isWaypoint)
  const queries = buildGraphQueries({
    namespaces,
    scope: around && scopeToNode(around),
    rangeSeconds: 60,
    reporters: choice.reporters ?? { waypoint: true, ztunnel: true },
    idleEdges: choice.idleEdges ?? false,
    operations: choice.operations ?? false,
    latency: 'all',
  })
  const answers = await Promise.all(
    [...queries].map(async ([fact, query]) => [fact, await ask(url, query, atSeconds)] as const),
  )
  const { graph } = buildGraph(
    // The queries' names are the fields of GraphSamples.
    Object.fromEntries(answers) as unknown as GraphSamples,
    {
      asked: new Set(namespaces),
      around,
      ambient: listAmbientNamespaces(snapshot),
      view: choice.view ?? 'workload',
      counted: choice.counted ?? defaultCounted,
      serviceNodes: choice.serviceNodes ?? false,
      idleEdges: choice.idleEdges ?? false,
      idleNodes: choice.idleNodes ?? false,
      operationNodes: choice.operations ?? false,
      waypoints: choice.waypoints ?? true,
      rootNamespace: snapshot.rootNamespace,
      isWaypoint,
      snapshot,
      labels: defaultWorkloadLabels,
      healthRates: [defaultRate],
      requestsKnown: true,
      rangeSeconds: 60,
    },
  )
  return presentGraph(graph, ({ code, params }) => ({ code, params, text: code }))
}

async function ask(url: string, query: string, atSeconds: number): Promise<Sample[]> {
  const response = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query, time: String(atSeconds) }),
  })
  // The form of Prometheus' HTTP API; a query that fails has no data and fails the test.
  const body = (await response.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return body.data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
}

type CaseGraph = Awaited<ReturnType<typeof buildCaseGraph>>

export function namePlainNode(node: CaseGraph['nodes'][number]): string {
  const name = node.kind === 'operation' ? `${node.service ?? ''}:${node.name}` : (node.workload ?? node.name)
  return `${node.cluster}/${node.namespace}/${node.kind}/${name}`
}

/** Our edges by the names of Kiali's. */
export function listPlainEdges({ nodes, edges }: CaseGraph): Map<string, CaseGraph['edges'][number]> {
  const names = new Map(nodes.map((node) => [node.id, namePlainNode(node)]))
  return new Map(
    edges.map((edge) => [`${names.get(edge.source)} > ${names.get(edge.target)} ${edge.protocol}`, edge]),
  )
}
