import type { GraphEdge, GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** A node of the contract with the least that it needs: `shop/cart` is workload cart in shop. */
export function buildNode(name: string, facts: Partial<GraphNode> = {}): GraphNode {
  const [namespace = '', workload = ''] = name.split('/')
  return {
    id: name,
    kind: 'workload',
    cluster: 'east',
    namespace,
    name: workload,
    workload,
    app: workload.replace(/-v\d+$/, ''),
    flags: [],
    health: { status: 'healthy', reasons: [] },
    in: {},
    out: {},
    ...facts,
  }
}

export function buildEdge(source: string, target: string, facts: Partial<GraphEdge> = {}): GraphEdge {
  return {
    id: `${source}>${target}>${facts.protocol ?? 'http'}`,
    source,
    target,
    protocol: 'http',
    requestsPerSecond: 1,
    errorPercent: 0,
    responses: [],
    health: 'healthy',
    idle: false,
    ...facts,
  }
}

export function buildGraph(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[] = [],
  facts: Partial<TrafficGraph> = {},
): TrafficGraph {
  return {
    asOf: '2026-11-21T07:00:00Z',
    rangeSeconds: 60,
    view: 'workload',
    nodes: [...nodes],
    edges: [...edges],
    notices: [],
    ...facts,
  }
}

/** Namespaces of `size` workloads, each a call tree, the roots called by one ingress; the same each time. */
export function buildMesh(namespaces: number, size: number): TrafficGraph {
  const nodes: GraphNode[] = [buildNode('istio-ingress/ingress')]
  const edges: GraphEdge[] = []
  for (let team = 0; team < namespaces; team++)
    for (let at = 0; at < size; at++) {
      const name = `team-${team}/service-${at}-v1`
      nodes.push(buildNode(name))
      const caller =
        at === 0 ? 'istio-ingress/ingress' : `team-${team}/service-${Math.floor((at - 1) / 2)}-v1`
      edges.push(buildEdge(caller, name, { requestsPerSecond: 1 + (at % 7) }))
      if (at % 5 === 4 && team > 0) edges.push(buildEdge(name, `team-${team - 1}/service-0-v1`))
    }
  return buildGraph(nodes, edges)
}
