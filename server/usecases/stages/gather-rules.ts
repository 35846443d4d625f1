import type { Notice } from '#contract/words.ts'
import type { PrometheusAlert, PrometheusRule } from '#server/adapters/prometheus/types.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import type { Bounds } from '#server/usecases/stages/read-bounds.ts'
import { wordFinding } from '#server/words.ts'

interface Rules {
  /** undefined where the server tells none, or could not be asked. */
  readonly rules: readonly PrometheusRule[] | undefined
  readonly alerts: readonly PrometheusAlert[]
  readonly notices: readonly Notice[]
}

/** The rules of Prometheus and what they find. That either cannot be read is told once, and costs only that. */
export async function gatherRules(
  { adapters: { prometheus }, signal }: UseCaseContext,
  bounds: Bounds,
): Promise<Rules> {
  if (!prometheus || bounds.failure?.kind === 'timeout') return { rules: undefined, alerts: [], notices: [] }
  const [rules, alerts] = await Promise.allSettled([
    prometheus.listRules(signal),
    prometheus.listAlerts(signal),
  ])
  const failure = [rules, alerts].find(({ status }) => status === 'rejected')
  if (failure?.status === 'rejected' && (signal.aborted || !isProblem(failure.reason))) throw failure.reason
  const notices: readonly Notice[] =
    failure?.status === 'rejected' && isProblem(failure.reason)
      ? [
          {
            ...wordFinding('notice', 'alerts-missing', { reason: tellFailure(failure.reason) }),
            severity: 'warning',
            adapter: 'prometheus',
          },
        ]
      : []
  return {
    rules: rules.status === 'fulfilled' ? rules.value : undefined,
    alerts: (alerts.status === 'fulfilled' && alerts.value) || [],
    notices,
  }
}
