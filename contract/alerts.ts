import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

/** The object that labels name. */
export const aboutSchema = z.object({
  kind: z.enum(['workload', 'app', 'service', 'pod', 'namespace']),
  namespace: z.string(),
  /** Of a workload in the cluster: Deployment, StatefulSet, … */
  workloadKind: z.optional(z.string()),
  name: z.string(),
})

const alertSchema = z.object({
  name: z.string(),
  /** `pending` lasts not yet as long as its rule asks for. */
  state: z.enum(['firing', 'pending']),
  /** The rule's own word of it, as `critical`; absent where it has none. */
  severity: z.optional(z.string()),
  /** Since when its rule finds it. */
  since: z.optional(momentSchema),
  summary: z.optional(z.string()),
  /** What its labels say that it is about; absent for one of the whole mesh. */
  about: z.optional(aboutSchema),
  labels: z.record(z.string(), z.string()),
})
export type AlertItem = z.output<typeof alertSchema>

export const alertedKinds = ['workload', 'application', 'service'] as const

/** One object of the one namespace that is asked for: what is about it, its workloads and its pods. */
export const alertedObjectFields = {
  kind: z.optional(z.enum(alertedKinds)),
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(253))),
}

interface AlertedInput {
  readonly namespaces?: readonly string[] | undefined
  readonly kind?: string | undefined
  readonly name?: string | undefined
}

/** Whether an object is named whole: by kind, name and its one namespace; or none is. */
export function namesWholeObject({ namespaces, kind, name }: AlertedInput): boolean {
  return (kind === undefined) === (name === undefined) && (kind === undefined || namespaces?.length === 1)
}
export const notWholeObject = {
  error: 'give kind and name with the one namespace of the object',
  path: ['name'],
}

export const alerts = defineCall({
  name: 'alerts',
  method: 'GET',
  path: '/api/v1/alerts',
  summary:
    'The alerts of Prometheus that fire or are pending now, as far as the viewer may see what they are about',
  input: z
    .strictObject({
      /** Absent asks for all, and for the alerts of no namespace too. */
      namespaces: z.optional(namespaceListSchema),
      ...alertedObjectFields,
    })
    .check(z.refine(namesWholeObject, notWholeObject)),
  output: z.object({
    asOf: momentSchema,
    /** False where the metrics server has no alerts to tell (one that keeps samples only). */
    supported: z.boolean(),
    /** Firing ones first, then critical ones, then the oldest; at most 200, `total` counts all. */
    items: z.array(alertSchema),
    total: z.int(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
