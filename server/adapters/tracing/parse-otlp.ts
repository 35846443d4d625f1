import * as z from 'zod'
import { buildTraces } from '#server/adapters/tracing/build-traces.ts'
import type { TagValue, Trace, TracedSpan } from '#server/adapters/tracing/types.ts'

/** 64-bit integers are text in protobuf's JSON. */
const integerText = z.union([z.string(), z.number()])

const attributesSchema = z
  .array(
    z.object({
      key: z.string(),
      value: z
        .object({
          stringValue: z.string().optional(),
          intValue: integerText.optional(),
          doubleValue: z.union([z.number(), z.string()]).optional(),
          boolValue: z.boolean().optional(),
        })
        .optional(),
    }),
  )
  .default([])

const spanSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string().default(''),
  kind: z.union([z.number(), z.string()]).optional(),
  startTimeUnixNano: integerText,
  endTimeUnixNano: integerText,
  attributes: attributesSchema,
  events: z.array(z.object({ timeUnixNano: integerText, name: z.string().default('') })).default([]),
  status: z.object({ code: z.union([z.number(), z.string()]).optional() }).optional(),
})

const scopesSchema = z.array(z.object({ spans: z.array(spanSchema).default([]) }))

/** `ResourceSpans` in OTLP's JSON (opentelemetry-proto); scopes went by another name before its version 0.15. */
const resourceSpansSchema = z.array(
  z.object({
    resource: z.object({ attributes: attributesSchema }).optional(),
    scopeSpans: scopesSchema.optional(),
    instrumentationLibrarySpans: scopesSchema.optional(),
  }),
)

/** As `/api/v3` of Jaeger wraps them. */
const resultSchema = z.object({ result: z.object({ resourceSpans: resourceSpansSchema.default([]) }) })

/**
 * The traces of an `/api/v3/traces` answer. Jaeger sends a stream as one JSON document after another, each on a line of
 * its own (grpc-gateway's streaming form). undefined when it is no such answer.
 */
export function parseOtlp(text: string): readonly Trace[] | undefined {
  const documents = parseDocuments(text)
  if (!documents?.length) return undefined
  const spans: TracedSpan[][] = []
  for (const document of documents) {
    const parsed = resultSchema.safeParse(document)
    if (!parsed.success) return undefined
    spans.push(presentResources(parsed.data.result.resourceSpans))
  }
  return buildTraces(spans.flat())
}

/**
 * As Tempo wraps them: `/api/v2/traces/ID`, `/api/traces/ID`, and the latter before its version 2.5
 * (pkg/tempopb/tempo.proto, TraceByIDResponse and Trace).
 */
const tempoSchema = z.union([
  z.object({ trace: z.object({ resourceSpans: resourceSpansSchema.default([]) }) }),
  z.object({ resourceSpans: resourceSpansSchema }),
  z.object({ batches: resourceSpansSchema }),
])

/** The traces of an answer of Tempo, of which there is one or none; undefined when it is no such answer. */
export function parseTempo(text: string): readonly Trace[] | undefined {
  const [document] = parseDocuments(text) ?? []
  const parsed = tempoSchema.safeParse(document)
  if (!parsed.success) return undefined
  const { data } = parsed
  const resources =
    'trace' in data ? data.trace.resourceSpans : 'batches' in data ? data.batches : data.resourceSpans
  return buildTraces(presentResources(resources))
}

function presentResources(resources: z.output<typeof resourceSpansSchema>): TracedSpan[] {
  return resources.flatMap(({ resource, scopeSpans, instrumentationLibrarySpans }) => {
    const facts = readAttributes(resource?.attributes ?? [])
    const service = String(facts['service.name'] ?? '')
    return (scopeSpans ?? instrumentationLibrarySpans ?? []).flatMap(({ spans }) =>
      spans.map((span) => presentSpan(span, service, facts)),
    )
  })
}

function parseDocuments(text: string): readonly unknown[] | undefined {
  try {
    return [JSON.parse(text)]
  } catch {
    // Several documents are no JSON together.
  }
  try {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): unknown => JSON.parse(line))
  } catch {
    return undefined
  }
}

function presentSpan(
  span: z.output<typeof spanSchema>,
  service: string,
  resource: Readonly<Record<string, TagValue>>,
): TracedSpan {
  const tags = readAttributes(span.attributes)
  const startMs = parseNanos(span.startTimeUnixNano)
  const parent = formatId(span.parentSpanId ?? '')
  return {
    traceId: formatId(span.traceId),
    spanId: formatId(span.spanId),
    ...(/^0*$/.test(parent) ? {} : { parentSpanId: parent }),
    service,
    operation: span.name,
    kind: readKind(span.kind),
    startMs,
    durationMs: Math.max(0, parseNanos(span.endTimeUnixNano) - startMs),
    failed: span.status?.code === 2 || span.status?.code === 'STATUS_CODE_ERROR' || isTrue(tags['error']),
    tags,
    resource,
    events: span.events.map(({ timeUnixNano, name }) => ({ timeMs: parseNanos(timeUnixNano), name })),
  }
}

/** Envoy writes the text `true`. */
function isTrue(value: TagValue | undefined): boolean {
  return value === true || value === 'true'
}

function readAttributes(attributes: z.output<typeof attributesSchema>): Readonly<Record<string, TagValue>> {
  const read: Record<string, TagValue> = Object.create(null)
  for (const { key, value } of attributes) {
    if (value?.stringValue !== undefined) read[key] = value.stringValue
    else if (value?.intValue !== undefined) read[key] = Number(value.intValue)
    else if (value?.doubleValue !== undefined) read[key] = Number(value.doubleValue)
    else if (value?.boolValue !== undefined) read[key] = value.boolValue
  }
  return read
}

/** Nanoseconds are beyond what a number holds exactly; microseconds of a millisecond are kept. */
function parseNanos(nanos: string | number): number {
  const text = String(nanos)
  if (!/^\d{1,20}$/.test(text)) return Number.NaN
  return Number(BigInt(text) / 1000n) / 1000
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const

/** opentelemetry-proto trace.proto, SpanKind: by number, or by the name that other encoders of JSON write. */
function readKind(kind: number | string | undefined): TracedSpan['kind'] {
  if (typeof kind === 'number') return kinds[kind] ?? 'unspecified'
  const name = kind?.replace('SPAN_KIND_', '').toLowerCase()
  return kinds.find((one) => one === name) ?? 'unspecified'
}

/** Hexadecimal; stores that follow protobuf's JSON to the letter write base64. */
export function formatId(id: string): string {
  if (/^[0-9a-f]*$/i.test(id)) return id.toLowerCase()
  return Buffer.from(id, 'base64').toString('hex')
}
