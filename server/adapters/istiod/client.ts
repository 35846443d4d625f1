import {
  type Asked,
  describeTimeout,
  describeTooLarge,
  describeUnreachable,
} from '#server/adapters/istiod/problems.ts'
import { isProblem } from '#server/problem.ts'

/** How one istiod is reached: as the global `fetch`, given a path that begins with `/`. */
export type IstiodFetch = (path: string, init: { readonly signal: AbortSignal }) => Promise<Response>

export interface IstiodAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export interface IstiodQuestion {
  readonly path: string
  readonly deadlineMs: number
  readonly limitBytes: number
  readonly signal: AbortSignal
}

export interface IstiodClient {
  /** Scheme, host and port: what may be shown and logged. */
  readonly address: string
  /** Any status is an answer. Throws Problem unavailable, timeout, refused (too large), or the signal's own reason. */
  read(question: IstiodQuestion): Promise<IstiodAnswer>
}

/**
 * Reaches an istiod by its URL. `user:password@` in it becomes a basic Authorization header and appears nowhere else.
 * Redirects are not followed: an answer that sends us elsewhere is no istiod.
 */
export function fetchByUrl(url: string): IstiodFetch {
  const base = new URL(url)
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  const headers: Record<string, string> =
    credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
  return (path, { signal }) => fetch(`${prefix}${path}`, { signal, headers, redirect: 'manual' })
}

export function createIstiodClient(address: string, fetchPath: IstiodFetch): IstiodClient {
  return {
    address,
    read: async ({ path, deadlineMs, limitBytes, signal }) => {
      const asked: Asked = { address, target: path }
      const deadline = AbortSignal.timeout(deadlineMs)
      try {
        const response = await fetchPath(path, { signal: AbortSignal.any([signal, deadline]) })
        const text = await readText(response, limitBytes, asked)
        return { status: response.status, contentType: response.headers.get('content-type') ?? '', text }
      } catch (error) {
        signal.throwIfAborted()
        if (isProblem(error)) throw error
        if (deadline.aborted) throw describeTimeout(asked, deadlineMs / 1_000)
        throw describeUnreachable(asked, error)
      }
    },
  }
}

async function readText({ body }: Response, limitBytes: number, asked: Asked): Promise<string> {
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels what is still to come.
  for await (const chunk of body) {
    size += chunk.length
    if (size > limitBytes) throw describeTooLarge(asked, Math.round(limitBytes / 1024))
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}
