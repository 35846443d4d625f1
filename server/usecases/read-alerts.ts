import type { AlertItem, alerts } from '#contract/alerts.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import { buildAlerts, type ToldAlert } from '#server/mesh/alerts/build-alerts.ts'
import { nameAbout } from '#server/mesh/alerts/list-subjects.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { buildVisibility, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { chooseSubjects } from '#server/usecases/stages/choose-subjects.ts'
import { presentAbout } from '#server/usecases/stages/present-objective.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof alerts>

const mostAlerts = 200

/**
 * What Prometheus' own rules find now. The cluster's objects, which say what may be told, and Prometheus are essential.
 * Throws Problem unavailable (Prometheus is not configured or away), not-found (none of the asked namespaces is visible),
 * or what the adapters throw.
 */
export const readAlerts: UseCase<CallArguments<typeof alerts>, Answer> = async (input, context) => {
  const { adapters, config, nowMs, signal } = context
  const { prometheus, kubernetes } = adapters
  if (!prometheus)
    throw new Problem({ kind: 'unavailable', code: 'prometheus-not-configured', adapter: 'prometheus' })
  const view = await readView(context)
  const { cut, whole, access } = view
  const chosen = chooseNamespaces(input.namespaces, view)
  const told = await prometheus.listAlerts(signal)
  const supported = told !== undefined && (told.length > 0 || (await hasAlertRules(prometheus, signal)))
  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const subjects = chooseSubjects(input, cut, config)
  const names = whole.all('Namespace').map(({ metadata }) => metadata.name)
  const items = buildAlerts(told ?? [], {
    namespaces: input.namespaces && chosen.asked,
    hidden: isVisible && new Set(names.filter((name) => !isVisible(name))),
  })
    .filter(({ about }) => !subjects || (about !== undefined && subjects.has(nameAbout(about))))
    // A namespace that the cluster no longer has is hidden from who may not see all.
    .filter(({ about }) => !about || !isVisible || isVisible(about.namespace))
  return {
    asOf: new Date(nowMs).toISOString(),
    supported,
    items: items.slice(0, mostAlerts).map((alert) => presentAlert(alert, cut)),
    total: items.length,
    notices: [...tellCluster(kubernetes.status(), nowMs), ...chosen.notices],
  }
}

/**
 * Whether silence means that all is well: servers that keep samples only answer with an empty list too (VictoriaMetrics
 * without vmalert, app/vmselect/main.go). One that tells no rules is believed.
 */
async function hasAlertRules(prometheus: PrometheusAdapter, signal: AbortSignal): Promise<boolean> {
  try {
    const rules = await prometheus.listRules(signal)
    return rules === undefined || rules.some(({ kind }) => kind === 'alert')
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return true
  }
}

function presentAlert(alert: ToldAlert, cut: MeshSnapshot): AlertItem {
  const { name, state, severity, sinceMs, summary, about, labels } = alert
  return {
    name,
    state,
    ...(severity && { severity }),
    ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    ...(summary && { summary }),
    ...(about && { about: presentAbout(about, cut) }),
    labels: { ...labels },
  }
}
