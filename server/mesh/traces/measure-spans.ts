import { endOf, type SpanNode } from '#server/mesh/traces/span-tree.ts'

/** A span's duration without what its children take of it, children side by side counted once. */
export function measureSelf(node: SpanNode): number {
  const endMs = endOf(node)
  let covered = 0
  let until = node.startMs
  for (const child of [...node.children].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(child.startMs, until)
    const to = Math.min(endOf(child), endMs)
    if (to <= from) continue
    covered += to - from
    until = to
  }
  return Math.max(0, node.span.durationMs - covered)
}

export interface CriticalTimes {
  readonly startMs: number
  readonly durationMs: number
  /** How long each span was what the whole trace waited for. With `untoldMs` it sums up to the duration. */
  readonly times: ReadonlyMap<SpanNode, number>
  readonly untoldMs: number
}

/**
 * Gives each moment of a trace to one span: going back from the end, the child that ended last was waited for; before it
 * began, the one that ended last before that; and the span's own time is what is left.
 */
export function measureCritical(roots: readonly SpanNode[]): CriticalTimes {
  const times = new Map<SpanNode, number>()
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const node of walk(roots)) {
    startMs = Math.min(startMs, node.startMs)
    endMs = Math.max(endMs, endOf(node))
  }
  if (startMs === Number.POSITIVE_INFINITY) return { startMs: 0, durationMs: 0, times, untoldMs: 0 }
  const open: { node: SpanNode; untilMs: number }[] = []
  const share = (children: readonly SpanNode[], fromMs: number, untilMs: number): number => {
    let cursor = untilMs
    let own = 0
    for (const child of [...children].sort((a, b) => endOf(b) - endOf(a))) {
      const childEnd = Math.min(endOf(child), cursor)
      const childStart = Math.max(child.startMs, fromMs)
      if (childEnd <= childStart) continue
      own += cursor - childEnd
      open.push({ node: child, untilMs: childEnd })
      cursor = childStart
    }
    return own + (cursor - fromMs)
  }
  const untoldMs = share(roots, startMs, endMs)
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, untilMs } = next
    times.set(node, share(node.children, node.startMs, untilMs))
  }
  return { startMs, durationMs: endMs - startMs, times, untoldMs }
}

function* walk(roots: readonly SpanNode[]): Generator<SpanNode> {
  const open = [...roots]
  for (let node = open.pop(); node; node = open.pop()) {
    yield node
    for (const child of node.children) open.push(child)
  }
}
