import type { TrafficGraphInput } from '#contract/traffic-graph.ts'
import { describeAround } from '#server/mesh/graph/around.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { buildWaypointTest, listAmbientNamespaces } from '#server/mesh/graph/list-waypoints.ts'
import type { Counted, Measure, Protocol } from '#server/mesh/graph/types.ts'
import { parseHealthRates } from '#server/mesh/health/parse-rates.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { chooseWindow, type Window } from '#server/mesh/promql/choose-window.ts'
import type { LabelMatcher } from '#server/mesh/promql/expression.ts'
import { scopeToNode } from '#server/mesh/promql/node-scope.ts'
import type { ReporterChoice } from '#server/mesh/promql/traffic-labels.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { chooseMoment, refuseForgotten } from '#server/usecases/stages/choose-moment.ts'
import {
  buildVisibility,
  type ChosenNamespaces,
  chooseNamespaces,
} from '#server/usecases/stages/choose-namespaces.ts'
import { explainSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { type Bounds, readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

export type GraphQuestionInput = Omit<TrafficGraphInput, 'latency'>

/** What a graph is asked with and built with, before Prometheus is asked anything but its bounds. */
export interface PreparedGraph {
  readonly atMs: number
  readonly cut: MeshSnapshot
  readonly access: ViewerAccess
  readonly bounds: Bounds
  readonly chosen: ChosenNamespaces
  readonly window: Window
  readonly reporters: ReporterChoice
  /** The series of the node that is asked around; undefined for all of the namespaces. */
  readonly scope: readonly LabelMatcher[][] | undefined
  /** Queries whose answers nothing would show. */
  readonly without: readonly ('requests' | 'messages' | 'tcp')[]
  /** All but what the answers of Prometheus say. */
  readonly facts: Omit<GraphFacts, 'operations' | 'requestsKnown'>
}

/**
 * Reads the cluster, cuts it to the viewer and chooses moment, namespaces and window. Throws Problem not-found (no
 * namespace is visible), invalid (`at` to come, or before what is kept), or what the adapters throw.
 */
export async function prepareGraph(
  input: GraphQuestionInput,
  context: UseCaseContext,
): Promise<PreparedGraph> {
  const { config, nowMs } = context
  const atMs = chooseMoment(input.at, nowMs)
  const [view, bounds] = await Promise.all([readView(context), readBounds(context)])
  const { cut, access } = view
  refuseForgotten(input.at, (nowMs - atMs) / 1000, bounds)
  const choose = (namespaces: readonly string[]) => chooseNamespaces(namespaces, view)
  const own = input.around && choose([input.around.namespace])
  const chosen = choose([...input.namespaces, ...(own?.asked ?? [])])
  const window = chooseWindow(input.rangeSeconds, (nowMs - atMs) / 1000, bounds)
  const isWaypoint = buildWaypointTest(cut)
  const around = input.around && describeAround(input.around, cut, isWaypoint)
  const counted = chooseCounted(input)
  return {
    atMs,
    cut,
    access,
    bounds,
    chosen,
    window,
    reporters: {
      waypoint: input.ambient === 'total' || input.ambient === 'waypoint',
      ztunnel: input.ambient === 'total' || input.ambient === 'ztunnel',
    },
    scope: around && scopeToNode(around),
    without: [
      ...(counted.http.length + counted.grpc.length === 0 ? (['requests'] as const) : []),
      ...(counted.grpc.length === 0 ? (['messages'] as const) : []),
      ...(counted.tcp.length === 0 ? (['tcp'] as const) : []),
    ],
    facts: {
      asked: chosen.asked,
      around,
      ambient: listAmbientNamespaces(cut),
      view: input.view,
      counted,
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
      rangeSeconds: window.rangeSeconds,
      ...(input.at === undefined
        ? { explainMtls: (workload) => explainSeenMtls(workload, { snapshot: cut, access }) }
        : {}),
      isVisible: buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES),
    },
  }
}

const counts = {
  http: { requests: ['requests'], none: [] },
  grpc: {
    requests: ['requests'],
    sent: ['messagesSent'],
    received: ['messagesReturned'],
    total: ['messagesSent', 'messagesReturned'],
    none: [],
  },
  tcp: { sent: ['bytesSent'], received: ['bytesReturned'], total: ['bytesSent', 'bytesReturned'], none: [] },
} as const satisfies Record<Protocol, Record<string, readonly Measure[]>>

type Rates = Pick<TrafficGraphInput, 'httpRate' | 'grpcRate' | 'tcpRate'>

/** The measures that count, as a question names them. */
export function chooseCounted({ httpRate, grpcRate, tcpRate }: Rates): Counted {
  return { http: counts.http[httpRate], grpc: counts.grpc[grpcRate], tcp: counts.tcp[tcpRate] }
}
