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
 * began, the one that ended last before that; and the span's own time is what is left. A child may outlast its parent.
 */
export function measureCritical(roots: readonly SpanNode[]): CriticalTimes {
  const times = new Map<SpanNode, number>()
  let [startMs, endMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const node of walk(roots)) {
    startMs = Math.min(startMs, node.startMs)
    endMs = Math.max(endMs, endOf(node))
  }
  if (startMs === Number.POSITIVE_INFINITY) return { startMs: 0, durationMs: 0, times, untoldMs: 0 }
  const ends = measureEnds(roots)
  const lastEnd = (node: SpanNode): number => ends.get(node) ?? endOf(node)
  const open: { node: SpanNode; untilMs: number }[] = []
  /** What of the time up to `untilMs` none of them takes, as stretches. */
  const share = (children: readonly SpanNode[], fromMs: number, untilMs: number): [number, number][] => {
    let cursor = untilMs
    const left: [number, number][] = []
    for (const child of [...children].sort((a, b) => lastEnd(b) - lastEnd(a))) {
      const childEnd = Math.min(lastEnd(child), cursor)
      const childStart = Math.max(child.startMs, fromMs)
      if (childEnd <= childStart) continue
      left.push([childEnd, cursor])
      open.push({ node: child, untilMs: childEnd })
      cursor = childStart
    }
    left.push([fromMs, cursor])
    return left
  }
  let untoldMs = share(roots, startMs, endMs).reduce((sum, [from, to]) => sum + (to - from), 0)
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, untilMs } = next
    const end = endOf(node)
    let own = 0
    for (const [from, to] of share(node.children, node.startMs, untilMs)) {
      own += Math.max(0, Math.min(to, end) - from)
      untoldMs += Math.max(0, to - Math.max(from, end))
    }
    times.set(node, own)
  }
  return { startMs, durationMs: endMs - startMs, times, untoldMs }
}

/** When the last of a span and all below it ended: what was caused may outlast what caused it. */
function measureEnds(roots: readonly SpanNode[]): ReadonlyMap<SpanNode, number> {
  const ends = new Map<SpanNode, number>()
  // Parents come before their children, so backwards each child is done before its parent.
  for (const node of [...walk(roots)].reverse())
    ends.set(
      node,
      node.children.reduce((last, child) => Math.max(last, ends.get(child) ?? last), endOf(node)),
    )
  return ends
}

function* walk(roots: readonly SpanNode[]): Generator<SpanNode> {
  const open = [...roots]
  for (let node = open.pop(); node; node = open.pop()) {
    yield node
    for (const child of node.children) open.push(child)
  }
}
