import type { ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { PromqlError, type PromqlErrorType } from '#demo/prometheus/promql/errors.ts'

/** A whole answer: status, type and body. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const STATUSES: Readonly<Record<PromqlErrorType, number>> = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  not_implemented: 501,
}

const JSON_TYPE = 'application/json'

export function answerData(data: unknown, warnings: readonly string[] = []): Answer {
  const told = warnings.length > 0 ? `,"warnings":${JSON.stringify(warnings)}` : ''
  return answerJson(`{"status":"success","data":${JSON.stringify(data)}${told}}`)
}

export function answerJson(body: string, status = 200): Answer {
  return { status, contentType: JSON_TYPE, body }
}

export function answerText(body: string, status = 200): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body }
}

/** An error in the form of the HTTP API; anything but a PromqlError is a bug and says so with 500. */
export function answerError(error: unknown): Answer {
  const { type, message } =
    error instanceof PromqlError ? error : { type: 'internal' as const, message: String(error) }
  const status = type === 'internal' ? 500 : STATUSES[type]
  return answerJson(JSON.stringify({ status: 'error', errorType: type, error: message }), status)
}

const compress = promisify(gzip)
const SMALLEST_COMPRESSED = 1400

/** Sends an answer, compressed when the client takes gzip and it is worth it. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  acceptEncoding: string,
): Promise<void> {
  const plain = Buffer.from(answer.body)
  const compressed = /\bgzip\b/.test(acceptEncoding) && plain.length >= SMALLEST_COMPRESSED
  const body = compressed ? await compress(plain, { level: 1 }) : plain
  response.writeHead(answer.status, {
    ...(answer.contentType && { 'content-type': answer.contentType }),
    'content-length': body.length,
    vary: 'Accept-Encoding',
    ...(compressed && { 'content-encoding': 'gzip' }),
  })
  response.end(body)
}
