import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { meshHealth } from '#contract/overview.ts'
import type { Notice } from '#contract/words.ts'
import { identify } from '#server/mesh/graph/identify.ts'
import { gatherTraffic } from '#server/mesh/health/gather-traffic.ts'
import { type Ailment, judgeMesh } from '#server/mesh/health/judge-mesh.ts'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import { chooseWindow } from '#server/mesh/promql/choose-window.ts'
import { buildHealthQueries, type HealthFact } from '#server/mesh/promql/health-queries.ts'
import type { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { buildVisibility, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof meshHealth>
type Output = CallOutput<typeof meshHealth>

/** A screen shows the worst; the rest is counted. */
const mostAilments = 200
const keptMs = 10_000

/**
 * What is wrong now, worst first, and how many workloads of each state every namespace has. The cluster's objects are
 * essential; without Prometheus pods alone are judged, and a notice says so. Throws Problem not-found when none of the
 * asked namespaces is visible.
 */
export const readMeshHealth: UseCase<Input, Output> = async (input, context) => {
  const { adapters, session, config, nowMs, signal } = context
  const [whole, access, bounds] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
    readBounds(context),
  ])
  const cut = cutToViewer(whole, access)
  const key = `mesh-health ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<Output>(cut, key, nowMs)
  if (recent) return recent

  const chosen = chooseNamespaces(input.namespaces, { cut, whole, access })
  const { rangeSeconds } = chooseWindow(input.rangeSeconds, 0, bounds)
  const namespaces = chosen.all ? undefined : [...chosen.asked]
  const answers = await askPrometheus<HealthFact>(
    buildHealthQueries({ namespaces, rangeSeconds }),
    nowMs,
    context,
    bounds,
  )
  const mayName = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const away = tellCluster(adapters.kubernetes.status(), nowMs)
  const failure = [...answers.values()].find(isFailed)?.failure
  const read = (fact: HealthFact) => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  const samples = {
    received: read('received'),
    sent: read('sent'),
    unanswered: read('unanswered'),
    bytesReceived: read('bytesReceived'),
    bytesSent: read('bytesSent'),
  }
  const judged = judgeMesh({
    snapshot: cut,
    labels: { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS },
    namespaces: chosen.asked,
    rates: parseHealthRates(config.VARDIA_HEALTH_RATES),
    rangeSeconds,
    // Judged by half of the traffic an object would look better, or idler, than it is.
    traffic: failure ? undefined : gatherTraffic(samples, cut.cluster, mayName),
  })
  const output: Output = {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds,
    ailments: judged.ailments.slice(0, mostAilments).map((ailment) => presentAilment(ailment, cut.cluster)),
    ailmentsTotal: judged.ailments.length,
    namespaces: judged.namespaces.map((health) => ({ cluster: cut.cluster, ...health })),
    notices: [...away, ...chosen.notices, ...tellNoTraffic(failure)],
  }
  if (!failure && away.length === 0) keepAnswer(cut, key, output, { nowMs, untilMs: nowMs + keptMs })
  return output
}

function presentAilment(ailment: Ailment, cluster: string): Output['ailments'][number] {
  const { reasons, ...facts } = ailment
  return {
    cluster,
    ...facts,
    graphNode: nameGraphNode(ailment, cluster),
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
  }
}

/** The node of the traffic graph that stands for it, in the view that draws such nodes. */
function nameGraphNode(
  { kind, namespace, name }: Ailment,
  cluster: string,
): Output['ailments'][number]['graphNode'] {
  const labels = { cluster, namespace, serviceNamespace: namespace, workload: '', app: '', service: '' }
  const node = identify({ ...labels, version: '', [kind]: name }, kind)
  return { view: kind, id: node?.id ?? '' }
}

function tellNoTraffic(failure: Problem | undefined): readonly Notice[] {
  if (!failure) return []
  const params = { reason: tellFailure(failure) }
  return [
    {
      ...wordFinding('notice', 'health-without-traffic', params),
      severity: 'warning',
      adapter: 'prometheus',
    },
  ]
}
