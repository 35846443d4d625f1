import * as http from 'node:http'
import * as https from 'node:https'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import {
  type Asked,
  describeGarbled,
  describeTimeout,
  describeTooLarge,
  describeUnreachable,
} from '#server/adapters/prometheus/problems.ts'

const bodyLimitBytes = 64 * 1024 * 1024
const agentOptions = { keepAlive: true, maxSockets: 32, maxFreeSockets: 16, scheduling: 'lifo' as const }

export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export interface HttpQuestion {
  /** Path below the base, beginning with `/`. */
  readonly path: string
  /** A form to POST; a GET without one. */
  readonly form?: URLSearchParams
  readonly asked: Asked
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

export interface HttpClient {
  /** Scheme, host and port: what may be shown and logged. */
  readonly address: string
  send(question: HttpQuestion): Promise<HttpAnswer>
  close(): void
}

/**
 * A client of one base URL, on connections that are kept. `user:password@` in the URL becomes a basic Authorization
 * header and appears nowhere else. Redirects are not followed: an answer that sends us elsewhere is no Prometheus.
 */
export function createHttpClient(baseUrl: string): HttpClient {
  const base = new URL(baseUrl)
  const secure = base.protocol === 'https:'
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions)
  const prefix = base.pathname.replace(/\/+$/, '')
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  const headers: Record<string, string> = {
    accept: 'application/json',
    // Prometheus spends longer on gzip than a local or cluster network spends on the plain bytes.
    'accept-encoding': 'identity',
    ...(base.username || base.password
      ? { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
      : {}),
  }

  const open = ({ path, form }: HttpQuestion, body: string | undefined): http.ClientRequest =>
    (secure ? https : http).request({
      agent,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (secure ? 443 : 80),
      path: `${prefix}${path}`,
      method: form ? 'POST' : 'GET',
      headers: body === undefined ? headers : { ...headers, ...formHeaders(body) },
    })

  return {
    address: base.origin,
    close: () => agent.destroy(),
    send: async (question) => {
      const body = question.form?.toString()
      const started = performance.now()
      try {
        return await exchange(question, () => open(question, body), body, question.deadlineMs)
      } catch (error) {
        // A kept connection that the server closed just as it was used again: ask once more on a new one.
        if (!(error instanceof StaleConnection)) throw error
        const leftMs = question.deadlineMs - (performance.now() - started)
        return exchange(question, () => open(question, body), body, Math.max(1, leftMs))
      }
    },
  }
}

class StaleConnection extends Error {}

function formHeaders(body: string): Record<string, string> {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
  }
}

/** One request, from its first byte to the last of its answer, under one deadline. */
function exchange(
  { asked, signal, deadlineMs }: HttpQuestion,
  open: () => http.ClientRequest,
  body: string | undefined,
  leftMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = open()
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      settle()
    }
    const fail = (error: unknown) => {
      finish(() => reject(error))
      request.destroy()
    }
    const abort = () => fail(signal.reason)
    const timer = setTimeout(() => fail(describeTimeout(asked, deadlineMs / 1000)), leftMs)
    signal.addEventListener('abort', abort, { once: true })
    request.on('error', (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      fail(stale ? new StaleConnection() : describeUnreachable(asked, error))
    })
    request.on('response', (response) => {
      readBody(response, asked).then(
        (text) =>
          finish(() =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers['content-type'] ?? '',
              text,
            }),
          ),
        fail,
      )
    })
    request.end(body)
  })
}

async function readBody(response: http.IncomingMessage, asked: Asked): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of decode(response)) {
      size += chunk.length
      if (size > bodyLimitBytes) throw describeTooLarge(asked, bodyLimitBytes / 1024 / 1024)
      chunks.push(chunk)
    }
  } catch (error) {
    if (size > bodyLimitBytes) throw error
    throw describeGarbled(asked, error)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}

function decode(response: http.IncomingMessage): AsyncIterable<Buffer> {
  const decoder = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    response.headers['content-encoding'] ?? ''
  ]
  if (!decoder) return response
  const decoded: Readable = response.on('error', (error) => decoded.destroy(error)).pipe(decoder())
  return decoded
}
