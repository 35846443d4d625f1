import * as z from 'zod/mini'
import { graphComparisonSchema } from '#contract/graph-comparison.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { momentSchema } from '#contract/words.ts'

export const snapshotFormat = 'vardia-graph-snapshot'
export const snapshotVersion = 1

const nameSchema = z.string().check(z.maxLength(1_000))

/** What a snapshot file holds, beside the digest over it. */
export const graphSnapshotSchema = z.object({
  format: z.literal(snapshotFormat),
  version: z.literal(snapshotVersion),
  takenAt: momentSchema,
  /** Who looked, as the console knew them; the file itself proves nothing of it. */
  takenBy: nameSchema,
  cluster: nameSchema,
  /** The query of the page: what was shown and how. */
  view: z.string().check(z.maxLength(20_000)),
  graph: trafficGraphSchema,
  comparison: z.optional(graphComparisonSchema),
})
export type GraphSnapshot = z.output<typeof graphSnapshotSchema>
