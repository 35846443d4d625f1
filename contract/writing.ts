import * as z from 'zod/mini'
import { configOwnerSchema } from '#contract/config.ts'
import { defineCall } from '#contract/define-call.ts'
import { previewStepSchema } from '#contract/preview.ts'
import { dnsLabelSchema, findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/** What a write makes stale: every answer that tells of configuration, and the history. */
const staleAfterWrite = [
  'config-objects',
  'config-object',
  'object-manifest',
  'namespaces',
  'namespace-detail',
  'workloads',
  'workload-detail',
  'services',
  'service-detail',
  'mtls',
  'authorization-matrix',
  'history',
  'history-change',
] as const

/** Why somebody changes something, in a sentence of their own. */
const reasonSchema = z.optional(z.string().check(z.maxLength(500)))

/** One value that two people changed otherwise, or that somebody else manages. Absent values are not there. */
const conflictFieldSchema = z.object({
  /** As `spec.http[0].timeout`. */
  path: z.string(),
  base: z.optional(z.unknown()),
  mine: z.optional(z.unknown()),
  theirs: z.optional(z.unknown()),
  /** Who wrote it, by managedFields. */
  managers: z.array(z.string()),
})

/** The member `conflict` of a Problem of kind `conflict`: what a person needs to decide, as YAML without server fields. */
export const conflictSchema = z.object({
  /**
   * `changed`: somebody wrote in between. `removed`: it is gone. `exists`: what was to be created is there.
   * `owned`: nobody wrote in between, but others keep what would be written.
   */
  why: z.enum(['changed', 'removed', 'exists', 'owned']),
  /** The text that both began with; '' where it is not known. */
  base: z.string(),
  mine: z.string(),
  /** As it is stored now; '' where it is gone. */
  theirs: z.string(),
  /** `theirs` with what only `mine` changed; where both changed the same it has theirs. */
  merged: z.string(),
  /** Of `theirs`: what the next try names as its base. Absent where it is gone. */
  resourceVersion: z.optional(z.string()),
  /** Empty where both changes fit together. At most 200. */
  fields: z.array(conflictFieldSchema),
  /** Who wrote last, by managedFields. */
  by: z.optional(z.object({ manager: z.string(), at: z.optional(momentSchema) })),
  /** Who would set a change back. */
  owner: z.optional(configOwnerSchema),
})
export type Conflict = z.output<typeof conflictSchema>

const writtenObjectFields = {
  apiVersion: z.string(),
  kind: z.string(),
  /** '' for kinds without namespace. */
  namespace: z.string(),
  name: z.string(),
}

/** The answer of what writes one object. */
export const writtenSchema = z.object({
  asOf: momentSchema,
  outcome: z.enum(['created', 'updated', 'removed', 'unchanged']),
  object: z.object(writtenObjectFields),
  /** Of what is stored now; absent where it was removed. */
  resourceVersion: z.optional(z.string()),
  /** As it is stored now, without server fields; '' where it was removed. */
  yaml: z.string(),
  /** In the history: what `history-undo` takes. Absent where nothing was written. */
  change: z.optional(z.string()),
  /** Of the preview that was run once more; none of them is an error. */
  steps: z.array(previewStepSchema),
  notices: z.array(noticeSchema),
})
export type Written = z.output<typeof writtenSchema>

/**
 * Writes one object as the user. Only values that differ from what is stored are sent. Problems: `invalid` (the text, with
 * `issues`), `refused` (the cluster or a webhook says no), `forbidden` (with the missing verb), `conflict` (with `conflict`).
 */
export const configApply = defineCall({
  name: 'config-apply',
  method: 'POST',
  path: '/api/v1/config/apply',
  summary: 'Create, change or remove one object of Istio or of the Gateway API, from its text',
  input: z.strictObject({
    yaml: z.string(),
    operation: z.enum(['create', 'update', 'remove']),
    /**
     * What the text was made from: needed to change and to remove. `resourceVersion` as the object had it, `yaml` the
     * text before the first edit; without that text a change of somebody else cannot be told from one's own.
     */
    base: z.optional(
      z.strictObject({
        resourceVersion: z.string().check(z.minLength(1), z.maxLength(100)),
        yaml: z.optional(z.string()),
      }),
    ),
    /** Also writes what others keep (`why: owned`). Never writes over a newer version. */
    force: z._default(z.boolean(), false),
    reason: reasonSchema,
    /** The object that is being edited: a text of another one is an error. */
    expected: z.optional(
      z.strictObject({
        kind: z.optional(z.string().check(z.maxLength(63))),
        namespace: z.optional(dnsLabelSchema),
        name: z.optional(z.string().check(z.maxLength(253))),
      }),
    ),
    /** The namespace of an object that names none. */
    namespace: z.optional(dnsLabelSchema),
  }),
  output: writtenSchema,
  effect: 'write',
  makesStale: staleAfterWrite,
})

/** A label or annotation: its new value, or null to take it away. */
const marksSchema = z.record(
  z.string().check(z.minLength(1), z.maxLength(317)),
  z.nullable(z.string().check(z.maxLength(1024))),
)

export const labelledKindSchema = z.enum(['Namespace', 'Service', 'Deployment', 'StatefulSet', 'DaemonSet'])
export type LabelledKind = z.output<typeof labelledKindSchema>

/** What became of one of the objects that were to be labelled. */
export const labelledResultSchema = z.object({
  kind: labelledKindSchema,
  namespace: z.string(),
  name: z.string(),
  outcome: z.enum(['updated', 'unchanged', 'failed']),
  /** Why it failed. `kind` as of a Problem. */
  problem: z.optional(z.extend(findingSchema, { kind: z.string(), cause: z.optional(z.string()) })),
  /** The API server's and the webhooks' own words. */
  warnings: z.array(z.string()),
  /** In the history. */
  change: z.optional(z.string()),
})
export type LabelledResult = z.output<typeof labelledResultSchema>

/**
 * Labels and annotations by which the mesh takes namespaces, workloads and services in. Of workloads they are those of
 * the pods (`spec.template.metadata`), which is what Istio reads; the pods are started anew. Keys that are not Istio's
 * are refused.
 */
export const labelsApply = defineCall({
  name: 'labels-apply',
  method: 'POST',
  path: '/api/v1/labels',
  summary: 'Set or remove Istio labels and annotations of namespaces, workloads and services, many at once',
  input: z.strictObject({
    objects: z
      .array(
        z.strictObject({
          kind: labelledKindSchema,
          /** Absent for a Namespace. */
          namespace: z.optional(dnsLabelSchema),
          name: z.string().check(z.minLength(1), z.maxLength(253)),
        }),
      )
      .check(z.minLength(1), z.maxLength(500)),
    labels: z._default(marksSchema, {}),
    annotations: z._default(marksSchema, {}),
    /** Also writes what others keep. */
    force: z._default(z.boolean(), false),
    reason: reasonSchema,
    /** Asks the cluster what it would say, and stores nothing. */
    dryRun: z._default(z.boolean(), false),
  }),
  output: z.object({
    asOf: momentSchema,
    /** In the order in which they were given. */
    results: z.array(labelledResultSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'write',
  makesStale: staleAfterWrite,
})

/** Takes one change back, by the same way as every write. A Problem of kind `conflict` where others changed it since. */
export const historyUndo = defineCall({
  name: 'history-undo',
  method: 'POST',
  path: '/api/v1/history/undo',
  summary: 'Take a change back, if nobody has changed the object since',
  input: z.strictObject({
    id: z.string().check(z.minLength(1), z.maxLength(64)),
    force: z._default(z.boolean(), false),
    reason: reasonSchema,
  }),
  output: writtenSchema,
  effect: 'write',
  makesStale: staleAfterWrite,
})
