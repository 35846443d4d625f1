import { TlsFault } from '#server/adapters/upstream/tls-fault.ts'
import { Problem } from '#server/problem.ts'

/** Where a question went, for the words of a failure. Never holds credentials. */
export interface Asked {
  readonly address: string
  /** Path and expression, cut to a length that a person can read. */
  readonly target: string
}

const wordsLimit = 500

/** The failing server's own words, as the cause that the screen shows beside ours. */
export function quoteWords(words: string): Error {
  const text = words.replace(/\s+/g, ' ').trim()
  return new Error(text.length > wordsLimit ? `${text.slice(0, wordsLimit)}…` : text)
}

/** What a person would read of a page that is no answer of the API. */
export function readPageText(page: string): string {
  return page.slice(0, 20_000).replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
}

export function describeUnreachable(asked: Asked, error: unknown): Problem {
  if (error instanceof TlsFault) return describeTls(asked, error)
  const reason = error instanceof Error ? error.message || String(Reflect.get(error, 'code')) : String(error)
  return new Problem({
    kind: 'unavailable',
    code: 'prometheus-unreachable',
    params: { address: asked.address },
    adapter: 'prometheus',
    target: asked.target,
    cause: quoteWords(reason),
  })
}

function describeTls(asked: Asked, { fault, until, message }: TlsFault): Problem {
  return new Problem({
    kind: fault === 'untrusted' ? 'unavailable' : 'forbidden',
    code: `prometheus-${fault}`,
    params: { address: asked.address, ...(until && { until }) },
    adapter: 'prometheus',
    target: asked.target,
    cause: quoteWords(message),
  })
}

export function describeTimeout(asked: Asked, seconds: number): Problem {
  return new Problem({
    kind: 'timeout',
    code: 'prometheus-timeout',
    params: { address: asked.address, seconds },
    adapter: 'prometheus',
    target: asked.target,
  })
}

export function describeTooLarge(asked: Asked, megabytes: number): Problem {
  return new Problem({
    kind: 'refused',
    code: 'prometheus-too-large',
    params: { address: asked.address, megabytes },
    adapter: 'prometheus',
    target: asked.target,
  })
}

/** The body ended early or is not the JSON it claims to be. */
export function describeGarbled(asked: Asked, cause: unknown): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'prometheus-garbled',
    params: { address: asked.address },
    adapter: 'prometheus',
    target: asked.target,
    cause: quoteWords(cause instanceof Error ? cause.message : String(cause)),
  })
}

/** Something else answers at this address: a login page, a proxy, another server. */
export function describeStranger(asked: Asked, status: number, contentType: string, body: string): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'prometheus-not-prometheus',
    params: { address: asked.address, status, contentType: contentType || 'none' },
    adapter: 'prometheus',
    target: asked.target,
    cause: quoteWords(readPageText(body)),
  })
}

export function describeShape(asked: Asked, expected: string, got: string): Problem {
  return new Problem({
    kind: 'unsupported',
    code: 'prometheus-shape',
    params: { expected, got },
    adapter: 'prometheus',
    target: asked.target,
  })
}

/** The circuit is open: the question was not asked, because the last ones were not answered. */
export function describeResting(asked: Asked, seconds: number, last: Problem): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'prometheus-resting',
    params: { address: asked.address, seconds },
    adapter: 'prometheus',
    target: asked.target,
    cause: last.cause ?? last,
  })
}

/**
 * An error answer in Prometheus' own form: `{status: "error", errorType, error}`. Statuses as in its documentation
 * "HTTP API": 400 bad data, 422 cannot be executed, 503 timed out or aborted.
 */
export function describeErrorAnswer(asked: Asked, status: number, errorType: string, words: string): Problem {
  const facts = {
    params: { address: asked.address, status },
    adapter: 'prometheus' as const,
    target: asked.target,
    cause: quoteWords(errorType ? `${errorType}: ${words}` : words),
  }
  if (errorType === 'timeout')
    return new Problem({ ...facts, kind: 'timeout', code: 'prometheus-query-timeout' })
  if (status === 401 || status === 403)
    return new Problem({ ...facts, kind: 'forbidden', code: 'prometheus-forbidden' })
  if (status === 400) return new Problem({ ...facts, kind: 'invalid', code: 'prometheus-invalid' })
  if (status === 422) return new Problem({ ...facts, kind: 'refused', code: 'prometheus-refused' })
  if (status === 429) return new Problem({ ...facts, kind: 'unavailable', code: 'prometheus-busy' })
  return new Problem({ ...facts, kind: 'unavailable', code: 'prometheus-error' })
}
