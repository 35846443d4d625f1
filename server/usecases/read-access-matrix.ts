import type { AccessColumn, AccessRow, authorizationMatrix } from '#contract/authorization.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import { buildAccessMatrix, type CellState, type MatrixRow } from '#server/mesh/access/build-access-matrix.ts'
import { buildCallerTest } from '#server/mesh/access/build-caller-test.ts'
import { type Columns, chooseColumns } from '#server/mesh/access/choose-columns.ts'
import type { Arrival } from '#server/mesh/access/fold-arrivals.ts'
import { hasPolicies, listWorkloads } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherArrivals } from '#server/usecases/stages/gather-arrivals.ts'
import { listRowDoubts, type SightFacts } from '#server/usecases/stages/list-doubts.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof authorizationMatrix>
type Answer = CallOutput<typeof authorizationMatrix>

const letters: Readonly<Record<CellState, string>> = {
  allowed: 'a',
  open: 'o',
  partly: 'p',
  denied: 'd',
  unjudged: 'j',
}
const mostNames = 3

/**
 * Every caller against every workload of the chosen namespaces, and what telemetry saw of each pair. The cluster's objects
 * are essential, Prometheus is not. Throws Problem not-found when none of the asked namespaces is visible, or what the
 * Kubernetes adapter throws.
 */
export const readAccessMatrix: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, labels, access } = view
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const seen = await gatherArrivals({ chosen, cut, access, rangeSeconds: input.rangeSeconds }, context)
  const workloads = listWorkloads(cut, labels)
  const meshConfig = adapters.kubernetes.readMeshConfig(cut)
  const principals = seen.arrivals?.map(({ principal }) => principal) ?? []
  const columns = chooseColumns(workloads, meshConfig, principals)
  const rows = buildAccessMatrix({
    snapshot: cut,
    meshConfig,
    workloads: workloads.filter((workload) => chosen.asked.has(workload.namespace) && hasPolicies(workload)),
    columns: columns.principals,
    question: chooseQuestion(input),
  })
  const sight: SightFacts = { cut, access, unseen: status.unseen }
  const used = foldUse(seen.arrivals?.filter(buildCallerTest(workloads)) ?? [], columns)
  return {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: seen.rangeSeconds,
    columns: columns.principals.map((principal) => presentColumn(principal, columns)),
    rows: rows.map((row) => presentRow(row, used, sight)),
    hidden: (input.namespaces ?? []).filter((namespace) => !chosen.asked.has(namespace)),
    observed: seen.arrivals !== undefined,
    notices: [...tellCluster(status, nowMs), ...chosen.notices, ...seen.notices],
  }
}

function chooseQuestion({ port, method, path }: Input) {
  return {
    ...(port === undefined ? {} : { port }),
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
  }
}

function presentColumn(principal: string, { workloads }: Columns): AccessColumn {
  const [, namespace, account] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? []
  return {
    principal,
    ...(namespace === undefined ? {} : { namespace }),
    ...(account === undefined ? {} : { account }),
    workloads: (workloads.get(principal) ?? []).slice(0, mostNames),
  }
}

type Use = Map<number, AccessRow['used'][number]>

function foldUse(arrivals: readonly Arrival[], { principals }: Columns): ReadonlyMap<string, Use> {
  const places = new Map(principals.map((principal, index) => [principal, index]))
  const byWorkload = new Map<string, Use>()
  for (const { workload, principal, requests, refused, connections } of arrivals) {
    const column = places.get(principal)
    if (column === undefined) continue
    const use: Use = byWorkload.get(workload) ?? new Map()
    byWorkload.set(workload, use)
    const known = use.get(column) ?? { column, requests: 0, refused: 0, connections: 0 }
    use.set(column, {
      column,
      requests: known.requests + requests,
      refused: known.refused + refused,
      connections: known.connections + connections,
    })
  }
  return byWorkload
}

function presentRow(
  { workload, cells, policies }: MatrixRow,
  used: ReadonlyMap<string, Use>,
  sight: SightFacts,
): AccessRow {
  const { namespace, kind, name, mode } = workload
  return {
    namespace,
    kind,
    name,
    mode,
    cells: cells.map((cell) => letters[cell]).join(''),
    doubts: listRowDoubts(workload, policies, sight).map(({ code, params }) =>
      wordFinding('finding', code, params),
    ),
    used: [...(used.get(`${namespace}/${name}`)?.values() ?? [])],
  }
}
