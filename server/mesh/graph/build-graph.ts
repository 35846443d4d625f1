import { attachMeasures, type MeasureSamples } from '#server/mesh/graph/attach-measures.ts'
import { buildTrafficGraph, type TrafficSamples } from '#server/mesh/graph/build-traffic-graph.ts'
import { addIdleNodes } from '#server/mesh/graph/enrich/add-idle-nodes.ts'
import { addOperations } from '#server/mesh/graph/enrich/add-operations.ts'
import { describeGateways } from '#server/mesh/graph/enrich/describe-gateways.ts'
import { describeWorkloads } from '#server/mesh/graph/enrich/describe-workloads.ts'
import { dropDeadNodes } from '#server/mesh/graph/enrich/drop-dead-nodes.ts'
import { foldServiceEntries } from '#server/mesh/graph/enrich/fold-service-entries.ts'
import type { Enrich, GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { hideWaypoints } from '#server/mesh/graph/enrich/hide-waypoints.ts'
import { judgeHealth } from '#server/mesh/graph/enrich/judge-health.ts'
import { markIstioConfig } from '#server/mesh/graph/enrich/mark-istio-config.ts'
import { markPlace } from '#server/mesh/graph/enrich/mark-place.ts'
import { matchAlerts } from '#server/mesh/graph/enrich/match-alerts.ts'
import { rankNodes } from '#server/mesh/graph/enrich/rank-nodes.ts'
import { tellMtls } from '#server/mesh/graph/enrich/tell-mtls.ts'
import { withholdRestricted } from '#server/mesh/graph/enrich/withhold-restricted.ts'
import { reduceToServices } from '#server/mesh/graph/reduce-to-services.ts'
import type { TrafficGraph } from '#server/mesh/graph/types.ts'

export type GraphSamples = TrafficSamples & MeasureSamples

const reduceServiceView: Enrich = (graph, { view, around }) =>
  view === 'service' && !around ? reduceToServices(graph) : graph

/**
 * In this order: first what decides which nodes and edges there are, then what the viewer may know of them, then what is
 * told about them.
 */
const stages: readonly Enrich[] = [
  foldServiceEntries,
  dropDeadNodes,
  addOperations,
  reduceServiceView,
  addIdleNodes,
  hideWaypoints,
  withholdRestricted,
  markPlace,
  rankNodes,
  describeWorkloads,
  tellMtls,
  describeGateways,
  markIstioConfig,
  matchAlerts,
  judgeHealth,
]

/** What makes the nodes and edges that traffic passed, and nothing that is told about them. */
const shaping: readonly Enrich[] = [foldServiceEntries, addOperations, reduceServiceView]

export interface BuiltGraph {
  readonly graph: TrafficGraph
  /** Values that were no finite number, which are left out. */
  readonly dropped: number
}

/** From samples to the finished graph, all pure: what Prometheus answered and what the viewer's snapshot holds. */
export function buildGraph(samples: GraphSamples, facts: Omit<GraphFacts, 'operations'>): BuiltGraph {
  return build(samples, facts, stages)
}

/** The edges of a graph with what was measured on them. Nothing is withheld from it: it is no answer. */
export function buildShape(samples: GraphSamples, facts: Omit<GraphFacts, 'operations'>): BuiltGraph {
  return build(samples, facts, shaping)
}

function build(
  samples: GraphSamples,
  facts: Omit<GraphFacts, 'operations'>,
  enrichments: readonly Enrich[],
): BuiltGraph {
  const { graph, drafts, operations, dropped } = buildTrafficGraph(samples, facts)
  const droppedMeasures = attachMeasures(drafts, samples)
  const whole: GraphFacts = { ...facts, operations }
  return {
    graph: enrichments.reduce((built, enrich) => enrich(built, whole), graph),
    dropped: dropped + droppedMeasures,
  }
}
