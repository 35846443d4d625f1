import type { ToldTrace } from '#server/mesh/traces/present-trace.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { findTracing, openTraceTeller, type TraceTeller } from '#server/usecases/stages/tell-trace.ts'

export interface ReadTrace {
  readonly told: ToldTrace
  readonly teller: TraceTeller
  /** Spans that were left out before they were looked at, for the store told too many. */
  readonly cutSpans: number
}

/**
 * One trace as the viewer may see it. Throws Problem not-found for one that the store lacks and for one of which nothing
 * may be seen alike, and what the adapters throw.
 */
export async function readToldTrace(id: string, context: UseCaseContext): Promise<ReadTrace> {
  const tracing = findTracing(context)
  const notFound = () => new Problem({ kind: 'not-found', code: 'trace-not-found', params: { id } })
  const [teller, trace] = await Promise.all([
    openTraceTeller(context),
    tracing.readTrace(id.toLowerCase(), context.signal).catch((error: unknown) => {
      // A store may refuse an id that none of its traces has; to whoever asks it is the same.
      if (isProblem(error) && (error.kind === 'not-found' || error.kind === 'invalid')) throw notFound()
      throw error
    }),
  ])
  const told = teller.tell(trace)
  if (!told) throw notFound()
  return { told, teller, cutSpans: trace.cutSpans }
}
