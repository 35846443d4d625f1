import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { namespaces } from '#contract/overview.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherHealth } from '#server/usecases/stages/gather-health.ts'
import { gatherSync } from '#server/usecases/stages/gather-sync.ts'
import { presentNamespace } from '#server/usecases/stages/present-namespace.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof namespaces>

/**
 * The namespaces that the viewer may see, by name, with mode, role and mTLS, and with health and traffic if those are
 * asked for. It answers while Prometheus or istiod is down. Throws what the Kubernetes adapter throws.
 */
export const readNamespaces: UseCase<CallArguments<typeof namespaces>, Answer> = async (input, context) => {
  const { adapters, session, config, nowMs, signal } = context
  const [whole, access] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
  ])
  const cut = cutToViewer(whole, access)
  const labels = { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS }
  const followed = adapters.kubernetes.status().namespaces
  const chosen = chooseNamespaces(undefined, { cut, whole, access, followed })
  const { rangeSeconds } = input
  const [health, sync] = input.health
    ? await Promise.all([
        gatherHealth({ chosen, cut, access, rangeSeconds }, context),
        gatherSync({ chosen, whole, cut, access }, context),
      ])
    : []
  const items = cut
    .all('Namespace')
    .map((namespace) =>
      presentNamespace(namespace, { cut, access, labels, judging: health?.facts, sync: sync?.byPod }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const away = tellCluster(adapters.kubernetes.status(), nowMs)
  return {
    asOf: new Date(nowMs).toISOString(),
    items,
    notices: [...away, ...chosen.notices, ...(health?.notices ?? [])],
  }
}
