import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { metricsTargetSchema } from '#contract/metrics.ts'
import { traceIdSchema } from '#contract/traces.ts'
import { momentSchema, noticeSchema } from '#contract/words.ts'

const metricPointSchema = z.object({
  /** When the request began, or when the exemplar was taken. */
  at: momentSchema,
  durationMs: z.number(),
  traceId: traceIdSchema,
  /** A span of the object in the tracing store, or an exemplar beside a bucket of Prometheus. */
  source: z.enum(['span', 'exemplar']),
  /** Told by a span alone. */
  failed: z.boolean(),
})

export const metricPoints = defineCall({
  name: 'metric-points',
  method: 'GET',
  path: '/api/v1/metrics/points',
  summary:
    'Single requests of an object that have a trace, to be set over its durations: spans of the tracing store, exemplars of Prometheus',
  input: metricsTargetSchema,
  output: z.object({
    from: momentSchema,
    asOf: momentSchema,
    /** Oldest first, at most 200: of each part of the time those that failed, then the slowest. */
    points: z.array(metricPointSchema),
    /** How many more were found. */
    unshown: z.int(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
export type MetricPoints = z.output<typeof metricPoints.output>
