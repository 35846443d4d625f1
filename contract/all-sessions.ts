import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { keptSessionSchema } from '#contract/sign-in.ts'

/** A name as the cluster or the provider knows the person. */
const userSchema = z.string().check(z.minLength(1), z.maxLength(512))

/** Refused (403, `admin-needed`) to whom `mayEndSessions` of the session denies it. */
export const allSessions = defineCall({
  name: 'all-sessions',
  method: 'GET',
  path: '/api/v1/sessions/all',
  summary: 'The sessions of everybody that hold, the newest first; for an admin of all namespaces',
  input: z.strictObject({
    /** Of this person alone. */
    user: z.optional(userSchema),
  }),
  output: z.object({
    sessions: z.array(z.extend(keptSessionSchema, { user: z.string() })),
    /** There are older ones, which are not told. */
    more: z.boolean(),
  }),
  effect: 'read',
})

/** It names the person, for the audit trail; without `id` every session of the person ends. */
export const endSessions = defineCall({
  name: 'end-sessions',
  method: 'POST',
  path: '/api/v1/sessions/all/end',
  summary: 'End one session of a person, or all of them, on every replica; for an admin of all namespaces',
  input: z.strictObject({
    user: userSchema,
    id: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  }),
  output: z.object({
    /** How many ended. */
    ended: z.int(),
  }),
  effect: 'read',
  makesStale: ['all-sessions', 'own-sessions'],
})
