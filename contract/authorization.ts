import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import {
  dnsLabelSchema,
  findingSchema,
  momentSchema,
  namespaceListSchema,
  noticeSchema,
  rangeSecondsSchema,
} from '#contract/words.ts'

const nameSchema = z
  .string()
  .check(
    z.regex(/^[a-zA-Z0-9]([-a-zA-Z0-9._]*[a-zA-Z0-9])?$/, 'must be a name of Kubernetes'),
    z.maxLength(253),
  )
const lineSchema = (most: number) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
  z.string().check(z.maxLength(most), z.regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line'))
const portSchema = z.int().check(z.gte(1), z.lte(65_535))
const addressSchema = z
  .string()
  .check(z.maxLength(45), z.refine(isIpAddress, 'must be an IPv4 or IPv6 address'))

/** By the platform's own parser: zod's two schemas for addresses would go to every page. */
function isIpAddress(text: string): boolean {
  if (/^\d+(\.\d+){3}$/.test(text))
    return text.split('.').every((part) => Number(part) < 256 && String(Number(part)) === part)
  return /^[\da-f:.]+$/i.test(text) && URL.canParse(`http://[${text}]`)
}

/** `<trust domain>/ns/<namespace>/sa/<service account>`, without `spiffe://`. */
const principalSchema = lineSchema(2_048).check(z.minLength(1))

/** The caller: a workload of the mesh, a peer by its identity, or nobody of the mesh where all is absent. */
const callerSchema = z.strictObject({
  namespace: z.optional(dnsLabelSchema),
  workload: z.optional(nameSchema),
  principal: z.optional(principalSchema),
})

/** A workload, or a service and with it every workload behind. */
const targetSchema = z.strictObject({
  namespace: dnsLabelSchema,
  workload: z.optional(nameSchema),
  service: z.optional(nameSchema),
})

const mostHeaders = 100

export const accessQuestionSchema = z.strictObject({
  from: z._default(callerSchema, {}),
  to: targetSchema,
  /** The service's where `to` names a service, else the workload's own. */
  port: z.optional(portSchema),
  /** Absent: what the port speaks. */
  protocol: z.optional(z.enum(['http', 'tcp'])),
  /** What is absent of these is left open, and the answer says what depends on it. */
  method: z.optional(lineSchema(64)),
  path: z.optional(lineSchema(8_192)),
  host: z.optional(lineSchema(512)),
  headers: z.optional(
    z
      .record(lineSchema(256), lineSchema(8_192))
      .check(
        z.refine((headers) => Object.keys(headers).length <= mostHeaders, `at most ${mostHeaders} headers`),
      ),
  ),
  /** The payload of a token whose signature and times hold; null for a request without token. */
  claims: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  /** Of the direct peer. */
  sourceIp: z.optional(addressSchema),
  /** Of the original client; the direct peer's where it is absent. */
  remoteIp: z.optional(addressSchema),
})
export type AccessQuestionInput = z.input<typeof accessQuestionSchema>

/** `UNKNOWN`: policies that the viewer may not read, or that istiod would refuse, could decide otherwise. */
export const accessDecisionSchema = z.enum(['ALLOW', 'DENY', 'DEPENDS', 'UNKNOWN'])
export type AccessDecision = z.output<typeof accessDecisionSchema>

const ruleNameSchema = z.object({
  namespace: z.string(),
  policy: z.string(),
  /** Its index in `spec.rules`. */
  rule: z.int(),
})

const ruleSchema = z.extend(ruleNameSchema, {
  action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']),
  /** `dry-run` never decides; `broken` denies, for its provider cannot be used; `delegates` asks the provider. */
  effect: z.enum(['enforced', 'dry-run', 'broken', 'delegates']),
  outcome: z.enum(['matches', 'fails', 'open', 'left-out']),
  /** For a match the fields that matched, else those that keep it from matching. */
  fields: z.array(
    z.object({
      /** `from[0].source.principals`. */
      field: z.string(),
      outcome: z.enum(['matches', 'fails', 'open']),
      says: findingSchema,
    }),
  ),
  /** What surprises: fields that are left out here, and matches that read otherwise than they are. */
  remarks: z.array(findingSchema),
})
export type AccessRule = z.output<typeof ruleSchema>

const hopSchema = z.object({
  kind: z.enum(['client', 'waypoint', 'ztunnel', 'server']),
  at: z.optional(z.object({ namespace: z.string(), name: z.string() })),
  outcome: z.enum(['passes', 'refuses', 'depends', 'not-enforced']),
  /** The identity that this proxy sees; absent for plaintext. */
  peer: z.optional(z.string()),
  reasons: z.array(findingSchema),
  decidedBy: z.array(z.extend(ruleNameSchema, { fields: z.array(z.string()) })),
  policies: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']),
      dryRun: z.boolean(),
      rules: z.int(),
      /** Why istiod would refuse it; empty for a good one. */
      faults: z.array(findingSchema),
    }),
  ),
  /** Those that decide first, at most 200; `rulesTotal` counts all. */
  rules: z.array(ruleSchema),
  rulesTotal: z.int(),
})
export type AccessHop = z.output<typeof hopSchema>

const accessAnswerSchema = z.object({
  workload: z.object({ namespace: z.string(), kind: z.string(), name: z.string() }),
  decision: accessDecisionSchema,
  /** Of the workload; absent where the question leaves it open. */
  port: z.optional(z.int()),
  protocol: z.enum(['http', 'tcp']),
  /** By which the caller is taken to ask. */
  service: z.optional(z.object({ namespace: z.string(), name: z.string(), port: z.int() })),
  /** What the question leaves open. */
  open: z.array(z.enum(['address', 'port', 'sni', 'host', 'method', 'path', 'headers', 'token'])),
  /** Why the decision is UNKNOWN. */
  doubts: z.array(findingSchema),
  /** As far as it comes; where waypoints share what is for the service, the way through each, one after the other. */
  hops: z.array(hopSchema),
})
export type AccessAnswer = z.output<typeof accessAnswerSchema>

export const authorizationAsk = defineCall({
  name: 'authorization-ask',
  method: 'POST',
  path: '/api/v1/authorization/ask',
  summary:
    'May this caller ask this of that workload: each proxy on the way, the rule and field that decide, and why others do not',
  input: accessQuestionSchema,
  output: z.object({
    asOf: momentSchema,
    /** The same of every answer, or DEPENDS where workloads behind one service differ. */
    decision: accessDecisionSchema,
    /** One for each workload that could be reached, at most 20; `answersTotal` counts all. */
    answers: z.array(accessAnswerSchema),
    answersTotal: z.int(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})

const columnSchema = z.object({
  /** '' for callers in plaintext, who have none. */
  principal: z.string(),
  namespace: z.optional(z.string()),
  account: z.optional(z.string()),
  /** Workloads that run under it, as far as they may be seen; at most three. */
  workloads: z.array(z.string()),
})
export type AccessColumn = z.output<typeof columnSchema>

const matrixRowSchema = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
  mode: z.enum(['sidecar', 'ambient', 'none', 'mixed']),
  /**
   * A letter for each column: `a` allowed by a rule, `o` open for want of any ALLOW policy, `p` partly (it depends on
   * what is asked), `d` denied, `j` not judged (too many rules).
   */
  cells: z.string(),
  /** Why the letters may be wrong: policies that cannot be read, or that istiod would refuse. Empty for certain ones. */
  doubts: z.array(findingSchema),
  /** What was seen in the window, of columns with any; rates a second. */
  used: z.array(
    z.object({
      column: z.int(),
      requests: z.number(),
      /** Of the requests those that the workload's side answered with 403. */
      refused: z.number(),
      connections: z.number(),
    }),
  ),
})
export type AccessRow = z.output<typeof matrixRowSchema>

export const authorizationMatrix = defineCall({
  name: 'authorization-matrix',
  method: 'GET',
  path: '/api/v1/authorization/matrix',
  summary: 'Every caller against every workload: what policies decide, and what was seen of it',
  input: z.strictObject({
    /** Of the workloads that are called. Absent asks for all that the viewer may look into. */
    namespaces: z.optional(namespaceListSchema),
    rangeSeconds: z._default(rangeSecondsSchema, 60),
    /** What is fixed of the requests; the rest is left open. */
    port: z.optional(portSchema),
    method: z.optional(lineSchema(64)),
    path: z.optional(lineSchema(8_192)),
  }),
  output: z.object({
    asOf: momentSchema,
    rangeSeconds: z.int(),
    columns: z.array(columnSchema),
    rows: z.array(matrixRowSchema),
    /** Namespaces that were asked for and that the viewer may not look into: nothing is told of their cells. */
    hidden: z.array(z.string()),
    /** False while Prometheus does not tell: then nothing is known of what was used. */
    observed: z.boolean(),
    notices: z.array(noticeSchema),
  }),
  effect: 'read',
})
