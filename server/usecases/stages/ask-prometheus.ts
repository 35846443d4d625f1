import type { InstantSample } from '#server/adapters/prometheus/types.ts'
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
export async function askPrometheus<Fact extends string>(
  queries: ReadonlyMap<Fact, string>,
  atMs: number,
  { adapters, signal }: UseCaseContext,
  bounds: Bounds,
): Promise<ReadonlyMap<Fact, readonly InstantSample[] | Failed>> {
  const { prometheus } = adapters
  const ask = async (query: string): Promise<readonly InstantSample[] | Failed> => {
    if (!prometheus) return { failure: notConfigured() }
    if (bounds.failure?.kind === 'timeout') return { failure: bounds.failure }
    try {
      return await prometheus.query(query, { atSeconds: atMs / 1000, signal })
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
      return { failure: error }
    }
  }
  const entries = [...queries].map(async ([fact, query]) => [fact, await ask(query)] as const)
  return new Map(await Promise.all(entries))
}

function notConfigured(): Problem {
  return new Problem({ kind: 'unavailable', code: 'prometheus-not-configured', adapter: 'prometheus' })
}

/** The title of a failure, to stand within a sentence. */
export function tellFailure({ code, params }: Problem): string {
  return wordKey(`problem.${code}.title`, params)
}
