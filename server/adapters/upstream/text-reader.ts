import { createMask, listSecrets, type Mask } from '#server/adapters/upstream/mask-secrets.ts'
import { isProblem, type Problem } from '#server/problem.ts'

/** How a server is reached: as the global `fetch`, given a path that begins with `/`. */
export type UpstreamFetch = (path: string, init: { readonly signal: AbortSignal }) => Promise<Response>

/** Where a question went, for the words of a failure. Never holds credentials. */
export interface Asked {
  readonly address: string
  readonly target: string
}

export interface TextAnswer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

export interface TextQuestion {
  /** With its query; failures name it without. */
  readonly path: string
  readonly deadlineMs: number
  readonly limitBytes: number
  readonly signal: AbortSignal
}

/** What an adapter says of the three ways in which there is no answer at all. */
export interface NoAnswerProblems {
  unreachable(asked: Asked, error: unknown): Problem
  timeout(asked: Asked, seconds: number): Problem
  tooLarge(asked: Asked, kilobytes: number): Problem
}

/** Where a server is: scheme, host and port, or `namespace/name:port` of one that is found, which may move. */
export interface UpstreamPlace {
  readonly address: string
  /** Takes the credentials that it is asked with out of what it answers. */
  readonly mask?: Mask
}

/** The place of a URL: what may be shown of it. */
export function placeByUrl(url: string, headers: Readonly<Record<string, string>> = {}): UpstreamPlace {
  const { origin, username, password } = new URL(url)
  const user = { username: decodeURIComponent(username), password: decodeURIComponent(password) }
  return { address: origin, mask: createMask(listSecrets(headers, user)) }
}

/** Asks one HTTP server under a deadline, a signal and a bound on size. */
export interface TextReader {
  /** What may be shown and logged. */
  readonly address: string
  /** Any status is an answer. Throws the adapter's Problem for no answer, or the signal's own reason. */
  read(question: TextQuestion): Promise<TextAnswer>
}

/**
 * Reaches a server by its URL. `user:password@` in it becomes a basic Authorization header and appears nowhere else;
 * `given` headers go with every question. Redirects are not followed: an answer that sends us elsewhere is not from whom
 * we asked.
 */
export function fetchByUrl(url: string, given: Readonly<Record<string, string>> = {}): UpstreamFetch {
  const base = new URL(url)
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`
  const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
  const headers = {
    ...(credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
    ...given,
  }
  return (path, { signal }) => fetch(`${prefix}${path}`, { signal, headers, redirect: 'manual' })
}

export function createTextReader(
  place: UpstreamPlace,
  fetchPath: UpstreamFetch,
  problems: NoAnswerProblems,
): TextReader {
  return {
    get address() {
      return place.address
    },
    read: async ({ path, deadlineMs, limitBytes, signal }) => {
      const asked: Asked = { address: place.address, target: path.split('?', 1)[0] ?? '' }
      const deadline = AbortSignal.timeout(deadlineMs)
      try {
        const response = await fetchPath(path, { signal: AbortSignal.any([signal, deadline]) })
        const text = await readText(response, limitBytes)
        if (text === undefined) throw problems.tooLarge(asked, Math.round(limitBytes / 1024))
        const contentType = response.headers.get('content-type') ?? ''
        // What is no data is only ever quoted.
        const isData = response.ok && /\bjson\b/.test(contentType)
        const { mask } = place
        return { status: response.status, contentType, text: mask && !isData ? mask(text) : text }
      } catch (error) {
        signal.throwIfAborted()
        if (isProblem(error)) throw error
        if (deadline.aborted) throw problems.timeout(asked, deadlineMs / 1_000)
        throw problems.unreachable(asked, error)
      }
    },
  }
}

/** The whole body; undefined when it is larger than the limit. */
async function readText({ body }: Response, limitBytes: number): Promise<string | undefined> {
  if (!body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop cancels what is still to come.
  for await (const chunk of body) {
    size += chunk.length
    if (size > limitBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size).toString('utf8')
}
