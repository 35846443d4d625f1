import type { Hop } from '#components/graph/trace/list-hops.ts'
import type { TracePlace, TraceSpan } from '#contract/traces.ts'
import type { GraphNode, TrafficGraph } from '#contract/traffic-graph.ts'

/** A trace as it lies over one graph. */
export interface TracePath {
  /** Ids of the nodes and edges that it passes. */
  readonly ids: ReadonlySet<string>
  /** The steps, each with the edges that draw it: none where this graph has no such edge. */
  readonly steps: readonly { readonly hop: Hop; readonly edges: readonly string[] }[]
  readonly spansOf: ReadonlyMap<string, readonly TraceSpan[]>
}

/**
 * Finds the edges of a graph that draw the steps of a trace: between the nodes of both ends, or through the node of the
 * service that was asked. Ends are the same by workload and namespace, where a node stands for an application by that.
 */
export function matchHops(hops: readonly Hop[], { nodes, edges }: TrafficGraph): TracePath {
  const between = Map.groupBy(edges, ({ source, target }) => `${source}\n${target}`)
  const ids = new Set<string>()
  const spansOf = new Map<string, TraceSpan[]>()
  const idsOf = (fits: (node: GraphNode) => boolean) => nodes.filter(fits).map(({ id }) => id)
  const steps = hops.map((hop) => {
    const from = idsOf((node) => isPlace(node, hop.from))
    const to = hop.to
    const ends = to ? idsOf((node) => isPlace(node, to)) : []
    const services = idsOf((node) => isHost(node, hop.host))
    const pairs = [...pair(from, ends), ...pair(from, services), ...pair(services, ends)]
    const found = pairs.flatMap(([source, target]) => between.get(`${source}\n${target}`) ?? [])
    for (const { id, source, target } of found) {
      for (const one of [id, source, target]) ids.add(one)
      const known = spansOf.get(id) ?? []
      spansOf.set(id, [...known, ...hop.spans.filter((span) => !known.includes(span))])
    }
    return { hop, edges: [...new Set(found.map(({ id }) => id))] }
  })
  return { ids, steps, spansOf }
}

const pair = (from: readonly string[], to: readonly string[]) =>
  from.flatMap((source) => to.map((target) => [source, target] as const))

/** By workload where both know it, else by application; a service of the application's name stands for it too. */
function isPlace(node: GraphNode, { namespace, workload, app }: TracePlace): boolean {
  if (node.namespace !== namespace) return false
  if (node.kind === 'service') return app !== undefined && node.name === app
  const isWholeApp = node.kind === 'app' && node.version === undefined
  if (!isWholeApp && node.workload !== undefined && workload !== undefined) return node.workload === workload
  return app !== undefined && node.app === app
}

/** `reviews.bookinfo.svc.cluster.local` is the service reviews in bookinfo; any other host is a service entry's. */
function isHost(node: GraphNode, host: string | undefined): boolean {
  if (host === undefined || node.kind !== 'service') return false
  const [name, namespace] = host.split('.', 2)
  return (
    node.name === host ||
    (node.serviceEntry?.hosts.includes(host) ?? false) ||
    (node.name === name && node.namespace === namespace)
  )
}
