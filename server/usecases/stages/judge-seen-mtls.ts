import type { WorkloadMtls } from '#contract/mtls.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import { type ExplainedMtls, explainWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import { judgeNamespaceMtls, type NamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'
import { isMtlsKnown, readMtlsRights } from '#server/mesh/mtls/mtls-rights.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import { wordFinding } from '#server/words.ts'

interface SeenFacts {
  readonly snapshot: MeshSnapshot
  readonly access: ViewerAccess
}

/** What one viewer is told of a namespace's mutual TLS, wherever it is told. */
export function judgeSeenMtls(
  namespace: string,
  { snapshot, access, labels }: SeenFacts & { readonly labels: WorkloadLabels },
): NamespaceMtls {
  return judgeNamespaceMtls({
    snapshot,
    namespace,
    workloads: listWorkloadsOfNamespace(snapshot, namespace, labels),
    readable: readMtlsRights(snapshot, access, namespace),
  })
}

/** The same of a workload: nothing without a proxy of its own, or where what decides is out of sight. */
export function explainSeenMtls(
  workload: Workload,
  { snapshot, access }: SeenFacts,
): ExplainedMtls | undefined {
  const { namespace } = workload
  const isKnown = isMtlsKnown(snapshot, namespace, readMtlsRights(snapshot, access, namespace))
  return isKnown ? explainWorkloadMtls(snapshot, workload) : undefined
}

export function presentSeenMtls(
  workload: Workload,
  facts: SeenFacts,
): { readonly mtls?: NonNullable<WorkloadMtls['takes']> } {
  const takes = explainSeenMtls(workload, facts)
  return takes ? { mtls: presentTakes(takes) } : {}
}

export function presentTakes({ mode, reasons, ports }: ExplainedMtls): NonNullable<WorkloadMtls['takes']> {
  return {
    mode,
    reasons: word(reasons),
    ports: ports.map((port) => ({ ...port, reasons: word(port.reasons) })),
  }
}

function word(reasons: readonly Reason[]) {
  return reasons.map(({ code, params }) => wordFinding('finding', code, params))
}
