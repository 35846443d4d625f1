import type { Mask } from '#server/adapters/upstream/mask-secrets.ts'
import { sendRequest } from '#server/adapters/upstream/send-request.ts'
import type { TlsFault } from '#server/adapters/upstream/tls-fault.ts'
import { openUrlRequests, type UrlSettings } from '#server/adapters/upstream/url-requests.ts'
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
  /** Whether certificates are why a connection broke, or why an answer has this status. */
  readonly explain?: (failure: unknown) => TlsFault | undefined
}

/** The way to one server: where it is, and how it is asked. */
export interface UpstreamWay {
  readonly place: UpstreamPlace
  readonly fetchPath: UpstreamFetch
}

/** Asks one HTTP server under a deadline, a signal and a bound on size. */
export interface TextReader {
  /** What may be shown and logged. */
  readonly address: string
  /** Any status is an answer. Throws the adapter's Problem for no answer, or the signal's own reason. */
  read(question: TextQuestion): Promise<TextAnswer>
}

/** The way to a URL, with everything that it wants of who asks. Throws when a certificate's file cannot be read. */
export function openUrlWay(settings: UrlSettings): UpstreamWay {
  const requests = openUrlRequests(settings, { keepAlive: false })
  const { address, mask, explain } = requests
  return {
    place: { address, mask, explain },
    fetchPath: async (path, { signal }) =>
      sendRequest(await requests.begin({ method: 'GET', path, headers: {} }), signal),
  }
}

export function createTextReader({ place, fetchPath }: UpstreamWay, problems: NoAnswerProblems): TextReader {
  return {
    get address() {
      return place.address
    },
    read: async ({ path, deadlineMs, limitBytes, signal }) => {
      const asked: Asked = { address: place.address, target: path.split('?', 1)[0] ?? '' }
      const deadline = AbortSignal.timeout(deadlineMs)
      try {
        const response = await fetchPath(path, { signal: AbortSignal.any([signal, deadline]) })
        const fault = place.explain?.(response.status)
        if (fault) throw problems.unreachable(asked, fault)
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
        throw problems.unreachable(asked, place.explain?.(error) ?? error)
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
