import type { GraphHistory, GraphHistoryInput } from '#contract/graph-history.ts'
import {
  buildHistory,
  type HistorySamples,
  type Part,
  type Series,
} from '#server/mesh/graph/build-history.ts'
import { type NamedEdge, type NamedNode, parseEdgeId, parseNodeId } from '#server/mesh/graph/parse-id.ts'
import { presentHistory } from '#server/mesh/graph/present-history.ts'
import { scopeToPart } from '#server/mesh/graph/scope-part.ts'
import { isKnown } from '#server/mesh/graph/types.ts'
import { chooseHistorySteps } from '#server/mesh/promql/choose-window.ts'
import { buildGraphQueries, type GraphFact } from '#server/mesh/promql/graph-queries.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { askPrometheusRange, isFailed } from '#server/usecases/stages/ask-prometheus.ts'
import { type PreparedGraph, prepareGraph } from '#server/usecases/stages/prepare-graph.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { tellFailures, tellWindow } from '#server/usecases/stages/tell-telemetry.ts'

/**
 * One node or edge of the graph over time. Every step is what the graph of that moment says. The cluster's objects are
 * essential, and so is Prometheus; of its queries each may fail alone, with a notice.
 *
 * Throws Problem not-found (no namespace is visible, or nothing that the viewer may see has such an id), invalid (`at` to
 * come, or before what is kept), or what the adapters throw.
 */
export const readGraphHistory: UseCase<GraphHistoryInput, GraphHistory> = async (input, context) => {
  const prepared = await prepareGraph(
    { ...input, around: undefined, idleEdges: true, idleNodes: false, waypoints: true },
    context,
  )
  const { atMs, cut, bounds, chosen, window, reporters, without, facts } = prepared
  const { part, named } = findPart(input, facts)
  const queries = buildGraphQueries({
    namespaces: undefined,
    scope: scopeToPart(named, cut),
    without,
    rangeSeconds: window.rangeSeconds,
    reporters,
    idleEdges: true,
    operations: facts.operationNodes,
    everywhere: readQueryScope(context.config),
  })
  const steps = chooseHistorySteps(input.windowSeconds, atMs / 1000, bounds)
  const answers = await askPrometheusRange<GraphFact>(queries, steps, context, bounds)
  const failed = [...answers].filter(([, answer]) => isFailed(answer))
  const [first] = failed.map(([, answer]) => answer).filter(isFailed)
  if (failed.length === answers.size && first) throw first.failure
  const histories = buildHistory(readSamples(answers), steps, { ...facts, requestsKnown: true }, part)
  return {
    asOf: new Date(atMs).toISOString(),
    rangeSeconds: window.rangeSeconds,
    stepSeconds: steps.stepSeconds,
    steps: steps.steps,
    lines: presentHistory(histories),
    notices: [
      ...tellCluster(context.adapters.kubernetes.status(), context.nowMs),
      ...chosen.notices,
      ...tellWindow(input.rangeSeconds, window),
      ...tellFailures(failed, answers.size),
    ],
  }
}

type Answers = ReadonlyMap<GraphFact, readonly Series[] | { readonly failure: Problem }>

function readSamples(answers: Answers): HistorySamples {
  const read = (fact: GraphFact): readonly Series[] => {
    const answer = answers.get(fact)
    return answer && !isFailed(answer) ? answer : []
  }
  return {
    requests: read('requests'),
    tcp: read('tcp'),
    messages: read('messages'),
    latencyP50: read('latencyP50'),
    latencyP95: read('latencyP95'),
    latencyP99: read('latencyP99'),
    latencyAvg: read('latencyAvg'),
    throughput: read('throughput'),
  }
}

/** What the ids name. What lies in a namespace that the viewer may not see is as what is not there. */
function findPart(
  { node, edge }: GraphHistoryInput,
  { isVisible }: PreparedGraph['facts'],
): { readonly part: Part; readonly named: NamedNode | NamedEdge } {
  const mayTell = ({ namespace }: NamedNode): boolean =>
    !isKnown(namespace) || !isVisible || isVisible(namespace)
  if (node !== undefined) {
    const named = parseNodeId(node)
    if (named && mayTell(named)) return { part: { node }, named }
  } else if (edge !== undefined) {
    const named = parseEdgeId(edge)
    if (named && mayTell(named.source) && mayTell(named.target)) return { part: { edge }, named }
  }
  throw new Problem({
    kind: 'not-found',
    code: 'graph-part-not-found',
    params: { id: (node ?? edge ?? '').slice(0, 200) },
  })
}
