import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const callerSchema = z.object({
  /** `<trust domain>/ns/<namespace>/sa/<service account>`; '' for callers in plaintext, whom no policy can name. */
  principal: z.string(),
  /** Workloads that came under it, as far as telemetry names them. */
  sources: z.array(z.string()),
  /** In the whole window, by its rates. */
  requests: z.number(),
  connections: z.number(),
  /** Of the requests those that were answered with 403. */
  refused: z.number(),
  /** Single requests of it that traces tell. */
  sampled: z.int(),
})

const proposalSchema = z.object({
  workload: z.object({ namespace: z.string(), kind: z.string(), name: z.string() }),
  /** The AuthorizationPolicy, as it would be applied. */
  manifest: z.record(z.string(), z.unknown()),
  /** What it rests on: the most requests first, at most 100. */
  callers: z.array(callerSchema),
  callersTotal: z.int(),
  /** What it does not know, and what it would do beside. */
  remarks: z.array(findingSchema),
})
export type PolicyProposal = z.output<typeof proposalSchema>

/** Least privilege: policies that allow what was observed and nothing else. Nothing is stored. */
export const policyProposals = defineCall({
  name: 'policy-proposals',
  method: 'GET',
  path: '/api/v1/authorization/proposals',
  summary: 'Policies that allow what was observed in a window and nothing else, each with what it rests on',
  input: z.strictObject({
    namespace: dnsLabelSchema,
    /** Absent: a policy for each workload of the namespace. */
    workload: z.optional(z.string().check(z.maxLength(253))),
    rangeSeconds: z._default(rangeSecondsSchema, 86_400),
    /** `requests` narrows to the methods and paths that traces tell as well. */
    detail: z._default(z.enum(['callers', 'requests']), 'callers'),
    /** `dry-run` bears Istio's annotation: nothing is refused by it, only counted. */
    as: z._default(z.enum(['dry-run', 'enforced']), 'dry-run'),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    /** At most 100. */
    proposals: z.array(proposalSchema),
    proposalsTotal: z.int(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
