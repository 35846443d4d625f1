import type { SpanOddity, VisibleSpan } from '#server/mesh/traces/types.ts'

/** A span while its trace's tree is built. */
export interface SpanNode {
  readonly id: string
  readonly span: VisibleSpan
  readonly oddities: SpanOddity[]
  parent: SpanNode | undefined
  readonly children: SpanNode[]
  /** Set right where the host's clock was off. */
  startMs: number
  skewMs: number
}

export interface SpanTree {
  /** By their beginning, as all children are. */
  readonly roots: readonly SpanNode[]
  readonly repeatedSpans: number
}

export const endOf = (node: SpanNode): number => node.startMs + node.span.durationMs

/**
 * Spans as trees. A span that was told twice stands once. Where a client and a server share one id (Zipkin's shared spans,
 * which Jaeger's SpanIDUniquifier takes apart alike), the server's hangs below the client's. A parent that is missing
 * makes a root, and of spans that are each other's parents the one that begins first.
 */
export function buildSpanTree(spans: readonly VisibleSpan[]): SpanTree {
  const { nodes, byId, repeatedSpans } = nameSpans(spans)
  for (const node of nodes) {
    const { spanId, parentSpanId, kind, isBehindWithheld } = node.span
    const client = node.id !== spanId && kind === 'server' ? byId.get(spanId)?.[0] : undefined
    if (client && client.span.kind === 'client') {
      node.parent = client
      continue
    }
    const named = parentSpanId === undefined ? undefined : byId.get(parentSpanId)
    // What a shared id's server caused is below the server.
    const parent = named?.find((one) => one.span.kind === 'server' && one.id !== parentSpanId) ?? named?.[0]
    if (isBehindWithheld) node.oddities.push('withheld-parent')
    if (parent && parent !== node) node.parent = parent
    else if (parent === node) node.oddities.push('cycle')
    else if (parentSpanId !== undefined) node.oddities.push('missing-parent')
  }
  breakCycles(nodes)
  for (const node of nodes) node.parent?.children.push(node)
  return { roots: nodes.filter(({ parent }) => !parent), repeatedSpans }
}

function nameSpans(spans: readonly VisibleSpan[]): {
  nodes: readonly SpanNode[]
  byId: ReadonlyMap<string, readonly SpanNode[]>
  repeatedSpans: number
} {
  const byId = new Map<string, SpanNode[]>()
  const nodes: SpanNode[] = []
  // A client's before its server's, though clocks may say otherwise.
  const rank = ({ kind }: VisibleSpan): number => (kind === 'client' ? 0 : 1)
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs || rank(a) - rank(b))) {
    const alike = byId.get(span.spanId) ?? []
    byId.set(span.spanId, alike)
    if (alike.some((known) => isSame(known.span, span))) continue
    const node: SpanNode = {
      id: alike.length === 0 ? span.spanId : `${span.spanId}.${alike.length + 1}`,
      span,
      oddities: alike.length === 0 ? [] : ['repeated-id'],
      parent: undefined,
      children: [],
      startMs: span.startMs,
      skewMs: 0,
    }
    if (span.kind === 'client') alike.unshift(node)
    else alike.push(node)
    nodes.push(node)
  }
  return { nodes, byId, repeatedSpans: spans.length - nodes.length }
}

function isSame(a: VisibleSpan, b: VisibleSpan): boolean {
  return (
    a.service === b.service &&
    a.operation === b.operation &&
    a.kind === b.kind &&
    a.startMs === b.startMs &&
    a.durationMs === b.durationMs &&
    a.parentSpanId === b.parentSpanId
  )
}

/** Nodes come by their beginning, so the first that is reached of a circle is its earliest. */
function breakCycles(nodes: readonly SpanNode[]): void {
  const sound = new Set<SpanNode>()
  for (const start of nodes) {
    const walked = new Set<SpanNode>()
    let node: SpanNode | undefined = start
    while (node && !sound.has(node) && !walked.has(node)) {
      walked.add(node)
      node = node.parent
    }
    if (node && walked.has(node)) {
      const first = earliestOfCircle(node)
      first.parent = undefined
      first.oddities.push('cycle')
    }
    for (const one of walked) sound.add(one)
  }
}

function earliestOfCircle(member: SpanNode): SpanNode {
  let first = member
  for (let node = member.parent; node && node !== member; node = node.parent)
    if (node.startMs < first.startMs) first = node
  return first
}
