import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Status } from '#demo/kubernetes/status.ts'

const gzipText = promisify(gzip)

/** Answers above it are compressed for who accepts that (apiserver responsewriters defaultGzipThresholdBytes). */
const gzipThresholdBytes = 128 * 1024

export const commonHeaders = () => ({
  'audit-id': randomUUID(),
  'cache-control': 'no-cache, private',
})

/** Writes a whole JSON answer, indented for people (curl, Wget, a browser, `pretty`), compressed when large. */
export async function replyJson(
  request: IncomingMessage,
  response: ServerResponse,
  code: number,
  json: string,
  contentType = 'application/json',
): Promise<void> {
  const text = isForPeople(request) ? JSON.stringify(JSON.parse(json), null, 2) : json
  const plain = Buffer.from(text)
  const packed =
    plain.length > gzipThresholdBytes && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  // Level 1, as the API server: the point is the network, not the ratio.
  const body = packed ? await gzipText(plain, { level: 1 }) : plain
  response.writeHead(code, {
    ...commonHeaders(),
    'content-type': contentType,
    'content-length': body.length,
    ...(packed ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

export function replyStatus(
  request: IncomingMessage,
  response: ServerResponse,
  status: Status,
): Promise<void> {
  return replyJson(request, response, status.code, JSON.stringify(status))
}

export function replyText(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { ...commonHeaders(), 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}

export function startStream(response: ServerResponse): void {
  response.writeHead(200, { ...commonHeaders(), 'content-type': 'application/json' })
  response.flushHeaders()
}

/** As apiserver's prettyRequested: `?pretty`, or a tool that people look at. */
function isForPeople(request: IncomingMessage): boolean {
  const pretty = new URL(request.url ?? '/', 'http://localhost').searchParams.get('pretty')
  if (pretty !== null) return pretty !== '0' && pretty !== 'false'
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '')
}
