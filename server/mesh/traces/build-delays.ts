import type { SpanFacts } from '#server/mesh/traces/describe-span.ts'
import type { SpanPlace, Waterfall, WaterfallSpan } from '#server/mesh/traces/types.ts'

export type DelayKind = 'application' | 'network' | 'waiting' | 'injected' | 'proxy' | 'withheld' | 'untold'

/** A part of a trace's duration, and where it was spent. */
export interface Delay {
  readonly kind: DelayKind
  /** Where: the workload that took the time, or whose proxy waited. Absent for what no span tells. */
  readonly place?: SpanPlace
  /** For `network` the other end, for `waiting` the host that was asked. */
  readonly other?: SpanPlace
  readonly host?: string
  readonly ms: number
  /** Spans that it was spent in. */
  readonly spans: number
}

export interface ToldSpan extends WaterfallSpan {
  readonly place: SpanPlace
  readonly facts: SpanFacts
  /** How often its proxy asked before it had this answer, where the spans below show it. */
  readonly attempts: number
  readonly delay: DelayKind
}

/**
 * What the time of a span means that was spent in none below it: behind a server's proxy the application worked; between
 * a client's proxy and the span below it was the way there and back; without a span below, the client waited for
 * something that tells none. Flags are Envoy's (response_flags of its access log): DI a fault injection's delay; NR, UH,
 * UO, FI, RL, UAEX answers of the proxy itself.
 */
export function judgeDelay(span: WaterfallSpan, { side, flags }: SpanFacts): DelayKind {
  if (flags.includes('DI')) return 'injected'
  if (span.span.withheldBelow) return 'withheld'
  if (side === 'server' || side === 'application') return 'application'
  if (span.childIds.length > 0) return 'network'
  return flags.some((flag) => ownAnswers.has(flag)) ? 'proxy' : 'waiting'
}

const ownAnswers: ReadonlySet<string> = new Set(['NR', 'NC', 'UH', 'UO', 'FI', 'RL', 'UAEX', 'OM', 'DO'])

/** Who added how much to a trace's duration, the most first. It sums up to the duration. */
export function buildDelays(spans: readonly ToldSpan[], { untoldMs }: Waterfall): readonly Delay[] {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const parts = new Map<string, Delay>()
  const add = (key: string, delay: Omit<Delay, 'spans'>) => {
    const known = parts.get(key)
    parts.set(key, { ...delay, ms: (known?.ms ?? 0) + delay.ms, spans: (known?.spans ?? 0) + 1 })
  }
  for (const span of spans) {
    if (span.criticalMs <= 0) continue
    const { place, delay: kind, criticalMs: ms } = span
    const below = kind === 'network' ? byId.get(span.childIds[0] ?? '') : undefined
    const host = kind === 'waiting' && !span.span.isTargetWithheld ? span.facts.route?.host : undefined
    const key = JSON.stringify([kind, namePlace(place), below && namePlace(below.place), host])
    add(key, { kind, place, ...(below && { other: below.place }), ...(host && { host }), ms })
  }
  if (untoldMs > 0) add('untold', { kind: 'untold', ms: untoldMs })
  return [...parts.values()].sort((a, b) => b.ms - a.ms)
}

/** One word for one place: its workload, or what is known instead. */
export function namePlace({ namespace, workload, app, pod }: SpanPlace): string {
  return `${namespace ?? ''}/${workload ?? app ?? pod ?? ''}`
}
