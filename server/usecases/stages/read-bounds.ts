import type { PrometheusFacts } from '#server/adapters/prometheus/types.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** What bounds a window, and why it is not known. */
export interface Bounds extends Partial<PrometheusFacts> {
  readonly failure?: Problem
}

/**
 * Asks Prometheus what it keeps and how often it scrapes. That it does not tell is no failure of an answer, for many
 * servers that answer queries tell nothing of themselves.
 */
export async function readBounds({ adapters, signal }: UseCaseContext): Promise<Bounds> {
  try {
    return (await adapters.prometheus?.readFacts(signal)) ?? {}
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { failure: error }
  }
}
