import { quoteWords, readReason } from '#server/adapters/upstream/quote-words.ts'
import type { Asked } from '#server/adapters/upstream/text-reader.ts'
import { TlsFault } from '#server/adapters/upstream/tls-fault.ts'
import { Problem, type ProblemFacts } from '#server/problem.ts'

type Told = Pick<ProblemFacts, 'kind' | 'code'> & { readonly params?: ProblemFacts['params'] }

function describe({ address, target }: Asked, { kind, code, params }: Told, words = ''): Problem {
  const cause = quoteWords(words)
  const facts = { kind, code, params: { address, ...params }, adapter: 'tracing' as const, target }
  return new Problem(cause ? { ...facts, cause } : facts)
}

function describeUnreachable(asked: Asked, error: unknown): Problem {
  if (!(error instanceof TlsFault))
    return describe(asked, { kind: 'unavailable', code: 'tracing-unreachable' }, readReason(error))
  const { fault, until, message } = error
  const kind = fault === 'untrusted' ? 'unavailable' : 'forbidden'
  return describe(asked, { kind, code: `tracing-${fault}`, params: until ? { until } : {} }, message)
}

/** For the reader: what is said when there is no answer. */
export const noAnswerProblems = {
  unreachable: describeUnreachable,
  timeout: (asked: Asked, seconds: number) =>
    describe(asked, { kind: 'timeout', code: 'tracing-timeout', params: { seconds } }),
  tooLarge: (asked: Asked, kilobytes: number) =>
    describe(asked, { kind: 'refused', code: 'tracing-too-large', params: { kilobytes } }),
}

/** An answer that is none: by its status, or because it is not what the API answers. */
export function describeStatus(asked: Asked, status: number, words: string): Problem {
  const params = { status }
  if (status === 401 || status === 403)
    return describe(asked, { kind: 'forbidden', code: 'tracing-forbidden', params }, words)
  if (status === 400 || status === 422)
    return describe(asked, { kind: 'invalid', code: 'tracing-invalid', params }, words)
  if (status === 404) return describe(asked, { kind: 'not-found', code: 'tracing-not-found' }, words)
  return describe(asked, { kind: 'unavailable', code: 'tracing-error', params }, words)
}

/** Something else answers at this address: a sign-in page, another server, half an answer. */
export const describeStranger = (asked: Asked, words: string) =>
  describe(asked, { kind: 'unavailable', code: 'tracing-stranger' }, words)
