import { POST as signInByToken } from '#app/api/v1/sign-in/token/route.ts'
import type { Demo } from '#demo/serve.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { peerHeader } from '#server/http/session.ts'
import { schemeHeader } from '#server/http/sign-in/cookies.ts'

type Route = (request: Request) => Promise<Response>

/** What the front door says of a browser on this machine. */
const headers = { [peerHeader]: 'loopback', [clientHeader]: '127.0.0.1', [schemeHeader]: 'http' }

/** Asks a route of the API; with a body by POST. */
export function askRoute(
  route: Route,
  path: string,
  {
    cookie = '',
    body,
    headers: more,
  }: { cookie?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<Response> {
  return route(
    new Request(`http://localhost/api/v1/${path}`, {
      headers: { ...headers, cookie, 'content-type': 'application/json', ...more },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    }),
  )
}

/** Signs in with the token of a user of the demo's cluster. Returns the Cookie header of the session. */
export async function signInAs(user: string, { kubernetes }: Demo): Promise<string> {
  const token = kubernetes.users.find(({ name }) => name === user)?.token
  const answer = await askRoute(signInByToken, 'sign-in/token', { body: { token } })
  if (answer.status !== 200) throw new Error(`${user} cannot sign in: ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
}
