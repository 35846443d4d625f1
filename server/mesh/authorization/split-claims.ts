import { attachPolicies, type EnforcingProxy } from '#server/mesh/authorization/attach-policies.ts'
import type { TokenPayload } from '#server/mesh/authorization/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

export type JwtRule = NonNullable<ObjectOf<'RequestAuthentication'>['spec']['jwtRules']>[number]

/** The rules of every RequestAuthentication that the proxy enforces, joined: none hides another. */
export function listJwtRules(snapshot: MeshSnapshot, proxy: EnforcingProxy): readonly JwtRule[] {
  return attachPolicies(snapshot, proxy, (namespace) =>
    snapshot.inNamespace('RequestAuthentication', namespace),
  ).flatMap(({ spec }) => spec.jwtRules ?? [])
}

const alwaysSplit = ['scope', 'permission']

/**
 * A token's payload as the proxy keeps it for policies: `scope`, `permission` and what the RequestAuthentication of its
 * issuer names in `spaceDelimitedClaims` become lists (istio `pilot/pkg/security/authn/policy_applier.go`,
 * buildSpaceDelimitedClaims).
 */
export function buildClaimSplitter(
  snapshot: MeshSnapshot,
  proxy: EnforcingProxy,
): (token: TokenPayload) => TokenPayload {
  const rules = listJwtRules(snapshot, proxy)
  return (token) => {
    const named = rules
      .filter(({ issuer }) => issuer === token['iss'])
      .flatMap((rule) => readSpaceDelimited(rule))
    const split = new Set([...alwaysSplit, ...named])
    return Object.fromEntries(
      Object.entries(token).map(([name, value]) => [
        name,
        split.has(name) && typeof value === 'string' ? value.split(' ') : value,
      ]),
    )
  }
}

/** The field is newer (Istio 1.28) than some of the typed models. */
function readSpaceDelimited(rule: { readonly spaceDelimitedClaims?: readonly string[] }): readonly string[] {
  return rule.spaceDelimitedClaims ?? []
}
