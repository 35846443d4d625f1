import type { IncomingMessage } from 'node:http'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import type { LogQuestion, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import { Problem } from '#server/problem.ts'

const deadlineMs = 15_000
const keepAliveMs = 30_000

/**
 * Opens `pods/{name}/log` with timestamps (Kubernetes API, PodLogOptions). The caller ends the body. A follow may be
 * silent for hours, so a peer that is gone is found by TCP's own keep-alive.
 */
export async function askLog(
  connection: Connection,
  { namespace, pod, container }: LogTarget,
  question: Partial<LogQuestion> & { readonly follow: boolean; readonly limitBytes?: number },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const query = new URLSearchParams({ container, timestamps: 'true' })
  if (question.follow) query.set('follow', 'true')
  if (question.tailLines !== undefined) query.set('tailLines', String(question.tailLines))
  if (question.sinceTime !== undefined) query.set('sinceTime', question.sinceTime)
  if (question.limitBytes !== undefined) query.set('limitBytes', String(question.limitBytes))
  if (question.previous) query.set('previous', 'true')
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`
  const response = await connection.stream({ path, accept: '*/*', signal, deadlineMs }).catch((error) => {
    throw error instanceof ApiFailure && error.status === 400
      ? explainRefusal(error, `pods/${pod}/log`)
      : error
  })
  response.socket.setKeepAlive(true, keepAliveMs)
  return response
}

/**
 * A log is refused with 400 because of its container, while the API is well: the kubelet says why it has not started, or
 * that nothing ran before (kubernetes pkg/kubelet/kubelet_pods.go validateContainerLogStatus).
 */
function explainRefusal(failure: ApiFailure, target: string): ApiFailure {
  const { cause } = failure.problem
  const words = cause instanceof Error ? cause.message : ''
  const asProblem = (code: string, reason?: string) =>
    new ApiFailure(
      new Problem({
        kind: 'invalid',
        code,
        adapter: 'kubernetes',
        target,
        ...(reason && { cause: new Error(reason) }),
      }),
      failure.status,
    )
  const reason = /^container ".*" in pod ".*" is waiting to start(?:: | - )(.+)$/.exec(words)?.[1]
  if (reason !== undefined) return asProblem('log-not-started', reason)
  return /^previous terminated container .* not found$/.test(words) ? asProblem('log-no-previous') : failure
}
