import type { ParsedToken } from '#components/security/tokens/parse-token.ts'
import { type SignatureState, verifySignature } from '#components/security/tokens/verify-signature.ts'
import type { TokenRule } from '#contract/request-authentication.ts'

export type TokenReason =
  | Exclude<SignatureState, 'verified'>
  | 'keys-absent'
  | 'expired'
  | 'not-yet'
  | 'time-unreadable'
  | 'issuer'
  | 'audience'

/** `unknown`: nothing speaks against it, and its signature could not be checked. It is no "accepted". */
export interface TokenCheck {
  readonly state: 'accepted' | 'refused' | 'unknown'
  readonly reasons: readonly TokenReason[]
}

/** Envoy's tolerance for clocks (envoyproxy.io, JwtProvider `clock_skew_seconds`). */
const skewSeconds = 60

/**
 * What a proxy makes of a token by one rule, as far as it can be told without asking its issuer: times, issuer, audience
 * and signature (Envoy `source/extensions/filters/http/jwt_authn`). What policies make of its claims is asked of the server.
 *
 * @param keys a JSON Web Key Set, or '' where none is at hand
 */
export async function checkToken(
  token: ParsedToken,
  rule: Pick<TokenRule, 'issuer' | 'audiences'>,
  keys: string,
  nowMs: number,
): Promise<TokenCheck> {
  const signature = keys.trim() === '' ? await withoutKeys(token) : await verifySignature(token, keys)
  const refusals: TokenReason[] = [
    ...(signature === 'verified' || signature === 'keys-absent' || signature === 'keys-unreadable'
      ? []
      : [signature]),
    ...checkTimes(token.claims, nowMs / 1_000),
    ...(rule.issuer !== '' && token.claims['iss'] !== rule.issuer ? ['issuer' as const] : []),
    ...(isAudience(rule.audiences, token.claims['aud']) ? [] : ['audience' as const]),
  ]
  if (refusals.length > 0) return { state: 'refused', reasons: refusals }
  return signature === 'verified'
    ? { state: 'accepted', reasons: [] }
    : { state: 'unknown', reasons: [signature] }
}

/** What needs no key to be refused. */
async function withoutKeys(token: ParsedToken): Promise<SignatureState | 'keys-absent'> {
  const state = await verifySignature(token, '{"keys":[]}')
  return state === 'no-key' ? 'keys-absent' : state
}

function checkTimes(claims: ParsedToken['claims'], nowSeconds: number): TokenReason[] {
  const { exp, nbf } = claims
  const isTime = (value: unknown) =>
    value === undefined || (typeof value === 'number' && Number.isFinite(value))
  if (!isTime(exp) || !isTime(nbf)) return ['time-unreadable']
  return [
    ...(typeof exp === 'number' && exp + skewSeconds < nowSeconds ? ['expired' as const] : []),
    ...(typeof nbf === 'number' && nbf - skewSeconds > nowSeconds ? ['not-yet' as const] : []),
  ]
}

/** Without scheme and without a slash at the end, as Envoy compares them. */
function isAudience(allowed: readonly string[], given: unknown): boolean {
  if (allowed.length === 0) return true
  const names = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === 'string')
  const known = new Set(allowed.map(trimAudience))
  return names.some((name) => known.has(trimAudience(name)))
}

function trimAudience(audience: string): string {
  return audience.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
