import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { NamespaceSummary, namespaces } from '#contract/overview.ts'
import { judgeNamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { cutToViewer, mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { readNamespaceMode, readNamespaceRole } from '#server/mesh/objects/namespace-mode.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { NamespaceObject } from '#server/mesh/objects/types.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof namespaces>

/**
 * The namespaces that the viewer may see, by name, with mode, role and mTLS. It asks the cluster's objects alone, so it
 * answers while Prometheus is down. Throws what the Kubernetes adapter throws.
 */
export const readNamespaces: UseCase<CallArguments<typeof namespaces>, Answer> = async (_input, context) => {
  const { adapters, session, config, nowMs, signal } = context
  const [whole, access] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
  ])
  const cut = cutToViewer(whole, access)
  const labels = { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS }
  const items = cut
    .all('Namespace')
    .map((namespace) => presentNamespace(namespace, { cut, access, labels }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const notices = [...tellCluster(adapters.kubernetes.status(), nowMs)]
  return { asOf: new Date(nowMs).toISOString(), items, notices }
}

function presentNamespace(
  { metadata }: NamespaceObject,
  { cut, access, labels }: { cut: MeshSnapshot; access: ViewerAccess; labels: WorkloadLabels },
): NamespaceSummary {
  const { name } = metadata
  const workloads = listWorkloadsOfNamespace(cut, name, labels)
  const may = (namespace: string) =>
    cut.kinds.has('PeerAuthentication') && access.may('list', 'PeerAuthentication', namespace)
  const mtls = judgeNamespaceMtls({
    snapshot: cut,
    namespace: name,
    workloads,
    readable: { mesh: may(cut.rootNamespace), namespace: may(name) },
  })
  const revision = metadata.labels['istio.io/rev']
  return {
    cluster: cut.cluster,
    name,
    mode: readNamespaceMode(workloads, metadata.labels),
    role: readNamespaceRole(name, workloads, cut.rootNamespace),
    readable: mayLookInto(access, name),
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
