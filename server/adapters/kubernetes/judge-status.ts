import type { KubernetesStatus, UnseenKind } from '#server/adapters/kubernetes/types.ts'
import type { CollectionReport, KeptMesh } from '#server/adapters/kubernetes/watch/keep-mesh.ts'
import { type KindFacts, listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { Problem } from '#server/problem.ts'

export interface StateFacts {
  readonly state: KubernetesStatus['state']
  readonly problem?: Problem
}

/**
 * How the API server does: `down` when nothing is being followed, `degraded` when some kind that was readable is not.
 * Kinds that the identity may not read are no failure: they are said to be unseen.
 */
export function judgeState(mesh: KeptMesh): StateFacts {
  const problem = mesh.discoveryProblem()
  const reports = mesh.reports()
  const failing = reports.filter(({ state }) => state === 'failing')
  const alive = reports.some(({ state }) => state === 'healthy')
  const newest = failing.at(-1)?.problem ?? problem
  if (reports.length === 0) return problem ? { state: 'down', problem } : { state: 'ok' }
  if (isAllRefused(mesh)) return { state: 'down', problem: describeAllRefused(mesh) }
  if (newest && !alive) return { state: 'down', problem: newest }
  if (newest) return { state: 'degraded', problem: newest }
  return { state: 'ok' }
}

/** Why there is no snapshot yet, when waiting longer would not help. */
export function findObstacle(mesh: KeptMesh): Problem | undefined {
  const failing = mesh.reports().find(({ state }) => state === 'failing')
  if (failing?.problem) return failing.problem
  if (isAllRefused(mesh)) return describeAllRefused(mesh)
  return mesh.reports().length === 0 ? mesh.discoveryProblem() : undefined
}

function isAllRefused(mesh: KeptMesh): boolean {
  const reports = mesh.reports()
  return reports.length > 0 && reports.every(({ state }) => state === 'refused')
}

function describeAllRefused(mesh: KeptMesh): Problem {
  const first = mesh.reports()[0]?.problem
  return new Problem({
    kind: 'forbidden',
    code: 'kubernetes-sees-nothing',
    params: { identity: String(first?.params['identity'] ?? '') },
    adapter: 'kubernetes',
    cause: first?.cause,
  })
}

export function listUnseen(mesh: KeptMesh): readonly UnseenKind[] {
  const served = mesh.served()
  if (served.size === 0) return []
  const unseen = new Map<MeshKind, UnseenKind>()
  for (const kind of listMeshKinds()) {
    const { addOn }: KindFacts = meshKinds[kind]
    if (!served.has(kind) && !addOn) unseen.set(kind, { kind, reason: 'not-served' })
  }
  const isScoped = mesh.scope() !== undefined
  const reports = mesh.reports()
  for (const { collection, state, problem } of reports) {
    if (state !== 'refused' && state !== 'failing') continue
    // In a scope each kind is followed by namespace; what is refused in one of them is seen in another.
    const isSeen = (each: CollectionReport) =>
      each.collection.kind === collection.kind && each.state === 'healthy'
    if (isScoped && state === 'refused' && reports.some(isSeen)) continue
    const reason =
      state === 'failing' ? 'failing' : problem?.kind === 'forbidden' ? 'forbidden' : 'not-served'
    unseen.set(collection.kind, { kind: collection.kind, reason, ...(problem ? { problem } : {}) })
  }
  return [...unseen.values()]
}
