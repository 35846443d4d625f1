import type { IncomingMessage } from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { methodNotAllowed, notFound, notImplemented, type Status } from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { buildKey } from '#demo/kubernetes/stored-object.ts'

/**
 * Why the demo does not do what was asked of a subresource or a review that it does not imitate. What the real server
 * refuses first, it refuses in the same words: a method that the path does not have (405), an object that is not there
 * (404). The rest is 501, naming the request.
 */
export function refuseWrite(
  request: IncomingMessage,
  target: RequestTarget & { readonly resource: Resource },
  store: Store,
): Status {
  const { resource, asked, verb } = target
  if (asked?.subresource === undefined && !resource.verbs.includes(verb)) return methodNotAllowed()
  if (asked?.name !== undefined && asked.subresource !== undefined) {
    const key = buildKey(resource, asked.namespace, asked.name)
    if (!store.collection(resource).find(key)) return notFound(resource, asked.name)
  }
  return notImplemented(request.method ?? 'GET', request.url ?? '/')
}
