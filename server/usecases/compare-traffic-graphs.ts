import type { GraphComparison, GraphComparisonInput } from '#contract/graph-comparison.ts'
import type { TrafficGraph } from '#contract/traffic-graph.ts'
import { compareGraphs } from '#server/mesh/graph/compare/compare-graphs.ts'
import { countChanges, rankChanges } from '#server/mesh/graph/compare/rank-changes.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { answerGraph } from '#server/usecases/stages/answer-graph.ts'

/**
 * What changed between two graphs: of two moments, of two sets of namespaces at one, or both. Each side is what the graph
 * call answers the same viewer, so that what it withholds is withheld here.
 *
 * Throws Problem invalid (both sides are the same; the sets are of different sizes; a moment to come or forgotten),
 * not-found (a side has no visible namespace), or what the graph call throws.
 */
export const compareTrafficGraphs: UseCase<GraphComparisonInput, GraphComparison> = async (
  input,
  context,
) => {
  const { baseAt, baseNamespaces, ...rest } = input
  const {
    leastRequests,
    sigmas,
    failingPoints,
    slowerRatio,
    slowerMs,
    moreRatio,
    leastBytesPerSecond,
    ...asked
  } = rest
  const thresholds = {
    leastRequests,
    sigmas,
    failingPoints,
    slowerRatio,
    slowerMs,
    moreRatio,
    leastBytesPerSecond,
  }
  const pairs = pairNamespaces(asked.namespaces, baseNamespaces)
  const { at, around, ...timeless } = asked
  const baseMoment = baseAt ?? at
  const base = {
    ...timeless,
    ...(baseMoment === undefined ? {} : { at: baseMoment }),
    ...(around ? { around: placeBefore(around, pairs) } : {}),
    namespaces: baseNamespaces ?? asked.namespaces,
  }
  const [before, after] = await Promise.all([answerGraph(base, context), answerGraph(asked, context)])
  if (pairs.length === 0) refuseSameMoment(before, after)
  const latencyOfEdges = chooseQuantile(asked.latency)
  const compared = compareGraphs(before, after, { thresholds, pairs, quantile: latencyOfEdges })
  return {
    before: presentSide(before, base.namespaces),
    after: presentSide(after, asked.namespaces),
    view: asked.view,
    thresholds,
    latencyOfEdges,
    ...compared,
    changes: rankChanges(compared),
    counts: countChanges(compared),
    notices: mergeNotices(before, after),
  }
}

function chooseQuantile(latency: GraphComparisonInput['latency']): GraphComparison['latencyOfEdges'] {
  return latency === 'p50' || latency === 'p99' ? latency : 'p95'
}

/** Which namespace is held beside which, by their order; empty when both sides are of the same ones. */
function pairNamespaces(
  after: readonly string[],
  before: readonly string[] | undefined,
): readonly { readonly before: string; readonly after: string }[] {
  if (!before) return []
  if (before.length !== after.length)
    throw new Problem({
      kind: 'invalid',
      code: 'comparison-uneven',
      params: { before: before.length, after: after.length },
      issues: [{ path: 'baseNamespaces', message: `must be ${after.length}, one for each of namespaces` }],
    })
  const pairs = before.map((name, at) => ({ before: name, after: after[at] ?? name }))
  return pairs.every((pair) => pair.before === pair.after) ? [] : pairs
}

/** The node in the middle as it was before: the one of the same name, in the namespace that its own is held beside. */
function placeBefore(
  around: NonNullable<GraphComparisonInput['around']>,
  pairs: ReturnType<typeof pairNamespaces>,
): NonNullable<GraphComparisonInput['around']> {
  const pair = pairs.find(({ after }) => after === around.namespace)
  return pair ? { ...around, namespace: pair.before } : around
}

function refuseSameMoment(before: TrafficGraph, after: TrafficGraph): void {
  if (before.asOf !== after.asOf) return
  throw new Problem({
    kind: 'invalid',
    code: 'comparison-with-itself',
    issues: [{ path: 'baseAt', message: 'must be another moment, or baseNamespaces other namespaces' }],
  })
}

function presentSide(graph: TrafficGraph, namespaces: readonly string[]): GraphComparison['before'] {
  const { asOf, rangeSeconds, nodes, edges } = graph
  return { asOf, rangeSeconds, namespaces: [...namespaces], nodes: nodes.length, edges: edges.length }
}

/** What must be known of either side, once. */
function mergeNotices(...graphs: readonly TrafficGraph[]): TrafficGraph['notices'] {
  const notices = graphs.flatMap((graph) => graph.notices)
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()]
}
