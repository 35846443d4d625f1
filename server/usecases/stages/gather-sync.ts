import type { CallOutput } from '#contract/define-call.ts'
import type { workloadDetail } from '#contract/details.ts'
import { judgeSync } from '#server/mesh/health/judge-sync.ts'
import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof workloadDetail>

/**
 * What istiod sent to the proxies of a namespace and what they took; a Problem when it does not tell, undefined without an
 * istiod. It is asked as the console: use only what is of pods that the viewer sees.
 */
export async function gatherSync(
  namespace: string,
  { adapters, signal }: UseCaseContext,
): Promise<ReadonlyMap<string, ProxySync> | Problem | undefined> {
  try {
    const all = await adapters.istiod?.readProxySync(namespace, signal)
    return all && new Map(all.map((one) => [one.pod, one]))
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return error
  }
}

/** The pods with what their proxies have, or why that is not told. A pod that no istiod knows has no proxy to tell of. */
export function presentSync(
  pods: Answer['pods'],
  told: Awaited<ReturnType<typeof gatherSync>>,
): Pick<Answer, 'pods' | 'syncUntold'> {
  if (!told) return { pods }
  if (isProblem(told))
    return pods.some(({ mode }) => mode === 'sidecar')
      ? { pods, syncUntold: wordFinding('finding', 'sync-untold', { reason: tellFailure(told) }) }
      : { pods }
  return {
    pods: pods.map((pod) => {
      const sync = told.get(pod.name)
      return sync ? { ...pod, sync: [...judgeSync(sync.pushes)] } : pod
    }),
  }
}
