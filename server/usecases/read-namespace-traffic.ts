import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { namespaceTraffic } from '#contract/overview.ts'
import type { Notice } from '#contract/words.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import { buildNamespaceTrafficQueries, chooseSteps } from '#server/mesh/promql/namespace-traffic-queries.ts'
import { foldNamespaceTraffic } from '#server/mesh/traffic/fold-namespace-traffic.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof namespaceTraffic>

const defaultScrapeSeconds = 15
/** The longest an answer about now is given again. */
const longestKeptMs = 15_000

/**
 * Requests and errors a second into each visible namespace over time, oldest first. Both the cluster's objects (which
 * say what is visible) and Prometheus are essential; what callers alone know may be missing, with a notice.
 *
 * Throws Problem unavailable (Prometheus is not configured or away), not-found (no asked namespace is visible), or
 * what the adapters throw.
 */
export const readNamespaceTraffic: UseCase<CallArguments<typeof namespaceTraffic>, Answer> = async (
  input,
  { adapters, session, config, nowMs, signal },
) => {
  const { prometheus, kubernetes } = adapters
  if (!prometheus)
    throw new Problem({ kind: 'unavailable', code: 'prometheus-not-configured', adapter: 'prometheus' })
  const [whole, access, facts] = await Promise.all([
    kubernetes.readSnapshot(signal),
    kubernetes.readAccess(session.viewer, signal),
    prometheus.readFacts(signal).catch(() => undefined),
  ])
  const cut = cutToViewer(whole, access)
  const key = `namespace-traffic ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<Answer>(cut, key, nowMs)
  if (recent) return recent

  const followed = kubernetes.status().namespaces
  const chosen = chooseNamespaces(input.namespaces, { cut, whole, access, followed })
  const scrapeSeconds = facts?.scrapeIntervalSeconds ?? defaultScrapeSeconds
  const steps = chooseSteps(input.rangeSeconds, nowMs / 1_000, scrapeSeconds)
  const queries = buildNamespaceTrafficQueries(
    chosen.all ? undefined : [...chosen.asked],
    steps.rateSeconds,
    readQueryScope(config),
  )
  const ask = (query: string) => prometheus.queryRange(query, { ...steps, signal })
  const [own, callers] = await Promise.all([
    ask(queries.own),
    ask(queries.callers).catch((error: unknown) => {
      if (signal.aborted || !isProblem(error)) throw error
      return error
    }),
  ])
  const failure = isProblem(callers) ? callers : undefined
  const traffic = foldNamespaceTraffic(
    { own, callers: isProblem(callers) ? [] : callers },
    steps,
    cut.cluster,
  )
  const away = tellCluster(kubernetes.status(), nowMs)
  const answer: Answer = {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: input.rangeSeconds,
    stepSeconds: steps.stepSeconds,
    namespaces: traffic
      .filter(({ namespace }) => chosen.asked.has(namespace))
      .map((one) => ({
        ...one,
        requestsPerSecond: [...one.requestsPerSecond],
        errorsPerSecond: [...one.errorsPerSecond],
      })),
    notices: [...away, ...chosen.notices, ...tellMissing(failure)],
  }
  const keptMs = Math.min(scrapeSeconds * 1_000, longestKeptMs)
  if (!failure && away.length === 0) keepAnswer(cut, key, answer, { nowMs, untilMs: nowMs + keptMs })
  return answer
}

function tellMissing(failure: Problem | undefined): readonly Notice[] {
  if (!failure) return []
  const params = { reason: tellFailure(failure) }
  return [{ ...wordFinding('notice', 'traffic-partial', params), severity: 'warning', adapter: 'prometheus' }]
}
