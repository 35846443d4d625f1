import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  findingSchema,
  meshModeSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
} from '#contract/words.ts'

const lifeFields = {
  /** Absent where only the end is known. */
  notBefore: z.optional(momentSchema),
  notAfter: momentSchema,
  /** `overdue`: not renewed when it was due; `ending`: within thirty days. */
  state: z.enum(['valid', 'overdue', 'ending', 'expired', 'not-yet']),
  reasons: z.array(findingSchema),
}
const roleSchema = z.enum(['workload', 'served', 'intermediate', 'root'])

const certificateSchema = z.object({
  ...lifeFields,
  role: z.enum(['workload', 'served']),
  /** The pod that holds it. */
  pod: z.string(),
  /** Its SPIFFE identity, or the names that a gateway serves by it; empty where only its end is known. */
  names: z.array(z.string()),
  /** By which a gateway finds it: `kubernetes://name`. */
  secret: z.optional(z.string()),
  issuer: z.optional(z.string()),
  serial: z.optional(z.string()),
  /** Who said so: the proxy itself, its ztunnel, or pilot-agent through Prometheus. */
  toldBy: z.enum(['proxy', 'ztunnel', 'metrics']),
})
export type HeldCertificate = z.output<typeof certificateSchema>

const workloadCertificatesSchema = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  dataPlane: meshModeSchema,
  role: z.enum(['application', 'gateway', 'waypoint', 'ztunnel', 'control-plane']),
  /** What it is to others: its SPIFFE identity; without a trust domain that is known, `ns/<namespace>/sa/<account>`. */
  identity: z.string(),
  pods: z.int(),
  /** Of its pods, as far as they told. */
  certificates: z.array(certificateSchema),
  /** Where its proxies' roots or identity are not the mesh's. */
  conflicts: z.array(findingSchema),
})
export type WorkloadCertificates = z.output<typeof workloadCertificatesSchema>

const authoritySchema = z.object({
  ...lifeFields,
  role: z.enum(['root', 'intermediate']),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  /** SHA-256. */
  fingerprint: z.string(),
  /** Whether istiod hands it out as a root (ConfigMap `istio-ca-root-cert`); absent where that may not be read. */
  handedOut: z.optional(z.boolean()),
  /** Proxies that hold it, of those that told. */
  heldBy: z.int(),
})
export type CertificateAuthority = z.output<typeof authoritySchema>

export const certificates = defineCall({
  name: 'certificates',
  method: 'GET',
  path: '/api/v1/certificates',
  summary:
    'Identities of workloads, the certificates that their proxies hold, who signed them, and what ends when',
  input: z.strictObject({ namespaces: z.optional(namespaceListSchema) }),
  output: z.object({
    asOf: momentSchema,
    /** Absent where neither the mesh's settings nor a proxy's certificate may be read. */
    trustDomain: z.optional(z.string()),
    /** Absent where the mesh's settings may not be read. */
    trustDomainAliases: z.optional(z.array(z.string())),
    /** What istiod says of its own, in Prometheus. */
    istiod: z.object({ rootEnds: z.optional(momentSchema), chainEnds: z.optional(momentSchema) }),
    authorities: z.array(authoritySchema),
    workloads: z.array(workloadCertificatesSchema),
    /** What ends when, the soonest first. */
    expiries: z.array(
      z.object({
        within: z.enum(['past', 'hour', 'day', 'week', 'month', 'year', 'later']),
        role: roleSchema,
        count: z.int(),
        names: z.array(z.string()),
        first: momentSchema,
      }),
    ),
    /** Proxies that told of themselves, of those that there are. */
    proxies: z.object({ told: z.int(), all: z.int() }),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
