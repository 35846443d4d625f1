import type { BuildFacts, OperationSeries } from '#server/mesh/graph/build-traffic-graph.ts'
import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'
import type { TrafficGraph } from '#server/mesh/graph/types.ts'
import type { HealthRates } from '#server/mesh/health/rates.ts'
import type { ExplainedMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** What enrichments know beside the graph. The snapshot is already cut to the viewer. */
export interface GraphFacts extends BuildFacts {
  readonly snapshot: MeshSnapshot
  readonly labels: WorkloadLabels
  readonly operations: readonly OperationSeries[]
  readonly operationNodes: boolean
  readonly idleNodes: boolean
  /** Show waypoint proxies as nodes. */
  readonly waypoints: boolean
  readonly healthRates: HealthRates
  /** False when requests could not be read, so that rest cannot be told from ignorance. */
  readonly requestsKnown: boolean
  readonly rangeSeconds: number
  /** What Prometheus' rules find now; absent of a moment that was. */
  readonly alerts?: readonly Alert[] | undefined
  /** What a workload takes of mutual TLS, as this viewer may know it; absent of a moment that was. */
  readonly explainMtls?: ((workload: Workload) => ExplainedMtls | undefined) | undefined
  /** False for a namespace whose names this viewer must not learn; absent when none is hidden. */
  readonly isVisible?: ((namespace: string) => boolean) | undefined
}

/** Adds one declared thing to the graph, in place, and hands the graph on. */
export type Enrich = (graph: TrafficGraph, facts: GraphFacts) => TrafficGraph
