import type { IncomingMessage } from 'node:http'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import type { LogQuestion, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'

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
  const response = await connection.stream({ path, accept: '*/*', signal, deadlineMs })
  response.socket.setKeepAlive(true, keepAliveMs)
  return response
}
