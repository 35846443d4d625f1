import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** The cluster as one viewer may see it: what nearly every answer begins with. */
export interface View {
  /** The snapshot cut to what the viewer may see; nothing that is told of objects comes from elsewhere. */
  readonly cut: MeshSnapshot
  /** The cluster's snapshot before it was cut: to count by, never to tell of. */
  readonly whole: MeshSnapshot
  readonly access: ViewerAccess
  /** The namespaces that the console itself follows one by one; undefined when it follows all. */
  readonly followed: readonly string[] | undefined
  /** The labels that name a pod's application and version here. */
  readonly labels: WorkloadLabels
}

/** Throws what the Kubernetes adapter throws. */
export async function readView({
  adapters: { kubernetes },
  session,
  config,
  signal,
}: Pick<UseCaseContext, 'adapters' | 'session' | 'config' | 'signal'>): Promise<View> {
  const [whole, access] = await Promise.all([
    kubernetes.readSnapshot(signal),
    kubernetes.readAccess(session.viewer, signal),
  ])
  return {
    cut: cutToViewer(whole, access),
    whole,
    access,
    followed: kubernetes.status().namespaces,
    labels: { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS },
  }
}
