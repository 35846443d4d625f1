import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { faultSummarySchema, syncSummarySchema } from '#contract/summaries.ts'
import {
  findingSchema,
  healthSchema,
  healthStatusSchema,
  meshModeSchema,
  momentSchema,
  mtlsModeSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

export const namespaceSummarySchema = z.object({
  cluster: z.string(),
  /** Its own name again, so that every list of objects is read alike. */
  namespace: z.string(),
  kind: z.literal('Namespace'),
  name: z.string(),
  /** The worst of its workloads; absent where it was not asked for or nothing inside may be seen. */
  health: z.optional(healthSchema),
  /** What its workloads receive, or send where none receives anything; absent while Prometheus does not tell. */
  requestsPerSecond: z.optional(z.number()),
  errorPercent: z.optional(z.number()),
  direction: z.optional(z.enum(['inbound', 'outbound'])),
  mode: meshModeSchema,
  /** Of what is written in it. */
  faults: z.optional(faultSummarySchema),
  /** Of all its proxies; absent as there, and where health was not asked for. */
  sync: z.optional(syncSummarySchema),
  /** Control plane namespaces hold istiod; system ones are Kubernetes' own. */
  role: z.enum(['workloads', 'control-plane', 'system']),
  /** Whether the viewer may look into it; where not, nothing but its name and labels is told and the counts are 0. */
  readable: z.boolean(),
  revision: z.optional(z.string()),
  mtls: z.object({
    mode: mtlsModeSchema,
    from: z.enum(['default', 'mesh', 'namespace', 'workload']),
    reasons: z.array(findingSchema),
  }),
  workloads: z.int(),
  services: z.int(),
  labels: z.record(z.string(), z.string()),
})
export type NamespaceSummary = z.output<typeof namespaceSummarySchema>

/** Health and traffic are the one part that asks Prometheus; it answers without while that is down. */
export const namespaces = defineCall({
  name: 'namespaces',
  method: 'GET',
  path: '/api/v1/namespaces',
  summary: 'The namespaces that the viewer may see',
  input: z.strictObject({
    /** False leaves Prometheus alone, for who needs the names. */
    health: z._default(z.boolean(), true),
    rangeSeconds: z._default(rangeSecondsSchema, 60),
  }),
  output: z.object({
    asOf: momentSchema,
    items: z.array(namespaceSummarySchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const ailmentSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  kind: z.enum(['workload', 'app', 'service']),
  name: z.string(),
  /** Deployment, StatefulSet, … for a workload. */
  workloadKind: z.optional(z.string()),
  status: healthStatusSchema,
  /** The view of the traffic graph that draws it, and its node's id there. */
  graphNode: z.object({ view: z.enum(['workload', 'app', 'service']), id: z.string() }),
  reasons: z.array(findingSchema),
  requestsPerSecond: z.optional(z.number()),
  errorPercent: z.optional(z.number()),
  /** Of the two numbers above: what it receives, or what it sends where nobody asks it anything. */
  direction: z.optional(z.enum(['inbound', 'outbound'])),
})

export const meshHealth = defineCall({
  name: 'mesh-health',
  method: 'GET',
  path: '/api/v1/health',
  summary: 'What is wrong now, worst first, and how many of each state every namespace has',
  input: z.strictObject({
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 60),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** Failing, degraded and notReady objects, worst first, at most 200; `ailmentsTotal` counts all. */
    ailments: z.array(ailmentSchema),
    ailmentsTotal: z.int(),
    /** Counts of workloads by state. */
    namespaces: z.array(
      z.object({
        cluster: z.string(),
        namespace: z.string(),
        status: healthStatusSchema,
        counts: z.record(healthStatusSchema, z.int()),
      }),
    ),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const namespaceTraffic = defineCall({
  name: 'namespace-traffic',
  method: 'GET',
  path: '/api/v1/namespaces/traffic',
  summary: 'Requests and errors a second of each namespace over time, for sparklines',
  input: z.strictObject({
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 600),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    stepSeconds: z.number(),
    namespaces: z.array(
      z.object({
        cluster: z.string(),
        namespace: z.string(),
        /** `in` is what its workloads are asked; `out` what they ask, where nobody in the mesh asks them (a gateway). */
        direction: z.enum(['in', 'out']),
        /** Oldest first, one per step, null where nothing was measured. */
        requestsPerSecond: z.array(z.nullable(z.number())),
        errorsPerSecond: z.array(z.nullable(z.number())),
      }),
    ),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const rankedServiceSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  kind: z.enum(['Service', 'ServiceEntry']),
  name: z.string(),
  requestsPerSecond: z.number(),
  /** 0…100 */
  errorPercent: z.number(),
  /** Milliseconds; absent where nobody measured it. */
  latencyMsP95: z.optional(z.number()),
})
export type RankedService = z.output<typeof rankedServiceSchema>

export const serviceInsights = defineCall({
  name: 'service-insights',
  method: 'GET',
  path: '/api/v1/services/insights',
  summary: 'The services that fail most, answer slowest and are asked most',
  input: z.strictObject({
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 60),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** At most five of each, most first. */
    errors: z.array(rankedServiceSchema),
    latency: z.array(rankedServiceSchema),
    requests: z.array(rankedServiceSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
