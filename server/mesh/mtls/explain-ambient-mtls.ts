import type { Reason } from '#server/mesh/health/types.ts'
import { buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import { buildWorkloadMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import { namePolicy, parseMode } from '#server/mesh/mtls/peer-authentication.ts'
import {
  findPolicyLevel,
  findWorkloadPolicy,
  type SelectableWorkload,
} from '#server/mesh/mtls/policy-levels.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * Why ztunnel takes what it takes: the levels that speak, as for a sidecar, what istiod makes of them for ztunnel, and then
 * where ztunnel does otherwise than they say (see `buildAmbientMtls`). The last three are gaps of istiod's conversion,
 * which nobody would expect.
 */
export function explainAmbientMtls(snapshot: MeshSnapshot, workload: SelectableWorkload): readonly Reason[] {
  const levels = buildWorkloadMtls(snapshot, workload)
  return [
    ...levels.reasons,
    ...tellConversion(snapshot, workload),
    ...explainAmbientOddities(snapshot, workload),
  ]
}

/** The names under which istiod's `/debug/ambientz` and ztunnel's `config_dump` have what was made of them. */
function tellConversion(snapshot: MeshSnapshot, workload: SelectableWorkload): readonly Reason[] {
  const { attached, notSent } = buildAmbientMtls(snapshot, workload)
  const sent = attached.filter((name) => !notSent.includes(name))
  return sent.length === 0 ? [] : [{ code: 'mtls-ambient-converted', params: { policies: sent.join(', ') } }]
}

/** Of those reasons the ones in which ztunnel does otherwise than the levels say. */
export function explainAmbientOddities(
  snapshot: MeshSnapshot,
  workload: SelectableWorkload,
): readonly Reason[] {
  const levels = buildWorkloadMtls(snapshot, workload)
  const ambient = buildAmbientMtls(snapshot, workload)
  const own = findWorkloadPolicy(snapshot, workload)
  const mesh = findPolicyLevel(snapshot, snapshot.rootNamespace).policy
  const ignored = Object.entries(own?.spec.portLevelMtls ?? {}).filter(
    ([port, setting]) => parseMode(setting?.mode) === 'DISABLE' && !ambient.allowsPlaintext(Number(port)),
  )
  return [
    ...(levels.mode === 'DISABLE' ? [{ code: 'mtls-ambient-disable', params: {} }] : []),
    ...(mesh?.spec.selector && workload.namespace !== snapshot.rootNamespace
      ? [{ code: 'mtls-ambient-selector', params: { policy: namePolicy(mesh) } }]
      : []),
    ...(own
      ? ignored.map(([port]) => ({ code: 'mtls-ambient-port', params: { policy: namePolicy(own), port } }))
      : []),
    ...(own && ambient.notSent.length > 0
      ? [{ code: 'mtls-ambient-open', params: { policy: namePolicy(own) } }]
      : []),
  ]
}
