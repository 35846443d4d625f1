import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** Somebody looks at this to learn what does not answer, so what hangs must not hold it for long. */
const patienceMs = 10_000

/**
 * Asks each source the least that it can be asked, since a source's state is that of its last answer: without, one that
 * nobody asked would be told as well. What fails is that state, and throws nothing here; only the caller's abort does.
 */
export async function askEach({ adapters, signal, nowMs }: UseCaseContext): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const passOver = (error: unknown) => {
    if (!isProblem(error) && !patience.aborted) throw error
  }
  const { kubernetes, prometheus, tracing, istiod } = adapters
  await Promise.all([
    kubernetes.readSnapshot(patience).catch(passOver),
    prometheus?.query('vector(1)', { signal: patience, atSeconds: nowMs / 1_000 }).catch(passOver),
    // The version is among the facts, which are remembered.
    prometheus?.readFacts(patience).catch(passOver),
    tracing?.listServices(patience).catch(passOver),
    istiod?.waitUntilAsked(patience).catch(passOver),
  ])
  signal.throwIfAborted()
}
