import { attachPolicies } from '#server/mesh/authorization/attach-policies.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** One rule of a RequestAuthentication, and before whom it stands. */
export interface TokenRule {
  readonly policy: { readonly namespace: string; readonly name: string }
  /** Its place in `spec.jwtRules`. */
  readonly index: number
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly jwksUri?: string
  /** Keys that are written into the rule itself. */
  readonly jwks?: string
  /** Where a token is looked for: `header x-token`, `query access_token`. */
  readonly from: readonly string[]
  readonly workloads: readonly Workload[]
  readonly reasons: readonly Reason[]
}

/** Keys of a rule longer than this are no keys of people. */
const longestKeys = 65_536

/**
 * The rules by which proxies of these workloads read tokens, with those of policies that stand before none of them.
 * Tokens are looked for in `Authorization: Bearer` and the query `access_token` unless a rule says where (istio.io/api
 * `security/v1beta1/request_authentication.proto`, JWTRule).
 */
export function listTokenRules(
  snapshot: MeshSnapshot,
  workloads: readonly Workload[],
  namespaces: ReadonlySet<string>,
): readonly TokenRule[] {
  const before = new Map<ObjectOf<'RequestAuthentication'>, Workload[]>()
  for (const policy of snapshot.all('RequestAuthentication'))
    if (namespaces.has(policy.metadata.namespace)) before.set(policy, [])
  for (const workload of workloads)
    for (const policy of attachPolicies(snapshot, workload, (namespace) =>
      snapshot.inNamespace('RequestAuthentication', namespace),
    ))
      before.set(policy, [...(before.get(policy) ?? []), workload])
  return [...before].flatMap(([policy, own]) => describePolicy(policy, own))
}

function describePolicy(
  { metadata, spec }: ObjectOf<'RequestAuthentication'>,
  workloads: readonly Workload[],
): TokenRule[] {
  const { namespace, name } = metadata
  return (spec.jwtRules ?? []).map((rule, index) => {
    const { issuer = '', audiences = [], jwksUri, fromHeaders = [], fromParams = [] } = rule
    const jwks = rule.jwks && rule.jwks.length <= longestKeys ? rule.jwks : undefined
    const from = [
      ...fromHeaders.map((header) => `header ${header.name}${header.prefix ? ` "${header.prefix}"` : ''}`),
      ...fromParams.map((param) => `query ${param}`),
    ]
    return {
      policy: { namespace, name },
      index,
      issuer,
      audiences,
      ...(jwksUri ? { jwksUri } : {}),
      ...(jwks ? { jwks } : {}),
      from: from.length > 0 ? from : ['header Authorization "Bearer "', 'query access_token'],
      workloads,
      reasons: explainRule(rule),
    }
  })
}

interface KeySources {
  readonly jwks?: string | undefined
  readonly jwksUri?: string | undefined
}

/** Where the proxies' keys come from (istio `pilot/pkg/model/jwks_resolver.go`): the rule, its address, or the issuer's discovery. */
function explainRule({ jwks, jwksUri }: KeySources): readonly Reason[] {
  if (jwks) return [{ code: 'token-keys-inline', params: {} }]
  if (jwksUri?.startsWith('http://')) return [{ code: 'token-keys-plain', params: { uri: jwksUri } }]
  return jwksUri
    ? [{ code: 'token-keys-fetched', params: { uri: jwksUri } }]
    : [{ code: 'token-keys-discovered', params: {} }]
}
