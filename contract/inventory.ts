import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { faultSummarySchema, syncSummarySchema } from '#contract/summaries.ts'
import {
  healthSchema,
  meshModeSchema,
  momentSchema,
  mtlsModeSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

/** What the lists of workloads, services and applications ask alike. */
const inventoryInputSchema = z.strictObject({
  /** Absent asks for all that the viewer may look into. */
  namespaces: z.optional(namespaceListSchema),
  /** Window of the rates and of the health made of them, in seconds, ending now. */
  rangeSeconds: z._default(rangeSecondsSchema, 60),
})

/** Rates over the window. Absent while Prometheus does not tell; no traffic is 0 requests and no share. */
const trafficFields = {
  requestsPerSecond: z.optional(z.number()),
  /** Share of the requests that failed, 0…100. */
  errorPercent: z.optional(z.number()),
  /** Of the two numbers above: what it receives, or what it sends where nobody asks it anything. */
  direction: z.optional(z.enum(['inbound', 'outbound'])),
}

const identityFields = { cluster: z.string(), namespace: z.string(), kind: z.string(), name: z.string() }

export const workloadItemSchema = z.object({
  ...identityFields,
  health: healthSchema,
  faults: z.optional(faultSummarySchema),
  ...trafficFields,
  app: z.optional(z.string()),
  version: z.optional(z.string()),
  mode: meshModeSchema,
  sync: z.optional(syncSummarySchema),
  /** What it takes, `mixed` where ports differ; absent as in its details. */
  mtls: z.optional(mtlsModeSchema),
  role: z.enum(['application', 'gateway', 'waypoint', 'ztunnel', 'control-plane']),
  replicas: z.object({ desired: z.int(), current: z.int(), available: z.int() }),
  pods: z.int(),
  restarts: z.int(),
  serviceAccount: z.string(),
  labels: z.record(z.string(), z.string()),
})
export type WorkloadItem = z.output<typeof workloadItemSchema>

export const serviceItemSchema = z.object({
  ...identityFields,
  kind: z.enum(['Service', 'ServiceEntry']),
  health: healthSchema,
  faults: z.optional(faultSummarySchema),
  ...trafficFields,
  /** ClusterIP, NodePort, LoadBalancer, ExternalName; of a ServiceEntry its location. */
  type: z.string(),
  /** Hosts of a ServiceEntry. */
  hosts: z.optional(z.array(z.string())),
  ports: z.array(z.object({ name: z.string(), port: z.int(), protocol: z.string() })),
  /** Workloads that its selector matches. */
  workloads: z.int(),
  labels: z.record(z.string(), z.string()),
})
export type ServiceItem = z.output<typeof serviceItemSchema>

export const applicationItemSchema = z.object({
  ...identityFields,
  kind: z.literal('Application'),
  health: healthSchema,
  faults: z.optional(faultSummarySchema),
  ...trafficFields,
  mode: meshModeSchema,
  sync: z.optional(syncSummarySchema),
  workloads: z.array(z.object({ kind: z.string(), name: z.string(), version: z.optional(z.string()) })),
})
export type ApplicationItem = z.output<typeof applicationItemSchema>

function listOf<Item extends z.ZodMiniType>(item: Item) {
  return z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** By namespace, name and kind. */
    items: z.array(item),
    notices: z.array(noticeSchema),
  })
}

export const workloads = defineCall({
  name: 'workloads',
  method: 'GET',
  path: '/api/v1/workloads',
  summary: 'Every workload of the chosen namespaces, with health, traffic and pods',
  input: inventoryInputSchema,
  output: listOf(workloadItemSchema),
  effect: 'read',
})

export const services = defineCall({
  name: 'services',
  method: 'GET',
  path: '/api/v1/services',
  summary: 'Every service and ServiceEntry of the chosen namespaces, with health and traffic',
  input: inventoryInputSchema,
  output: listOf(serviceItemSchema),
  effect: 'read',
})

export const applications = defineCall({
  name: 'applications',
  method: 'GET',
  path: '/api/v1/applications',
  summary: 'Every application of the chosen namespaces (workloads of one app label), with health and traffic',
  input: inventoryInputSchema,
  output: listOf(applicationItemSchema),
  effect: 'read',
})

const mostObjects = 60

/** `kind/namespace/name` of an item of a list, comma-separated or as an array: at most sixty. */
const objectListSchema = z.pipe(
  z.pipe(
    z.union([z.array(z.string()), z.string()]),
    z.transform((given: string | string[]) => [
      ...new Set((typeof given === 'string' ? given.split(',') : given).map((each) => each.trim())),
    ]),
  ),
  z
    .array(z.string().check(z.regex(/^[^/]{1,63}\/[^/]{1,63}\/[^/]{1,253}$/, 'must be kind/namespace/name')))
    .check(z.minLength(1), z.maxLength(mostObjects)),
)

export const objectTraffic = defineCall({
  name: 'object-traffic',
  method: 'GET',
  path: '/api/v1/inventory/traffic',
  summary:
    'Requests and errors a second of some workloads, services or applications over time, for sparklines',
  input: z.strictObject({
    objects: objectListSchema,
    /** Window of each rate, as the list's own: then the last value is the number of the list's row. */
    rangeSeconds: z._default(rangeSecondsSchema, 60),
    /** When the last window ends; now where it is absent. The `asOf` of a list tells of the same moment. */
    at: z.optional(momentSchema),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** From the first value to the last. */
    spanSeconds: z.number(),
    stepSeconds: z.number(),
    /** Those that the viewer may see and that had requests in the span, in the order asked for. */
    items: z.array(
      z.object({
        ...identityFields,
        direction: z.enum(['inbound', 'outbound']),
        /** Oldest first, one per step, null where nothing of the mesh was measured. */
        requestsPerSecond: z.array(z.nullable(z.number())),
        errorsPerSecond: z.array(z.nullable(z.number())),
      }),
    ),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
