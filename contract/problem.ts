import * as z from 'zod/mini'

export const problemKindSchema = z.enum([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'unavailable',
  'refused',
  'timeout',
  'unsupported',
  'bug',
])
export type ProblemKind = z.output<typeof problemKindSchema>

/**
 * The wire form of every failure: RFC 9457 `application/problem+json`. `code` and `params` are worded by
 * `messages/en.json`; `title` and `detail` carry that English wording; `retry` says whether asking again can help.
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  kind: problemKindSchema,
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  adapter: z.optional(z.string()),
  target: z.optional(z.string()),
  /** The failing server's own words, trimmed, as text. */
  cause: z.optional(z.string()),
  /** Which input was wrong, for `invalid`. */
  issues: z.optional(z.array(z.object({ path: z.string(), message: z.string() }))),
  /** For a `conflict` of a write: `conflictSchema` of contract/writing.ts, which only pages that write need. */
  conflict: z.optional(z.unknown()),
  retry: z.boolean(),
  requestId: z.string(),
})
export type ProblemBody = z.output<typeof problemSchema>
