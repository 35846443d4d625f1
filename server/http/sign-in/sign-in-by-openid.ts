import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { signInByOpenid } from '#contract/sign-in.ts'
import type { OpenidAdapter, OpenidGrant, OpenidProof } from '#server/adapters/openid/types.ts'
import type { ProcessState } from '#server/adapters/process-state.ts'
import type { NewSession, SessionsAdapter } from '#server/adapters/sessions/types.ts'
import type { Config } from '#server/config/schema.ts'
import { checkPerson } from '#server/http/sign-in/check-person.ts'
import {
  formatProofCookie,
  formatSpentProofs,
  nameProofCookie,
  proofSeconds,
  readCookies,
  schemeHeader,
} from '#server/http/sign-in/cookies.ts'
import { nameRedirect } from '#server/http/sign-in/name-redirect.ts'
import { openSession, refuseOpenWay } from '#server/http/sign-in/open-session.ts'
import { parseReturnPath } from '#server/http/sign-in/return-path.ts'
import type { SignInAnswer, Visit } from '#server/http/sign-in/serve-sign-in.ts'
import { isProblem, Problem } from '#server/problem.ts'

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
    returnTo: shorten(parseReturnPath(returnTo)),
    endsMs: Date.now() + proofSeconds * 1000,
  }
  const sealed = await sessions.seal(JSON.stringify(begun), purpose)
  const scheme = headers.get(schemeHeader)
  const name = nameProofCookie(proof.state, scheme, state.port)
  const spent = formatSpentProofs(headers.get('cookie') ?? '', scheme, state)
  return { output: { location }, cookies: [...spent, formatProofCookie(name, sealed, scheme, state)] }
}

/** A browser drops a cookie of more than 4,096 bytes: of a longer address the page itself is kept. */
function shorten(path: string): string {
  return path.length <= longestReturn ? path : (path.split('?', 1)[0] ?? '').slice(0, longestReturn)
}

const longestReturn = 2_000

/** The cookie of the sign-in that an answer of the provider belongs to. */
export function nameProofOf(query: string, headers: Headers, { port }: Pick<ProcessState, 'port'>): string {
  return nameProofCookie(new URLSearchParams(query).get('state') ?? '', headers.get(schemeHeader), port)
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
  const proof = nameProofOf(query, headers, state)
  const begun = await readBegun(headers, proof, sessions)
  const grant = await openid.finish(new URL(`${nameRedirect(state.config)}${query}`), begun)
  const session = await buildSession(grant, state, signal)
  const cookie = await openSession(session, headers, state)
  return { returnTo: begun.returnTo, cookies: [cookie, formatProofCookie(proof, '', scheme, state)] }
}

async function readBegun(headers: Headers, name: string, sessions: SessionsAdapter): Promise<Begun> {
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
): Promise<Pick<NewSession, 'method' | 'person' | 'secret' | 'endHint'>> {
  if (config.VARDIA_OPENID_ACTS_BY === 'impersonation') {
    const isHintNeeded = config.VARDIA_OPENID_SIGN_OUT !== 'console'
    const person = checkPerson({ name, groups })
    return { method: 'openid', person, ...(isHintNeeded && { endHint: idToken }) }
  }
  const person = await adapters.kubernetes.readTokenUser(idToken, signal).catch((error) => {
    throw isProblem(error) && error.code === 'token-refused' ? describeUntrusted(config) : error
  })
  return {
    method: 'openid',
    person,
    secret: { token: idToken, endsMs, ...(refreshToken && { refreshToken }) },
  }
}

/** The token was verified when it came: it is the cluster that does not take the provider's word. */
function describeUntrusted({ VARDIA_OPENID_ISSUER, VARDIA_OPENID_CLIENT_ID }: Config): Problem {
  const params = { issuer: VARDIA_OPENID_ISSUER ?? '', client: VARDIA_OPENID_CLIENT_ID ?? '' }
  return new Problem({ kind: 'unauthenticated', code: 'openid-untrusted', params, adapter: 'kubernetes' })
}

function requireOpenid({ adapters, gate }: ProcessState): {
  readonly openid: OpenidAdapter
  readonly sessions: SessionsAdapter
} {
  const { openid, sessions } = adapters
  if (openid && sessions && !gate) return { openid, sessions }
  throw new Problem({ kind: 'unsupported', code: 'sign-in-other-way' })
}
