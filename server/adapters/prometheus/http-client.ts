import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import {
  type Asked,
  describeGarbled,
  describeTimeout,
  describeTooLarge,
  describeUnreachable,
} from '#server/adapters/prometheus/problems.ts'
import type { Begun, Transport } from '#server/adapters/prometheus/transport.ts'
import { maskProblem } from '#server/adapters/upstream/mask-secrets.ts'
import { isProblem, type Problem } from '#server/problem.ts'

const bodyLimitBytes = 64 * 1024 * 1024

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
  /** Whatever fails, also in `read`, is told without the credentials that were sent. */
  send<Result>(question: HttpQuestion, read: (answer: HttpAnswer) => Result): Promise<Result>
  close(): void
}

const ownHeaders = {
  accept: 'application/json',
  // Prometheus spends longer on gzip than a local or cluster network spends on the plain bytes.
  'accept-encoding': 'identity',
}

/** A client of one Prometheus, whichever the way to it. */
export function createHttpClient(transport: Transport): HttpClient {
  return {
    get address() {
      return transport.address
    },
    close: () => transport.close(),
    send: async (question, read) => {
      try {
        return read(await exchangeTwice(question, transport))
      } catch (error) {
        throw maskProblem(error, transport.mask)
      }
    },
  }
}

async function exchangeTwice(question: HttpQuestion, transport: Transport): Promise<HttpAnswer> {
  const started = performance.now()
  try {
    return await exchange(question, transport, question.deadlineMs)
  } catch (error) {
    // A kept connection that the server closed just as it was used again: ask once more on a new one.
    if (!(error instanceof StaleConnection)) throw error
    const leftMs = question.deadlineMs - (performance.now() - started)
    return exchange(question, transport, Math.max(1, leftMs))
  }
}

class StaleConnection extends Error {}

/** One request, from its first byte to the last of its answer, under one deadline. */
function exchange(
  { path, form, asked, signal, deadlineMs }: HttpQuestion,
  transport: Transport,
  leftMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const ending = new AbortController()
    let request: ClientRequest | undefined
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      settle()
    }
    const fail = (error: unknown) => {
      finish(() => reject(error))
      ending.abort(error)
      request?.destroy()
    }
    const abort = () => fail(signal.reason)
    const timer = setTimeout(() => fail(describeTimeout(asked, deadlineMs / 1000)), leftMs)
    signal.addEventListener('abort', abort, { once: true })
    const follow = (begun: Begun) => {
      request = begun.request
      begun.request.on('error', (error: NodeJS.ErrnoException) => {
        const stale = begun.request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        fail(stale ? new StaleConnection() : describeBroken(asked, error, transport))
      })
      if (ending.signal.aborted) return begun.request.destroy()
      begun.request.on('response', (response) => {
        const fault = transport.explain?.(response.statusCode)
        if (fault) return fail(describeUnreachable(asked, fault))
        readBody(response, asked).then((text) => finish(() => resolve(describeAnswer(response, text))), fail)
      })
      begun.request.end(begun.body)
    }
    transport
      .begin({ path, form, headers: ownHeaders, signal: ending.signal })
      .then(follow, (error: unknown) => fail(describeBroken(asked, error, transport)))
  })
}

/** What the way itself says is the better reason: that nothing was found, that nothing may be forwarded. */
function describeBroken(asked: Asked, error: unknown, { explain }: Transport): Problem {
  return isProblem(error) ? error : describeUnreachable(asked, explain?.(error) ?? error)
}

function describeAnswer(response: IncomingMessage, text: string): HttpAnswer {
  return { status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text }
}

async function readBody(response: IncomingMessage, asked: Asked): Promise<string> {
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

function decode(response: IncomingMessage): AsyncIterable<Buffer> {
  const decoder = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    response.headers['content-encoding'] ?? ''
  ]
  if (!decoder) return response
  const decoded: Readable = response.on('error', (error) => decoded.destroy(error)).pipe(decoder())
  return decoded
}
