import type { TokenCheck } from '#server/mesh/access/access-facts.ts'
import type { ClientSide } from '#server/mesh/access/connect-client.ts'
import type { AccessQuestion, Hop, HopKind, HopOutcome } from '#server/mesh/access/types.ts'
import type { Authorizer } from '#server/mesh/authorization/build-authorizer.ts'
import type { TokenAnswer } from '#server/mesh/authorization/build-token-check.ts'
import { explainAuthorization } from '#server/mesh/authorization/explain-authorization.ts'
import type { AuthorizationRequest, AuthorizationVerdict } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** A client as who comes in plain text is seen. */
export function withoutIdentity({ principal: _, ...client }: ClientSide): ClientSide {
  return client
}

/** What is told of every proxy, before it has decided. */
export function describeHop(
  kind: HopKind,
  { namespace, name }: Workload,
  client: ClientSide,
): Omit<Hop, 'outcome' | 'reasons'> {
  return {
    kind,
    at: { namespace, name },
    ...(client.principal === undefined ? {} : { peer: client.principal }),
    decidedBy: [],
    policies: [],
    explain: () => [],
  }
}

interface Enforcement {
  readonly kind: HopKind
  readonly workload: Workload
  readonly client: ClientSide
  readonly question: AccessQuestion
  /** What is to be known beside the policies' own words. */
  readonly reasons: readonly Reason[]
  /** Absent at ztunnel, which reads no tokens. */
  readonly checkToken?: TokenCheck
}

const outcomes: Readonly<Record<AuthorizationVerdict['decision'], HopOutcome>> = {
  ALLOW: 'passes',
  DENY: 'refuses',
  DEPENDS: 'depends',
}

/** What the policies of one proxy decide of what it is asked. */
export function enforce(authorizer: Authorizer, enforcement: Enforcement): Hop {
  const { kind, workload, client, question, reasons, checkToken } = enforcement
  const { token, ...rest } = question.request
  const read: TokenAnswer = token && checkToken ? checkToken({ payload: token, verifies: true }) : {}
  const head = describeHop(kind, workload, client)
  if (read.refused)
    return {
      ...head,
      outcome: 'refuses',
      reasons: [{ code: 'access-token-refused', params: { status: read.refused } }],
    }
  const { payload } = read
  const request: AuthorizationRequest = {
    ...rest,
    source: { ...rest.source, ...(client.principal === undefined ? {} : { principal: client.principal }) },
    ...(payload ? { token: payload } : {}),
  }
  const verdict = authorizer.decide(request)
  const unread = token && checkToken && !payload ? [{ code: 'access-token-unread', params: {} }] : []
  return {
    ...head,
    outcome: outcomes[verdict.decision],
    reasons: [...explainAuthorization(verdict), ...unread, ...reasons],
    decidedBy: verdict.decidedBy,
    request,
    verdict,
    policies: authorizer.policies,
    explain: () => authorizer.explain(request),
  }
}
