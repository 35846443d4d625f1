import type { OperationSeries } from '#server/mesh/graph/build-traffic-graph.ts'
import { addRequests, createEdge } from '#server/mesh/graph/collapse-drafts.ts'
import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { identifyServiceNode, identifySource, identifyTarget } from '#server/mesh/graph/identify.ts'
import { nameEdge } from '#server/mesh/graph/name-edge.ts'
import { type GraphEdge, type GraphNode, isKnown, type TrafficGraph } from '#server/mesh/graph/types.ts'

/**
 * Puts what is called (`request_operation`, which Telemetry or WasmPlugin classification sets) between caller and called:
 * before the service where services are shown, else before the workload. The edges that are replaced go, though some of
 * their requests may have had no operation (Kiali: aggregate_node.go); those still count for the nodes. Not in the service
 * view. Declares `operation`.
 */
export const addOperations: Enrich = (graph, facts) => {
  if (!facts.operationNodes || facts.view === 'service') return graph
  const named = new Map<string, GraphEdge>()
  const edges = new Map<string, GraphEdge>()
  for (const series of facts.operations) {
    const { ends, protocol } = series
    if (!facts.asked.has(ends.sourceNamespace) && !facts.asked.has(ends.serviceNamespace)) continue
    const source = identifySource(ends, facts.view, false)
    const target = facts.serviceNodes
      ? identifyServiceNode(ends.cluster, ends.serviceNamespace, ends.service)
      : identifyTarget(ends, facts.view, false)
    if (!source || !target || !graph.nodes.has(source.id) || !graph.nodes.has(target.id)) continue
    const operation = findOperation(graph, series, facts)
    const answered = { ...series, host: ends.host }
    for (const one of ['http', 'grpc', 'tcp'] as const) findEdge(named, source.id, target.id, one)
    add(findEdge(named, source.id, target.id, protocol), answered)
    add(findEdge(edges, source.id, operation.id, protocol), answered)
    add(findEdge(edges, operation.id, target.id, protocol), answered)
  }
  const unshown = [...graph.unshown]
  for (const [id, part] of named) {
    const edge = graph.edges.get(id)
    if (!edge) continue
    unshown.push(subtract(edge, part))
    graph.edges.delete(id)
  }
  for (const [id, edge] of edges) graph.edges.set(id, edge)
  return { ...graph, unshown }
}

function findEdge(
  edges: Map<string, GraphEdge>,
  source: string,
  target: string,
  protocol: GraphEdge['protocol'],
): GraphEdge {
  const id = nameEdge(source, target, protocol)
  const edge = edges.get(id) ?? createEdge(id, source, target, protocol)
  edges.set(id, edge)
  return edge
}

interface Answered {
  readonly code: string
  readonly flags: string
  readonly host: string
  readonly value: number
}

function add(edge: GraphEdge, { code, flags, host, value }: Answered): void {
  addRequests(edge, code, flags, host, value)
}

/** What an edge carries beside a part of it. */
function subtract(edge: GraphEdge, part: GraphEdge): GraphEdge {
  const rest = createEdge(edge.id, edge.source, edge.target, edge.protocol)
  for (const [key, { code, flags, host, rate }] of edge.responses)
    addRequests(rest, code, flags, host, rate - (part.responses.get(key)?.rate ?? 0))
  return rest
}

function findOperation(
  graph: TrafficGraph,
  { ends, operation }: OperationSeries,
  { serviceNodes }: GraphFacts,
): GraphNode {
  const namespace = serviceNodes || !isKnown(ends.namespace) ? ends.serviceNamespace : ends.namespace
  const service = serviceNodes ? ends.service : ''
  const id = `operation|${ends.cluster}|${namespace}|${service}|${operation}`
  const known = graph.nodes.get(id)
  if (known) return known
  const node: GraphNode = {
    id,
    kind: 'operation',
    cluster: ends.cluster,
    namespace,
    name: operation,
    operation,
    services: new Set(),
    flags: new Set(),
    ...(service && { service }),
    ...(service && isKnown(ends.app) && { app: ends.app }),
  }
  graph.nodes.set(id, node)
  return node
}
