import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { dnsLabelSchema, findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/**
 * `seal` and `gap` are of the trail itself: rows left it by retention, or could not be kept. `identity`: who was signed in
 * chose to look as somebody else.
 */
export const auditActSchema = z.enum([
  'sign-in',
  'sign-out',
  'identity',
  'read',
  'preview',
  'write',
  'refusal',
  'seal',
  'gap',
])
export type AuditAct = z.output<typeof auditActSchema>

/** `begun` of a write of which no end is known: under way, or the console was killed meanwhile. */
export const auditOutcomeSchema = z.enum(['begun', 'done', 'failed', 'refused'])

/** One row of the trail. */
export const auditRowSchema = z.object({
  /** Its place in the chain, from 1. */
  seq: z.int(),
  at: momentSchema,
  act: auditActSchema,
  outcome: auditOutcomeSchema,
  /** '' where nobody is known. */
  who: z.string(),
  groups: z.array(z.string()),
  /** How they signed in. */
  method: z.optional(z.string()),
  /** The client's address as the console believes it. */
  peer: z.optional(z.string()),
  requestId: z.optional(z.string()),
  /** The name of a call. */
  call: z.optional(z.string()),
  kind: z.optional(z.string()),
  /** '' for what is of no namespace. */
  namespace: z.string(),
  /** Of a question about several. */
  namespaces: z.optional(z.array(z.string())),
  name: z.optional(z.string()),
  /** create, update, remove. */
  action: z.optional(z.string()),
  /** Why it failed or was refused. */
  failure: z.optional(z.object({ code: z.string(), text: z.string() })),
  /** Why it was done, in the words of who did it. */
  reason: z.optional(z.string()),
  /** Its change in the history. */
  change: z.optional(z.string()),
  /** The row of which this one tells the outcome. */
  settles: z.optional(z.int()),
  /** So many alike, one soon after the other, stand in this row. */
  times: z.int(),
  /** Of a seal: rows up to this one left the trail. */
  sealedUpTo: z.optional(z.int()),
  /** SHA-256 over the row and the hash before it. */
  hash: z.string(),
})
export type AuditRow = z.output<typeof auditRowSchema>

export const audit = defineCall({
  name: 'audit',
  method: 'GET',
  path: '/api/v1/audit',
  summary:
    'The audit trail: who signed in, read what is sensitive, previewed, wrote or was refused, and when',
  input: z.strictObject({
    who: z.optional(z.string().check(z.maxLength(512))),
    act: z.optional(auditActSchema),
    outcome: z.optional(auditOutcomeSchema),
    namespace: z.optional(dnsLabelSchema),
    since: z.optional(momentSchema),
    until: z.optional(momentSchema),
    limit: z._default(z.int().check(z.gte(1), z.lte(1_000)), 200),
    /** Only rows older than this one: what `next` of the answer before said. */
    before: z.optional(z.int().check(z.gte(1))),
  }),
  output: z.object({
    asOf: momentSchema,
    /** The newest first. A write is told by the row of its end, where there is one. */
    items: z.array(auditRowSchema),
    next: z.optional(z.int()),
    store: z.object({
      /** `memory`: it ends with the process. */
      place: z.enum(['sqlite', 'postgresql', 'memory']),
      retentionDays: z.number(),
      retentionRows: z.number(),
    }),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const auditVerification = defineCall({
  name: 'audit-verification',
  method: 'GET',
  path: '/api/v1/audit/verification',
  summary: 'Whether the next rows of the audit trail are as they were written, a bounded piece at a time',
  input: z.strictObject({
    /** The row up to which it was verified before; 0 begins at the oldest. */
    after: z._default(z.int().check(z.gte(0)), 0),
  }),
  output: z.object({
    asOf: momentSchema,
    /** The oldest row that was looked at, and the newest that holds. */
    from: z.int(),
    to: z.int(),
    /** The newest row of all. */
    head: z.int(),
    headHash: z.string(),
    /** Everything was looked at, or a fault was found; else ask again with `after` = `to`. */
    done: z.boolean(),
    /** The first row that is not as it was written. */
    fault: z.optional(z.extend(findingSchema, { seq: z.int() })),
  }),
  effect: 'read',
})
