import type { ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** Sends a request that has no body, and gives the answer as `fetch` does. Rejects with what broke it, or the signal's reason. */
export function sendRequest(request: ClientRequest, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => request.destroy(toError(signal.reason))
    const finish = () => signal.removeEventListener('abort', abort)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    request.once('error', (error) => {
      finish()
      reject(error)
    })
    request.once('response', (response) => {
      response.once('close', finish)
      resolve(buildResponse(response))
    })
    request.end()
  })
}

const bodiless = new Set([204, 205, 304])

function buildResponse(response: IncomingMessage): Response {
  const status = response.statusCode ?? 502
  const type = response.headers['content-type']
  const headers = type === undefined ? {} : { 'content-type': type }
  if (bodiless.has(status)) {
    response.resume()
    return new Response(null, { status, headers })
  }
  // A web stream as the global one, which Node's own type is not declared to be.
  const body = Readable.toWeb(response) as unknown as BodyInit
  return new Response(body, { status, headers })
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
