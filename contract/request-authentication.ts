import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

const tokenRuleSchema = z.object({
  policy: z.object({ namespace: z.string(), name: z.string() }),
  /** Its place in `spec.jwtRules`. */
  index: z.int(),
  /** Empty takes every issuer. */
  issuer: z.string(),
  /** Empty takes every audience. */
  audiences: z.array(z.string()),
  jwksUri: z.optional(z.string()),
  /** Keys that are written into the rule itself, as JSON. */
  jwks: z.optional(z.string()),
  /** Where a token is looked for. */
  from: z.array(z.string()),
  /** `namespace/name` of those before whose proxies it stands, at most a hundred. */
  workloads: z.array(z.string()),
  workloadsTotal: z.int(),
  /** Where its keys come from. */
  reasons: z.array(findingSchema),
})
export type TokenRule = z.output<typeof tokenRuleSchema>

export const requestAuthentication = defineCall({
  name: 'request-authentication',
  method: 'GET',
  path: '/api/v1/authentication',
  summary:
    'The rules by which proxies read tokens, before which workloads they stand, and whether istiod gets their keys',
  input: z.strictObject({ namespaces: z.optional(namespaceListSchema) }),
  output: z.object({
    asOf: momentSchema,
    rules: z.array(tokenRuleSchema),
    /** How often istiod fetched keys in the last hour, all rules together; absent while nobody tells. */
    fetches: z.optional(z.object({ succeeded: z.number(), failed: z.number() })),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
