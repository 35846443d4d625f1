import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

export const sessionSchema = z.object({
  user: z.object({
    /** The kubeconfig user, or the name that the cluster knows. */
    name: z.string(),
    /** True when no sign-in is asked: an explicit anonymous session bound to loopback. */
    anonymous: z.boolean(),
    /** Every write is refused to a reader. */
    mayWrite: z.boolean(),
    /** Why nothing may be written: the console's setting, the role, or the cluster. Absent where `mayWrite`. */
    mayNotWrite: z.optional(findingSchema),
    /**
     * By VARDIA_ROLES, else by the rights in the cluster; the strongest first, some of which may hold in some namespaces
     * alone. None while the rights are not known.
     */
    roles: z.array(z.enum(['admin', 'editor', 'auditor', 'viewer'])),
    /** Whether the audit trail and the reports answer: of some namespace, if not of all. */
    mayAudit: z.boolean(),
    /** Whether the sessions of others may be listed and ended: an admin of all namespaces. */
    mayEndSessions: z.boolean(),
  }),
  /** Of who signed in. `idleEndsAt` moves on with each sign of the person. */
  signIn: z.optional(
    z.object({
      method: z.enum(['token', 'openid', 'header']),
      endsAt: z.optional(momentSchema),
      idleEndsAt: z.optional(momentSchema),
      /** How long it lasts without a sign. */
      idleSeconds: z.optional(z.int()),
      /** The host name of the provider that one is signed in at, and whether signing out ends that too. */
      provider: z.optional(z.object({ host: z.string(), ends: z.boolean() })),
    }),
  ),
  /** The identities this console can be opened as: the kubeconfig's contexts on the same cluster. */
  identities: z.array(z.object({ name: z.string(), current: z.boolean() })),
  console: z.object({
    version: z.string(),
    basePath: z.string(),
    cluster: z.string(),
    defaultRangeSeconds: z.int(),
    defaultRefreshSeconds: z.int(),
  }),
})
export type Session = z.output<typeof sessionSchema>

export const session = defineCall({
  name: 'session',
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who is looking, and what the console is set to',
  input: z.strictObject({}),
  output: sessionSchema,
  effect: 'read',
})

/** Opens the console as another identity of the kubeconfig. It changes the session, never the mesh. */
export const switchIdentity = defineCall({
  name: 'switch-identity',
  method: 'POST',
  path: '/api/v1/session/identity',
  summary: 'Look as another identity of the kubeconfig',
  input: z.strictObject({ name: z.string().check(z.minLength(1), z.maxLength(253)) }),
  output: sessionSchema,
  effect: 'read',
})

export const sourceStatusSchema = z.object({
  name: z.enum(['kubernetes', 'prometheus', 'tracing', 'istiod']),
  state: z.enum(['ok', 'degraded', 'down', 'not-configured']),
  /** Scheme, host and port, or `namespace/name:port` of one that was found in the cluster: never credentials. */
  address: z.optional(z.string()),
  /** How one that was found in the cluster is reached. */
  by: z.optional(z.enum(['port-forward', 'service-proxy'])),
  version: z.optional(z.string()),
  /** Since when the state holds. */
  since: z.optional(momentSchema),
  /** When it last answered well. */
  lastGood: z.optional(momentSchema),
  problem: z.optional(
    z.object({
      code: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      text: z.string(),
      cause: z.optional(z.string()),
    }),
  ),
  /**
   * Kinds of the cluster of which nothing, or nothing new, is known: it does not serve them, they may not be read, or
   * reading them fails now. Pages say nothing of such kinds, which must not look like there were no such objects.
   */
  unseen: z.optional(
    z.array(z.object({ kind: z.string(), reason: z.enum(['not-served', 'forbidden', 'failing']) })),
  ),
})
export type SourceStatus = z.output<typeof sourceStatusSchema>

export const sources = defineCall({
  name: 'sources',
  method: 'GET',
  path: '/api/v1/sources',
  summary: 'The state of each data source, as the console sees it now',
  input: z.strictObject({}),
  output: z.object({
    asOf: momentSchema,
    sources: z.array(sourceStatusSchema),
    /** What bounds the choice of ranges; absent when Prometheus does not tell. */
    scrapeIntervalSeconds: z.optional(z.number()),
    retentionSeconds: z.optional(z.number()),
    /** What holds for every page: that no row of the audit trail can be written now. Reading goes on meanwhile. */
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
