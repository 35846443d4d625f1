import * as z from 'zod'
import { buildTraces } from '#server/adapters/tracing/build-traces.ts'
import type { TagValue, Trace, TracedSpan } from '#server/adapters/tracing/types.ts'

const tagsSchema = z
  .array(z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean(), z.null()]) }))
  .nullish()

/** Jaeger's own form of a trace (model/json in its source), as the older API answers it. */
const tracesSchema = z.object({
  data: z
    .array(
      z.object({
        traceID: z.string(),
        spans: z.array(
          z.object({
            traceID: z.string(),
            spanID: z.string(),
            operationName: z.string().default(''),
            references: z
              .array(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() }))
              .nullish(),
            startTime: z.number(),
            duration: z.number(),
            tags: tagsSchema,
            logs: z.array(z.object({ timestamp: z.number(), fields: tagsSchema })).nullish(),
            processID: z.string().nullish(),
          }),
        ),
        processes: z
          .record(z.string(), z.object({ serviceName: z.string().default(''), tags: tagsSchema }))
          .nullish(),
      }),
    )
    .nullable(),
})

/** The traces of an answer of the older API; undefined when it is no such answer. */
export function parseJaeger(body: unknown): readonly Trace[] | undefined {
  const parsed = tracesSchema.safeParse(body)
  if (!parsed.success) return undefined
  const spans = (parsed.data.data ?? []).flatMap((trace) =>
    trace.spans.map((span): TracedSpan => {
      const process = trace.processes?.[span.processID ?? '']
      const tags = readTags(span.tags)
      const parent =
        span.references?.find(({ refType, traceID }) => refType === 'CHILD_OF' && traceID === span.traceID) ??
        span.references?.find(({ traceID }) => traceID === span.traceID)
      return {
        traceId: span.traceID.toLowerCase(),
        spanId: span.spanID.toLowerCase(),
        ...(parent ? { parentSpanId: parent.spanID.toLowerCase() } : {}),
        service: process?.serviceName ?? '',
        operation: span.operationName,
        kind: readKind(tags['span.kind']),
        startMs: span.startTime / 1000,
        durationMs: Math.max(0, span.duration / 1000),
        failed: tags['error'] === true || tags['error'] === 'true' || tags['otel.status_code'] === 'ERROR',
        tags,
        resource: readTags(process?.tags),
        events: (span.logs ?? []).map(({ timestamp, fields }) => ({
          timeMs: timestamp / 1000,
          name: String(readTags(fields)['event'] ?? ''),
        })),
      }
    }),
  )
  return buildTraces(spans)
}

function readTags(tags: z.output<typeof tagsSchema>): Readonly<Record<string, TagValue>> {
  const read: Record<string, TagValue> = Object.create(null)
  for (const { key, value } of tags ?? []) if (value !== null) read[key] = value
  return read
}

const kinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const

function readKind(kind: TagValue | undefined): TracedSpan['kind'] {
  return kinds.find((one) => one === kind) ?? 'unspecified'
}
