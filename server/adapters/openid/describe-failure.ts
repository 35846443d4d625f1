import type { Config } from '#server/config/schema.ts'
import { isProblem, Problem } from '#server/problem.ts'

/** What came is no word of the provider, but of a proxy before it or of nobody, or it broke off. */
const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
])
/** A provider refuses by these (RFC 6749, section 5.2); one that is asked too often, or in need, says so by another. */
const refusals = new Set([400, 401, 403])
/** Errors that say "later", of section 4.1.2.1 there. */
const laterErrors = new Set(['server_error', 'temporarily_unavailable'])
/** Errors that are about the console and not about the person, of section 5.2. */
const clientErrors = new Set(['invalid_client', 'unauthorized_client'])
/** Of Node's TLS (OpenSSL, X509_verify_cert_error_string): the certificate is not trusted, has ended, or is of another host. */
const certificateCode = /CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|ALTNAME/

interface Facts {
  readonly name: string
  readonly code: string
  readonly status: number
  /** The provider's own word. */
  readonly error: string
}

/** An OAuth error is the provider's or a proof's word against this sign-in; anything else is the way to it. */
export function describeFailure(config: Config, error: unknown): Problem {
  if (isProblem(error)) return error
  const { name, code, status, error: said, error_description, message } = Object(error)
  const cause = [said, error_description ?? message].filter(Boolean).join(': ')
  const facts: Facts = { name, code: String(code ?? ''), status, error: String(said ?? '') }
  const issuer = config.VARDIA_OPENID_ISSUER ?? ''
  const setting = describeSetting(issuer, facts, error)
  // What whoever runs the console has to mend is no word against the person: a session goes on, and is asked for again.
  if (setting) return new Problem({ kind: 'unavailable', ...setting, cause })
  if (name === 'AuthorizationResponseError' && !laterErrors.has(facts.error)) {
    const params = { issuer, error: facts.error.slice(0, 100) }
    return new Problem({ kind: 'unauthenticated', code: 'openid-declined', params, cause })
  }
  return isRefusal(facts)
    ? new Problem({ kind: 'unauthenticated', code: 'openid-refused', params: { issuer }, cause })
    : new Problem({ kind: 'unavailable', code: 'openid-away', params: { issuer }, cause })
}

function isRefusal({ name, code, status, error }: Facts): boolean {
  if (laterErrors.has(error)) return false
  if (name === 'ResponseBodyError') return refusals.has(status)
  return code.startsWith('OAUTH_') && !awayCodes.has(code)
}

/** What a setting, a clock or a certificate is at fault for, which nobody mends by trying again. */
function describeSetting(
  issuer: string,
  { name, code, error }: Facts,
  thrown: unknown,
): Pick<Problem, 'code' | 'params'> | undefined {
  const facts = Object(findCause(thrown, (each) => each.attribute === 'issuer' || each.claims !== undefined))
  // A provider asks for the client's secret anew by 401 with a challenge (RFC 6749, section 5.2).
  if (clientErrors.has(error) || name === 'WWWAuthenticateChallengeError')
    return { code: 'openid-client', params: { issuer } }
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' && facts.attribute === 'issuer')
    return { code: 'openid-issuer', params: { issuer, other: String(facts.body?.issuer ?? '') } }
  const { claims, now } = facts
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED' && typeof claims?.iat === 'number')
    return { code: 'openid-clock', params: { issuer, seconds: Math.abs(Math.round(now - claims.iat)) } }
  const { code: tls } = Object(findCause(thrown, (each) => certificateCode.test(String(each.code ?? ''))))
  return tls ? { code: 'openid-certificate', params: { issuer, reason: String(tls) } } : undefined
}

/** The first of an error and its causes that is so; errors of the libraries are wrapped several times. */
function findCause(error: unknown, isSo: (each: Record<string, unknown>) => boolean): unknown {
  for (let each = error; each instanceof Object; each = Object(each).cause) {
    if (isSo(Object(each))) return each
  }
  return undefined
}

export function describeClaim(claim: string): Problem {
  return new Problem({ kind: 'unauthenticated', code: 'openid-claim', params: { claim } })
}

export function describeNoWayOut(config: Config): Problem {
  const issuer = config.VARDIA_OPENID_ISSUER ?? ''
  return new Problem({ kind: 'unsupported', code: 'openid-no-way-out', params: { issuer } })
}
