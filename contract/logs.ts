import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { problemKindSchema } from '#contract/problem.ts'
import { dnsLabelSchema, findingSchema, momentSchema, noticeSchema } from '#contract/words.ts'

/** A name of Kubernetes: an RFC 1123 subdomain, which holds a label too. */
const objectNameSchema = z
  .string()
  .check(z.regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be a name of Kubernetes'), z.maxLength(253))

const containerListSchema = z.pipe(
  z.union([z.array(z.string()), z.string()]),
  z.pipe(
    z.transform((given: string | string[]) => (typeof given === 'string' ? given.split(',') : given)),
    z.array(dnsLabelSchema).check(z.minLength(1), z.maxLength(50)),
  ),
)

export const logsInputSchema = z.strictObject({
  namespace: dnsLabelSchema,
  /** One of `workload`, `app` and `pod` says whose logs; with none it is every pod of the namespace. */
  workload: z.optional(objectNameSchema),
  /** Deployment, StatefulSet, …, where two workloads share a name. */
  kind: z.optional(z.string().check(z.maxLength(63))),
  app: z.optional(z.string().check(z.maxLength(253))),
  pod: z.optional(objectNameSchema),
  /** Containers to read; all of each pod when absent. */
  containers: z.optional(containerListSchema),
  /** The newest lines of all containers together; live, of each container before its new ones. */
  tailLines: z._default(z.int().check(z.gte(1), z.lte(10_000)), 500),
  /** Lines from this moment on. */
  since: z.optional(momentSchema),
  /** Lines before this moment; not live. */
  until: z.optional(momentSchema),
  /** The containers that ran before the present ones; not live. */
  previous: z._default(z.boolean(), false),
})
export type LogsInput = z.output<typeof logsInputSchema>

export const logLineSchema = z.object({
  /** RFC 3339 with up to nanoseconds, in UTC; '' where the kubelet did not stamp it. */
  time: z.string(),
  pod: z.string(),
  container: z.string(),
  /** As the container wrote it, control characters and all: show it as text. */
  text: z.string(),
  /** Bytes of an overlong line that were left out at its end. */
  cutBytes: z.optional(z.int()),
})
export type LogLine = z.output<typeof logLineSchema>

export const logSourceSchema = z.object({
  pod: z.string(),
  container: z.string(),
  /** `proxy` is a sidecar, gateway, waypoint or ztunnel. */
  role: z.enum(['application', 'proxy']),
  /** `waiting` is asked for again by itself, `ended` will say nothing more, `failed` could not be read. */
  state: z.enum(['open', 'waiting', 'ended', 'failed']),
  problem: z.optional(z.extend(findingSchema, { kind: problemKindSchema })),
})
export type LogSource = z.output<typeof logSourceSchema>

export const logs = defineCall({
  name: 'logs',
  method: 'GET',
  path: '/api/v1/logs',
  summary:
    'The newest log lines of all pods and containers of a workload, by time; live with Accept: text/event-stream',
  input: logsInputSchema,
  output: z.object({
    asOf: momentSchema,
    /** Oldest first. */
    lines: z.array(logLineSchema),
    sources: z.array(logSourceSchema),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

/**
 * What the live answer is made of, each as the data of one Server-Sent Event. Lines are sorted within an event; a line
 * that comes late stands in a later one. `dropped` counts lines that were written and not sent, because the reader was
 * slower than the writers. A line is sent once or counted there.
 */
export const logEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lines'), lines: z.array(logLineSchema) }),
  z.object({ type: z.literal('dropped'), lines: z.int() }),
  z.object({ type: z.literal('sources'), sources: z.array(logSourceSchema) }),
  z.object({ type: z.literal('notices'), notices: z.array(noticeSchema) }),
])
export type LogEvent = z.output<typeof logEventSchema>
