import { Problem, type ProblemFacts } from '#server/problem.ts'

/** Where a question went, for the words of a failure. Never holds credentials. */
export interface Asked {
  readonly address: string
  readonly target: string
}

const wordsLimit = 500

/** The failing server's own words, as the cause that the screen shows beside ours. */
function quoteWords(words: string): Error | undefined {
  const text = words
    .slice(0, 20_000)
    .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (text === '') return undefined
  return new Error(text.length > wordsLimit ? `${text.slice(0, wordsLimit)}…` : text)
}

type Told = Pick<ProblemFacts, 'kind' | 'code'> & { readonly params?: ProblemFacts['params'] }

function describe({ address, target }: Asked, { kind, code, params }: Told, words = ''): Problem {
  const cause = quoteWords(words)
  const facts = { kind, code, params: { address, ...params }, adapter: 'istiod' as const, target }
  return new Problem(cause ? { ...facts, cause } : facts)
}

export const describeUnreachable = (asked: Asked, error: unknown) =>
  describe(asked, { kind: 'unavailable', code: 'istiod-unreachable' }, readReason(error))

export const describeTimeout = (asked: Asked, seconds: number) =>
  describe(asked, { kind: 'timeout', code: 'istiod-timeout', params: { seconds } })

export const describeTooLarge = (asked: Asked, kilobytes: number) =>
  describe(asked, { kind: 'refused', code: 'istiod-too-large', params: { kilobytes } })

/** It runs, and says of itself that it cannot serve yet. */
export const describeNotReady = (asked: Asked, words: string) =>
  describe(asked, { kind: 'unavailable', code: 'istiod-not-ready' }, words)

export const describeForbidden = (asked: Asked, status: number, words: string) =>
  describe(asked, { kind: 'forbidden', code: 'istiod-forbidden', params: { status } }, words)

export const describeError = (asked: Asked, status: number, words: string) =>
  describe(asked, { kind: 'unavailable', code: 'istiod-error', params: { status } }, words)

/** Something else answers at this address: a sign-in page, another server. */
export const describeStranger = (asked: Asked, status: number, words: string) =>
  describe(asked, { kind: 'unavailable', code: 'istiod-not-istiod', params: { status } }, words)

/** fetch tells why a connection failed in the cause of its error. */
function readReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause
  return inner instanceof Error ? inner.message || String(Reflect.get(inner, 'code')) : error.message
}
