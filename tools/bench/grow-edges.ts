import type { TrafficGraph } from '#contract/traffic-graph.ts'

/**
 * The same graph with more edges among its own nodes, until there are `count`: copies of its edges, each between another
 * caller and called. Which ones does not depend on chance, so a second answer grows alike.
 */
export function growEdges(graph: TrafficGraph, count: number): TrafficGraph {
  const { nodes, edges } = graph
  const grown = [...edges]
  const taken = new Set(edges.map(({ source, target }) => `${source}>${target}`))
  for (let at = 0; grown.length < count && at < count * 4; at++) {
    const model = edges[at % edges.length]
    const source = nodes[at % nodes.length]
    // Near ones first, as most calls are; further ones when those are taken.
    const target = nodes[(at * 2 + 1 + Math.floor(at / nodes.length)) % nodes.length]
    if (!model || !source || !target || source === target) continue
    const key = `${source.id}>${target.id}`
    if (taken.has(key)) continue
    taken.add(key)
    grown.push({ ...model, id: `grown|${key}`, source: source.id, target: target.id })
  }
  return { ...graph, edges: grown }
}
