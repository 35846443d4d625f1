import type { Reason } from '#server/mesh/health/types.ts'
import { collectWorkloadModes, type WorkloadOverride } from '#server/mesh/mtls/collect-workload-modes.ts'
import { explainAmbientOddities } from '#server/mesh/mtls/explain-ambient-mtls.ts'
import { explainWorkloadMtls, sumWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import { isMtlsKnown, type MtlsRights } from '#server/mesh/mtls/mtls-rights.ts'
import { type MtlsMode, namePolicy, readMode } from '#server/mesh/mtls/peer-authentication.ts'
import { findPolicyLevel } from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface NamespaceMtls {
  /** `mixed` when workloads differ, `unknown` when what decides may not be read. */
  readonly mode: MtlsMode | 'mixed' | 'unknown'
  readonly from: 'default' | 'mesh' | 'namespace' | 'workload'
  /** Whether a proxy stands before any of its workloads; where none does, the mode is that of the policies alone. */
  readonly isEnforced: boolean
  readonly reasons: readonly Reason[]
}

interface Facts {
  readonly snapshot: MeshSnapshot
  readonly namespace: string
  /** The namespace's workloads. */
  readonly workloads: readonly Workload[]
  readonly readable: MtlsRights
}

/**
 * mTLS of a namespace as PeerAuthentication sets it for the servers of its workloads. Levels and precedence as istiod
 * has them (istio `pilot/pkg/model/authentication.go`, `pilot/pkg/security/authn/policy_applier.go`, 1.31): it begins
 * at PERMISSIVE; the oldest policy without selector of the root namespace, then that of this namespace, then the oldest
 * matching policy with a selector override when they set a mode; UNSET inherits. Policies with a selector in the root
 * namespace are ignored. The word is what `explainWorkloadMtls` says of its workloads, or the policies alone where no
 * proxy stands before any of them.
 */
export function judgeNamespaceMtls({ snapshot, namespace, workloads, readable }: Facts): NamespaceMtls {
  const { rootNamespace } = snapshot
  if (!isMtlsKnown(snapshot, namespace, readable))
    return {
      mode: 'unknown',
      from: 'default',
      isEnforced: false,
      reasons: [{ code: 'mtls-unreadable', params: { rootNamespace } }],
    }
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
  if (from === 'default') reasons.push({ code: 'mtls-default', params: {} })

  const overrides = isRoot ? [] : collectWorkloadModes(snapshot, workloads, mode)
  if (isRoot) reasons.push(...tellIgnoredSelectors(snapshot, rootNamespace))
  reasons.push(...overrides.flatMap(tellOverride))
  const explained = workloads.flatMap((workload) => explainWorkloadMtls(snapshot, workload) ?? [])
  const resulting = new Set(explained.map(sumWorkloadMtls))
  const [only] = resulting
  return {
    mode: resulting.size > 1 ? 'mixed' : (only ?? mode),
    from: overrides.length > 0 ? 'workload' : from,
    isEnforced: explained.length > 0,
    reasons: [...reasons, ...tellDataPlane(snapshot, workloads)],
  }
}

function tellIgnoredSelectors(snapshot: MeshSnapshot, rootNamespace: string): Reason[] {
  return findPolicyLevel(snapshot, rootNamespace).withSelector.map((policy) => ({
    code: 'mtls-root-selector',
    params: { policy: namePolicy(policy) },
  }))
}

const mostNamed = 3

function tellOverride({ policy, mode, workloads, ports }: WorkloadOverride): Reason[] {
  const of = { policy: namePolicy(policy), count: workloads.length, names: nameSome(workloads) }
  return [
    { code: 'mtls-workload', params: { ...of, mode } },
    ...ports.map((port) => ({ code: 'mtls-port', params: { ...of, port: port.port, mode: port.mode } })),
  ]
}

/** What the data plane makes of the mode: without proxy nobody enforces it, and ztunnel does otherwise in places. */
function tellDataPlane(snapshot: MeshSnapshot, workloads: readonly Workload[]): Reason[] {
  const bare = workloads.filter(({ mode, role }) => mode === 'none' && role === 'application')
  const odd = new Map(
    workloads
      .filter(({ mode }) => mode === 'ambient')
      .flatMap((workload) => explainAmbientOddities(snapshot, workload))
      .map((reason) => [JSON.stringify(reason), reason]),
  )
  return [
    ...(workloads.length > 0 && workloads.every(({ mode }) => mode === 'none')
      ? [{ code: 'mtls-no-proxy', params: {} }]
      : bare.length > 0
        ? [{ code: 'mtls-some-no-proxy', params: { count: bare.length, names: nameSome(bare) } }]
        : []),
    ...odd.values(),
  ]
}

function nameSome(workloads: readonly Workload[]): string {
  const named = workloads
    .slice(0, mostNamed)
    .map(({ name }) => name)
    .join(', ')
  return workloads.length > mostNamed ? `${named}, …` : named
}
