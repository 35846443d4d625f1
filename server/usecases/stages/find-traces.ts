import type { Trace, TraceQuestion, TracingAdapter } from '#server/adapters/tracing/types.ts'
import { isProblem, type Problem } from '#server/problem.ts'

/** The store wants one service a question. */
export const mostServices = 12
const atOnce = 4

interface Found {
  readonly traces: readonly Trace[]
  /** Some question had as many answers as it may have. */
  readonly isFull: boolean
  readonly failed: readonly Problem[]
}

/** Asks for each service; a trace that several name is told once. Throws when every question failed. */
export async function findTraces(
  tracing: TracingAdapter,
  services: readonly string[],
  question: Omit<TraceQuestion, 'service'>,
  signal: AbortSignal,
): Promise<Found> {
  const byId = new Map<string, Trace>()
  const failed: Problem[] = []
  let isFull = false
  const left = [...services]
  const work = async () => {
    for (let service = left.shift(); service !== undefined; service = left.shift()) {
      try {
        const found = await tracing.findTraces({ ...question, service }, signal)
        if (found.length >= question.limit) isFull = true
        for (const one of found) byId.set(one.traceId, one)
      } catch (error) {
        if (signal.aborted || !isProblem(error)) throw error
        failed.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const [first] = failed
  if (first && failed.length === services.length) throw first
  return { traces: [...byId.values()], isFull, failed }
}
