import type { Span } from '#demo/tracing/spans.ts'

const nanos = (timeMs: number) => String(BigInt(Math.round(timeMs * 1000)) * 1000n)

const text = (key: string, value: string) => ({ key, value: { stringValue: value } })

/**
 * Traces as OTLP in JSON (opentelemetry-proto trace/v1), as Jaeger's /api/v3 answers them: all in one, the spans of
 * each trace grouped by the service that sent them, in the order in which each first appears.
 */
export function presentOtlp(traces: readonly (readonly Span[])[]) {
  const resourceSpans = traces.flatMap((spans) =>
    [...Map.groupBy(spans, ({ service }) => service)].map(([service, own]) => ({
      resource: { attributes: listResource(service, own[0]?.namespace ?? '') },
      scopeSpans: [{ scope: { name: 'envoy' }, spans: own.map(presentSpan) }],
    })),
  )
  return { result: { resourceSpans } }
}

function listResource(service: string, namespace: string) {
  return [
    text('k8s.namespace.name', namespace),
    text('service.name', service),
    text('telemetry.sdk.language', 'cpp'),
    text('telemetry.sdk.name', 'envoy'),
  ]
}

function presentSpan({ traceId, spanId, parentSpanId, name, kind, startMs, durationMs, tags, failed }: Span) {
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: kind === 'client' ? 3 : 2,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + durationMs),
    attributes: tags.map(([key, value]) =>
      typeof value === 'number' ? { key, value: { intValue: String(value) } } : text(key, value),
    ),
    status: failed ? { code: 2 } : {},
  }
}

/** What `/api/v3/trace-summaries` says of a trace. */
export function presentSummary(spans: readonly Span[]) {
  const [root] = spans
  const services = [...Map.groupBy(spans, ({ service }) => service)].sort(([left], [right]) =>
    left < right ? -1 : 1,
  )
  return {
    traceId: root?.traceId ?? '',
    rootServiceName: root?.service ?? '',
    rootOperationName: root?.name ?? '',
    minStartTimeUnixNano: nanos(Math.min(...spans.map(({ startMs }) => startMs))),
    maxEndTimeUnixNano: nanos(Math.max(...spans.map(({ startMs, durationMs }) => startMs + durationMs))),
    spanCount: spans.length,
    ...(spans.some(({ failed }) => failed) && {
      errorSpanCount: spans.filter(({ failed }) => failed).length,
    }),
    services: services.map(([name, own]) => ({ name, spanCount: own.length })),
  }
}
