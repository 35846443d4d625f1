import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const objectNameSchema = z.string().check(z.minLength(1), z.maxLength(253))

/** As W3C trace context and Zipkin's B3 have them: hexadecimal, up to 32 digits. */
export const traceIdSchema = z
  .string()
  .check(z.regex(/^[0-9a-fA-F]{1,32}$/, 'must be 1 to 32 hexadecimal digits'))

/** `key=value`, each borne by one span; in a query separated by commas. */
const tagListSchema = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.pipe(
    z.transform((given: string | string[]) =>
      (typeof given === 'string' ? given.split(',') : given).map((tag) => tag.trim()),
    ),
    z
      .array(z.string().check(z.regex(/^[^=\s]{1,200}=.{1,500}$/, 'must be key=value')))
      .check(z.maxLength(10)),
  ),
)

export const tracesInputSchema = z.strictObject({
  /** Absent asks for all that the viewer may look into. */
  namespaces: z.optional(namespaceListSchema),
  /** Of the workload, application or service; alone it is one of `namespaces`. */
  namespace: z.optional(dnsLabelSchema),
  workload: z.optional(objectNameSchema),
  app: z.optional(objectNameSchema),
  service: z.optional(objectNameSchema),
  /** Traces that began in the window that ends at `until`, or now. */
  rangeSeconds: z._default(rangeSecondsSchema, 600),
  until: z.optional(momentSchema),
  /** Of the span by which a trace is found. */
  minDurationMs: z.optional(z.number().check(z.gte(0), z.lte(86_400_000))),
  maxDurationMs: z.optional(z.number().check(z.gte(0), z.lte(86_400_000))),
  /** Only traces in which a request failed. */
  errors: z._default(z.boolean(), false),
  /** HTTP status of a request. */
  code: z.optional(z.string().check(z.regex(/^\d{1,3}$/, 'must be an HTTP status'))),
  requestId: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  tags: z.optional(tagListSchema),
  limit: z._default(z.int().check(z.gte(1), z.lte(500)), 100),
})
export type TracesInput = z.output<typeof tracesInputSchema>

/** Where in the mesh something happened; without workload, what else is known. */
export const tracePlaceSchema = z.object({
  namespace: z.optional(z.string()),
  workload: z.optional(z.string()),
  kind: z.optional(z.string()),
  app: z.optional(z.string()),
  pod: z.optional(z.string()),
})
export type TracePlace = z.output<typeof tracePlaceSchema>

export const traceDelaySchema = z.object({
  kind: z.enum(['application', 'network', 'waiting', 'injected', 'proxy', 'withheld', 'untold']),
  place: z.optional(tracePlaceSchema),
  /** For `network` the other end. */
  other: z.optional(tracePlaceSchema),
  /** For `waiting` what was asked. */
  host: z.optional(z.string()),
  ms: z.number(),
  spans: z.int(),
})
export type TraceDelay = z.output<typeof traceDelaySchema>

const traceHead = {
  id: z.string(),
  start: momentSchema,
  durationMs: z.number(),
  /** What the trace began with, as far as the viewer may see. */
  root: z.object({
    place: tracePlaceSchema,
    service: z.string(),
    operation: z.string(),
    method: z.optional(z.string()),
    url: z.optional(z.string()),
    code: z.optional(z.string()),
  }),
  requestId: z.optional(z.string()),
  /** Those that may be seen. */
  spanCount: z.int(),
  failedSpans: z.int(),
  /** Spans of namespaces that the viewer may not look into: neither told nor part of anything here. */
  withheldSpans: z.int(),
}

export const traceItemSchema = z.object({
  ...traceHead,
  /** Everything that took part, by the number of its spans. */
  places: z.array(z.extend(tracePlaceSchema, { spans: z.int(), failed: z.int() })),
  /** Who added the most to its duration. */
  slowest: z.optional(traceDelaySchema),
})
export type TraceItem = z.output<typeof traceItemSchema>

export const traces = defineCall({
  name: 'traces',
  method: 'GET',
  path: '/api/v1/traces',
  summary: 'Traces that a workload, an application, a service or namespaces had part in, newest first',
  input: tracesInputSchema,
  output: z.object({
    asOf: momentSchema,
    from: momentSchema,
    until: momentSchema,
    items: z.array(traceItemSchema),
    /** True where the store has more than were asked for. */
    more: z.boolean(),
    /** Names by which the store was asked. */
    services: z.array(z.string()),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const traceSpanSchema = z.object({
  /** Of the span in this answer; its span id, made unique where several spans bear it. */
  id: z.string(),
  parentId: z.optional(z.string()),
  depth: z.int(),
  service: z.string(),
  /** '' where it may not be told. */
  operation: z.string(),
  place: tracePlaceSchema,
  side: z.enum(['client', 'server', 'gateway', 'waypoint', 'application']),
  /** After the trace's beginning, with the clock of its host set right by `skewMs`. */
  offsetMs: z.number(),
  durationMs: z.number(),
  skewMs: z.number(),
  /** Its duration without what its children take, and what that time means. */
  selfMs: z.number(),
  delay: traceDelaySchema.shape.kind,
  /** The part of the trace's duration in which all waited for this span. */
  criticalMs: z.number(),
  failed: z.boolean(),
  route: z.optional(
    z.object({
      direction: z.enum(['inbound', 'outbound', 'other']),
      cluster: z.string(),
      host: z.optional(z.string()),
      port: z.optional(z.int()),
      subset: z.optional(z.string()),
    }),
  ),
  flags: z.array(z.string()),
  code: z.optional(z.string()),
  grpcCode: z.optional(z.string()),
  method: z.optional(z.string()),
  url: z.optional(z.string()),
  requestId: z.optional(z.string()),
  /** How often its proxy asked before it had an answer, where that is seen; 1 for once. */
  attempts: z.int(),
  oddities: z.array(z.enum(['missing-parent', 'withheld-parent', 'cycle', 'repeated-id'])),
  /** Spans right below it that may not be told. */
  withheldBelow: z.int(),
  /** By name; long values are cut at their end. */
  tags: z.array(z.tuple([z.string(), z.string()])),
  /** Tags left out because there were too many. */
  cutTags: z.int(),
  events: z.array(z.object({ offsetMs: z.number(), name: z.string() })),
})
export type TraceSpan = z.output<typeof traceSpanSchema>

export const trace = defineCall({
  name: 'trace',
  method: 'GET',
  path: '/api/v1/trace',
  summary: 'One trace as a waterfall: where each span was, its route and flags, and who added the delay',
  input: z.strictObject({ id: traceIdSchema }),
  output: z.object({
    asOf: momentSchema,
    ...traceHead,
    /** Depth first. */
    spans: z.array(traceSpanSchema),
    /** Who added how much, the most first; it sums up to the duration. */
    delays: z.array(traceDelaySchema),
    /** The same trace in the store's own console; absent where none is known that a browser can open. */
    storeUrl: z.optional(z.string()),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
export type Trace = z.output<typeof trace.output>

export const tracePeers = defineCall({
  name: 'trace-peers',
  method: 'GET',
  path: '/api/v1/trace/peers',
  summary: 'One trace beside others that began alike around its time',
  input: z.strictObject({ id: traceIdSchema }),
  output: z.object({
    asOf: momentSchema,
    /** Absent where no other trace began alike. */
    comparison: z.optional(
      z.object({
        peers: z.int(),
        medianMs: z.number(),
        slowestMs: z.number(),
        /** Share of the peers that were faster, 0…100. */
        percentile: z.number(),
        parts: z.array(
          z.object({ place: tracePlaceSchema, ms: z.number(), medianMs: z.number(), peers: z.int() }),
        ),
      }),
    ),
    says: findingSchema,
  }),
  effect: 'read',
})
