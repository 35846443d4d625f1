import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { metricSeriesSchema, metricsTargetSchema } from '#contract/metrics.ts'
import { findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/** What values of a custom chart are of. */
export const dashboardUnits = [
  'number',
  'perSecond',
  'bytes',
  'bytesPerSecond',
  'milliseconds',
  'seconds',
  'percent',
] as const

const dashboardChartSchema = z.object({
  title: z.string(),
  unit: z.enum(dashboardUnits),
  /** Most first, at most twenty. */
  series: z.array(metricSeriesSchema),
  unshown: z.int(),
  promql: z.string(),
  prometheusHref: z.optional(z.string()),
  grafanaHref: z.optional(z.string()),
  persesHref: z.optional(z.string()),
})
export type DashboardChart = z.output<typeof dashboardChartSchema>

const dashboardSchema = z.object({
  /** Where it is written: `configmap/key` of the object's namespace. */
  source: z.string(),
  /** Absent where its text cannot be read at all. */
  title: z.optional(z.string()),
  charts: z.array(dashboardChartSchema),
  /** What is wrong in its text, each with its line. */
  faults: z.array(z.extend(findingSchema, { line: z.optional(z.int()) })),
})
export type Dashboard = z.output<typeof dashboardSchema>

export const dashboards = defineCall({
  name: 'dashboards',
  method: 'GET',
  path: '/api/v1/dashboards',
  summary:
    'Custom charts of an object, which ConfigMaps of its namespace with the label vardia.io/dashboard=true describe, read as the viewer',
  input: metricsTargetSchema,
  output: z.object({
    from: momentSchema,
    asOf: momentSchema,
    stepSeconds: z.int(),
    steps: z.int(),
    /** Those that are for this kind of object, and those with faults. */
    items: z.array(dashboardSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
export type Dashboards = z.output<typeof dashboards.output>
