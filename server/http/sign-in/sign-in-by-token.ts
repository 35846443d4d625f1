import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { signInByToken, signInWays } from '#contract/sign-in.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { nameRedirect } from '#server/http/sign-in/name-redirect.ts'
import { openSession, refuseOpenWay } from '#server/http/sign-in/open-session.ts'
import { parseReturnPath } from '#server/http/sign-in/return-path.ts'
import type { SignInAnswer, Visit } from '#server/http/sign-in/serve-sign-in.ts'
import { isProblem, Problem } from '#server/problem.ts'

/** How people sign in, for who is nobody yet: nothing that only who is in should know. */
export async function tellSignInWays(
  _input: object,
  { state: { config, gate } }: Visit,
): Promise<SignInAnswer<CallOutput<typeof signInWays>>> {
  const issuer = config.VARDIA_AUTH === 'openid' && config.VARDIA_OPENID_ISSUER
  return {
    output: {
      way: gate ? 'anonymous' : config.VARDIA_AUTH,
      cluster: config.VARDIA_CLUSTER_NAME,
      provider: issuer ? new URL(issuer).host : '',
      redirect: issuer ? nameRedirect(config) : '',
    },
  }
}

/**
 * Opens a session for the bearer of a token that the API server accepts. Throws Problem unauthenticated (refused),
 * refused (too many attempts, or the way is not encrypted), unsupported (another way is set), unavailable.
 */
export async function openByToken(
  { token, returnTo }: CallArguments<typeof signInByToken>,
  { state, headers, signal }: Visit,
): Promise<SignInAnswer<CallOutput<typeof signInByToken>>> {
  if (state.config.VARDIA_AUTH !== 'token' || state.gate)
    throw new Problem({ kind: 'unsupported', code: 'sign-in-other-way' })
  refuseOpenWay(headers)
  const bearer = token.trim()
  // RFC 6750, section 2.1: anything else is no token, and could end a header.
  if (!/^[\w.~+/-]+=*$/.test(bearer)) throw new Problem({ kind: 'unauthenticated', code: 'token-refused' })
  const { attempts, kubernetes } = state.adapters
  if (!attempts) throw new Problem({ kind: 'unsupported', code: 'sign-in-other-way' })
  const end = await attempts.begin(headers.get(clientHeader) ?? '', Date.now())
  try {
    const person = await kubernetes.readTokenUser(bearer, signal)
    const endsMs = readEnd(bearer)
    const secret = { token: bearer, ...(endsMs && { endsMs }) }
    const cookie = await openSession({ method: 'token', person, secret }, headers, state)
    await end('signed-in')
    return { output: { returnTo: parseReturnPath(returnTo) }, cookies: [cookie] }
  } catch (error) {
    // What cannot be counted otherwise stays counted as failed.
    await end(isProblem(error) && error.kind === 'unauthenticated' ? 'refused' : 'unknown').catch(() => {})
    throw error
  }
}

/** When a JSON web token ends (RFC 7519, section 4.1.4); undefined for tokens that do not tell. */
function readEnd(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const seconds: unknown = Reflect.get(Object(claims), 'exp')
    return typeof seconds === 'number' && Number.isFinite(seconds) ? seconds * 1000 : undefined
  } catch {
    return undefined
  }
}
