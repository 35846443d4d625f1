import type { Trace, TracedSpan } from '#server/adapters/tracing/types.ts'

/** Of one trace; a runaway of hundreds of thousands is cut to its first. */
export const mostSpans = 20_000

/** Spans sorted into traces, newest trace first. Spans whose times are no numbers are left out and counted. */
export function buildTraces(spans: readonly TracedSpan[]): readonly Trace[] {
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId)
  const traces = [...byTrace].map(([traceId, all]): Trace => {
    const timed = all.filter(({ startMs, durationMs }) => Number.isFinite(startMs + durationMs))
    const sorted = timed.sort((a, b) => a.startMs - b.startMs)
    return {
      traceId,
      spans: sorted.slice(0, mostSpans),
      cutSpans: all.length - Math.min(sorted.length, mostSpans),
    }
  })
  return traces
    .filter((trace) => trace.spans.length > 0)
    .sort((a, b) => (b.spans[0]?.startMs ?? 0) - (a.spans[0]?.startMs ?? 0))
}
