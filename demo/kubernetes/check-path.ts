import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { methodNotAllowed, noSuchResource, notFound, StatusError } from '#demo/kubernetes/status.ts'
import { describeSubresource } from '#demo/kubernetes/subresources.ts'

/** A namespace where the kind has none, or none where one object of a namespaced kind is named: there is no such path. */
export function isMisplaced({ asked }: RequestTarget, resource: Resource): boolean {
  if (!asked || resource.resource === 'namespaces') return false
  // A review is made, never read.
  if (asked.name !== undefined && resource.verbs.length === 1) return true
  return resource.namespaced
    ? asked.namespace === undefined && asked.name !== undefined
    : asked.namespace !== undefined
}

/** Kinds of CRDs do not find the object where there is no such subresource, built-in ones do not find the path. */
export function checkSubresource({ asked, verb }: RequestTarget, resource: Resource): void {
  const { subresource, name = '' } = asked ?? {}
  if (subresource === undefined) return
  if (!resource.subresources.includes(subresource)) {
    throw new StatusError(resource.custom ? notFound(resource, name) : noSuchResource())
  }
  if (!describeSubresource(resource, subresource).verbs.includes(verb))
    throw new StatusError(methodNotAllowed())
}
