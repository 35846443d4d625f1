import type { NamespaceSummary } from '#contract/overview.ts'
import {
  type JudgingFacts,
  judgeWorkload,
  sumNamespace,
  type TrafficSum,
} from '#server/mesh/health/judge-object.ts'
import { type SyncByPod, sumSyncOfWorkloads } from '#server/mesh/health/sum-sync.ts'
import { healthStatuses } from '#server/mesh/health/types.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { readNamespaceMode, readNamespaceRole } from '#server/mesh/objects/namespace-mode.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { NamespaceObject } from '#server/mesh/objects/types.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import { indexFaults } from '#server/mesh/references/index-faults.ts'
import { presentSyncSum } from '#server/usecases/stages/gather-sync.ts'
import { judgeSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { presentFaults } from '#server/usecases/stages/present-faults.ts'
import { presentTraffic } from '#server/usecases/stages/present-traffic.ts'
import { wordFinding } from '#server/words.ts'

/** A row shows why in a line or two; the workloads' own list has all. */
const mostReasons = 5

interface Facts {
  readonly cut: MeshSnapshot
  readonly access: ViewerAccess
  readonly labels: WorkloadLabels
  /** undefined where health was not asked for. */
  readonly judging: JudgingFacts | undefined
  readonly sync: SyncByPod | undefined
}

/** A row of the list, and the head of the detail page. */
export function presentNamespace(
  { metadata }: NamespaceObject,
  { cut, access, labels, judging, sync }: Facts,
): NamespaceSummary {
  const { name } = metadata
  const workloads = listWorkloadsOfNamespace(cut, name, labels)
  const mtls = judgeSeenMtls(name, { snapshot: cut, access, labels })
  const revision = metadata.labels['istio.io/rev']
  const readable = mayLookInto(access, name)
  return {
    cluster: cut.cluster,
    namespace: name,
    kind: 'Namespace',
    name,
    ...(judging && readable ? presentHealth(workloads, judging) : {}),
    ...presentFaults(indexFaults({ snapshot: cut, access }).listIn(name)),
    mode: readNamespaceMode(workloads, metadata.labels),
    ...presentSyncSum(sumSyncOfWorkloads(workloads, sync)),
    role: readNamespaceRole(name, workloads, cut.rootNamespace),
    readable,
    ...(revision === undefined ? {} : { revision }),
    mtls: {
      mode: mtls.mode,
      from: mtls.from,
      reasons: mtls.reasons.map(({ code, params }) => wordFinding('finding', code, params)),
    },
    workloads: workloads.length,
    services: cut.inNamespace('Service', name).length,
    labels: { ...metadata.labels },
  }
}

/** As its worst workload, with the reasons of all that are in that state. */
function presentHealth(
  workloads: readonly Workload[],
  judging: JudgingFacts,
): Pick<NamespaceSummary, 'health' | keyof TrafficSum> {
  const verdicts = workloads.map((workload) => judgeWorkload(workload, judging))
  const status = healthStatuses.find((one) => verdicts.some((verdict) => verdict.status === one)) ?? 'idle'
  const reasons = verdicts
    .filter((verdict) => verdict.status === status && status !== 'healthy')
    .flatMap((verdict) => verdict.reasons)
    .slice(0, mostReasons)
  return {
    health: { status, reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)) },
    ...presentTraffic(sumNamespace(workloads, judging), judging),
  }
}
