import type { TrafficGraph, TrafficGraphInput } from '#contract/traffic-graph.ts'
import type { Notice } from '#contract/words.ts'
import { buildGraph, type GraphSamples } from '#server/mesh/graph/build-graph.ts'
import { presentGraph } from '#server/mesh/graph/present.ts'
import { buildGraphQueries, type GraphFact } from '#server/mesh/promql/graph-queries.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed } from '#server/usecases/stages/ask-prometheus.ts'
import { gatherAlerts } from '#server/usecases/stages/gather-alerts.ts'
import { type PreparedGraph, prepareGraph } from '#server/usecases/stages/prepare-graph.ts'
import type { Bounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readSourceStatus } from '#server/usecases/stages/read-source-status.ts'
import { keepAnswer, recallAnswer, shareAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { tellIstiod } from '#server/usecases/stages/tell-istiod.ts'
import { tellFailures, tellWindow } from '#server/usecases/stages/tell-telemetry.ts'
import { wordFinding } from '#server/words.ts'

/** The longest an answer about now is given again, however seldom proxies are scraped. */
const longestKeptMs = 15_000
/** What was does not change; samples that come late are in by then. */
const settledAfterMs = 120_000
const keptSettledMs = 300_000

/**
 * The graph of one moment: who calls whom. The cluster's objects are essential; Prometheus is too, unless idle nodes were
 * asked for, which the objects alone can draw. Of its queries each may fail alone and costs the graph what it told, with a notice.
 *
 * Throws Problem not-found (no namespace is visible), invalid (`at` to come, or before what is kept), or what the adapters
 * throw.
 */
export async function answerGraph(input: TrafficGraphInput, context: UseCaseContext): Promise<TrafficGraph> {
  const { nowMs } = context
  const prepared = await prepareGraph(input, context)
  const { cut, access } = prepared
  const key = `traffic-graph ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<TrafficGraph>(cut, key, nowMs)
  return recent ?? shareAnswer(cut, key, context.signal, () => makeAnswer(input, prepared, key, context))
}

async function makeAnswer(
  input: TrafficGraphInput,
  prepared: PreparedGraph,
  key: string,
  context: UseCaseContext,
): Promise<TrafficGraph> {
  const { adapters, nowMs } = context
  const { atMs, cut, bounds, chosen, window, facts } = prepared
  const [telemetry, alerts] = await Promise.all([
    gatherTelemetry(input, prepared, context),
    gatherAlerts(prepared, context),
  ])
  const { requestsKnown } = telemetry
  const { graph, dropped } = buildGraph(telemetry.samples, {
    ...facts,
    requestsKnown,
    alerts: alerts.alerts,
  })

  const away = [
    ...tellCluster(adapters.kubernetes.status(), nowMs),
    ...tellIstiod(readSourceStatus('istiod', adapters), nowMs),
  ]
  const notices = [
    ...away,
    ...chosen.notices,
    ...tellWindow(input.rangeSeconds, window),
    ...telemetry.notices,
    // One Prometheus that answers nothing is told once.
    ...(telemetry.answered ? alerts.notices : []),
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
  if (telemetry.whole && alerts.notices.length === 0 && away.length === 0)
    keepAnswer(cut, key, answer, { nowMs, untilMs })
  return answer
}

function chooseKeptMs(ageMs: number, bounds: Bounds): number {
  if (ageMs > settledAfterMs) return keptSettledMs
  return Math.min((bounds.scrapeIntervalSeconds ?? 15) * 1000, longestKeptMs)
}

interface Telemetry {
  readonly samples: GraphSamples
  readonly notices: readonly Notice[]
  readonly requestsKnown: boolean
  /** Every query was answered, or any. */
  readonly whole: boolean
  readonly answered: boolean
}

async function gatherTelemetry(
  input: TrafficGraphInput,
  { scope, without, chosen, window, atMs, bounds, reporters, facts }: PreparedGraph,
  context: UseCaseContext,
): Promise<Telemetry> {
  const queries = buildGraphQueries({
    namespaces: chosen.all ? undefined : [...chosen.asked],
    scope,
    without,
    rangeSeconds: window.rangeSeconds,
    reporters,
    idleEdges: input.idleEdges,
    operations: facts.operationNodes,
    latency: input.latency ?? 'p95',
    everywhere: readQueryScope(context.config),
  })
  const answers = await askPrometheus<GraphFact>(queries, atMs, context, bounds)
  const failed = [...answers].filter(([, answer]) => isFailed(answer))
  const [first] = failed.map(([, answer]) => answer).filter(isFailed)
  if (failed.length === answers.size && first && !input.idleNodes) throw first.failure
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
    answered: failed.length < answers.size,
  }
}

function tellDropped(count: number): readonly Notice[] {
  if (count === 0) return []
  return [
    { ...wordFinding('notice', 'samples-dropped', { count }), severity: 'warning', adapter: 'prometheus' },
  ]
}
