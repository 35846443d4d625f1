import { presentOtlp } from '#demo/tracing/present-otlp.ts'
import type { Span } from '#demo/tracing/spans.ts'

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')
const nanos = (timeMs: number) => String(BigInt(Math.round(timeMs * 1000)) * 1000n)

/**
 * One trace as Tempo writes it: OTLP by protobuf's JSON to the letter, so identifiers are base64 and enumerations go by
 * name; wrapped in `trace` by the newer path and in `batches` by the older one.
 */
export function presentTempoTrace(spans: readonly Span[], isNewer: boolean) {
  const { resourceSpans } = presentOtlp([spans]).result
  const byTheLetter = resourceSpans.map(({ resource, scopeSpans }) => ({
    resource,
    scopeSpans: scopeSpans.map(({ scope, spans: own }) => ({ scope, spans: own.map(presentSpan) })),
  }))
  return isNewer ? { trace: { resourceSpans: byTheLetter }, metrics: {} } : { batches: byTheLetter }
}

type OtlpSpan = ReturnType<
  typeof presentOtlp
>['result']['resourceSpans'][number]['scopeSpans'][number]['spans'][number]

function presentSpan({ traceId, spanId, parentSpanId, kind, status, ...rest }: OtlpSpan) {
  return {
    traceId: base64(traceId),
    spanId: base64(spanId),
    ...(parentSpanId !== undefined && { parentSpanId: base64(parentSpanId) }),
    ...rest,
    kind: kind === 3 ? 'SPAN_KIND_CLIENT' : 'SPAN_KIND_SERVER',
    status: 'code' in status ? { code: 'STATUS_CODE_ERROR' } : {},
  }
}

/** What a search tells of the traces it found: no spans but a few of those that fit. */
export function presentTempoFound(traces: readonly (readonly Span[])[], fits: (span: Span) => boolean) {
  return {
    traces: traces.map((spans) => presentFound(spans, fits)),
    metrics: { inspectedTraces: traces.length },
  }
}

function presentFound(spans: readonly Span[], fits: (span: Span) => boolean) {
  const [root] = spans
  const start = Math.min(...spans.map(({ startMs }) => startMs))
  const end = Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs))
  const matching = spans.filter(fits)
  const spanSet = {
    spans: matching.slice(0, 1).map((span) => ({
      spanID: span.spanId,
      startTimeUnixNano: nanos(span.startMs),
      durationNanos: nanos(span.durationMs),
    })),
    matched: matching.length,
  }
  return {
    // Zeros before it are left out.
    traceID: root?.traceId.replace(/^0+/, '') ?? '',
    rootServiceName: root?.service ?? '',
    rootTraceName: root?.name ?? '',
    startTimeUnixNano: nanos(start),
    durationMs: Math.floor(end - start),
    spanSet,
    spanSets: [spanSet],
  }
}
