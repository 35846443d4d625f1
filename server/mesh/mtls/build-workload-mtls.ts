import type { Reason } from '#server/mesh/health/types.ts'
import {
  type MtlsMode,
  namePolicy,
  type PeerAuthentication,
  parseMode,
  readMode,
} from '#server/mesh/mtls/peer-authentication.ts'
import {
  findPolicyLevel,
  findWorkloadPolicy,
  listHiddenPolicies,
  type SelectableWorkload,
} from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** The one field whose change would change the mode. */
export interface DecidingField {
  readonly namespace: string
  readonly name: string
  /** `mtls` or `portLevelMtls[<port>]`. */
  readonly field: string
}

export interface EffectiveMtls {
  readonly mode: MtlsMode
  /** Absent where nothing is set: Istio's default, PERMISSIVE, holds. */
  readonly decidedBy?: DecidingField
  /** Every level that speaks, the weakest first; the last one decides. */
  readonly reasons: readonly Reason[]
}

export interface WorkloadMtls extends EffectiveMtls {
  /** Ports (of the workload, not of a Service) with a mode of their own; every other has the workload's. */
  readonly ports: ReadonlyMap<number, EffectiveMtls>
}

/**
 * What a sidecar takes on its workload's ports. It begins at PERMISSIVE; the mesh's policy, the namespace's, the
 * workload's each override when they set a mode; ports come from the workload's policy alone, and an UNSET port has the
 * workload's mode (istio `pilot/pkg/security/authn/policy_applier.go`, ComposePeerAuthentication, 1.31). Gateways
 * ignore these policies for the ports of their own servers; ztunnel follows `buildAmbientMtls`.
 */
export function buildWorkloadMtls(snapshot: MeshSnapshot, workload: SelectableWorkload): WorkloadMtls {
  const { rootNamespace } = snapshot
  const mesh = findPolicyLevel(snapshot, rootNamespace).policy
  const isRoot = workload.namespace === rootNamespace
  const own = isRoot ? undefined : findPolicyLevel(snapshot, workload.namespace).policy
  const nearest = findWorkloadPolicy(snapshot, workload)

  let effective: EffectiveMtls = { mode: 'PERMISSIVE', reasons: [] }
  effective = override(effective, mesh, (policy, mode) => ({ code: 'mtls-mesh', params: { policy, mode } }))
  effective = override(effective, own, (policy, mode) => ({
    code: 'mtls-namespace',
    params: { policy, mode },
  }))
  effective = override(effective, nearest, (policy, mode) => ({
    code: 'mtls-workload',
    params: { policy, mode, count: 1, names: workload.name },
  }))
  if (effective.reasons.length === 0)
    effective = { ...effective, reasons: [{ code: 'mtls-default', params: {} }] }
  const ports = nearest ? buildPorts(nearest, workload, effective) : new Map()
  return { ...effective, reasons: [...effective.reasons, ...tellHidden(snapshot, workload)], ports }
}

function tellHidden(snapshot: MeshSnapshot, workload: SelectableWorkload): readonly Reason[] {
  return listHiddenPolicies(snapshot, workload).map(({ policy, older }) => ({
    code: 'mtls-younger-ignored',
    params: { policy: namePolicy(policy), older: namePolicy(older) },
  }))
}

/** The mode on one port of the workload. */
export function readPortMtls(mtls: WorkloadMtls, port: number): EffectiveMtls {
  return mtls.ports.get(port) ?? mtls
}

function override(
  inherited: EffectiveMtls,
  policy: PeerAuthentication | undefined,
  word: (policy: string, mode: MtlsMode) => Reason,
): EffectiveMtls {
  const mode = policy && readMode(policy)
  if (!policy || !mode) return inherited
  const { namespace, name } = policy.metadata
  return {
    mode,
    decidedBy: { namespace, name, field: 'mtls' },
    reasons: [...inherited.reasons, word(namePolicy(policy), mode)],
  }
}

function buildPorts(
  policy: PeerAuthentication,
  workload: SelectableWorkload,
  inherited: EffectiveMtls,
): ReadonlyMap<number, EffectiveMtls> {
  const { namespace, name } = policy.metadata
  const ports = new Map<number, EffectiveMtls>()
  for (const [port, setting] of Object.entries(policy.spec.portLevelMtls ?? {})) {
    const mode = parseMode(setting?.mode)
    if (!mode) continue
    const params = { policy: namePolicy(policy), mode, port: Number(port), count: 1, names: workload.name }
    ports.set(Number(port), {
      mode,
      decidedBy: { namespace, name, field: `portLevelMtls[${port}]` },
      reasons: [...inherited.reasons, { code: 'mtls-port', params }],
    })
  }
  return ports
}

/**
 * What clients with auto mTLS infer of a namespace's servers before they know the endpoint; absent when no policy
 * speaks at that level. UNSET counts as PERMISSIVE, or as the mesh's mode for a namespace
 * (istio `pilot/pkg/model/authentication.go`, GetNamespaceMutualTLSMode).
 */
export function buildInferredModes(
  snapshot: MeshSnapshot,
  namespace: string,
): { readonly namespace?: MtlsMode; readonly mesh?: MtlsMode } {
  const { rootNamespace } = snapshot
  const meshPolicy = findPolicyLevel(snapshot, rootNamespace).policy
  const mesh = meshPolicy && (readMode(meshPolicy) ?? 'PERMISSIVE')
  const ownPolicy = namespace === rootNamespace ? undefined : findPolicyLevel(snapshot, namespace).policy
  const own = ownPolicy ? (readMode(ownPolicy) ?? mesh ?? 'PERMISSIVE') : mesh
  return { ...(own ? { namespace: own } : {}), ...(mesh ? { mesh } : {}) }
}
