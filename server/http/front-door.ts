import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { answerGate } from '#server/http/answer-gate.ts'
import { findApiEntry } from '#server/http/api-table.ts'
import {
  dropInternalHeaders,
  dropPageHeaders,
  type GuardedRequest,
  guardRequest,
  isLocalClient,
  isLoopbackHost,
  isTrusted,
  readClient,
  readHost,
} from '#server/http/guards.ts'
import { packAnswer } from '#server/http/pack-answer.ts'
import { presentProblem, problemHeaders } from '#server/http/problem-response.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { buildPolicy, createNonce, listSecurityHeaders } from '#server/http/security-headers.ts'
import { peerHeader, requestIdHeader } from '#server/http/session.ts'
import { answerVisitor } from '#server/http/sign-in/answer-visitor.ts'
import { schemeHeader } from '#server/http/sign-in/cookies.ts'
import { takeHeaderUser, userHeader } from '#server/http/sign-in/find-header-user.ts'
import { Problem } from '#server/problem.ts'

export interface FrontDoor {
  readonly state: ProcessState
  readonly dev: boolean
  /** True once pages can be served. */
  readonly isReady: () => boolean
  readonly readMetrics: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** Assets; calls `next` for everything else. */
  readonly serveStatic: (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  /** Pages and API calls: Next's handler. */
  readonly serveNext: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * What every request passes, in this order: headers of the answer, removal of what clients may not say, guards, the
 * operating paths, the gate, the sign-in, the table of the API, assets, and then Next.
 */
export function createFrontDoor(
  door: FrontDoor,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { state } = door
  return (request, response) => {
    const startMs = performance.now()
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    let route = 'page'
    const name = (given: string) => {
      route = given
    }
    response.once('close', () => {
      const { statusCode } = response
      // A stream's length is its own; it would only blur the durations.
      if (route !== 'stream' || statusCode !== 200)
        state.meter.countRequest({
          route,
          method: knownMethod(request.method),
          status: statusCode,
          seconds: (performance.now() - startMs) / 1000,
        })
    })
    receive(door, request, response, path, name).catch((error: unknown) => {
      refuse(state, request, response, error)
    })
  }
}

/** Browsers ask the origin itself for it, wherever the console lives, and write a missing one to their console. */
const iconPath = '/favicon.ico'

async function receive(
  door: FrontDoor,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  name: (route: string) => void,
): Promise<void> {
  const { state } = door
  name('refused')
  prepareHeaders(door, request, response)
  packAnswer(request, response)
  const basePath = state.config.VARDIA_BASE_PATH
  guardRequest(describeRequest(request), {
    allowedHosts: state.config.VARDIA_ALLOWED_HOSTS,
    trustedProxies: state.config.VARDIA_TRUSTED_PROXIES,
    basePath,
  })
  if (await answerOperation(door, path, response, name)) return
  const isIcon = basePath !== '' && path === iconPath
  if (isIcon) request.url = `${basePath}${iconPath}`
  const inner = isIcon
    ? path
    : `${path}/`.startsWith(`${basePath}/`)
      ? path.slice(basePath.length)
      : undefined
  if (answerGate(state, request, response, inner)) return
  // The image optimiser was a hole more than once; nothing here uses it.
  if (inner === undefined || inner.startsWith('/_next/image'))
    throw new Problem({ kind: 'not-found', code: 'path-not-found' })
  const isApi = inner === '/api' || inner.startsWith('/api/')
  if (isApi) dropPageHeaders(request.headers)
  if (await answerVisitor(state, request, response, inner)) return
  if (isApi && answerApiTable(request, response, inner, name)) return
  if (!door.isReady() && !state.draining.aborted) throw new Problem({ kind: 'unavailable', code: 'starting' })
  if (isApi) return door.serveNext(request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    // Pages take no body: there are no server actions here, and so nothing that Next would parse.
    response.setHeader('allow', 'GET, HEAD')
    throw new Problem({ kind: 'invalid', code: 'method-not-allowed', params: { allow: 'GET, HEAD' } })
  }
  name('asset')
  door.serveStatic(request, response, () => {
    name('page')
    // Pictures that Next serves from app/ are named with a hash of their content in the query.
    const isPicture = /\.(svg|ico|png)$/.test(inner)
    response.setHeader('cache-control', isPicture ? 'public, max-age=3600' : 'private, no-store')
    door.serveNext(request, response).catch((error: unknown) => refuse(state, request, response, error))
  })
}

function prepareHeaders({ state, dev }: FrontDoor, request: IncomingMessage, response: ServerResponse): void {
  const peer = request.socket.remoteAddress ?? ''
  const trusted = isTrusted(peer, state.config.VARDIA_TRUSTED_PROXIES)
  const isLocal = isLocalClient(peer, request.headers, trusted)
  const person = takeHeaderUser(request.headers, peer, state.config)
  dropInternalHeaders(request.headers, trusted)
  const policy = buildPolicy(createNonce(), dev)
  // Next takes the nonce for its own scripts from the policy of the request.
  request.headers['content-security-policy'] = policy
  request.headers[peerHeader] = isLocal ? 'loopback' : 'remote'
  request.headers[clientHeader] = readClient(peer, request.headers, trusted)
  const secure = trusted && request.headers['x-forwarded-proto'] === 'https'
  // Loopback names are of the browser's own machine: nobody is on the way.
  const isGuarded = isLoopbackHost(
    readHost({ headers: request.headers, peerAddress: peer }, state.config.VARDIA_TRUSTED_PROXIES),
  )
  request.headers[schemeHeader] = secure ? 'https' : isGuarded ? 'http' : 'open'
  if (person) request.headers[userHeader] = person
  const given = request.headers[requestIdHeader]
  const requestId = typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given) ? given : randomUUID()
  request.headers[requestIdHeader] = requestId
  for (const [name, value] of listSecurityHeaders({ policy, secure })) response.setHeader(name, value)
  response.setHeader(requestIdHeader, requestId)
  if (state.draining.aborted) response.setHeader('connection', 'close')
}

function describeRequest(request: IncomingMessage): GuardedRequest {
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    headers: request.headers,
    localAddress: request.socket.localAddress ?? '',
    peerAddress: request.socket.remoteAddress ?? '',
  }
}

/** The paths for whoever runs the process; they stand outside the base path too, where probes expect them. */
async function answerOperation(
  { state, isReady, readMetrics }: FrontDoor,
  path: string,
  response: ServerResponse,
  name: (route: string) => void,
): Promise<boolean> {
  const basePath = state.config.VARDIA_BASE_PATH
  const inner = basePath && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
  const answer = (status: number, contentType: string, text: string) => {
    name(inner.slice(1))
    const length = Buffer.byteLength(text)
    response.writeHead(status, {
      'content-type': contentType,
      'content-length': length,
      'cache-control': 'no-store',
    })
    response.end(text)
    return true
  }
  if (inner === '/healthz') return answer(200, 'text/plain; charset=utf-8', 'ok\n')
  if (inner === '/readyz') {
    if (state.draining.aborted) return answer(503, 'text/plain; charset=utf-8', 'draining\n')
    return isReady()
      ? answer(200, 'text/plain; charset=utf-8', 'ok\n')
      : answer(503, 'text/plain; charset=utf-8', 'starting\n')
  }
  if (inner !== '/metrics') return false
  const { contentType, text } = await readMetrics()
  return answer(200, contentType, text)
}

/** Answers what no route file does: OPTIONS, other methods, unknown paths. True when it did. */
function answerApiTable(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  name: (route: string) => void,
): boolean {
  const match = findApiEntry(request.method ?? '', path)
  if (match.found === 'nothing') throw new Problem({ kind: 'not-found', code: 'call-not-found' })
  if (match.found === 'entry') {
    name(match.entry.name)
    return false
  }
  response.setHeader('allow', match.allow)
  if (request.method !== 'OPTIONS')
    throw new Problem({ kind: 'invalid', code: 'method-not-allowed', params: { allow: match.allow } })
  response.writeHead(204)
  response.end()
  return true
}

/** Answers with the problem, if nothing was answered yet. */
function refuse(
  state: ProcessState,
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): void {
  const requestId = String(request.headers[requestIdHeader] ?? '')
  const problem = presentProblem(error, requestId)
  if (problem.kind === 'bug') state.log.error({ err: error, requestId }, 'a fault of the console')
  else state.log.info({ requestId, code: problem.code, status: problem.status }, 'refused')
  if (response.headersSent) {
    response.destroy()
    return
  }
  const text = JSON.stringify(problem)
  response.writeHead(problem.status, {
    ...problemHeaders,
    'content-length': Buffer.byteLength(text),
    // A body that nobody read must not be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  response.end(request.method === 'HEAD' ? undefined : text)
}

/** Methods are the client's words; counters need few. */
function knownMethod(method = ''): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other'
}
