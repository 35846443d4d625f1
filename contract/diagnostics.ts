import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { sourceStatusSchema } from '#contract/session.ts'
import { setupSchema } from '#contract/setup.ts'
import { findingSchema, momentSchema } from '#contract/words.ts'

const settingSchema = z.object({
  /** The environment variable that sets it. */
  name: z.string(),
  /** Whether somebody set it, or it is what it is without. */
  given: z.boolean(),
  /** As text; '' where nothing is set. Of an address without name, password and query; of a secret nothing. */
  value: z.string(),
  /** A secret is set, and is not told. */
  hidden: z.boolean(),
})

/** How far a right goes: `namespaces` counts those it holds in, where it does not hold everywhere. */
const reachSchema = z.object({ everywhere: z.boolean(), namespaces: z.int() })

const rightSchema = z.object({
  kind: z.string(),
  list: reachSchema,
  /** Create, update, patch and delete, all four. */
  change: reachSchema,
})

const failureSchema = z.object({
  at: momentSchema,
  adapter: z.string(),
  verb: z.string(),
  /** How often it failed so in a row; `at` is of the last time. */
  count: z.int(),
  says: findingSchema,
  /** The failing server's own words; of the cluster's none, since they may name what this viewer must not see. */
  cause: z.optional(z.string()),
})

const processSchema = z.object({
  node: z.string(),
  /** `linux-x64`. */
  platform: z.string(),
  startedAt: momentSchema,
  memoryBytes: z.object({
    resident: z.int(),
    heapUsed: z.int(),
    heapLimit: z.int(),
    external: z.int(),
  }),
  /** Of all cores, since the start. */
  cpuSeconds: z.number(),
  /** How much later than due the process came to its timers, since the start. */
  eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
})

export const diagnosticsSchema = z.object({
  asOf: momentSchema,
  /** What `vardia status` and the setup page say. */
  setup: setupSchema,
  /** What `/api/v1/sources` says. */
  sources: z.array(sourceStatusSchema),
  scrapeIntervalSeconds: z.optional(z.number()),
  retentionSeconds: z.optional(z.number()),
  settings: z.array(settingSchema),
  /** Of this viewer, by kind; empty while they are not known. */
  rights: z.array(rightSchema),
  /** Objects of the newest snapshot that this viewer may see, by kind; absent before the first. */
  snapshot: z.optional(z.object({ version: z.int(), objects: z.record(z.string(), z.int()) })),
  caches: z.array(z.object({ name: z.string(), entries: z.int(), oldestSeconds: z.optional(z.number()) })),
  /** Newest first, at most 50. */
  failures: z.array(failureSchema),
  process: processSchema,
})
export type Diagnostics = z.output<typeof diagnosticsSchema>

export const diagnostics = defineCall({
  name: 'diagnostics',
  method: 'GET',
  path: '/api/v1/diagnostics',
  summary: 'What somebody who helps needs to know of this console; without secrets',
  input: z.strictObject({}),
  output: diagnosticsSchema,
  effect: 'read',
})
