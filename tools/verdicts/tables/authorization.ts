import * as z from 'zod/mini'
import { buildAuthorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'
import { caseSchema, loadCase, workloadNameSchema } from '#tools/verdicts/load-case.ts'
import { asSet, type VerdictTable } from '#tools/verdicts/table.ts'

const ruleSchema = z.object({ namespace: z.string(), policy: z.string(), rule: z.number() })
const rulesSchema = z.optional(z.nullable(z.array(ruleSchema)))
const requestSchema = z.object({
  protocol: z.enum(['http', 'tcp']),
  source: z.object({ principal: z.nullable(z.string()), ip: z.string(), remoteIp: z.string() }),
  destinationIp: z.string(),
  destinationPort: z.number(),
  method: z.optional(z.nullable(z.string())),
  path: z.optional(z.nullable(z.string())),
  host: z.optional(z.nullable(z.string())),
  headers: z.optional(z.nullable(z.record(z.string(), z.string()))),
  jwt: z.optional(
    z.nullable(z.looseObject({ claims: z.optional(z.nullable(z.record(z.string(), z.unknown()))) })),
  ),
  sni: z.string(),
})
type CaseRequest = z.infer<typeof requestSchema>

const authorizationCaseSchema = z.object({
  ...caseSchema.shape,
  workload: workloadNameSchema,
  request: requestSchema,
  verdict: z.object({
    decision: z.string(),
    reason: z.string(),
    decidedBy: z.nullable(z.array(ruleSchema)),
    audited: rulesSchema,
    delegated: rulesSchema,
    dryRun: z.optional(
      z.nullable(
        z.object({
          denyMatched: rulesSchema,
          allowMatched: rulesSchema,
          hasAllow: z.boolean(),
          hasDeny: z.boolean(),
        }),
      ),
    ),
  }),
})

export const authorization: VerdictTable = {
  name: 'authorization',
  judge: (rawCase) => {
    const { workload, request, verdict, ...rest } = authorizationCaseSchema.parse(rawCase)
    const { snapshot, meshConfig, findWorkload } = loadCase(rest)
    const authorizer = buildAuthorizer({ snapshot, meshConfig, proxy: findWorkload(workload) })
    const ours = authorizer.decide(buildRequest(request))
    const byDecision = verdict.reason === 'custom-misconfigured' ? { beyond: true as const } : {}
    return [
      { field: 'decision', ours: ours.decision, theirs: verdict.decision },
      { field: 'decidedBy', ours: asSet(ours.decidedBy), theirs: asSet(verdict.decidedBy), ...byDecision },
      { field: 'reason', ours: ours.reason, theirs: verdict.reason, beyond: true },
      { field: 'audited', ours: asSet(ours.audited), theirs: asSet(verdict.audited), beyond: true },
      { field: 'delegated', ours: asSet(ours.delegated), theirs: asSet(verdict.delegated), beyond: true },
      { field: 'dryRun', ours: sortDryRun(ours.dryRun), theirs: sortDryRun(verdict.dryRun), beyond: true },
    ]
  },
}

type DryRun = z.infer<typeof authorizationCaseSchema>['verdict']['dryRun']

function sortDryRun(dryRun: DryRun | ReturnType<ReturnType<typeof buildAuthorizer>['decide']>['dryRun']) {
  if (!dryRun) return null
  return { ...dryRun, denyMatched: asSet(dryRun.denyMatched), allowMatched: asSet(dryRun.allowMatched) }
}

/** A member of the token that is null is absent from it. */
function buildRequest(raw: CaseRequest): AuthorizationRequest {
  const { principal, ip, remoteIp } = raw.source
  const { claims, ...registered } = raw.jwt ?? {}
  const members = Object.entries({ ...registered, ...claims }).filter(([, value]) => value !== null)
  return {
    protocol: raw.protocol,
    source: { ...(principal === null ? {} : { principal }), ip, remoteIp },
    destination: { ip: raw.destinationIp, port: raw.destinationPort },
    sni: raw.sni,
    ...(raw.protocol === 'http'
      ? {
          http: {
            method: raw.method ?? '',
            path: raw.path ?? '',
            host: raw.host ?? '',
            headers: raw.headers ?? {},
          },
        }
      : {}),
    ...(raw.jwt ? { token: Object.fromEntries(members) } : {}),
  }
}
