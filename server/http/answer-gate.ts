import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { answerPlainPage, wantsPage } from '#server/http/plain-page.ts'
import { buildCookie, findAdmitted } from '#server/http/session.ts'
import { Problem } from '#server/problem.ts'

/** Where the one-time token is exchanged for a session: `/open?token=…`. */
export const openPath = '/open'

/**
 * Lets in who has a session, and who brings the token. True when the request was answered here: with the way to the
 * console, or to a person's browser with a page that says how to get in. Throws Problem unauthenticated to anybody else.
 * `path` is without the base path; undefined outside of it.
 */
export function answerGate(
  state: ProcessState,
  request: IncomingMessage,
  response: ServerResponse,
  path: string | undefined,
): boolean {
  const { gate } = state
  if (!gate) return false
  const admitted = findAdmitted(request.headers.cookie ?? '', state) !== undefined
  if (path === openPath && isVisit(request)) {
    const id = admitted ? undefined : gate.exchange(readToken(request.url ?? ''))
    // The link of somebody who is in leads in, or turning back a page would lead out.
    if (id || admitted) {
      response.writeHead(303, {
        location: `${state.config.VARDIA_BASE_PATH}/`,
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        ...(id ? { 'set-cookie': buildCookie(id, state) } : {}),
      })
      response.end()
      return true
    }
  }
  if (admitted) return false
  const code = path === openPath ? 'link-spent' : 'session-needed'
  if (!wantsPage(request)) throw new Problem({ kind: 'unauthenticated', code })
  answerPlainPage(request, response, { code, status: 401 })
  return true
}

/** A person's own visit: what looks ahead or only at the head must not use the token up. */
function isVisit({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && !/prefetch/.test(`${headers['sec-purpose'] ?? ''}${headers['purpose'] ?? ''}`)
}

function readToken(target: string): string {
  return new URL(target, 'http://localhost').searchParams.get('token') ?? ''
}
