import { buildShape, type GraphSamples } from '#server/mesh/graph/build-graph.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import { addEdge } from '#server/mesh/graph/merge-edges.ts'
import type { GraphEdge, Protocol, Sample, TrafficGraph } from '#server/mesh/graph/types.ts'

/** A series over time as Prometheus gives it: its labels and `[seconds, value]` points, oldest first. */
export interface Series {
  readonly metric: Sample['metric']
  readonly points: readonly (readonly [timeSeconds: number, value: number])[]
}

export type HistorySamples = { readonly [Fact in keyof GraphSamples]: readonly Series[] }

export interface HistorySteps {
  readonly startSeconds: number
  readonly stepSeconds: number
  readonly steps: number
}

/** The node or edge of the graph that is told about. */
export type Part = { readonly node: string } | { readonly edge: string }

/** All that passed a node one way by one protocol, or an edge, at each step; undefined where nothing was measured. */
export interface PartHistory {
  readonly direction?: 'in' | 'out'
  readonly protocol: Protocol
  readonly edges: readonly (GraphEdge | undefined)[]
}

/**
 * One part of the graph over time: the graph is built for every step by the same code as for one moment, so that the last
 * step says what the graph says. `facts.idleEdges` is not looked at.
 */
export function buildHistory(
  samples: HistorySamples,
  { startSeconds, stepSeconds, steps }: HistorySteps,
  facts: Omit<GraphFacts, 'operations'>,
  part: Part,
): readonly PartHistory[] {
  const histories = new Map<string, PartHistory & { readonly edges: (GraphEdge | undefined)[] }>()
  const cutter = createCutter(samples, startSeconds, stepSeconds)
  for (let step = 0; step < steps; step++) {
    for (const picked of pickStep(cutter(step), facts, part)) {
      const { direction, edge } = picked
      const key = nameLine(picked)
      const history = histories.get(key) ?? {
        ...(direction && { direction }),
        protocol: edge.protocol,
        edges: Array.from({ length: steps }, () => undefined),
      }
      histories.set(key, history)
      history.edges[step] = edge
    }
  }
  return [...histories.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, history]) => history)
}

/** Cuts the samples of one step after another out of the series. */
function createCutter(
  samples: HistorySamples,
  startSeconds: number,
  stepSeconds: number,
): (step: number) => GraphSamples {
  const bySteps = Object.entries(samples).map(([fact, series]) => {
    const byStep = new Map<number, Sample[]>()
    for (const { metric, points } of series)
      for (const [time, value] of points) {
        const step = Math.round((time - startSeconds) / stepSeconds)
        const known = byStep.get(step)
        if (known) known.push({ metric, value })
        else byStep.set(step, [{ metric, value }])
      }
    return [fact, byStep] as const
  })
  // The keys are those of HistorySamples, which are those of GraphSamples.
  return (step) =>
    Object.fromEntries(
      bySteps.map(([fact, byStep]) => [fact, byStep.get(step) ?? []]),
    ) as unknown as GraphSamples
}

interface Picked {
  readonly direction?: 'in' | 'out'
  readonly edge: GraphEdge
}

/** What moved is told as the graph without edges at rest tells it; what rested then, and was measured, is zero. */
function pickStep(
  samples: GraphSamples,
  facts: Omit<GraphFacts, 'operations'>,
  part: Part,
): readonly Picked[] {
  const moved = pick(buildShape(samples, { ...facts, idleEdges: false }).graph, part)
  const isResting = ({ value }: Sample): boolean => value === 0
  const { requests, tcp, messages } = samples
  if (![requests, tcp, messages].some((vector) => vector.some(isResting))) return moved
  const known = new Set(moved.map(nameLine))
  const all = pick(buildShape(samples, { ...facts, idleEdges: true }).graph, part)
  return [...moved, ...all.filter((one) => !known.has(nameLine(one)))]
}

function nameLine({ direction, edge }: Picked): string {
  return `${direction} ${edge.protocol}`
}

function pick(graph: TrafficGraph, part: Part): readonly Picked[] {
  if ('edge' in part) {
    const edge = graph.edges.get(part.edge)
    return edge ? [{ edge }] : []
  }
  const into = new Map<string, GraphEdge>()
  const outOf = new Map<string, GraphEdge>()
  for (const edge of [...graph.edges.values(), ...graph.unshown]) {
    if (edge.target === part.node) addEdge(into, edge, '', part.node)
    if (edge.source === part.node) addEdge(outOf, edge, part.node, '')
  }
  return [
    ...[...into.values()].map((edge) => ({ direction: 'in', edge }) as const),
    ...[...outOf.values()].map((edge) => ({ direction: 'out', edge }) as const),
  ]
}
