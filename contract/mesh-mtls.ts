import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { findingSchema, momentSchema, mtlsModeSchema } from '#contract/words.ts'

/** Small, because every page asks it. */
export const meshMtls = defineCall({
  name: 'mesh-mtls',
  method: 'GET',
  path: '/api/v1/mtls/mesh',
  summary: 'Mutual TLS of the whole mesh in a word, with its reasons',
  input: z.strictObject({}),
  output: z.object({
    asOf: momentSchema,
    /** `mixed` when namespaces differ, `unknown` when the viewer may not see all that decides it. */
    mode: mtlsModeSchema,
    reasons: z.array(findingSchema),
    /**
     * The least version of TLS that proxies take from each other (meshConfig.meshMTLS.minProtocolVersion); absent where the
     * mesh's settings may not be read.
     */
    minTlsVersion: z.optional(z.enum(['1.2', '1.3'])),
  }),
  effect: 'read',
})
