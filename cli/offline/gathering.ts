import * as z from 'zod'
import { isListedKind, type MeshKind } from '#server/mesh/objects/kinds.ts'

/** The folder within the archive, and its files beside those of objects. */
export const gatheringFolder = 'vardia-gather'
export const gatheringName = 'gathered.json'
export const matrixEnding = '.matrix.json'

const meshKindSchema = z.string().refine((kind): kind is MeshKind => isListedKind(kind))

/**
 * What `vardia gather` says of its own archive, in `gathered.json`. Readers refuse another `format`; what is added to this
 * one must be optional.
 */
export const gatheringSchema = z.object({
  format: z.literal('vardia-gather/1'),
  /** RFC 3339, the end of the metrics' window. */
  gatheredAt: z.iso.datetime(),
  /** Of Vardia, Kubernetes, Prometheus and istiod, as far as they told. */
  versions: z.record(z.string(), z.string()),
  cluster: z.string().min(1),
  rootNamespace: z.string().min(1),
  /** Those that were looked at, where those were not all. */
  namespaces: z.array(z.string()).optional(),
  unseen: z.array(z.object({ kind: meshKindSchema, reason: z.enum(['not-served', 'forbidden', 'failing']) })),
  metrics: z
    .object({
      scrapeIntervalSeconds: z.number().positive(),
      windowSeconds: z.number().positive(),
      alerts: z
        .array(
          z.object({
            name: z.string(),
            state: z.enum(['firing', 'pending']),
            labels: z.record(z.string(), z.string()),
            sinceMs: z.number().optional(),
            summary: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  /** What could not be gathered and why, in words. */
  lacks: z.array(z.string()),
})
export type Gathering = z.output<typeof gatheringSchema>

/** One metric's series over the window. Values are texts where JSON has no number: NaN, +Inf, -Inf. */
export const matrixSchema = z.object({
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.union([z.number(), z.string()])])),
    }),
  ),
})
export type Matrix = z.output<typeof matrixSchema>
