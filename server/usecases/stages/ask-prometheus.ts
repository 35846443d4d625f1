import type {
  InstantSample,
  PrometheusAdapter,
  RangeOptions,
  RangeSeries,
} from '#server/adapters/prometheus/types.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Bounds } from '#server/usecases/stages/read-bounds.ts'
import { wordKey } from '#server/words.ts'

/** What a query that failed leaves: why, to be told or thrown. */
export interface Failed {
  readonly failure: Problem
}

export function isFailed(answer: unknown): answer is Failed {
  return typeof answer === 'object' && answer !== null && 'failure' in answer
}

/**
 * Asks all queries at once at one moment. Each answers or fails alone; only the caller's own going away, and what is no
 * Problem and so our fault, is thrown. Without a Prometheus all fail with `prometheus-not-configured`; one that just let
 * a question time out is not waited for again.
 */
export function askPrometheus<Fact extends string>(
  queries: ReadonlyMap<Fact, string>,
  atMs: number,
  context: UseCaseContext,
  bounds: Bounds,
): Promise<ReadonlyMap<Fact, readonly InstantSample[] | Failed>> {
  const { signal } = context
  const ask = (prometheus: PrometheusAdapter, query: string) =>
    prometheus.query(query, { atSeconds: atMs / 1000, signal })
  return askEach(queries, ask, context, bounds)
}

/** The same of every step of a range. */
export function askPrometheusRange<Fact extends string>(
  queries: ReadonlyMap<Fact, string>,
  steps: Omit<RangeOptions, 'signal' | 'onWarnings'>,
  context: UseCaseContext,
  bounds: Bounds,
): Promise<ReadonlyMap<Fact, readonly RangeSeries[] | Failed>> {
  const { signal } = context
  const ask = (prometheus: PrometheusAdapter, query: string) =>
    prometheus.queryRange(query, { ...steps, signal })
  return askEach(queries, ask, context, bounds)
}

async function askEach<Fact extends string, Answer>(
  queries: ReadonlyMap<Fact, string>,
  ask: (prometheus: PrometheusAdapter, query: string) => Promise<Answer>,
  { adapters: { prometheus }, signal }: UseCaseContext,
  bounds: Bounds,
): Promise<ReadonlyMap<Fact, Answer | Failed>> {
  const askOne = async (query: string): Promise<Answer | Failed> => {
    if (!prometheus) return { failure: notConfigured() }
    if (bounds.failure?.kind === 'timeout') return { failure: bounds.failure }
    try {
      return await ask(prometheus, query)
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
      return { failure: error }
    }
  }
  const entries = [...queries].map(async ([fact, query]) => [fact, await askOne(query)] as const)
  return new Map(await Promise.all(entries))
}

function notConfigured(): Problem {
  return new Problem({ kind: 'unavailable', code: 'prometheus-not-configured', adapter: 'prometheus' })
}

/** The title of a failure, to stand within a sentence. */
export function tellFailure({ code, params }: Problem): string {
  return wordKey(`problem.${code}.title`, params)
}
