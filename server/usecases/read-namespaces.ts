import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { namespaces } from '#contract/overview.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherHealth } from '#server/usecases/stages/gather-health.ts'
import { gatherSync } from '#server/usecases/stages/gather-sync.ts'
import { presentNamespace } from '#server/usecases/stages/present-namespace.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof namespaces>

/**
 * The namespaces that the viewer may see, by name, with mode, role and mTLS, and with health and traffic if those are
 * asked for. It answers while Prometheus or istiod is down. Throws what the Kubernetes adapter throws.
 */
export const readNamespaces: UseCase<CallArguments<typeof namespaces>, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, labels, whole, access } = view
  const chosen = chooseNamespaces(undefined, view)
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
