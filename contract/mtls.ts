import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  findingSchema,
  meshModeSchema,
  momentSchema,
  mtlsModeSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const modeSchema = z.enum(['STRICT', 'PERMISSIVE', 'DISABLE'])
const takenSchema = z.object({ mode: modeSchema, reasons: z.array(findingSchema) })

/** Arrivals a second by transport, as the workload's side tells them: requests and, of TCP, connections. */
const arrivedSchema = z.object({ mutual: z.number(), plaintext: z.number() })

const workloadMtlsSchema = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  /** The data plane before it. */
  dataPlane: meshModeSchema,
  role: z.enum(['application', 'gateway', 'waypoint', 'ztunnel', 'control-plane']),
  /** What it takes; absent without a proxy, for gateways, or where the viewer may not read what decides. */
  takes: z.optional(z.extend(takenSchema, { ports: z.array(z.extend(takenSchema, { port: z.int() })) })),
  /** How sidecars connect to it, where clients of different namespaces or ports differ one by one. */
  clients: z.array(
    z.object({
      service: z.string(),
      port: z.int(),
      tls: z.enum(['AUTO', 'DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']),
      /** `namespace/name` of the DestinationRules that say so; none is auto mTLS. */
      rules: z.array(z.string()),
      /** Where these rules do otherwise than they read. */
      oddities: z.array(findingSchema),
      /** Namespaces of the clients that it holds for; none: all others. */
      namespaces: z.array(z.string()),
    }),
  ),
  /** Absent while Prometheus does not tell. */
  observed: z.optional(arrivedSchema),
  /** Where configuration, clients and what was seen do not fit together. */
  conflicts: z.array(findingSchema),
})
export type WorkloadMtls = z.output<typeof workloadMtlsSchema>

/** Windows of the plaintext that still comes in, seconds: the asked one, a day, a week. */
const migrationSchema = z.object({
  namespace: z.string(),
  /** Of the whole namespace; `unknown` where the viewer may not read what decides. */
  mode: mtlsModeSchema,
  reasons: z.array(findingSchema),
  /** `strict`: nothing is left to do. */
  state: z.enum(['strict', 'ready', 'not-ready', 'unknown']),
  why: z.array(findingSchema),
  /** Who still comes in plaintext; a number is arrivals a second over that window, absent where it is not known. */
  plaintext: z.array(
    z.object({
      workload: z.string(),
      /** Absent where the caller has no proxy that names it. */
      source: z.optional(z.string()),
      now: z.optional(z.number()),
      day: z.optional(z.number()),
      week: z.optional(z.number()),
    }),
  ),
  /** What makes it STRICT, as YAML; absent where it is. */
  manifest: z.optional(z.string()),
})
export type MtlsMigration = z.output<typeof migrationSchema>

/** `unknown`: of so many the viewer may not see what decides it. */
export const strictCountsSchema = z.object({ total: z.int(), strict: z.int(), unknown: z.int() })

export const mtls = defineCall({
  name: 'mtls',
  method: 'GET',
  path: '/api/v1/mtls',
  summary:
    'Mutual TLS of each workload and port: what is configured, how clients connect, what was seen, and what STRICT would break',
  input: z.strictObject({
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 60),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** Whether clients use mutual TLS by themselves where workloads take it (meshConfig.enableAutoMtls). */
    autoMtls: z.boolean(),
    workloads: z.array(workloadMtlsSchema),
    /** Of the workloads with a proxy that are applications: how many take mutual TLS alone, on every port. */
    counts: strictCountsSchema,
    namespaces: z.array(migrationSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
