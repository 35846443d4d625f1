import type { ClientRequest, IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { createMask, listSecrets } from '#server/adapters/upstream/mask-secrets.ts'
import type { UpstreamFetch, UpstreamPlace } from '#server/adapters/upstream/text-reader.ts'

/** Whoever finds a server of the cluster, and keeps a way to it. */
export interface UpstreamFinder {
  findings(): readonly { readonly address?: string }[]
  reach(signal: AbortSignal): Promise<{
    readonly path: string
    readonly server: {
      begin(question: {
        readonly method: string
        readonly path: string
        readonly headers: Readonly<Record<string, string>>
      }): Promise<ClientRequest>
    }
  }>
}

/** The address of whatever is found, as it is now. `headers` are those that it is asked with. */
export function placeOf(
  finder: Pick<UpstreamFinder, 'findings'>,
  headers: Readonly<Record<string, string>> = {},
): UpstreamPlace {
  return {
    mask: createMask(listSecrets(headers)),
    get address() {
      return finder.findings()[0]?.address ?? 'the cluster'
    },
  }
}

/** Asks whatever server is found, found anew when it has gone. Rejects as `reach` does, or with what broke the request. */
export function fetchFound(
  finder: UpstreamFinder,
  headers: Readonly<Record<string, string>> = {},
): UpstreamFetch {
  return async (path, { signal }) => {
    const { server, path: base } = await finder.reach(signal)
    const request = await server.begin({ method: 'GET', path: `${base}${path}`, headers })
    return send(request, signal)
  }
}

function send(request: ClientRequest, signal: AbortSignal): Promise<Response> {
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
