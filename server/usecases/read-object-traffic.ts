import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { objectTraffic } from '#contract/inventory.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { chooseHistorySteps, chooseWindow, type HistorySteps } from '#server/mesh/promql/choose-window.ts'
import { buildHealthQueries, type HealthFact } from '#server/mesh/promql/health-queries.ts'
import { foldObjectTraffic, type ToldAs } from '#server/mesh/traffic/fold-object-traffic.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheusRange, isFailed } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseMoment, refuseForgotten } from '#server/usecases/stages/choose-moment.ts'
import { type Bounds, readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof objectTraffic>

/** A sparkline spans so many windows, but at least ten minutes and, for windows shorter than it, at most a day. */
const windowsOfSpan = 10
const leastSpanSeconds = 600
const mostSpanSeconds = 86_400

const questions = {
  workloads: { kind: 'workload', facts: ['received', 'receivedByCallers', 'sent'] },
  services: { kind: 'service', facts: ['received', 'receivedByCallers', 'unanswered'] },
} as const satisfies Record<ToldAs['side'], { kind: string; facts: readonly HealthFact[] }>

/**
 * Requests and errors of some objects of a list over time. Both the cluster's objects (which say what is visible) and
 * Prometheus are essential; an object that is not there, or not for this viewer, is left out in silence.
 *
 * Throws Problem unavailable (Prometheus is not configured or away), invalid (a moment to come, or no longer kept), or
 * what the adapters throw.
 */
export const readObjectTraffic: UseCase<CallArguments<typeof objectTraffic>, Answer> = async (
  input,
  context,
) => {
  const { adapters, nowMs } = context
  const [view, bounds] = await Promise.all([readView(context), readBounds(context)])
  const { cut, labels } = view
  const atMs = chooseMoment(input.at, nowMs)
  const ageSeconds = (nowMs - atMs) / 1000
  refuseForgotten(input.at, ageSeconds, bounds)
  const { rangeSeconds } = chooseWindow(input.rangeSeconds, ageSeconds, bounds)
  const objects = input.objects
    .map((text) => findTold(parseObject(text), cut, labels))
    .filter((found) => found !== undefined)
  const span = Math.min(rangeSeconds * windowsOfSpan, Math.max(mostSpanSeconds, rangeSeconds))
  const steps = chooseHistorySteps(Math.max(leastSpanSeconds, span), atMs / 1000, bounds)
  const ask = { rangeSeconds, steps, bounds, cluster: cut.cluster }
  const traffic = sides.map((side) => askSide(side, objects, ask, context))
  const found = (await Promise.all(traffic)).flat()
  return {
    asOf: new Date(atMs).toISOString(),
    rangeSeconds,
    spanSeconds: steps.endSeconds - steps.startSeconds,
    stepSeconds: steps.stepSeconds,
    items: found.map(({ requestsPerSecond, errorsPerSecond, ...item }) => ({
      ...item,
      requestsPerSecond: [...requestsPerSecond],
      errorsPerSecond: [...errorsPerSecond],
    })),
    notices: [...tellCluster(adapters.kubernetes.status(), nowMs)],
  }
}

type FoundObject = NamedObject & { readonly cluster: string; readonly told: ToldAs }

const sides = ['workloads', 'services'] as const

/** What those objects that telemetry tells of on one side, as workloads or as services, did over the steps. */
async function askSide(
  side: ToldAs['side'],
  objects: readonly FoundObject[],
  {
    rangeSeconds,
    steps,
    bounds,
    cluster,
  }: {
    readonly rangeSeconds: number
    readonly steps: HistorySteps
    readonly bounds: Bounds
    readonly cluster: string
  },
  context: UseCaseContext,
) {
  const told = objects.filter((object) => object.told.side === side && object.told.names.length > 0)
  if (told.length === 0) return []
  const names = told.flatMap(({ told }) => told.names.map((name) => name.slice(name.indexOf('/') + 1)))
  const queries = buildHealthQueries({
    namespaces: [...new Set(told.map(({ namespace }) => namespace))],
    rangeSeconds,
    everywhere: readQueryScope(context.config),
    only: { kind: questions[side].kind, names: [...new Set(names)].sort() },
  })
  const asked = new Map(questions[side].facts.map((fact) => [fact, queries.get(fact) ?? '']))
  const answers = await askPrometheusRange<HealthFact>(asked, steps, context, bounds)
  const failed = [...answers.values()].find(isFailed)
  if (failed) throw failed.failure
  const series = Object.fromEntries(
    [...answers].map(([fact, answer]) => [fact, isFailed(answer) ? [] : answer]),
  )
  const folded = foldObjectTraffic(
    series,
    told.map((each) => each.told),
    steps,
    cluster,
  )
  return told.flatMap(({ told: _, ...object }, at) => {
    const over = folded[at]
    return over ? [{ ...object, ...over }] : []
  })
}

interface NamedObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** `kind/namespace/name`, as the contract checked it. */
function parseObject(text: string): NamedObject {
  const [kind = '', namespace = '', name = ''] = text.split('/')
  return { kind, namespace, name }
}

/** Under what names telemetry tells of an object; undefined for one that is not in what the viewer may see. */
function findTold(
  object: NamedObject,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): FoundObject | undefined {
  const told = findNames(object, snapshot, labels)
  return told && { cluster: snapshot.cluster, ...object, told }
}

function findNames(
  { kind, namespace, name }: NamedObject,
  snapshot: MeshSnapshot,
  labels: WorkloadLabels,
): ToldAs | undefined {
  const place = (each: string) => `${namespace}/${each}`
  if (kind === 'Service') {
    const found = snapshot.inNamespace('Service', namespace).some(({ metadata }) => metadata.name === name)
    return found ? { side: 'services', names: [place(name)] } : undefined
  }
  if (kind === 'ServiceEntry') {
    const entry = snapshot
      .inNamespace('ServiceEntry', namespace)
      .find(({ metadata }) => metadata.name === name)
    // Telemetry calls such a service by its host (see judgeServiceEntry).
    return entry && { side: 'services', names: (entry.spec.hosts ?? []).map(place) }
  }
  const workloads = listWorkloadsOfNamespace(snapshot, namespace, labels)
  if (kind === 'Application') {
    const members = groupByApp(workloads).get(name)
    return members && { side: 'workloads', names: members.map((member) => place(member.name)) }
  }
  const found = workloads.some((workload) => workload.kind === kind && workload.name === name)
  return found ? { side: 'workloads', names: [place(name)] } : undefined
}
