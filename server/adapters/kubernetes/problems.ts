import { ProxyFault } from '#server/adapters/kubernetes/connection/proxy-agent.ts'
import { Problem } from '#server/problem.ts'

/** Where a question went, for the words of a failure. Never holds credentials. */
export interface Asked {
  readonly address: string
  /** Path without query. */
  readonly target: string
  readonly identity: string
}

const wordsLimit = 500

function quoteWords(words: string): Error {
  const text = words.replace(/\s+/g, ' ').trim()
  return new Error(text.length > wordsLimit ? `${text.slice(0, wordsLimit)}…` : text)
}

/** A failed question: the Problem, and what a retry must know of it. */
export class ApiFailure extends Error {
  readonly problem: Problem
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly retryAfterMs: number | undefined

  constructor(problem: Problem, status = 0, retryAfterMs?: number) {
    super(problem.message)
    this.problem = problem
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

export function describeUnreachable({ address, target }: Asked, error: unknown): ApiFailure {
  const proxy = error instanceof ProxyFault ? { proxy: error.proxy } : undefined
  const reason = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error)
  return new ApiFailure(
    new Problem({
      kind: 'unavailable',
      code: proxy ? 'kubernetes-proxy' : 'kubernetes-unreachable',
      params: { address, ...proxy },
      adapter: 'kubernetes',
      target,
      cause: quoteWords(reason),
    }),
  )
}

export function describeTimeout({ address, target }: Asked, seconds: number): ApiFailure {
  return new ApiFailure(
    new Problem({
      kind: 'timeout',
      code: 'kubernetes-timeout',
      params: { address, seconds },
      adapter: 'kubernetes',
      target,
    }),
  )
}

export function describeTooLarge({ address, target }: Asked, megabytes: number): ApiFailure {
  return new ApiFailure(
    new Problem({
      kind: 'refused',
      code: 'kubernetes-too-large',
      params: { address, megabytes },
      adapter: 'kubernetes',
      target,
    }),
  )
}

/** The body ended early, or is not what the API of Kubernetes answers. */
export function describeGarbled({ address, target }: Asked, cause: unknown, status = 0): ApiFailure {
  return new ApiFailure(
    new Problem({
      kind: 'unavailable',
      code: 'kubernetes-garbled',
      params: { address },
      adapter: 'kubernetes',
      target,
      cause: quoteWords(cause instanceof Error ? cause.message : String(cause)),
    }),
    status,
  )
}

const codes: Readonly<Record<number, readonly [kind: Problem['kind'], code: string]>> = {
  // The console's own identity is refused, not the person's session: to the browser that is "forbidden".
  401: ['forbidden', 'kubernetes-unauthorized'],
  403: ['forbidden', 'kubernetes-forbidden'],
  404: ['not-found', 'kubernetes-not-found'],
  409: ['conflict', 'kubernetes-conflict'],
  410: ['conflict', 'kubernetes-expired'],
  429: ['unavailable', 'kubernetes-busy'],
}

/** An answer other than 2xx; its body is a `Status` (k8s.io/apimachinery meta/v1) or whatever a proxy between wrote. */
export function describeStatus(
  asked: Asked,
  status: number,
  body: string,
  retryAfter: string | undefined,
): ApiFailure {
  const [kind, code] = codes[status] ?? [
    status < 500 && status >= 400 ? 'invalid' : 'unavailable',
    'kubernetes-error',
  ]
  return new ApiFailure(
    new Problem({
      kind,
      code,
      params: { address: asked.address, status, identity: asked.identity },
      adapter: 'kubernetes',
      target: asked.target,
      cause: quoteWords(readStatusMessage(body)),
    }),
    status,
    parseRetryAfter(retryAfter),
  )
}

function readStatusMessage(body: string): string {
  try {
    const status: unknown = JSON.parse(body)
    if (typeof status === 'object' && status !== null && 'message' in status) return String(status.message)
  } catch {
    // Not a Status: the text itself is all there is.
  }
  return body.replace(/<[^>]*>/g, ' ').slice(0, 2000)
}

/** Seconds, or a date (RFC 9110 "Retry-After"); at most five minutes. */
export function parseRetryAfter(header: string | undefined, nowMs = Date.now()): number | undefined {
  if (!header) return undefined
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(waitMs) && waitMs >= 0 ? Math.min(waitMs, 300_000) : undefined
}

export function describeKubeconfigFault(
  code: string,
  params: Record<string, string>,
  cause?: unknown,
): Problem {
  return new Problem({
    kind: 'unavailable',
    code,
    params,
    adapter: 'kubernetes',
    ...(cause === undefined ? {} : { cause }),
  })
}

/** The kubeconfig was not read yet. */
export function describeNotOpened(): Problem {
  return new Problem({ kind: 'unavailable', code: 'kubernetes-not-opened', adapter: 'kubernetes' })
}

export function describeNotServed(kind: string): Problem {
  return new Problem({
    kind: 'unsupported',
    code: 'kubernetes-kind-not-served',
    params: { kind },
    adapter: 'kubernetes',
  })
}

/** The Problem of whatever a question ended in; a caller's abort has none. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiFailure) return error.problem
  if (error instanceof Problem) return error
  return new Problem({ kind: 'bug', code: 'unexpected', adapter: 'kubernetes', cause: error })
}
