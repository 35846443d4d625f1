import * as z from 'zod/mini'
import { findingSchema } from '#contract/words.ts'

/**
 * Whether proxies have what istiod sent them: all of it, not yet the newest, or refused; and why not. Absent where no
 * proxy is there or istiod does not tell.
 */
export const syncSummarySchema = z.object({
  state: z.enum(['synced', 'behind', 'refused']),
  reasons: z.array(findingSchema),
})
export type SyncSummary = z.output<typeof syncSummarySchema>

/**
 * What is wrong in the configuration that names an object, the worst first, at most five reasons. Absent where nothing is, or
 * where it may not be read.
 */
export const faultSummarySchema = z.object({
  status: z.enum(['warning', 'invalid']),
  reasons: z.array(findingSchema),
})
export type FaultSummary = z.output<typeof faultSummarySchema>
