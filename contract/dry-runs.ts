import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  findingSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const dryRunSchema = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  action: z.enum(['ALLOW', 'DENY']),
  /** Those of dry run with this action that hold for the workload; Envoy counts them together. */
  policies: z.array(z.object({ namespace: z.string(), name: z.string() })),
  /** Requests and connections of the window by what the policies would make of them; absent where nothing is counted. */
  counted: z.optional(z.object({ allowed: z.number(), denied: z.number() })),
  /** What to think of it. */
  says: findingSchema,
})
export type DryRun = z.output<typeof dryRunSchema>

/** What policies with Istio's dry-run annotation would do, as proxies count it while they refuse nothing. */
export const dryRuns = defineCall({
  name: 'dry-runs',
  method: 'GET',
  path: '/api/v1/authorization/dry-runs',
  summary: 'Policies in dry run, and what they would have refused in the window as proxies counted it',
  input: z.strictObject({
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 600),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** What would refuse most first; at most 500. */
    workloads: z.array(dryRunSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
