import type { EnforcingProxy } from '#server/mesh/authorization/attach-policies.ts'
import { type JwtRule, listJwtRules } from '#server/mesh/authorization/split-claims.ts'
import type { TokenPayload } from '#server/mesh/authorization/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** A token as a request brings it. */
export interface PresentedToken {
  readonly payload: TokenPayload
  /** Whether its signature and its times hold. */
  readonly verifies: boolean
}

/** `refused` is the status that the proxy answers; without a payload policies see no token. */
export type TokenAnswer =
  | { readonly payload?: TokenPayload; readonly refused?: never }
  | { readonly refused: 401 | 403 }

/**
 * What RequestAuthentication makes of a request's token: where no rule is, it is not read; a missing one passes; one
 * must satisfy any rule of its issuer, else 401, or 403 when only its audience is not allowed
 * (istio `pilot/pkg/security/authn/policy_applier.go`; Envoy `source/extensions/filters/http/jwt_authn`).
 */
export function buildTokenCheck(
  snapshot: MeshSnapshot,
  proxy: EnforcingProxy,
): (token: PresentedToken | undefined) => TokenAnswer {
  const rules = listJwtRules(snapshot, proxy)
  return (token) => {
    if (rules.length === 0 || !token) return {}
    const ofIssuer = rules.filter((rule) => isIssuer(rule, token.payload))
    if (!token.verifies || ofIssuer.length === 0) return { refused: 401 }
    return ofIssuer.some((rule) => isAudience(rule, token.payload))
      ? { payload: token.payload }
      : { refused: 403 }
  }
}

/** A rule that names keys and no issuer takes every issuer. */
function isIssuer({ issuer }: JwtRule, payload: TokenPayload): boolean {
  return !issuer || issuer === payload['iss']
}

/** Envoy compares audiences without scheme and without a slash at the end. */
function isAudience({ audiences }: JwtRule, payload: TokenPayload): boolean {
  if (!audiences || audiences.length === 0) return true
  const given = Array.isArray(payload['aud']) ? payload['aud'] : [payload['aud']]
  const allowed = new Set(audiences.map(trimAudience))
  return given.some((audience) => typeof audience === 'string' && allowed.has(trimAudience(audience)))
}

function trimAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
