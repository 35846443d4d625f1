import { randomBytes } from 'node:crypto'
import * as http from 'node:http'
import * as https from 'node:https'
import type { Duplex } from 'node:stream'
import {
  type CredentialReader,
  createCredentialReader,
  type RequestCredentials,
} from '#server/adapters/kubernetes/connection/credentials.ts'
import { chooseProxy, type ProxySettings } from '#server/adapters/kubernetes/connection/environment-proxy.ts'
import { type ClusterContext, inClusterContext } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { PlainTunnelAgent, SecureTunnelAgent } from '#server/adapters/kubernetes/connection/proxy-agent.ts'
import { errorLimitBytes, readText } from '#server/adapters/kubernetes/connection/read-text.ts'
import { upgradeRequest } from '#server/adapters/kubernetes/connection/upgrade-request.ts'
import {
  ApiFailure,
  type Asked,
  describeGarbled,
  describeKubeconfigFault,
  describeStatus,
  describeTimeout,
  describeUnreachable,
} from '#server/adapters/kubernetes/problems.ts'
import { isProblem } from '#server/problem.ts'

export interface ApiQuestion {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the server's address, with its query. */
  readonly path: string
  readonly body?: unknown
  /** Of the body; JSON when absent. */
  readonly contentType?: string
  /** Told of an answer that is 2xx. */
  readonly onHeaders?: (headers: http.IncomingHttpHeaders) => void
  readonly accept?: string
  readonly signal: AbortSignal
  /** For the whole exchange; of a stream until its headers. */
  readonly deadlineMs: number
}

/** The API server, asked as one identity. Every failure is an ApiFailure; an abort is thrown as its own reason. */
export interface Connection {
  readonly identity: string
  /** The namespace of the kubeconfig's context. */
  readonly namespace?: string
  /** Scheme, host and port: what may be shown and logged. */
  readonly address: string
  /** The parsed body of a 2xx answer, of at most 64 MiB. */
  ask(question: ApiQuestion): Promise<unknown>
  /** The open body of a 2xx answer; the caller ends it. */
  stream(question: ApiQuestion): Promise<http.IncomingMessage>
  /** Changes the protocol to a web socket's, and gives the bare connection; the caller speaks and ends it. */
  upgrade(question: UpgradeQuestion): Promise<Upgraded>
  /** A request to a path below the server's address that is written and read by the caller, who sets its deadline. */
  begin(question: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }): Promise<http.ClientRequest>
  close(): void
}

export interface UpgradeQuestion {
  readonly path: string
  /** The one subprotocol of the web socket that is spoken. */
  readonly protocol: string
  readonly signal: AbortSignal
  /** Until the server has agreed. */
  readonly deadlineMs: number
}

export interface Upgraded {
  readonly socket: Duplex
  /** What the server said right behind its agreement. */
  readonly head: Buffer
}

const bodyLimitBytes = 64 * 1024 * 1024

/** @param credentials what requests bear, where that is not what the context's user says */
export function openConnection(
  context: ClusterContext,
  settings: ProxySettings = {},
  credentials: CredentialReader = createCredentialReader(context),
): Connection {
  const base = new URL(context.cluster.server)
  const secure = base.protocol === 'https:'
  const createAgent = prepareAgents(context, settings)
  // Watches hold their connection for minutes, so they have their own: else they would starve the questions.
  const questions = createAgent(8)
  const streams = createAgent(Number.POSITIVE_INFINITY)
  /** Connections that became a web socket's belong to no agent any more. */
  const upgraded = new Set<Duplex>()
  let isClosed = false
  const prefix = base.pathname.replace(/\/+$/, '')
  const address = base.origin

  const describe = (path: string): Asked => ({
    address,
    target: path.split('?', 1)[0] ?? '',
    identity: context.title ?? context.name,
  })
  const begin = async (
    question: { readonly method: string; readonly path: string; readonly headers: http.OutgoingHttpHeaders },
    agent: http.Agent,
  ) => {
    const who = await readCredentials(credentials.read, describe(question.path))
    return (secure ? https : http).request({
      agent,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (secure ? 443 : 80),
      path: `${prefix}${question.path}`,
      method: question.method,
      headers: { ...question.headers, 'user-agent': 'vardia', ...who.headers },
      ...(who.cert && who.key ? { cert: who.cert, key: who.key } : {}),
    })
  }
  const send = async (question: ApiQuestion, agent: http.Agent, encoding: string) => {
    const body = question.body === undefined ? undefined : JSON.stringify(question.body)
    const headers = {
      accept: question.accept ?? 'application/json',
      'accept-encoding': encoding,
      ...(body === undefined
        ? {}
        : {
            'content-type': question.contentType ?? 'application/json',
            'content-length': String(Buffer.byteLength(body)),
          }),
    }
    const request = await begin({ method: question.method ?? 'GET', path: question.path, headers }, agent)
    return { request, body, asked: describe(question.path) }
  }

  const exchange = async <Result>(
    question: ApiQuestion,
    agent: http.Agent,
    encoding: string,
    read: (response: http.IncomingMessage, asked: Asked) => Promise<Result>,
  ): Promise<Result> => {
    question.signal.throwIfAborted()
    const { request, body, asked } = await send(question, agent, encoding)
    return settle(request, body, question, asked, async (response) => {
      const status = response.statusCode ?? 0
      if (status >= 200 && status < 300) {
        question.onHeaders?.(response.headers)
        return read(response, asked)
      }
      if (status === 401) credentials.forget()
      const words = await readText(response, errorLimitBytes, asked).catch(() => '')
      throw describeStatus(asked, status, words, response.headers['retry-after'])
    })
  }
  const retryStale: typeof exchange = (question, agent, encoding, read) =>
    exchange(question, agent, encoding, read).catch((error) => {
      // A kept connection that the server closed just as it was used again: ask once more.
      if (error instanceof StaleConnection)
        return exchange(question, agent, encoding, read).catch(unwrapStale)
      throw error
    })

  return {
    identity: context.name,
    ...(context.namespace ? { namespace: context.namespace } : {}),
    address,
    ask: (question) =>
      retryStale(question, questions, 'gzip', async (response, asked) =>
        parseJson(await readText(response, bodyLimitBytes, asked), response, asked),
      ),
    stream: (question) => retryStale(question, streams, 'identity', async (response) => response),
    upgrade: async (question) => {
      question.signal.throwIfAborted()
      const headers = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        'sec-websocket-protocol': question.protocol,
      }
      const request = await begin({ method: 'GET', path: question.path, headers }, streams)
      const agreed = await upgradeRequest(request, question, describe(question.path), credentials.forget)
      if (isClosed) agreed.socket.destroy()
      upgraded.add(agreed.socket)
      agreed.socket.once('close', () => upgraded.delete(agreed.socket))
      return agreed
    },
    begin: (question) => begin(question, streams),
    close: () => {
      isClosed = true
      for (const socket of upgraded) socket.destroy()
      questions.destroy()
      streams.destroy()
    },
  }
}

/** Makes agents that lead to the context's cluster. Throws a Problem for a proxy that speaks nothing which we do. */
function prepareAgents(context: ClusterContext, settings: ProxySettings): (maxSockets: number) => http.Agent {
  const { server, ca, skipTlsVerify, tlsServerName } = context.cluster
  const tls = {
    ...(ca ? { ca } : {}),
    rejectUnauthorized: !skipTlsVerify,
    ...(tlsServerName ? { servername: tlsServerName } : {}),
  }
  const secure = new URL(server).protocol === 'https:'
  const proxy = parseProxy(context, settings)
  return (maxSockets) => {
    const options = { keepAlive: true, maxSockets }
    if (secure)
      return proxy
        ? new SecureTunnelAgent(proxy, { ...options, ...tls })
        : new https.Agent({ ...options, ...tls })
    return proxy ? new PlainTunnelAgent(proxy, options) : new http.Agent(options)
  }
}

/**
 * The kubeconfig's own proxy, else the environment's; inside of the cluster nothing stands between. Throws a Problem for
 * one that speaks nothing which we do.
 */
function parseProxy({ name, cluster }: ClusterContext, settings: ProxySettings): URL | undefined {
  const fromEnvironment = name === inClusterContext ? undefined : chooseProxy(cluster.server, settings)
  const address = cluster.proxyUrl ?? fromEnvironment
  if (!address) return undefined
  const proxy = URL.canParse(address) ? new URL(address) : undefined
  if (proxy?.hostname && /^(https?|socks5h?):$/.test(proxy.protocol)) return proxy
  throw describeKubeconfigFault('kubeconfig-proxy', { context: name })
}

async function readCredentials(
  read: () => Promise<RequestCredentials>,
  asked: Asked,
): Promise<RequestCredentials> {
  try {
    return await read()
  } catch (error) {
    throw isProblem(error) ? new ApiFailure(error) : describeUnreachable(asked, error)
  }
}

class StaleConnection extends Error {
  readonly failure: ApiFailure
  constructor(failure: ApiFailure) {
    super(failure.message)
    this.failure = failure
  }
}

function unwrapStale(error: unknown): never {
  throw error instanceof StaleConnection ? error.failure : error
}

function settle<Result>(
  request: http.ClientRequest,
  body: string | undefined,
  { signal, deadlineMs }: ApiQuestion,
  asked: Asked,
  read: (response: http.IncomingMessage) => Promise<Result>,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const fail = (error: unknown) => {
      finish()
      reject(error)
      request.destroy()
    }
    const abort = () => fail(signal.reason)
    const timer = setTimeout(() => fail(describeTimeout(asked, deadlineMs / 1000)), deadlineMs)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const failure = describeUnreachable(asked, error)
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      fail(stale ? new StaleConnection(failure) : failure)
    })
    request.on('response', (response) => {
      read(response).then((result) => {
        finish()
        resolve(result)
      }, fail)
    })
    request.end(body)
  })
}

function parseJson(text: string, response: http.IncomingMessage, asked: Asked): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const words = /json/.test(response.headers['content-type'] ?? '') ? error : text.slice(0, 500)
    throw describeGarbled(asked, words, response.statusCode)
  }
}
