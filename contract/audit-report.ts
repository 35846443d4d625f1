import * as z from 'zod/mini'
import { auditRowSchema } from '#contract/audit.ts'
import { defineCall } from '#contract/define-call.ts'
import { changeSchema } from '#contract/history.ts'
import { strictCountsSchema } from '#contract/mtls.ts'
import { findingSchema, momentSchema, mtlsModeSchema, noticeSchema } from '#contract/words.ts'

const placeSchema = { kind: z.string(), namespace: z.string(), name: z.string() }

/** The newest rows of a period; `more` says that there are others. */
const rowsSchema = z.object({ items: z.array(auditRowSchema), more: z.boolean() })

export const auditReport = defineCall({
  name: 'audit-report',
  method: 'GET',
  path: '/api/v1/audit/report',
  summary:
    'What an auditor asks for: encryption, open workloads, changes, sign-ins, refusals and exceptions, as the viewer may see them',
  input: z.strictObject({
    /** The period of what happened; thirty days when absent. What is set is told as it is now. */
    since: z.optional(momentSchema),
    until: z.optional(momentSchema),
  }),
  output: z.object({
    asOf: momentSchema,
    since: momentSchema,
    until: momentSchema,
    cluster: z.string(),
    /** For whom it was made: it tells what this person may see. */
    viewer: z.string(),
    encryption: z.object({
      mode: mtlsModeSchema,
      reasons: z.array(findingSchema),
      namespaces: z.array(z.object({ namespace: z.string(), mode: mtlsModeSchema })),
      workloads: strictCountsSchema,
    }),
    /** Workloads that anybody may call for want of any ALLOW policy. */
    open: z.object({
      /** Of so many that policies could stand before. */
      of: z.int(),
      total: z.int(),
      /** At most 200. */
      items: z.array(z.object(placeSchema)),
      /** Workloads whose verdict may be wrong: policies that may not be read, or are broken. */
      doubted: z.int(),
    }),
    /** In the period; absent where no history is kept. */
    changes: z.optional(z.object({ items: z.array(changeSchema), more: z.boolean() })),
    signIns: rowsSchema,
    refusals: rowsSchema,
    exceptions: z.array(z.object({ ...placeSchema, since: z.optional(momentSchema), says: findingSchema })),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
