import { buildGraph, type GraphSamples } from '#server/mesh/graph/build-graph.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { buildWaypointTest, listAmbientNamespaces } from '#server/mesh/graph/list-waypoints.ts'
import { presentGraph } from '#server/mesh/graph/present.ts'
import type { Counted, Sample } from '#server/mesh/graph/types.ts'
import { defaultRate } from '#server/mesh/health/rates.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { defaultWorkloadLabels } from '#server/mesh/objects/workload-labels.ts'

/** What the call counts by default. */
export const defaultCounted: Counted = { http: ['requests'], grpc: ['requests'], tcp: ['bytesSent'] }

/** An end of a series: `namespace/workload` of an app of the same name; '' is what telemetry cannot name. */
export interface ImaginedSeries {
  readonly from: string
  readonly to: string
  /** `namespace/name`; the target's by default. */
  readonly service?: string
  readonly host?: string
  readonly reporter?: 'source' | 'destination' | 'waypoint'
  readonly protocol?: 'http' | 'grpc'
  readonly code?: string
  readonly value?: number
  /** Any label, to replace what follows from the rest. */
  readonly labels?: Readonly<Record<string, string>>
}

export function imagineSample(series: ImaginedSeries): Sample {
  const [fromNamespace, from] = split(series.from)
  const [toNamespace, to] = split(series.to)
  const [serviceNamespace, service] = split(series.service ?? series.to)
  const host = series.host ?? `${service}.${serviceNamespace}.svc.cluster.local`
  return {
    metric: {
      reporter: series.reporter ?? 'destination',
      source_cluster: from === 'unknown' ? 'unknown' : 'Kubernetes',
      source_workload_namespace: fromNamespace,
      source_workload: from,
      source_canonical_service: from,
      source_canonical_revision: 'latest',
      destination_cluster: to === 'unknown' ? 'unknown' : 'Kubernetes',
      destination_service_namespace: serviceNamespace,
      destination_service: host,
      destination_service_name: service,
      destination_workload_namespace: toNamespace,
      destination_workload: to,
      destination_canonical_service: to,
      destination_canonical_revision: 'latest',
      request_protocol: series.protocol ?? 'http',
      response_code: series.code ?? '200',
      response_flags: '-',
      connection_security_policy: series.reporter === 'source' ? 'unknown' : 'mutual_tls',
      source_principal: `spiffe://cluster.local/ns/${fromNamespace}/sa/${from}`,
      destination_principal: `spiffe://cluster.local/ns/${toNamespace}/sa/${to}`,
      ...series.labels,
    },
    value: series.value ?? 1,
  }
}

function split(end: string): readonly [namespace: string, name: string] {
  const [namespace = '', name = ''] = end.split('/')
  return end === '' ? ['unknown', 'unknown'] : [namespace, name]
}

export interface Imagined {
  readonly requests?: readonly ImaginedSeries[]
  readonly samples?: Partial<GraphSamples>
  readonly manifests?: readonly RawObject[]
  readonly asked?: readonly string[]
  readonly facts?: Partial<GraphFacts>
}

/** Builds and presents a graph of a few series and manifests; all that is not said is the call's default. */
export function imagineGraph({
  requests = [],
  samples = {},
  manifests = [],
  asked = ['a', 'b'],
  facts,
}: Imagined) {
  const namespaces = asked.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  const snapshot = buildSnapshotFromManifests({ manifests: [...namespaces, ...manifests] })
  const isWaypoint = buildWaypointTest(snapshot)
  const { graph, dropped } = buildGraph(
    {
      requests: requests.map(imagineSample),
      tcp: [],
      messages: [],
      latencyP50: [],
      latencyP95: [],
      latencyP99: [],
      latencyAvg: [],
      throughput: [],
      ...samples,
    },
    {
      asked: new Set(asked),
      ambient: listAmbientNamespaces(snapshot),
      view: 'workload',
      counted: defaultCounted,
      serviceNodes: false,
      idleEdges: false,
      idleNodes: false,
      operationNodes: false,
      waypoints: true,
      rootNamespace: 'istio-system',
      isWaypoint,
      snapshot,
      labels: defaultWorkloadLabels,
      healthRates: [defaultRate],
      requestsKnown: true,
      rangeSeconds: 60,
      ...facts,
    },
  )
  const { nodes, edges } = presentGraph(graph, ({ code, params }) => ({ code, params, text: code }))
  const names = new Map(nodes.map((node) => [node.id, `${node.namespace}/${node.name}`]))
  const name = (id: string): string => names.get(id) ?? id
  return {
    nodes,
    edges,
    dropped,
    node: (of: string) => nodes.find(({ id }) => name(id) === of),
    edge: (source: string, target: string) =>
      edges.find((edge) => name(edge.source) === source && name(edge.target) === target),
    /** `source > target rate`, sorted. */
    lines: edges
      .map(
        (edge) =>
          `${name(edge.source)} > ${name(edge.target)} ${edge.requestsPerSecond ?? edge.bytesPerSecond}`,
      )
      .sort(),
  }
}

/** A Deployment of one ready pod, with `app` and nothing else said. */
export function imagineWorkload(
  namespace: string,
  name: string,
  options: { labels?: Record<string, string>; proxy?: boolean; annotations?: Record<string, string> } = {},
): RawObject[] {
  const labels = { app: name, ...options.labels }
  const metadata = { name, namespace, ...(options.annotations && { annotations: options.annotations }) }
  const containers = [
    { name: 'app', image: 'app' },
    ...(options.proxy === false ? [] : [{ name: 'istio-proxy', image: 'proxyv2' }]),
  ]
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: {} } },
      status: { replicas: 1, availableReplicas: 1, updatedReplicas: 1 },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-1`,
        namespace,
        labels,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, controller: true }],
      },
      spec: { containers },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    },
    // The manifests of Kubernetes are read loosely; these hold what the rules read.
  ] as RawObject[]
}
