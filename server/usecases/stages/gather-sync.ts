import type { CallOutput } from '#contract/define-call.ts'
import type { workloadDetail } from '#contract/details.ts'
import type { SyncSummary } from '#contract/summaries.ts'
import type { Notice } from '#contract/words.ts'
import { judgeSync } from '#server/mesh/health/judge-sync.ts'
import type { SyncByPod, SyncSum } from '#server/mesh/health/sum-sync.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { cutSyncToViewer } from '#server/mesh/objects/cut-sync-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import type { ChosenNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { wordFinding } from '#server/words.ts'

/** For more namespaces the whole mesh is asked for at once. */
const mostAskedAlone = 4

export interface GatheredSync {
  /** undefined where no istiod tells, or none is configured. */
  readonly byPod: SyncByPod | undefined
  /** Why not, of an istiod that is there. */
  readonly failure: Problem | undefined
}

/**
 * What istiod sent to the proxies of the chosen namespaces and what they took, cut to the viewer. istiod is optional; one
 * that is known to be away is not asked, for that is told already and nobody should wait for it.
 */
export async function gatherSync(
  {
    chosen,
    ...facts
  }: {
    readonly chosen: ChosenNamespaces
    readonly whole: MeshSnapshot
    readonly cut: MeshSnapshot
    readonly access: ViewerAccess
  },
  { adapters: { istiod }, signal }: UseCaseContext,
): Promise<GatheredSync> {
  if (!istiod) return { byPod: undefined, failure: undefined }
  const { state, problem } = istiod.status()
  if (state === 'down') return { byPod: undefined, failure: problem }
  const isFew = !chosen.all && chosen.asked.size <= mostAskedAlone
  try {
    const told = await Promise.all(
      (isFew ? [...chosen.asked] : [undefined]).map((namespace) => istiod.readProxySync(namespace, signal)),
    )
    const cut = cutSyncToViewer(told.flat(), facts)
    return { byPod: new Map(cut.map((one) => [`${one.namespace}/${one.pod}`, one])), failure: undefined }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { byPod: undefined, failure: error }
  }
}

/** istiod's being away is told by itself; this is of one that answers, and not this. */
export function tellNoSync({ failure }: GatheredSync): readonly Notice[] {
  if (!failure) return []
  const params = { reason: tellFailure(failure) }
  return [{ ...wordFinding('finding', 'sync-untold', params), severity: 'info', adapter: 'istiod' }]
}

/** For a row of a list and the head of a detail page. */
export function presentSyncSum(sum: SyncSum | undefined): { sync?: SyncSummary } {
  if (!sum) return {}
  const reasons = sum.reasons.map(({ code, params }) => wordFinding('finding', code, params))
  return { sync: { state: sum.state, reasons } }
}

type Detail = CallOutput<typeof workloadDetail>

/** The pods with what their proxies have, or why that is not told. A pod that no istiod knows has no proxy to tell of. */
export function presentSync(
  namespace: string,
  pods: Detail['pods'],
  { byPod, failure }: GatheredSync,
): Pick<Detail, 'pods' | 'syncUntold'> {
  if (failure && pods.some(({ mode }) => mode === 'sidecar'))
    return { pods, syncUntold: wordFinding('finding', 'sync-untold', { reason: tellFailure(failure) }) }
  return {
    pods: pods.map((pod) => {
      const sync = byPod?.get(`${namespace}/${pod.name}`)
      return sync ? { ...pod, sync: [...judgeSync(sync.pushes)] } : pod
    }),
  }
}
