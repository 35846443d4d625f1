import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { previewChangeSchema } from '#contract/preview.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
} from '#contract/words.ts'

/** One change of one object. */
export const changeSchema = z.object({
  id: z.string(),
  at: momentSchema,
  /** The identity that wrote through Vardia, or the field manager of a change made elsewhere; '' where nothing tells. */
  who: z.string(),
  how: z.enum(['vardia', 'elsewhere']),
  action: z.enum(['create', 'update', 'remove']),
  apiVersion: z.string(),
  /** As the cluster names it. */
  kind: z.string(),
  /** '' for kinds without namespace. */
  namespace: z.string(),
  name: z.string(),
  /** Why, in the words of who did it. */
  reason: z.optional(z.string()),
  /**
   * `pending`: under way. `applied`: it is stored. `failed`: the cluster refused it, nothing was stored. `unknown`: the
   * console ended meanwhile, and somebody else wrote before it could look.
   */
  outcome: z.enum(['pending', 'applied', 'failed', 'unknown']),
  /** Why it failed. */
  failure: z.optional(findingSchema),
  /** Values that changed, as `spec.http[0].timeout`; at most 20, `changeCount` counts all. */
  paths: z.array(z.string()),
  changeCount: z.int(),
  /** The change that this one took back, and the one by which this was. */
  undoes: z.optional(z.string()),
  undoneBy: z.optional(z.string()),
  /** Of a change that no console saw: since when it may have been made; `at` is when it was found. */
  unwatchedSince: z.optional(momentSchema),
})
export type Change = z.output<typeof changeSchema>

/** Where the history is kept. */
export const historyStoreSchema = z.object({
  /** `memory`: it ends with the process; a notice says why. */
  place: z.enum(['sqlite', 'postgresql', 'memory']),
  /** Changes made elsewhere are noticed while the console runs; of these since then. */
  watchedSince: z.optional(momentSchema),
  /** Older changes are not kept. */
  retentionDays: z.number(),
})

export const history = defineCall({
  name: 'history',
  method: 'GET',
  path: '/api/v1/history',
  summary: 'What was changed, by whom and why: through Vardia, and as it was noticed elsewhere',
  input: z.strictObject({
    /** Absent asks for all that the viewer may look into, and for kinds without namespace. */
    namespaces: z.optional(namespaceListSchema),
    /** Of one object, by the console's word for its kind (`IstioGateway`). */
    kind: z.optional(z.string().check(z.maxLength(63))),
    namespace: z.optional(dnsLabelSchema),
    name: z.optional(z.string().check(z.maxLength(253))),
    since: z.optional(momentSchema),
    until: z.optional(momentSchema),
    how: z.optional(z.enum(['vardia', 'elsewhere'])),
    limit: z._default(z.int().check(z.gte(1), z.lte(500)), 100),
    /** What `next` of the answer before said. */
    after: z.optional(z.string().check(z.maxLength(64))),
  }),
  output: z.object({
    asOf: momentSchema,
    /** The newest first. */
    items: z.array(changeSchema),
    /** There are older ones: asked for with `after`. */
    next: z.optional(z.string()),
    store: historyStoreSchema,
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

export const historyChange = defineCall({
  name: 'history-change',
  method: 'GET',
  path: '/api/v1/history/change',
  summary: 'One change: the object before and after it, and whether it can be taken back',
  input: z.strictObject({ id: z.string().check(z.minLength(1), z.maxLength(64)) }),
  output: z.object({
    asOf: momentSchema,
    change: changeSchema,
    /** YAML without server fields; '' where there was or is none, or it was not kept. */
    before: z.string(),
    after: z.string(),
    /** False for a version that is too large to keep, or of which nothing was known. */
    kept: z.object({ before: z.boolean(), after: z.boolean() }),
    /** Between both, by value; at most 500. */
    changes: z.array(previewChangeSchema),
    /** The object as it is now: what a restored version is compared with, and its base. Absent where it is gone. */
    now: z.optional(z.object({ resourceVersion: z.string(), yaml: z.string() })),
    undo: z.object({
      may: z.boolean(),
      /** Why not, or what it would meet: others changed it since. */
      reason: z.optional(findingSchema),
    }),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
