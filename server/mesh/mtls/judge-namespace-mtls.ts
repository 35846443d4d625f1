import type { Reason } from '#server/mesh/health/types.ts'
import { collectWorkloadModes, type WorkloadOverride } from '#server/mesh/mtls/collect-workload-modes.ts'
import { type MtlsMode, namePolicy, readMode } from '#server/mesh/mtls/peer-authentication.ts'
import { findPolicyLevel } from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface NamespaceMtls {
  /** `mixed` when workloads differ, `unknown` when what decides may not be read. */
  readonly mode: MtlsMode | 'mixed' | 'unknown'
  readonly from: 'default' | 'mesh' | 'namespace' | 'workload'
  readonly reasons: readonly Reason[]
}

interface Facts {
  readonly snapshot: MeshSnapshot
  readonly namespace: string
  /** The namespace's workloads. */
  readonly workloads: readonly Workload[]
  /** Whether PeerAuthentications of the root namespace and of this one may be read at all. */
  readonly readable: { readonly mesh: boolean; readonly namespace: boolean }
}

/**
 * mTLS of a namespace as PeerAuthentication sets it for the servers of its workloads. Levels and precedence as istiod
 * has them (istio `pilot/pkg/model/authentication.go`, `pilot/pkg/security/authn/policy_applier.go`, 1.31): it begins
 * at PERMISSIVE; the oldest policy without selector of the root namespace, then that of this namespace, then the oldest
 * matching policy with a selector override when they set a mode; UNSET inherits. Policies with a selector in the root
 * namespace are ignored.
 */
export function judgeNamespaceMtls({ snapshot, namespace, workloads, readable }: Facts): NamespaceMtls {
  const { rootNamespace } = snapshot
  const isRoot = namespace === rootNamespace
  const meshLevel = findPolicyLevel(snapshot, rootNamespace)
  const ownLevel = isRoot ? undefined : findPolicyLevel(snapshot, namespace)
  const reasons: Reason[] = []
  let mode: MtlsMode = 'PERMISSIVE'
  let from: NamespaceMtls['from'] = 'default'
  for (const [level, found] of [
    ['mesh', meshLevel],
    ['namespace', ownLevel],
  ] as const) {
    if (!found) continue
    const set = found.policy && readMode(found.policy)
    if (found.policy && set) {
      mode = set
      from = level
      reasons.push({ code: `mtls-${level}`, params: { policy: namePolicy(found.policy), mode: set } })
    }
    for (const policy of found.ignored)
      reasons.push({
        code: 'mtls-younger-ignored',
        params: { policy: namePolicy(policy), older: found.policy ? namePolicy(found.policy) : '' },
      })
  }
  const decided = from === 'namespace' || (isRoot && from === 'mesh')
  if (!readable.namespace || (!readable.mesh && !decided))
    return {
      mode: 'unknown',
      from: 'default',
      reasons: [{ code: 'mtls-unreadable', params: { rootNamespace } }],
    }
  if (from === 'default') reasons.push({ code: 'mtls-default', params: {} })

  const overrides = isRoot ? [] : collectWorkloadModes(snapshot, workloads, mode)
  if (isRoot) reasons.push(...tellIgnoredSelectors(snapshot, rootNamespace))
  reasons.push(...overrides.flatMap(tellOverride))
  const resulting = new Set(listResulting(workloads, overrides, mode))
  const [only] = resulting
  const judged = resulting.size > 1 ? 'mixed' : (only ?? mode)
  return {
    mode: judged,
    from: overrides.length > 0 ? 'workload' : from,
    reasons: [...reasons, ...tellDataPlane(workloads, judged)],
  }
}

function tellIgnoredSelectors(snapshot: MeshSnapshot, rootNamespace: string): Reason[] {
  return findPolicyLevel(snapshot, rootNamespace).withSelector.map((policy) => ({
    code: 'mtls-root-selector',
    params: { policy: namePolicy(policy) },
  }))
}

/** The modes that the namespace's workloads end up with, the exceptions of single ports among them. */
function listResulting(
  workloads: readonly Workload[],
  overrides: readonly WorkloadOverride[],
  mode: MtlsMode,
): MtlsMode[] {
  if (workloads.length === 0) return [mode]
  const overridden = new Map(
    overrides.flatMap((override) => override.workloads.map((one) => [one, override])),
  )
  return workloads.flatMap((workload) => {
    const override = overridden.get(workload)
    return override ? [override.mode, ...override.ports.map((port) => port.mode)] : [mode]
  })
}

const mostNamed = 3

function tellOverride({ policy, mode, workloads, ports }: WorkloadOverride): Reason[] {
  const named = workloads
    .slice(0, mostNamed)
    .map(({ name }) => name)
    .join(', ')
  const names = workloads.length > mostNamed ? `${named}, …` : named
  const of = { policy: namePolicy(policy), count: workloads.length, names }
  return [
    { code: 'mtls-workload', params: { ...of, mode } },
    ...ports.map((port) => ({ code: 'mtls-port', params: { ...of, port: port.port, mode: port.mode } })),
  ]
}

/** What the data plane makes of the mode: without proxy nobody enforces it, and ztunnel cannot turn HBONE off. */
function tellDataPlane(workloads: readonly Workload[], mode: NamespaceMtls['mode']): Reason[] {
  if (workloads.length === 0) return []
  if (workloads.every((workload) => workload.mode === 'none')) return [{ code: 'mtls-no-proxy', params: {} }]
  const ambient = workloads.some((workload) => workload.mode === 'ambient')
  return ambient && (mode === 'DISABLE' || mode === 'mixed')
    ? [{ code: 'mtls-ambient-disable', params: {} }]
    : []
}
