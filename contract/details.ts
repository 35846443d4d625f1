import * as z from 'zod/mini'
import { validitySchema } from '#contract/config.ts'
import { defineCall } from '#contract/define-call.ts'
import { applicationItemSchema, serviceItemSchema, workloadItemSchema } from '#contract/inventory.ts'
import { namespaceSummarySchema } from '#contract/overview.ts'
import {
  dnsLabelSchema,
  findingSchema,
  healthStatusSchema,
  momentSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const objectNameSchema = z
  .string()
  .check(
    z.regex(/^[a-zA-Z0-9]([-a-zA-Z0-9._]*[a-zA-Z0-9])?$/, 'must be a name of Kubernetes'),
    z.maxLength(253),
  )

/** An object by its name. */
export const objectReferenceSchema = z.object({ kind: z.string(), namespace: z.string(), name: z.string() })

/** Configuration that concerns an object: it names it, or holds for it by its place. */
const concerningConfigSchema = z.object({
  /** As the cluster names it; Istio's Gateway and the Gateway API's are told apart by `apiVersion`. */
  kind: z.string(),
  apiVersion: z.optional(z.string()),
  namespace: z.string(),
  name: z.string(),
  /** The fields that name the object or one of its services; none where it holds for the whole namespace or mesh. */
  fields: z.array(z.string()),
  /** How far it reaches. */
  scope: z.enum(['object', 'namespace', 'mesh']),
  /** Why it concerns the object, or has no effect on it though it might. */
  why: findingSchema,
  /** How it stands, by itself and among the others; absent for a kind that cannot be judged. */
  validity: z.optional(validitySchema),
  /** What is wrong with it, at most 5. */
  problems: z.array(findingSchema),
})
export type ConcerningConfig = z.output<typeof concerningConfigSchema>

/** What a port of a workload takes: the mode, and why. */
const portMtlsSchema = z.object({
  mode: z.enum(['STRICT', 'PERMISSIVE', 'DISABLE']),
  reasons: z.array(findingSchema),
})

export const podSchema = z.object({
  name: z.string(),
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']),
  ready: z.boolean(),
  restarts: z.int(),
  /** CrashLoopBackOff, ImagePullBackOff, … of the first container that waits. */
  waitingReason: z.optional(z.string()),
  node: z.optional(z.string()),
  ips: z.array(z.string()),
  createdAt: momentSchema,
  mode: z.enum(['sidecar', 'ambient', 'none']),
  /** Of the control plane that injected its proxy. */
  revision: z.optional(z.string()),
  containers: z.array(z.object({ name: z.string(), image: z.string(), init: z.boolean() })),
  /** Whether its proxy has what istiod sent, by type (CDS, LDS, EDS, RDS, …); absent without a proxy or where unknown. */
  sync: z.optional(
    z.array(
      z.object({
        type: z.string(),
        state: z.enum(['SYNCED', 'STALE', 'NOT_SENT', 'ERROR']),
        /** In the proxy's words. */
        error: z.optional(z.string()),
      }),
    ),
  ),
})

export const kubernetesEventSchema = z.object({
  kind: z.string(),
  name: z.string(),
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  firstTime: z.string(),
  lastTime: z.string(),
  from: z.string(),
})

const detailInput = {
  namespace: dnsLabelSchema,
  name: objectNameSchema,
  rangeSeconds: z._default(rangeSecondsSchema, 60),
}
const detailHead = { asOf: momentSchema, rangeSeconds: z.int(), notices: z.array(noticeSchema) }

const concerningFields = {
  config: z.array(concerningConfigSchema),
  /** False where the viewer may not read the mesh's own namespace, whose policies hold for every other: `config` lacks them. */
  meshPoliciesSeen: z.boolean(),
}

export const workloadDetail = defineCall({
  name: 'workload-detail',
  method: 'GET',
  path: '/api/v1/workload',
  summary:
    'One workload: health, pods, what calls for it, the configuration that concerns it, Kubernetes events',
  input: z.strictObject({
    ...detailInput,
    /** Where two workloads share a name. */
    kind: z.optional(z.string().check(z.maxLength(63))),
  }),
  output: z.object({
    ...detailHead,
    item: workloadItemSchema,
    /** Of a kind that the console does not know (a Rollout): its replicas are those of its scale subresource, where that may be read. */
    apiVersion: z.optional(z.string()),
    annotations: z.record(z.string(), z.string()),
    pods: z.array(podSchema),
    /** Why istiod does not tell whether proxies have what it sent; absent where it tells, or no proxy is there. */
    syncUntold: z.optional(findingSchema),
    services: z.array(objectReferenceSchema),
    /** What its own proxy or ztunnel takes; absent for gateways, or where the viewer may not read what decides it. */
    mtls: z.optional(
      z.extend(portMtlsSchema, { ports: z.array(z.extend(portMtlsSchema, { port: z.int() })) }),
    ),
    ...concerningFields,
    /** Newest first. */
    events: z.array(kubernetesEventSchema),
  }),
  effect: 'read',
})

export const serviceDetail = defineCall({
  name: 'service-detail',
  method: 'GET',
  path: '/api/v1/service',
  summary:
    'One service: health, ports, endpoints, the workloads behind it, the configuration that concerns it',
  input: z.strictObject({ ...detailInput, kind: z._default(z.enum(['Service', 'ServiceEntry']), 'Service') }),
  output: z.object({
    ...detailHead,
    item: serviceItemSchema,
    annotations: z.record(z.string(), z.string()),
    clusterIp: z.optional(z.string()),
    externalName: z.optional(z.string()),
    selector: z.record(z.string(), z.string()),
    /** Names that clients may call it by. */
    hosts: z.array(z.string()),
    endpoints: z.array(
      z.object({
        address: z.string(),
        ready: z.boolean(),
        pod: z.optional(z.string()),
        ports: z.array(z.int()),
      }),
    ),
    workloads: z.array(workloadItemSchema),
    ...concerningFields,
    events: z.array(kubernetesEventSchema),
  }),
  effect: 'read',
})

export const applicationDetail = defineCall({
  name: 'application-detail',
  method: 'GET',
  path: '/api/v1/application',
  summary: 'One application: health, its workloads and services',
  input: z.strictObject(detailInput),
  output: z.object({
    ...detailHead,
    item: applicationItemSchema,
    workloads: z.array(workloadItemSchema),
    services: z.array(serviceItemSchema),
    ...concerningFields,
  }),
  effect: 'read',
})

export const namespaceDetail = defineCall({
  name: 'namespace-detail',
  method: 'GET',
  path: '/api/v1/namespace',
  summary: 'One namespace: health, mode, mTLS, what ails in it, its configuration',
  input: z.strictObject({ name: dnsLabelSchema, rangeSeconds: z._default(rangeSecondsSchema, 60) }),
  output: z.object({
    ...detailHead,
    item: namespaceSummarySchema,
    annotations: z.record(z.string(), z.string()),
    /** How many workloads are in each state. */
    counts: z.record(healthStatusSchema, z.int()),
    applications: z.int(),
    /** Workloads that are not well, worst first, at most 20. */
    ailing: z.array(workloadItemSchema),
    /** What is written in the namespace, and what holds for it from the mesh's own; at most 500, `configTotal` counts all. */
    ...concerningFields,
    configTotal: z.int(),
  }),
  effect: 'read',
})

/** The kinds whose objects may be looked at as YAML: those the console reads, never Secrets or ConfigMaps. */
export const objectManifest = defineCall({
  name: 'object-manifest',
  method: 'GET',
  path: '/api/v1/object',
  summary: 'One object as the API server has it now, read as the viewer, without managedFields',
  input: z.strictObject({
    kind: z.string().check(z.maxLength(63)),
    /** Absent for kinds without namespace. */
    namespace: z.optional(dnsLabelSchema),
    name: objectNameSchema,
  }),
  output: z.object({ asOf: momentSchema, manifest: z.record(z.string(), z.unknown()) }),
  effect: 'read',
})
