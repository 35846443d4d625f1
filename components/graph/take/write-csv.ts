import { findComparison, findDifference } from '#components/graph/compare/compared-graph.ts'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import { formatCsv } from '#components/ui/format-csv.ts'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

const nodeColumns = [
  'id',
  'kind',
  'cluster',
  'namespace',
  'name',
  'workload',
  'app',
  'version',
  'service',
  'health',
  'flags',
  'in_http_rps',
  'in_http_error_percent',
  'in_grpc_rps',
  'in_grpc_error_percent',
  'in_tcp_bytes_per_second',
  'out_http_rps',
  'out_grpc_rps',
  'out_tcp_bytes_per_second',
] as const

export function writeNodes(graph: TrafficGraph): string {
  const compared = findComparison(graph)
  return formatCsv([
    [...nodeColumns, ...(compared ? ['change'] : [])],
    ...graph.nodes.map((node) => [
      node.id,
      node.kind,
      node.cluster,
      node.namespace,
      nameNode(node),
      node.workload,
      node.app,
      node.version,
      node.service,
      node.health.status,
      node.flags.join(' '),
      node.in.httpPerSecond,
      node.in.httpErrorPercent,
      node.in.grpcPerSecond,
      node.in.grpcErrorPercent,
      node.in.tcpBytesPerSecond,
      node.out.httpPerSecond,
      node.out.grpcPerSecond,
      node.out.tcpBytesPerSecond,
      ...(compared ? [findDifference(compared, node.id)?.change] : []),
    ]),
  ])
}

const edgeColumns = [
  'id',
  'source_namespace',
  'source',
  'target_namespace',
  'target',
  'protocol',
  'health',
  'requests_per_second',
  'error_percent',
  'bytes_per_second',
  'latency_ms_avg',
  'latency_ms_p50',
  'latency_ms_p95',
  'latency_ms_p99',
  'mtls_percent',
  'idle',
] as const

export function writeEdges(graph: TrafficGraph): string {
  const compared = findComparison(graph)
  const changes = new Map(compared?.edges.map(({ id, difference }) => [id, difference.change]))
  const byId = new Map(graph.nodes.map((node) => [node.id, node]))
  const name = (node: GraphNode | undefined) => (node ? nameNode(node) : undefined)
  return formatCsv([
    [...edgeColumns, ...(compared ? ['change'] : [])],
    ...graph.edges.map((edge) => {
      const [source, target] = [byId.get(edge.source), byId.get(edge.target)]
      return [
        edge.id,
        source?.namespace,
        name(source),
        target?.namespace,
        name(target),
        edge.protocol,
        edge.health,
        edge.requestsPerSecond,
        edge.errorPercent,
        edge.bytesPerSecond,
        edge.latencyMsAvg,
        edge.latencyMsP50,
        edge.latencyMsP95,
        edge.latencyMsP99,
        edge.mtlsPercent,
        edge.idle,
        ...(compared ? [changes.get(edge.id)] : []),
      ]
    }),
  ])
}
