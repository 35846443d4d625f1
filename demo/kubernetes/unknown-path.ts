import type { IncomingMessage, ServerResponse } from 'node:http'
import { isCustomGroup, listGroups } from '#demo/kubernetes/catalogue.ts'
import { findResourceList } from '#demo/kubernetes/discovery.ts'
import { replyStatus, replyText } from '#demo/kubernetes/reply.ts'
import { noSuchResource } from '#demo/kubernetes/status.ts'

/**
 * 404 for a path that is not there: a Status below the paths that go-restful serves (`/api`, `/version`, the built-in
 * groups), plain text elsewhere (apiserver pkg/server/handler.go, director).
 */
export async function replyMissing(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const [first = '', group = ''] = path.split('/').filter(Boolean)
  const isBuiltIn = first === 'apis' && listGroups().has(group) && !isCustomGroup(group)
  if (first === 'api' || first === 'version' || isBuiltIn) {
    return replyStatus(request, response, noSuchResource())
  }
  replyText(response, 404, '404 page not found\n')
}

/** Whether go-restful serves the path, which takes GET alone; discovery by other means takes any method. */
export function isRestful(path: string): boolean {
  const [first = '', second, third, fourth] = path.split('/').filter(Boolean)
  if (first === 'version' || first === 'api') {
    return second === undefined || (first === 'api' && third === undefined && isServed('', second))
  }
  if (first !== 'apis' || second === undefined || third === undefined || fourth !== undefined) return false
  return !isCustomGroup(second) && isServed(second, third)
}

const isServed = (group: string, version: string) => findResourceList(group, version) !== undefined
