import type { Span } from '#demo/tracing/spans.ts'

const micros = (milliseconds: number) => Math.round(milliseconds * 1000)

const text = (key: string, value: string) => ({ key, type: 'string', value })

/** A trace in the older form of Jaeger's API: microseconds, tags with types, processes apart. */
export function presentJaegerTrace(spans: readonly Span[]) {
  const services = [...new Set(spans.map(({ service }) => service))]
  const processes = Object.fromEntries(
    services.map((serviceName, index) => [
      `p${index + 1}`,
      {
        serviceName,
        tags: [
          text('k8s.namespace.name', spans.find(({ service }) => service === serviceName)?.namespace ?? ''),
          text('telemetry.sdk.language', 'cpp'),
          text('telemetry.sdk.name', 'envoy'),
        ],
      },
    ]),
  )
  return {
    traceID: spans[0]?.traceId ?? '',
    spans: spans.map((span) => presentSpan(span, `p${services.indexOf(span.service) + 1}`)),
    processes,
    warnings: null,
  }
}

function presentSpan(span: Span, processID: string) {
  const {
    traceId: traceID,
    spanId: spanID,
    parentSpanId,
    name,
    kind,
    startMs,
    durationMs,
    tags,
    failed,
  } = span
  return {
    traceID,
    spanID,
    operationName: name,
    references: parentSpanId === undefined ? [] : [{ refType: 'CHILD_OF', traceID, spanID: parentSpanId }],
    startTime: micros(startMs),
    // Spans are kept by their two ends, each in whole microseconds.
    duration: micros(startMs + durationMs) - micros(startMs),
    tags: [
      text('otel.scope.name', 'envoy'),
      ...tags.map(([key, value]) =>
        typeof value === 'number' ? { key, type: 'int64', value } : text(key, value),
      ),
      text('span.kind', kind),
      // How Jaeger tells an OpenTelemetry status of error.
      ...(failed ? [{ key: 'error', type: 'bool', value: true }, text('otel.status_code', 'ERROR')] : []),
    ],
    logs: [],
    processID,
    warnings: null,
  }
}
