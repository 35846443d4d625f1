import type { Reason } from '#server/mesh/health/types.ts'
import { buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import { buildWorkloadMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import { explainAmbientMtls } from '#server/mesh/mtls/explain-ambient-mtls.ts'
import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface ExplainedMtls {
  readonly mode: MtlsMode
  readonly reasons: readonly Reason[]
  /** Ports (of the workload) whose mode differs. */
  readonly ports: readonly {
    readonly port: number
    readonly mode: MtlsMode
    readonly reasons: readonly Reason[]
  }[]
}

/** One word of it: `mixed` where a port differs. */
export function sumWorkloadMtls({ mode, ports }: ExplainedMtls): MtlsMode | 'mixed' {
  return ports.length > 0 ? 'mixed' : mode
}

/** No port: what holds for ports that no policy names. */
const anyPort = -1

/**
 * What a workload's own data plane takes, by sidecar or by ztunnel: the one verdict that every screen paints. Undefined where
 * no proxy stands before it, for gateways, whose servers say it themselves, and for what is part of the mesh itself.
 */
export function explainWorkloadMtls(snapshot: MeshSnapshot, workload: Workload): ExplainedMtls | undefined {
  if (workload.role !== 'application' || workload.mode === 'none' || workload.mode === 'mixed')
    return undefined
  if (workload.mode === 'ambient') return explainAmbient(snapshot, workload)
  const { mode, reasons, ports } = buildWorkloadMtls(snapshot, workload)
  return {
    mode,
    reasons,
    ports: [...ports]
      .filter(([, own]) => own.mode !== mode)
      .map(([port, own]) => ({ port, mode: own.mode, reasons: own.reasons })),
  }
}

function explainAmbient(snapshot: MeshSnapshot, workload: Workload): ExplainedMtls {
  const { allowsPlaintext } = buildAmbientMtls(snapshot, workload)
  const reasons = explainAmbientMtls(snapshot, workload)
  const modeOf = (port: number): MtlsMode => (allowsPlaintext(port) ? 'PERMISSIVE' : 'STRICT')
  const mode = modeOf(anyPort)
  const ports = new Set(
    workload.pods.flatMap(({ spec }) => spec.containers.flatMap((container) => container.ports)),
  )
  return {
    mode,
    reasons,
    ports: [...ports]
      .sort((a, b) => a - b)
      .filter((port) => modeOf(port) !== mode)
      .map((port) => ({ port, mode: modeOf(port), reasons })),
  }
}
