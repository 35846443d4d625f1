import { adjustClocks } from '#server/mesh/traces/adjust-clocks.ts'
import { measureCritical, measureSelf } from '#server/mesh/traces/measure-spans.ts'
import { buildSpanTree, type SpanNode } from '#server/mesh/traces/span-tree.ts'
import type { VisibleSpan, Waterfall, WaterfallSpan } from '#server/mesh/traces/types.ts'

/** Spans of a trace that are told; of a runaway the first ones. */
export const mostSpans = 10_000

/** A trace as a waterfall: a tree with depths, offsets and times, whatever was wrong with it told. */
export function buildWaterfall(spans: readonly VisibleSpan[]): Waterfall {
  const kept =
    spans.length <= mostSpans ? spans : [...spans].sort((a, b) => a.startMs - b.startMs).slice(0, mostSpans)
  const { roots, repeatedSpans } = buildSpanTree(kept)
  adjustClocks(roots)
  const { startMs, durationMs, times, untoldMs } = measureCritical(roots)
  const listed: WaterfallSpan[] = []
  const open = byBeginning(roots).map((node) => ({ node, depth: 0 }))
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, depth } = next
    const children = byBeginning(node.children)
    listed.push({
      id: node.id,
      span: node.span,
      ...(node.parent ? { parentId: node.parent.id } : {}),
      depth,
      offsetMs: node.startMs - startMs,
      durationMs: node.span.durationMs,
      skewMs: node.skewMs,
      selfMs: measureSelf(node),
      criticalMs: times.get(node) ?? 0,
      childIds: children.map(({ id }) => id).reverse(),
      oddities: node.oddities,
    })
    for (const child of children) open.push({ node: child, depth: depth + 1 })
  }
  return { startMs, durationMs, spans: listed, cutSpans: spans.length - kept.length, repeatedSpans, untoldMs }
}

/** The last first: what is taken from the end is taken in order. */
function byBeginning(nodes: readonly SpanNode[]): SpanNode[] {
  return [...nodes].sort((a, b) => b.startMs - a.startMs || (a.id < b.id ? 1 : -1))
}
