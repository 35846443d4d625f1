import type { TrafficGraph, TrafficGraphInput } from '#contract/traffic-graph.ts'
import type { Notice } from '#contract/words.ts'
import { type Around, describeAround } from '#server/mesh/graph/around.ts'
import { buildGraph, type GraphSamples } from '#server/mesh/graph/build-graph.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { buildWaypointTest, listAmbientNamespaces } from '#server/mesh/graph/list-waypoints.ts'
import { presentGraph } from '#server/mesh/graph/present.ts'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { chooseWindow, type Window } from '#server/mesh/promql/choose-window.ts'
import { buildGraphQueries, type GraphFact } from '#server/mesh/promql/graph-queries.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import {
  buildVisibility,
  type ChosenNamespaces,
  chooseNamespaces,
} from '#server/usecases/stages/choose-namespaces.ts'
import { type Bounds, readBounds } from '#server/usecases/stages/read-bounds.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

/** Clocks of browsers and servers differ; a moment this far ahead still means now. */
const leewayMs = 60_000
/** The longest an answer about now is given again, however seldom proxies are scraped. */
const longestKeptMs = 15_000
/** What was does not change; samples that come late are in by then. */
const settledAfterMs = 120_000
const keptSettledMs = 300_000

/**
 * The graph of one moment: who calls whom. The cluster's objects are essential; Prometheus is too, unless idle nodes were asked for, which the
 * objects alone can draw. Of its queries each may fail alone and costs the graph what it told, with a notice.
 *
 * Throws Problem not-found (no namespace is visible), invalid (`at` to come, or before what is kept), or what the adapters
 * throw.
 */
export async function answerGraph(input: TrafficGraphInput, context: UseCaseContext): Promise<TrafficGraph> {
  const { adapters, session, config, nowMs, signal } = context
  const atMs = chooseMoment(input.at, nowMs)
  const [whole, access, bounds] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
    readBounds(context),
  ])
  refuseForgotten(input.at, (nowMs - atMs) / 1000, bounds)
  const cut = cutToViewer(whole, access)
  const key = `traffic-graph ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<TrafficGraph>(cut, key, nowMs)
  if (recent) return recent

  const own = input.around && chooseNamespaces([input.around.namespace], { cut, whole, access })
  const chosen = chooseNamespaces([...input.namespaces, ...(own?.asked ?? [])], { cut, whole, access })
  const window = chooseWindow(input.rangeSeconds, (nowMs - atMs) / 1000, bounds)
  const isWaypoint = buildWaypointTest(cut)
  const around = input.around && describeAround(input.around, cut, isWaypoint)
  const telemetry = await gatherTelemetry(input, { chosen, around, window, atMs, bounds }, context)
  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const facts = describeFacts(
    input,
    { cut, chosen, around, isWaypoint, window, telemetry, isVisible },
    context,
  )
  const { graph, dropped } = buildGraph(telemetry.samples, facts)

  const away = tellCluster(adapters.kubernetes.status(), nowMs)
  const notices = [
    ...away,
    ...chosen.notices,
    ...tellWindow(input.rangeSeconds, window),
    ...telemetry.notices,
    ...tellDropped(dropped),
  ]
  const answer: TrafficGraph = {
    asOf: new Date(atMs).toISOString(),
    rangeSeconds: window.rangeSeconds,
    view: input.view,
    ...presentGraph(graph, ({ code, params }) => wordFinding('finding', code, params)),
    notices,
  }
  const untilMs = nowMs + chooseKeptMs(nowMs - atMs, bounds)
  if (telemetry.whole && away.length === 0) keepAnswer(cut, key, answer, { nowMs, untilMs })
  return answer
}

function chooseMoment(at: string | undefined, nowMs: number): number {
  if (at === undefined) return nowMs
  const atMs = Date.parse(at)
  if (atMs <= nowMs) return atMs
  if (atMs <= nowMs + leewayMs) return nowMs
  throw new Problem({
    kind: 'invalid',
    code: 'moment-in-future',
    params: { at, now: new Date(nowMs).toISOString() },
    issues: [{ path: 'at', message: 'must not be in the future' }],
  })
}

/** A window that ends before the oldest sample holds none, and an empty graph would say that nothing happened then. */
function refuseForgotten(at: string | undefined, ageSeconds: number, { retentionSeconds }: Bounds): void {
  if (at === undefined || retentionSeconds === undefined || ageSeconds < retentionSeconds) return
  throw new Problem({
    kind: 'invalid',
    code: 'moment-not-kept',
    params: { at, keptSeconds: retentionSeconds },
    issues: [{ path: 'at', message: `must be within the last ${retentionSeconds} seconds` }],
  })
}

function chooseKeptMs(ageMs: number, bounds: Bounds): number {
  if (ageMs > settledAfterMs) return keptSettledMs
  return Math.min((bounds.scrapeIntervalSeconds ?? 15) * 1000, longestKeptMs)
}

interface Telemetry {
  readonly samples: GraphSamples
  readonly notices: readonly Notice[]
  readonly requestsKnown: boolean
  /** Every query was answered. */
  readonly whole: boolean
}

async function gatherTelemetry(
  input: TrafficGraphInput,
  asked: {
    chosen: ChosenNamespaces
    around: Around | undefined
    window: Window
    atMs: number
    bounds: Bounds
  },
  context: UseCaseContext,
): Promise<Telemetry> {
  const { chosen, around, window, atMs, bounds } = asked
  const queries = buildGraphQueries({
    namespaces: chosen.all ? undefined : [...chosen.asked],
    around,
    rangeSeconds: window.rangeSeconds,
    reporters: {
      waypoint: input.ambient === 'total' || input.ambient === 'waypoint',
      ztunnel: input.ambient === 'total' || input.ambient === 'ztunnel',
    },
    idleEdges: input.idleEdges,
    operations: input.operations || around?.kind === 'operation',
    latency: input.latency ?? 'p95',
  })
  const answers = await askPrometheus<GraphFact>(queries, atMs, context, bounds)
  const failed = [...answers].filter(([, answer]) => isFailed(answer))
  const first = answers.get('requests')
  if (failed.length === answers.size && first && isFailed(first) && !input.idleNodes) throw first.failure
  const read = (fact: GraphFact) => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  return {
    samples: {
      requests: read('requests'),
      tcp: read('tcp'),
      messages: read('messages'),
      latencyP50: read('latencyP50'),
      latencyP95: read('latencyP95'),
      latencyP99: read('latencyP99'),
      latencyAvg: read('latencyAvg'),
      throughput: read('throughput'),
    },
    notices: tellFailures(failed, answers.size),
    requestsKnown: !failed.some(([fact]) => fact === 'requests'),
    whole: failed.length === 0,
  }
}

/** One sentence for each kind of fact that is missing; one for all when nothing was answered. */
function tellFailures(failed: readonly (readonly [GraphFact, unknown])[], asked: number): readonly Notice[] {
  const told = new Map<string, Notice>()
  for (const [fact, answer] of failed) {
    if (!isFailed(answer)) continue
    const group = failed.length === asked ? 'all' : fact.startsWith('latency') ? 'latency' : fact
    const params = { fact: group, reason: tellFailure(answer.failure) }
    if (told.has(group)) continue
    told.set(group, {
      ...wordFinding('notice', 'telemetry-missing', params),
      severity: group === 'requests' || group === 'all' ? 'error' : 'warning',
      adapter: 'prometheus',
    })
  }
  return [...told.values()]
}

interface Chosen {
  readonly cut: MeshSnapshot
  readonly chosen: ChosenNamespaces
  readonly around: Around | undefined
  readonly isWaypoint: GraphFacts['isWaypoint']
  readonly window: Window
  readonly telemetry: Telemetry
  readonly isVisible: GraphFacts['isVisible']
}

function describeFacts(
  input: TrafficGraphInput,
  { cut, chosen, around, isWaypoint, window, telemetry, isVisible }: Chosen,
  { config }: UseCaseContext,
): Omit<GraphFacts, 'operations'> {
  return {
    asked: chosen.asked,
    around,
    ambient: listAmbientNamespaces(cut),
    view: input.view,
    serviceNodes: input.serviceNodes,
    idleEdges: input.idleEdges,
    idleNodes: input.idleNodes,
    operationNodes: input.operations || around?.kind === 'operation',
    waypoints: input.waypoints,
    rootNamespace: cut.rootNamespace,
    isWaypoint,
    snapshot: cut,
    labels: { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS },
    healthRates: parseHealthRates(config.VARDIA_HEALTH_RATES),
    requestsKnown: telemetry.requestsKnown,
    rangeSeconds: window.rangeSeconds,
    isVisible,
  }
}

function tellWindow(asked: number, { rangeSeconds, change }: Window): readonly Notice[] {
  if (!change) return []
  const params = { asked, used: rangeSeconds }
  return [{ ...wordFinding('notice', `range-${change}`, params), severity: 'info', adapter: 'prometheus' }]
}

function tellDropped(count: number): readonly Notice[] {
  if (count === 0) return []
  return [
    { ...wordFinding('notice', 'samples-dropped', { count }), severity: 'warning', adapter: 'prometheus' },
  ]
}
