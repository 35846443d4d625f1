import { quoteWords, readReason } from '#server/adapters/upstream/quote-words.ts'
import type { Asked } from '#server/adapters/upstream/text-reader.ts'
import { Problem, type ProblemFacts } from '#server/problem.ts'

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

/** For the reader: what is said when there is no answer. */
export const noAnswerProblems = {
  unreachable: describeUnreachable,
  timeout: describeTimeout,
  tooLarge: describeTooLarge,
}
