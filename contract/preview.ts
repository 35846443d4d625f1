import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { dnsLabelSchema, findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/** Worst last. `refused`: the cluster itself said no. `skipped`: not asked, because of what came before or is missing. */
export const previewVerdictSchema = z.enum(['ok', 'skipped', 'warning', 'error', 'refused'])
export type PreviewVerdict = z.output<typeof previewVerdictSchema>

/** The steps in the order in which they are taken and answered. */
export const previewStepNameSchema = z.enum([
  'yaml',
  'schema',
  'semantics',
  'mesh',
  'dry-run',
  'diff',
  'blast-radius',
])
export type PreviewStepName = z.output<typeof previewStepNameSchema>

/** One thing that is wrong, and where in the text. Lines and columns begin at 1; columns count UTF-16 units. */
export const previewProblemSchema = z.object({
  severity: z.enum(['info', 'warning', 'error']),
  /** As `spec.http[0].match[1].uri`; '' for the whole document. */
  path: z.string(),
  line: z.int(),
  column: z.int(),
  /** Where the marked text ends, behind its last character. */
  endLine: z.int(),
  endColumn: z.int(),
  /** In English: the wording of `code` and `params`, or the words of the cluster. */
  message: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Which document of the text, from 0. */
  document: z.int(),
  /** Istio's own code for it (`IST0101`), with the name of the message. */
  analyzer: z.optional(z.object({ code: z.string(), name: z.string() })),
})
export type PreviewProblem = z.output<typeof previewProblemSchema>

export const previewStepSchema = z.object({
  name: previewStepNameSchema,
  verdict: previewVerdictSchema,
  problems: z.array(previewProblemSchema),
  /** Why it was skipped, or what it could not see. */
  notes: z.array(findingSchema),
})
export type PreviewStep = z.output<typeof previewStepSchema>

const objectFields = { kind: z.string(), namespace: z.string(), name: z.string() }

/** One document of the text: which object it is, and what saving it would do to that. */
export const previewDocumentSchema = z.object({
  index: z.int(),
  /** Of its first line. */
  line: z.int(),
  apiVersion: z.string(),
  ...objectFields,
  /** `unknown` where the object could not be read, or is none that Vardia writes. */
  operation: z.enum(['create', 'update', 'none', 'remove', 'unknown']),
  verdict: previewVerdictSchema,
})
export type PreviewDocument = z.output<typeof previewDocumentSchema>

/** One value that would change. `before` or `after` is absent where there is or will be none. */
export const previewChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.optional(z.unknown()),
  after: z.optional(z.unknown()),
})

/** What is stored beside what would be, without managedFields, last-applied-configuration and status. */
export const previewDiffSchema = z.object({
  objects: z.array(
    z.object({
      document: z.int(),
      ...objectFields,
      /** YAML of what is stored; '' where there is none. */
      before: z.string(),
      /** YAML of what would be stored; '' where it would be removed. */
      after: z.string(),
      /** By value, in the order of the object; at most 500, `changeCount` counts all. */
      changes: z.array(previewChangeSchema),
      changeCount: z.int(),
    }),
  ),
})
export type PreviewDiff = z.output<typeof previewDiffSchema>

const workloadSchema = z.object({ namespace: z.string(), workload: z.string() })

/** Calls of one client for one service to one workload, as they are now and as they would be. */
export const blastEdgeSchema = z.object({
  /** Absent for clients that telemetry does not know. */
  source: z.optional(workloadSchema),
  service: z.object({ namespace: z.string(), name: z.string() }),
  /** Absent for what a client's own proxy answers. */
  destination: z.optional(workloadSchema),
  protocol: z.enum(['http', 'grpc', 'tcp']),
  /** Requests a second, or bytes sent a second for `tcp`; all that begin, whatever their end. */
  before: z.number(),
  after: z.number(),
  /** Of those, what a proxy would refuse or fail by itself: policy, mTLS, faults, no destination. */
  refusedBefore: z.number(),
  refusedAfter: z.number(),
})
export type BlastEdge = z.output<typeof blastEdgeSchema>

export const blastRadiusSchema = z.object({
  /** What the change does to traffic, in sentences, the gravest first. */
  summary: z.array(findingSchema),
  /** What of it telemetry cannot foretell: how many requests a path, a header or a method is about. */
  guesses: z.array(findingSchema),
  /** Workloads whose proxies behave otherwise; at most 200, `counts` counts all. */
  workloads: z.array(workloadSchema),
  /** Routes that are changed, as `VirtualService shop/cart http[0]`. */
  routes: z.array(z.object({ ...objectFields, path: z.string() })),
  /** Those that would change, the most traffic first; at most 200. */
  edges: z.array(blastEdgeSchema),
  counts: z.object({ workloads: z.int(), routes: z.int(), edges: z.int(), refusedClients: z.int() }),
  /** Requests a second that would go elsewhere than now, and that would be refused beyond those that are now. */
  movedPerSecond: z.number(),
  refusedPerSecond: z.number(),
  /** Of the telemetry that this was worked out from. */
  rangeSeconds: z.int(),
})
export type BlastRadius = z.output<typeof blastRadiusSchema>

/**
 * What saving a text would mean, before it is saved; nothing is stored. Any text up to 1 MiB is answered by 200, YAML
 * that does not parse included; above that 413.
 */
export const preview = defineCall({
  name: 'preview',
  method: 'POST',
  path: '/api/v1/preview',
  summary:
    'What saving a text of YAML would mean: is it valid, what would change, what traffic does it touch',
  input: z.strictObject({
    yaml: z.string(),
    /** `remove` previews the removal of the objects that the text names. */
    operation: z._default(z.enum(['apply', 'remove']), 'apply'),
    /** The object that is being edited: a text of another one is an error. */
    expected: z.optional(
      z.strictObject({
        kind: z.optional(z.string().check(z.maxLength(63))),
        namespace: z.optional(dnsLabelSchema),
        name: z.optional(z.string().check(z.maxLength(253))),
      }),
    ),
    /** The namespace of objects that name none. */
    namespace: z.optional(dnsLabelSchema),
    /** Without the cluster's own dry run, which takes a round trip: what one asks while a person types. */
    dryRun: z._default(z.boolean(), true),
    rangeSeconds: z._default(z.int().check(z.gte(30), z.lte(86_400)), 60),
  }),
  output: z.object({
    asOf: momentSchema,
    /** The worst of all steps. */
    verdict: previewVerdictSchema,
    documents: z.array(previewDocumentSchema),
    steps: z.array(previewStepSchema),
    diff: previewDiffSchema,
    blastRadius: blastRadiusSchema,
    /** Why the person may not save it: the console's setting, the role, or the missing verb. Absent where it may be tried. */
    mayNotSave: z.optional(findingSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
