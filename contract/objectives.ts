import * as z from 'zod/mini'
import { aboutSchema, alertedObjectFields, namesWholeObject, notWholeObject } from '#contract/alerts.ts'
import { defineCall } from '#contract/define-call.ts'
import { healthSchema, momentSchema, namespaceListSchema, noticeSchema } from '#contract/words.ts'

const objectiveSchema = z.object({
  /** Of one tool each is told once. */
  id: z.string(),
  /** Whose names the rules follow. */
  tool: z.enum(['sloth', 'pyrra']),
  name: z.string(),
  /** What the rules call the service; absent where they do not. */
  service: z.optional(z.string()),
  about: z.optional(aboutSchema),
  /** Of all requests at least these are to be good, 0…100. */
  objectivePercent: z.number(),
  /** The time that the objective is of. */
  windowSeconds: z.optional(z.int()),
  /** Of the failures that the objective allows in that time, what is left: 100 of none had, below 0 when it is missed. */
  remainingPercent: z.optional(z.number()),
  /** How fast the budget was used over each window, shortest first; 1 uses it up just at the end of the time. */
  burnRates: z.array(z.object({ windowSeconds: z.int(), rate: z.number() })),
  /** Of its own rules. */
  alerts: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['firing', 'pending']),
      severity: z.optional(z.string()),
      since: z.optional(momentSchema),
    }),
  ),
  health: healthSchema,
})
export type ObjectiveItem = z.output<typeof objectiveSchema>

export const objectives = defineCall({
  name: 'objectives',
  method: 'GET',
  path: '/api/v1/objectives',
  summary:
    'Service level objectives out of recording rules with the names of Sloth or Pyrra: error budget, burn rates, alerts',
  input: z
    .strictObject({
      /** Absent asks for all, and for objectives of no namespace too. */
      namespaces: z.optional(namespaceListSchema),
      ...alertedObjectFields,
    })
    .check(z.refine(namesWholeObject, notWholeObject)),
  output: z.object({
    asOf: momentSchema,
    /** The worst first; at most 200, `total` counts all. */
    items: z.array(objectiveSchema),
    total: z.int(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
