import type { TraceSpan } from '#contract/traces.ts'

/** The spans without those below a closed one. They come depth first. */
export function hideBelow(spans: readonly TraceSpan[], closed: ReadonlySet<string>): readonly TraceSpan[] {
  if (closed.size === 0) return spans
  let hiddenFrom = Number.POSITIVE_INFINITY
  return spans.filter(({ id, depth }) => {
    if (depth > hiddenFrom) return false
    hiddenFrom = closed.has(id) ? depth : Number.POSITIVE_INFINITY
    return true
  })
}
