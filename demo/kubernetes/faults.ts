import type { ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'

export const KUBERNETES_FAULTS = ['html', 'truncated', 'hang', '5xx', '429', 'too-old'] as const

/** How the demo's API server can be sick. */
export interface KubernetesFault {
  /** How long it thinks before it answers (or fails to). */
  readonly delayMs?: number
  readonly answer?: (typeof KUBERNETES_FAULTS)[number]
  /** Which requests are hit: those whose target holds this. Default: every request. */
  readonly only?: string
}

/** Answers as a sick server; false where the request is to be answered well, after the delay. */
export async function answerSickly(
  target: string,
  response: ServerResponse,
  fault: KubernetesFault | undefined,
): Promise<boolean> {
  if (!fault || (fault.only !== undefined && !target.includes(fault.only))) return false
  if (fault.delayMs) await setTimeout(fault.delayMs, undefined, { ref: false })
  const { answer } = fault
  if (answer === undefined) return false
  switch (answer) {
    case 'hang':
      return true
    case 'html':
      // What a proxy with a sign-in page in front of the API server says.
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      response.end('<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>')
      return true
    case 'truncated':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' })
      response.write(
        '{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[{"meta',
        () => response.destroy(),
      )
      return true
    case '5xx':
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' })
      response.end('Service Unavailable\n')
      return true
    case '429':
      // Priority and fairness refuses in plain text (apiserver filters/priority-and-fairness.go).
      response.writeHead(429, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' })
      response.end('Too many requests, please try again later.\n')
      return true
    case 'too-old':
      return answerTooOld(response)
  }
}

/** Every watch and every page is refused as too old: a server whose etcd is compacted faster than clients read. */
function answerTooOld(response: ServerResponse): boolean {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'The resourceVersion for the provided list is too old.',
    reason: 'Expired',
    code: 410,
  }
  response.writeHead(410, { 'content-type': 'application/json' })
  response.end(JSON.stringify(status))
  return true
}
