import type { Notice } from '#contract/words.ts'
import type { KubernetesEvent } from '#server/adapters/kubernetes/types.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { wordFinding } from '#server/words.ts'

/** Objects whose events are asked for: a workload and its first pods. */
const mostObjects = 20
const mostTold = 100

/** What Kubernetes said of these objects, newest first. That it may not be read is a notice, and no more. */
export async function listToldEvents(
  namespace: string,
  names: readonly string[],
  { adapters, session, signal }: UseCaseContext,
): Promise<{ readonly events: KubernetesEvent[]; readonly notices: readonly Notice[] }> {
  const ask = async (name: string) => {
    try {
      return await adapters.kubernetes.listEvents(session.viewer, { namespace, name }, signal)
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
      return error
    }
  }
  const answers = await Promise.all(names.slice(0, mostObjects).map(ask))
  const failure = answers.find(isProblem)
  const events = answers.flatMap((answer) => (isProblem(answer) ? [] : answer))
  return {
    events: events.sort((a, b) => (a.lastTime > b.lastTime ? -1 : 1)).slice(0, mostTold),
    notices: failure
      ? [
          {
            ...wordFinding('notice', 'events-missing', { reason: tellFailure(failure) }),
            severity: 'info',
            adapter: 'kubernetes',
          },
        ]
      : [],
  }
}
