import type { BlastRadius } from '#contract/preview.ts'
import type { Finding } from '#contract/words.ts'
import { listChangedRoutes } from '#server/mesh/changes/list-routes.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { buildConcern } from '#server/mesh/prediction/is-concerned.ts'
import { listSelected } from '#server/mesh/prediction/list-selected.ts'
import { listUntold } from '#server/mesh/prediction/list-untold.ts'
import { buildMeshFacts } from '#server/mesh/prediction/mesh-facts.ts'
import { type PredictedEdge, predictTraffic } from '#server/mesh/prediction/predict-traffic.ts'
import { summarizeEdges } from '#server/mesh/prediction/summarize-edges.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { Demands } from '#server/usecases/stages/gather-demands.ts'
import { giveTurn, runInSlices } from '#server/usecases/stages/run-in-slices.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'
import { wordFinding } from '#server/words.ts'

const mostListed = 200
const mostFields = 3

export function buildEmptyRadius(rangeSeconds: number): BlastRadius {
  return {
    summary: [],
    guesses: [],
    workloads: [],
    routes: [],
    edges: [],
    counts: { workloads: 0, routes: 0, edges: 0, refusedClients: 0 },
    movedPerSecond: 0,
    refusedPerSecond: 0,
    rangeSeconds,
  }
}

/**
 * What a write would do to the traffic of now: the core works out what the configuration makes of each client's demand
 * before and after, so that the two differ by the change alone.
 */
export async function predictRadius(
  planned: PlannedWrite,
  facts: {
    readonly before: MeshSnapshot
    /** With the change. */
    readonly after: MeshSnapshot
    readonly demands: Demands
    readonly rangeSeconds: number
  },
  context: Pick<UseCaseContext, 'adapters' | 'signal'>,
): Promise<{ readonly radius: BlastRadius; readonly notes: readonly Finding[] }> {
  const { before, after, demands, rangeSeconds } = facts
  const { change, stored, operation } = planned
  const { kind, namespace, name } = change
  const wanted = operation === 'remove' ? undefined : planned.wanted
  const meshConfig = context.adapters.kubernetes.readMeshConfig(before)
  const now = buildMeshFacts(before, meshConfig)
  await giveTurn(context.signal)
  const then = buildMeshFacts(after, meshConfig)
  await giveTurn(context.signal)
  const isConcerned = buildConcern(
    { kind, namespace, versions: [stored, wanted].filter((each) => each !== undefined) },
    before.rootNamespace,
    (source) => now.findClient(source)?.kind === 'gateway',
  )
  const edges = await runInSlices(
    predictTraffic(demands.list, { before: now, after: then, isConcerned }),
    context.signal,
  )
  await giveTurn(context.signal)
  const summary = summarizeEdges(edges)
  const routes = listChangedRoutes(kind, stored, wanted)
  const workloads = listTouched(summary.edges, [before, after], planned)
  const { movedPerSecond, refusedPerSecond, refusedClients } = summary
  return {
    radius: {
      summary: summary.findings.map(({ code, params }) => wordFinding('finding', code, params)),
      guesses: summary.edges.some(({ protocol }) => protocol !== 'tcp')
        ? tellGuesses(kind, [stored, wanted])
        : [],
      workloads: workloads.slice(0, mostListed),
      routes: routes.slice(0, mostListed).map((path) => ({ kind, namespace, name, path })),
      edges: summary.edges.slice(0, mostListed).map(presentEdge),
      counts: {
        workloads: workloads.length,
        routes: routes.length,
        edges: summary.edges.length,
        refusedClients,
      },
      movedPerSecond,
      refusedPerSecond,
      rangeSeconds,
    },
    notes: demands.notes,
  }
}

/** By the fields that divide requests, now or then. */
function tellGuesses(kind: string, versions: readonly unknown[]): BlastRadius['guesses'] {
  const fields = [...new Set(versions.flatMap((version) => listUntold(kind, version)))]
  if (fields.length === 0) return []
  const shown = [...fields.slice(0, mostFields), ...(fields.length > mostFields ? ['…'] : [])]
  return [wordFinding('finding', 'blast-guessed', { fields: shown.join(', ') })]
}

function presentEdge({
  source,
  destination,
  direct: _,
  ...edge
}: PredictedEdge): BlastRadius['edges'][number] {
  return { ...edge, ...(source ? { source } : {}), ...(destination ? { destination } : {}) }
}

/** Both ends of every edge that changes, and whom the object selects. */
function listTouched(
  edges: readonly PredictedEdge[],
  snapshots: readonly MeshSnapshot[],
  { change, stored, wanted }: PlannedWrite,
): BlastRadius['workloads'] {
  const ends = edges.flatMap(({ source, destination }) => [source ?? [], destination ?? []].flat())
  const selected = snapshots.flatMap((snapshot) =>
    [stored, wanted].flatMap((version) => listSelected(change, version, snapshot)),
  )
  const named = new Map([...ends, ...selected].map((ref) => [`${ref.namespace}/${ref.workload}`, ref]))
  return [...named.values()]
}
