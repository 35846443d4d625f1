import type { Answer, Operand } from '#components/graph/find/operand-types.ts'
import type { FindContext } from '#components/graph/find/types.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

type Facts = Pick<TrafficGraph, 'nodes' | 'edges'>

/** What an operand can be compared with in this graph: words of its list, or texts and codes seen, the most frequent first. */
export function listSeenValues(operand: Operand, graph: Facts): readonly string[] {
  if (operand.answer.kind === 'word') return operand.answer.words
  if (operand.answer.kind === 'number') return ['NaN']
  const byId = new Map(graph.nodes.map((node) => [node.id, node]))
  const context: FindContext = { nodeOf: (id) => byId.get(id) }
  return operand.about === 'node'
    ? countTexts(graph.nodes, operand.answer, context)
    : countTexts(graph.edges, operand.answer, context)
}

function countTexts<Thing>(
  things: readonly Thing[],
  answer: Answer<Thing>,
  context: FindContext,
): readonly string[] {
  if (answer.kind !== 'text' && answer.kind !== 'code') return []
  const counts = new Map<string, number>()
  for (const thing of things)
    for (const text of new Set(answer.read(thing, context))) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort(([a, many], [b, few]) => few - many || a.localeCompare(b)).map(([text]) => text)
}

/** Keys of the labels that nodes of this graph carry. */
export function listSeenLabels({ nodes }: Facts): readonly string[] {
  return [...new Set(nodes.flatMap((node) => Object.keys(node.labels ?? {})))].sort()
}
