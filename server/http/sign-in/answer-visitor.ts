import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { answerPlainPage, wantsPage } from '#server/http/plain-page.ts'
import { presentProblem } from '#server/http/problem-response.ts'
import { findSession, requestIdHeader } from '#server/http/session.ts'
import { formatLeaveCookie, formatProofCookie, schemeHeader } from '#server/http/sign-in/cookies.ts'
import { findWayOut, leavePath } from '#server/http/sign-in/leave-provider.ts'
import { callbackPath } from '#server/http/sign-in/name-redirect.ts'
import { recordSignIn } from '#server/http/sign-in/record-sign-in.ts'
import { parseReturnPath } from '#server/http/sign-in/return-path.ts'
import { finishOpenid, nameProofOf } from '#server/http/sign-in/sign-in-by-openid.ts'
import { isProblem } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

export const signInPath = '/sign-in'
/** The console's own program, the same for everybody, and its picture. */
const openPaths = /^\/(_next\/static\/.+|favicon\.ico|icon\.svg)$/

/**
 * Pages are for who has a session; anybody else is led to the sign-in and from there back. Calls ask for themselves. True
 * when the request was answered here. Throws Problem unauthenticated to what is no person's browser.
 *
 * @param path without the base path
 */
export async function answerVisitor(
  state: ProcessState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<boolean> {
  const { VARDIA_AUTH: way } = state.config
  if (state.gate || way === 'anonymous' || openPaths.test(path) || /^\/api(\/|$)/.test(path)) return false
  const headers = buildHeaders(request)
  if (path === callbackPath && way === 'openid' && request.method === 'GET') {
    await answerCallback(state, request, response, headers)
    return true
  }
  if (path === leavePath && way === 'openid' && request.method === 'GET') {
    const location = await findWayOut(headers, state)
    redirect(response, location, [formatLeaveCookie('', headers.get(schemeHeader), state)])
    return true
  }
  const query = (request.url ?? '').slice((request.url ?? '').split('?', 1)[0]?.length ?? 0)
  try {
    const session = await findSession(headers, state)
    if (session.ends && request.headers['sec-purpose'] === undefined)
      await state.adapters.sessions?.touch(session.id, session.ends, Date.now())
    if (path !== signInPath) return false
    sendOn(state, response, parseReturnPath(new URLSearchParams(query).get('return')))
    return true
  } catch (error) {
    if (!isProblem(error) || error.kind !== 'unauthenticated') throw error
    if (path === signInPath && way !== 'header') return false
    if (!wantsPage(request)) throw error
    if (way === 'header') answerPlainPage(request, response, { code: error.code, status: 401 })
    else sendOn(state, response, `${signInPath}?return=${encodeURIComponent(`${path}${query}`)}`)
    return true
  }
}

async function answerCallback(
  state: ProcessState,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Headers,
): Promise<void> {
  const { search } = new URL(request.url ?? '', 'http://localhost')
  try {
    const signal = AbortSignal.timeout(callbackMs)
    const { returnTo, cookies } = await finishOpenid(search, { state, headers, signal })
    sendOn(state, response, returnTo, cookies)
  } catch (error) {
    const requestId = headers.get(requestIdHeader) ?? ''
    const problem = presentProblem(error, requestId)
    // The way back of who signed in and then went back, or in another tab: there is nothing to begin again.
    if (problem.code === 'sign-in-stale' && (await isSignedIn(headers, state)))
      return sendOn(state, response, '/')
    await recordSignIn(state, headers, { code: problem.code })
    if (problem.kind === 'bug') state.log.error({ err: error, requestId }, 'a fault of the console')
    else state.log.info({ requestId, code: problem.code, cause: problem.cause }, 'refused to sign in')
    const proof = nameProofOf(search, headers, state)
    response.setHeader('set-cookie', formatProofCookie(proof, '', headers.get(schemeHeader), state))
    const link = {
      path: `${state.config.VARDIA_BASE_PATH}${signInPath}`,
      words: wordKey('signIn.title', {}),
    }
    answerPlainPage(request, response, {
      code: problem.code,
      status: problem.status,
      link,
      params: problem.params,
    })
  }
}

async function isSignedIn(headers: Headers, state: ProcessState): Promise<boolean> {
  return findSession(headers, state).then(
    () => true,
    () => false,
  )
}

const callbackMs = 30_000

function sendOn(
  state: ProcessState,
  response: ServerResponse,
  path: string,
  cookies: readonly string[] = [],
): void {
  redirect(response, `${state.config.VARDIA_BASE_PATH}${path}`, cookies)
}

function redirect(response: ServerResponse, location: string, cookies: readonly string[]): void {
  response.writeHead(303, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}),
  })
  response.end()
}

/** What handlers of Next are given too. */
function buildHeaders({ headers }: IncomingMessage): Headers {
  const built = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) built.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return built
}
