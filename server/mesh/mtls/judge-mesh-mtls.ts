import type { Reason } from '#server/mesh/health/types.ts'
import type { NamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'

interface JudgedNamespace {
  readonly namespace: string
  readonly mtls: NamespaceMtls
}

interface MeshMtls {
  /** `unknown` where something that decides is out of sight, unless what is seen differs already. */
  readonly mode: NamespaceMtls['mode']
  readonly reasons: readonly Reason[]
}

const mostNamed = 5

/**
 * One word for the whole mesh: that of its namespaces, as `judgeNamespaceMtls` has each. A namespace without any proxy is
 * not of the mesh, and counts only where there is no other.
 *
 * @param seesAll whether the viewer may look into every namespace of the cluster
 */
export function judgeMeshMtls(judged: readonly JudgedNamespace[], seesAll: boolean): MeshMtls {
  const known = judged.filter(({ mtls }) => mtls.mode !== 'unknown')
  const enforced = known.filter(({ mtls }) => mtls.isEnforced)
  const counted = enforced.length > 0 ? enforced : known
  const byMode = Map.groupBy(counted, ({ mtls }) => mtls.mode)
  const [only] = byMode.keys()
  const isWhole = seesAll && known.length === judged.length
  return {
    mode: byMode.size > 1 || only === 'mixed' ? 'mixed' : isWhole && only ? only : 'unknown',
    reasons: [
      ...[...byMode].map(([mode, some]) => tellMode(mode, some, byMode.size === 1)),
      ...(isWhole ? [] : [{ code: 'mtls-mesh-unseen', params: {} }]),
    ],
  }
}

function tellMode(mode: string, some: readonly JudgedNamespace[], isAll: boolean): Reason {
  const named = some
    .slice(0, mostNamed)
    .map(({ namespace }) => namespace)
    .join(', ')
  const names = some.length > mostNamed ? `${named}, …` : named
  return { code: isAll ? 'mtls-mesh-all' : 'mtls-mesh-some', params: { mode, count: some.length, names } }
}
