import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { signInByOpenid } from '#contract/sign-in.ts'
import type { OpenidAdapter, OpenidGrant, OpenidProof } from '#server/adapters/openid/types.ts'
import type { ProcessState } from '#server/adapters/process-state.ts'
import type { NewSession, SessionsAdapter } from '#server/adapters/sessions/types.ts'
import type { Config } from '#server/config/schema.ts'
import { checkPerson } from '#server/http/sign-in/check-person.ts'
import {
  formatProofCookie,
  nameProofCookie,
  proofSeconds,
  readCookies,
  schemeHeader,
} from '#server/http/sign-in/cookies.ts'
import { openSession, refuseOpenWay } from '#server/http/sign-in/open-session.ts'
import { parseReturnPath } from '#server/http/sign-in/return-path.ts'
import type { SignInAnswer, Visit } from '#server/http/sign-in/serve-sign-in.ts'
import { Problem } from '#server/problem.ts'

/** Where the provider sends the browser back to. */
export const callbackPath = '/sign-in/callback'
const purpose = 'sign-in at the provider'

/** What the browser holds, encrypted, while it is at the provider: no replica has to remember it. */
interface Begun extends OpenidProof {
  readonly returnTo: string
  readonly endsMs: number
}

/** Sends the browser to the provider. Throws Problem unavailable, unsupported, refused (the way is not encrypted). */
export async function beginOpenid(
  { returnTo }: CallArguments<typeof signInByOpenid>,
  { state, headers }: Visit,
): Promise<SignInAnswer<CallOutput<typeof signInByOpenid>>> {
  const { openid, sessions } = requireOpenid(state)
  refuseOpenWay(headers)
  const { location, proof } = await openid.begin(nameRedirect(state.config))
  const begun: Begun = {
    ...proof,
    returnTo: parseReturnPath(returnTo),
    endsMs: Date.now() + proofSeconds * 1000,
  }
  const sealed = await sessions.seal(JSON.stringify(begun), purpose)
  return { output: { location }, cookies: [formatProofCookie(sealed, headers.get(schemeHeader), state)] }
}

/**
 * The browser is back: exchanges what it brought for a session. The proof works once, in the browser that began.
 *
 * @param query of the request, with its question mark
 * @throws Problem unauthenticated: this browser did not begin, the provider refuses, or its answer does not hold
 */
export async function finishOpenid(
  query: string,
  { state, headers, signal }: Visit,
): Promise<{ readonly returnTo: string; readonly cookies: readonly string[] }> {
  const { openid, sessions } = requireOpenid(state)
  const scheme = headers.get(schemeHeader)
  const begun = await readBegun(headers, state, sessions)
  const grant = await openid.finish(new URL(`${nameRedirect(state.config)}${query}`), begun)
  const session = await buildSession(grant, state, signal)
  const cookie = await openSession(session, headers, state)
  return { returnTo: begun.returnTo, cookies: [cookie, formatProofCookie('', scheme, state)] }
}

async function readBegun(headers: Headers, state: ProcessState, sessions: SessionsAdapter): Promise<Begun> {
  const name = nameProofCookie(headers.get(schemeHeader), state.port)
  for (const sealed of readCookies(headers.get('cookie') ?? '', name)) {
    const text = await sessions.unseal(sealed, purpose)
    // Sealed by `beginOpenid`, in this very shape.
    const begun = text === undefined ? undefined : (JSON.parse(text) as Begun)
    if (begun && begun.endsMs > Date.now()) return begun
  }
  throw new Problem({ kind: 'unauthenticated', code: 'sign-in-stale' })
}

/** With the ID token as bearer the cluster says who the person is to it; else the claims do. */
async function buildSession(
  { name, groups, idToken, endsMs, refreshToken }: OpenidGrant,
  { config, adapters }: ProcessState,
  signal: AbortSignal,
): Promise<Pick<NewSession, 'method' | 'person' | 'secret'>> {
  if (config.VARDIA_OPENID_ACTS_BY === 'impersonation')
    return { method: 'openid', person: checkPerson({ name, groups }) }
  const person = await adapters.kubernetes.readTokenUser(idToken, signal)
  return {
    method: 'openid',
    person,
    secret: { token: idToken, endsMs, ...(refreshToken && { refreshToken }) },
  }
}

function requireOpenid({ adapters, gate }: ProcessState): {
  readonly openid: OpenidAdapter
  readonly sessions: SessionsAdapter
} {
  const { openid, sessions } = adapters
  if (openid && sessions && !gate) return { openid, sessions }
  throw new Problem({ kind: 'unsupported', code: 'sign-in-other-way' })
}

function nameRedirect(config: Config): string {
  return `${config.VARDIA_PUBLIC_URL}${config.VARDIA_BASE_PATH}${callbackPath}`
}
