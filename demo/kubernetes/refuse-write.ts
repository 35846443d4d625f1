import type { IncomingMessage } from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import {
  badRequest,
  methodNotAllowed,
  notFound,
  notImplemented,
  type Status,
  unsupportedMediaType,
} from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { buildKey } from '#demo/kubernetes/stored-object.ts'

/**
 * Why the demo does not do what was asked. What the real server refuses first, it refuses in the same words: a method
 * that the path does not have (405), a patch of an unknown type (415), a subresource of an object that is not there
 * (404). The rest is 501, naming the request.
 */
export function refuseWrite(
  request: IncomingMessage,
  target: RequestTarget & { readonly resource: Resource },
  store: Store,
): Status {
  const { resource, asked, verb } = target
  const named = asked?.name !== undefined
  if (asked?.subresource === undefined) {
    // Handlers of CRDs look for the name before they look for the method (apiextensions customresource_handler.go).
    const isNameless = resource.custom && !named && (verb === 'update' || verb === 'patch')
    if (isNameless) return badRequest('name must be provided')
    const misplaced =
      verb === 'create'
        ? named || (resource.namespaced && asked?.namespace === undefined)
        : (verb === 'update' || verb === 'patch') && !named
    if (misplaced || !resource.verbs.includes(verb)) return methodNotAllowed()
  }
  const patchTypes = resource.custom ? customPatchTypes : builtInPatchTypes
  const type = request.headers['content-type']?.split(';')[0]?.trim() ?? ''
  if (verb === 'patch' && !patchTypes.includes(type)) return unsupportedMediaType(patchTypes)
  if (named && asked.subresource !== undefined) {
    const key = buildKey(resource, asked.namespace, asked.name ?? '')
    if (!store.collection(resource).find(key)) return notFound(resource, asked.name ?? '')
  }
  return notImplemented(request.method ?? 'GET', request.url ?? '/')
}

const customPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
]

const builtInPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
]
