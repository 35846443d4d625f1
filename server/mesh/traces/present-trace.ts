import type { TraceDelay, TraceItem, TracePlace, TraceSpan } from '#contract/traces.ts'
import { type Delay, namePlace, type ToldSpan } from '#server/mesh/traces/build-delays.ts'
import type { MeasuredTrace } from '#server/mesh/traces/compare-peers.ts'
import type { SpanPlace, Waterfall } from '#server/mesh/traces/types.ts'

/** One trace of which everything is known that may be told. */
export interface ToldTrace extends MeasuredTrace {
  readonly traceId: string
  readonly waterfall: Waterfall
  readonly spans: readonly ToldSpan[]
  readonly withheld: number
}

export const presentPlace = ({ by: _, ...place }: SpanPlace): TracePlace => place

export function presentDelay({ kind, place, other, host, ms, spans }: Delay): TraceDelay {
  return {
    kind,
    ...(place && { place: presentPlace(place) }),
    ...(other && { other: presentPlace(other) }),
    ...(host && { host: cutText(host, mostWords) }),
    ms,
    spans,
  }
}

/** What stands above a trace and in lists. undefined of a trace without any span. */
export function presentHead({ traceId, waterfall, spans, withheld }: ToldTrace) {
  const [root] = spans
  if (!root) return undefined
  const { facts, span, place } = root
  const requestId = facts.requestId ?? spans.find((one) => one.facts.requestId)?.facts.requestId
  return {
    id: traceId,
    start: new Date(waterfall.startMs).toISOString(),
    durationMs: waterfall.durationMs,
    root: {
      place: presentPlace(place),
      service: cutText(span.service, mostWords),
      operation: cutText(span.operation, mostWords),
      ...presentRequest(facts),
    },
    ...(requestId === undefined ? {} : { requestId: cutText(requestId, mostWords) }),
    spanCount: spans.length + waterfall.cutSpans,
    failedSpans: spans.filter((one) => one.span.failed).length,
    withheldSpans: withheld,
  }
}

export function presentTraceItem(trace: ToldTrace): TraceItem | undefined {
  const head = presentHead(trace)
  if (!head) return undefined
  const [slowest] = trace.delays
  const places = [...Map.groupBy(trace.spans, ({ place }) => namePlace(place)).values()].flatMap((own) =>
    own[0]
      ? [
          {
            ...presentPlace(own[0].place),
            spans: own.length,
            failed: own.filter(({ span }) => span.failed).length,
          },
        ]
      : [],
  )
  return {
    ...head,
    places: places.sort((a, b) => b.spans - a.spans).slice(0, 50),
    ...(slowest && { slowest: presentDelay(slowest) }),
  }
}

/** Of names, hosts and operations; of a tag's value and of a trace's tags together. Lengths in characters. */
const mostWords = 500
const mostTagLength = 1_000
const mostTags = 100
const mostTagText = 3_000_000
const mostEvents = 50

/** Tags are what grows without bound, so a trace has a budget of them, spent from its first span on. */
export function presentSpans({ spans, waterfall }: ToldTrace): TraceSpan[] {
  let left = mostTagText
  return spans.map((told) => {
    const tags: [string, string][] = []
    const all = Object.entries(told.span.tags).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, value] of all) {
      const tag: [string, string] = [cutText(name, 200), cutText(String(value), mostTagLength)]
      left -= tag[0].length + tag[1].length
      if (left < 0 || tags.length === mostTags) break
      tags.push(tag)
    }
    return presentSpan(told, { tags, cutTags: all.length - tags.length }, waterfall.startMs)
  })
}

function presentSpan(
  told: ToldSpan,
  tags: Pick<TraceSpan, 'tags' | 'cutTags'>,
  traceStartMs: number,
): TraceSpan {
  const { span, facts, place, parentId } = told
  const { route, side, flags, grpcCode, requestId } = facts
  return {
    id: told.id,
    ...(parentId === undefined ? {} : { parentId }),
    depth: told.depth,
    service: cutText(span.service, mostWords),
    operation: cutText(span.operation, mostWords),
    place: presentPlace(place),
    side,
    offsetMs: told.offsetMs,
    durationMs: told.durationMs,
    skewMs: told.skewMs,
    selfMs: told.selfMs,
    delay: told.delay,
    criticalMs: told.criticalMs,
    failed: span.failed,
    ...(route && { route: presentRoute(route) }),
    flags: flags.map((flag) => cutText(flag, 40)),
    ...presentRequest(facts),
    ...(grpcCode === undefined ? {} : { grpcCode: cutText(grpcCode, 40) }),
    ...(requestId === undefined ? {} : { requestId: cutText(requestId, mostWords) }),
    attempts: facts.retry === undefined ? told.attempts : facts.retry + 1,
    oddities: [...told.oddities],
    withheldBelow: span.withheldBelow ?? 0,
    ...tags,
    events: span.events
      .slice(0, mostEvents)
      .flatMap(({ timeMs, name }) =>
        Number.isFinite(timeMs)
          ? [{ offsetMs: timeMs + told.skewMs - traceStartMs, name: cutText(name, mostWords) }]
          : [],
      ),
  }
}

function presentRequest({ method, url, code }: ToldSpan['facts']) {
  return {
    ...(method === undefined ? {} : { method: cutText(method, 40) }),
    ...(url === undefined ? {} : { url: cutText(url, mostTagLength) }),
    ...(code === undefined ? {} : { code: cutText(code, 40) }),
  }
}

function presentRoute({ cluster, host, subset, ...route }: NonNullable<ToldSpan['facts']['route']>) {
  return {
    ...route,
    cluster: cutText(cluster, mostWords),
    ...(host === undefined ? {} : { host: cutText(host, mostWords) }),
    ...(subset === undefined ? {} : { subset: cutText(subset, mostWords) }),
  }
}

/** Cut between characters, never inside one. */
function cutText(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`
}
