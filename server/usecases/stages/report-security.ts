import type { auditReport } from '#contract/audit-report.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { buildAccessMatrix } from '#server/mesh/access/build-access-matrix.ts'
import { chooseColumns } from '#server/mesh/access/choose-columns.ts'
import { listExceptions } from '#server/mesh/exceptions/list-exceptions.ts'
import { judgeMeshMtls } from '#server/mesh/mtls/judge-mesh-mtls.ts'
import { hasPolicies, listWorkloads } from '#server/mesh/objects/workloads.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import type { ChosenNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { countStrict } from '#server/usecases/stages/count-strict.ts'
import { judgeSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { listRowDoubts } from '#server/usecases/stages/list-doubts.ts'
import type { View } from '#server/usecases/stages/read-view.ts'
import { wordFinding } from '#server/words.ts'

type Report = CallOutput<typeof auditReport>

const mostOpen = 200
const mostExceptions = 500

/** How far traffic is encrypted, by the one verdict that every screen paints. */
export function reportEncryption(view: View, chosen: ChosenNamespaces): Report['encryption'] {
  const { cut, access, labels, followed } = view
  const judged = [...chosen.asked]
    .sort()
    .map((namespace) => ({ namespace, mtls: judgeSeenMtls(namespace, { snapshot: cut, access, labels }) }))
  const { mode, reasons } = judgeMeshMtls(judged, chosen.all && followed === undefined)
  const workloads = listWorkloads(cut, labels).filter(({ namespace }) => chosen.asked.has(namespace))
  return {
    mode,
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
    namespaces: judged.map(({ namespace, mtls }) => ({ namespace, mode: mtls.mode })),
    workloads: countStrict(workloads, { snapshot: cut, access }),
  }
}

/** Which workloads anybody may call, by the matrix of callers and workloads. */
export function reportOpen(
  view: View,
  chosen: ChosenNamespaces,
  { adapters: { kubernetes } }: Pick<UseCaseContext, 'adapters'>,
): Report['open'] {
  const { cut, access, labels } = view
  const meshConfig = kubernetes.readMeshConfig(cut)
  const workloads = listWorkloads(cut, labels)
  const rows = buildAccessMatrix({
    ...{ snapshot: cut, meshConfig, question: {} },
    workloads: workloads.filter((workload) => chosen.asked.has(workload.namespace) && hasPolicies(workload)),
    columns: chooseColumns(workloads, meshConfig, []).principals,
  })
  const open = rows.filter(({ cells }) => cells.includes('open'))
  const sight = { cut, access, unseen: kubernetes.status().unseen }
  return {
    of: rows.length,
    total: open.length,
    items: open
      .slice(0, mostOpen)
      .map(({ workload: { kind, namespace, name } }) => ({ kind, namespace, name })),
    doubted: rows.filter(({ workload, policies }) => listRowDoubts(workload, policies, sight).length > 0)
      .length,
  }
}

/** Settings that leave a door open, of what the viewer may list. */
export function reportExceptions({ cut }: View, chosen: ChosenNamespaces): Report['exceptions'] {
  return listExceptions(cut)
    .filter(({ metadata }) => chosen.asked.has(metadata.namespace))
    .slice(0, mostExceptions)
    .map(({ kind, metadata: { namespace, name, creationTimestamp }, code, params }) => ({
      ...{ kind, namespace, name },
      ...(creationTimestamp ? { since: creationTimestamp } : {}),
      says: wordFinding('finding', code, params),
    }))
}
