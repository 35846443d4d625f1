import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import { redirectEdges } from '#server/mesh/graph/merge-edges.ts'
import {
  type GraphEdge,
  type GraphNode,
  isKnown,
  type TrafficGraph,
  unknown,
} from '#server/mesh/graph/types.ts'

/**
 * What lies in namespaces that the viewer may not see becomes one node per cluster without a name, and no host, principal
 * or service of those namespaces stays anywhere in the graph. Rates stay: the viewer's own side reports them too.
 */
export const withholdRestricted: Enrich = (graph, { isVisible }) => {
  if (!isVisible) return graph
  const standIns = new Map<string, string>()
  for (const node of [...graph.nodes.values()]) {
    for (const service of node.services)
      if (!isVisible(service.slice(0, service.indexOf('/')))) node.services.delete(service)
    if (!isKnown(node.namespace) || isVisible(node.namespace)) continue
    standIns.set(node.id, findStandIn(graph, node.cluster).id)
    graph.nodes.delete(node.id)
  }
  const hidden = new Set(standIns.values())
  for (const edge of graph.edges.values()) scrubEdge(edge, standIns, isVisible)
  if (standIns.size > 0) redirectEdges(graph, (id) => standIns.get(id) ?? id)
  // What hidden namespaces do among themselves is not the viewer's to see.
  for (const edge of [...graph.edges.values()])
    if (hidden.has(edge.source) && hidden.has(edge.target)) graph.edges.delete(edge.id)
  return graph
}

export type IsVisible = (namespace: string) => boolean

function findStandIn(graph: TrafficGraph, cluster: string): GraphNode {
  const id = `restricted|${cluster}`
  const node: GraphNode = graph.nodes.get(id) ?? {
    id,
    kind: 'unknown',
    cluster,
    namespace: unknown,
    name: unknown,
    services: new Set(),
    flags: new Set(['restricted']),
  }
  graph.nodes.set(id, node)
  return node
}

function scrubEdge(edge: GraphEdge, standIns: ReadonlyMap<string, string>, isVisible: IsVisible): void {
  const touches = standIns.has(edge.source) || standIns.has(edge.target)
  const responses = [...edge.responses.values()]
  if (touches || responses.some(({ host }) => !mayNameHost(host, isVisible))) {
    edge.responses.clear()
    for (const response of responses) {
      const host = !touches && mayNameHost(response.host, isVisible) ? response.host : ''
      const key = `${response.code}|${response.flags}|${host}`
      const known = edge.responses.get(key)
      if (known) known.rate += response.rate
      else edge.responses.set(key, { ...response, host })
    }
  }
  for (const field of ['sourcePrincipals', 'destinationPrincipals'] as const) {
    for (const principal of edge[field] ?? [])
      if (!mayNamePrincipal(principal, isVisible)) edge[field]?.delete(principal)
  }
}

/** `name.namespace.svc.<domain>` gives a namespace away; a pod's own name before it too. */
export function mayNameHost(host: string, isVisible: IsVisible): boolean {
  const labels = host.split('.')
  const at = labels.indexOf('svc')
  const namespace = at > 0 ? labels[at - 1] : undefined
  return namespace === undefined || isVisible(namespace)
}

/** `spiffe://<trust domain>/ns/<namespace>/sa/<account>` (istio.io/docs/concepts/security, "Secure naming"). */
export function mayNamePrincipal(principal: string, isVisible: IsVisible): boolean {
  const at = principal.indexOf('/ns/')
  if (at < 0) return false
  const namespace = principal.slice(at + 4).split('/', 1)[0]
  return namespace !== undefined && isVisible(namespace)
}
