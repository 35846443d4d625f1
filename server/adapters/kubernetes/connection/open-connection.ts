import * as http from 'node:http'
import * as https from 'node:https'
import { createGunzip } from 'node:zlib'
import {
  createCredentialReader,
  type RequestCredentials,
} from '#server/adapters/kubernetes/connection/credentials.ts'
import type { ClusterContext } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import {
  type ApiFailure,
  type Asked,
  describeGarbled,
  describeStatus,
  describeTimeout,
  describeTooLarge,
  describeUnreachable,
} from '#server/adapters/kubernetes/problems.ts'

export interface ApiQuestion {
  readonly method?: 'GET' | 'POST'
  /** Below the server's address, with its query. */
  readonly path: string
  readonly body?: unknown
  readonly accept?: string
  readonly signal: AbortSignal
  /** For the whole exchange; of a stream until its headers. */
  readonly deadlineMs: number
}

/** The API server, asked as one identity. Every failure is an ApiFailure; an abort is thrown as its own reason. */
export interface Connection {
  readonly identity: string
  /** Scheme, host and port: what may be shown and logged. */
  readonly address: string
  /** The parsed body of a 2xx answer, of at most 64 MiB. */
  ask(question: ApiQuestion): Promise<unknown>
  /** The open body of a 2xx answer; the caller ends it. */
  stream(question: ApiQuestion): Promise<http.IncomingMessage>
  close(): void
}

const bodyLimitBytes = 64 * 1024 * 1024
const errorLimitBytes = 64 * 1024

export function openConnection(context: ClusterContext): Connection {
  const base = new URL(context.cluster.server)
  const secure = base.protocol === 'https:'
  const credentials = createCredentialReader(context)
  const tls = {
    ...(context.cluster.ca ? { ca: context.cluster.ca } : {}),
    rejectUnauthorized: !context.cluster.skipTlsVerify,
    ...(context.cluster.tlsServerName ? { servername: context.cluster.tlsServerName } : {}),
  }
  const createAgent = (maxSockets: number) =>
    secure
      ? new https.Agent({ keepAlive: true, maxSockets, ...tls })
      : new http.Agent({ keepAlive: true, maxSockets })
  // Watches hold their connection for minutes, so they have their own: else they would starve the questions.
  const questions = createAgent(8)
  const streams = createAgent(Number.POSITIVE_INFINITY)
  const prefix = base.pathname.replace(/\/+$/, '')
  const address = base.origin

  const send = async (question: ApiQuestion, agent: http.Agent, encoding: string) => {
    const asked: Asked = {
      address,
      target: question.path.split('?', 1)[0] ?? '',
      identity: context.name,
    }
    const who = await readCredentials(credentials.read, asked)
    const body = question.body === undefined ? undefined : JSON.stringify(question.body)
    const request = (secure ? https : http).request({
      agent,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (secure ? 443 : 80),
      path: `${prefix}${question.path}`,
      method: question.method ?? 'GET',
      headers: {
        accept: question.accept ?? 'application/json',
        'accept-encoding': encoding,
        'user-agent': 'vardia',
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        ...who.headers,
      },
      ...(who.cert && who.key ? { cert: who.cert, key: who.key } : {}),
    })
    return { request, body, asked }
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
      if (status >= 200 && status < 300) return read(response, asked)
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
    address,
    ask: (question) =>
      retryStale(question, questions, 'gzip', async (response, asked) =>
        parseJson(await readText(response, bodyLimitBytes, asked), response, asked),
      ),
    stream: (question) => retryStale(question, streams, 'identity', async (response) => response),
    close: () => {
      questions.destroy()
      streams.destroy()
    },
  }
}

async function readCredentials(
  read: () => Promise<RequestCredentials>,
  asked: Asked,
): Promise<RequestCredentials> {
  try {
    return await read()
  } catch (error) {
    throw describeUnreachable(asked, error)
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

async function readText(response: http.IncomingMessage, limitBytes: number, asked: Asked): Promise<string> {
  const bytes = response.headers['content-encoding'] === 'gzip' ? unzip(response) : response
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > limitBytes) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw describeGarbled(asked, error, response.statusCode)
  }
  if (size > limitBytes) throw describeTooLarge(asked, limitBytes / 1024 / 1024)
  return Buffer.concat(chunks).toString('utf8')
}

function unzip(response: http.IncomingMessage): AsyncIterable<Buffer> {
  const unzipped = createGunzip()
  response.on('error', (error) => unzipped.destroy(error))
  return response.pipe(unzipped)
}

function parseJson(text: string, response: http.IncomingMessage, asked: Asked): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const words = /json/.test(response.headers['content-type'] ?? '') ? error : text.slice(0, 500)
    throw describeGarbled(asked, words, response.statusCode)
  }
}
