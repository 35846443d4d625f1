import type { Notice } from '#contract/words.ts'
import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import type { PreparedGraph } from '#server/usecases/stages/prepare-graph.ts'
import { wordFinding } from '#server/words.ts'

/** Alerts are of now; a graph of a moment this long ago still is. */
const freshMs = 120_000

interface Alerts {
  readonly alerts: readonly Alert[] | undefined
  readonly notices: readonly Notice[]
}

/** What Prometheus' rules find now. That it cannot be read is told, and costs the graph its alerts only. */
export async function gatherAlerts(
  { atMs, bounds }: PreparedGraph,
  { adapters: { prometheus }, nowMs, signal }: UseCaseContext,
): Promise<Alerts> {
  if (!prometheus || nowMs - atMs > freshMs || bounds.failure?.kind === 'timeout')
    return { alerts: undefined, notices: [] }
  try {
    return { alerts: await prometheus.listAlerts(signal), notices: [] }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    const params = { reason: tellFailure(error) }
    const notice = wordFinding('notice', 'alerts-missing', params)
    return { alerts: undefined, notices: [{ ...notice, severity: 'warning', adapter: 'prometheus' }] }
  }
}
