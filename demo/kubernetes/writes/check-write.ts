import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, equals, type Fields } from '#demo/kubernetes/fields/json.ts'
import { badRequest, notFound, StatusError } from '#demo/kubernetes/status.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import type { WriteContext } from '#demo/kubernetes/writes/write-context.ts'
import {
  conflict,
  type FieldCause,
  forbid,
  forbiddenWrite,
  invalid,
  invalidObject,
  modifiedSince,
  refuseInvalid,
} from '#demo/kubernetes/writes/write-status.ts'

/** The object is the one that the path names. */
export function checkSameName(object: Fields, wanted: string): void {
  const name = String(asRecord(object['metadata'])['name'] ?? '')
  if (name === wanted) return
  throw new StatusError(
    badRequest(
      name === ''
        ? `the name of the object (${wanted} based on URL) was undeterminable: name must be provided`
        : `the name of the object (${name}) does not match the name on the URL (${wanted})`,
    ),
  )
}

/** The namespace of the object is the path's, where it says one. */
export function checkSamePlace(own: unknown, wanted: string | undefined): void {
  if (own === undefined || own === '' || own === wanted) return
  throw new StatusError(
    badRequest(
      wanted === undefined
        ? 'namespace specified on the object, but the resource is cluster-scoped'
        : 'the namespace of the provided object does not match the namespace sent on the request',
    ),
  )
}

/** Nothing comes into a namespace that is not there or on its way out (plugin/namespace/lifecycle). */
export function checkNamespace(
  resource: Resource,
  namespace: string | undefined,
  name: string,
  context: WriteContext,
): void {
  if (!resource.namespaced || namespace === undefined) return
  const namespaces = { group: '', resource: 'namespaces' }
  const found = context.store.collection({ collection: '/namespaces' }).find(namespace)
  if (!found) throw new StatusError(notFound(namespaces, namespace))
  if (found.manifest.metadata['deletionTimestamp'] === undefined) return
  throw new StatusError(
    forbiddenWrite(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    ),
  )
}

/** The version and the identity that a client names are those of the live object. */
export function checkPreconditions(resource: Resource, live: StoredObject, metadata: Fields): void {
  const version = String(metadata['resourceVersion'] ?? '')
  const refuse = (why: string) => {
    throw new StatusError(conflict(resource, live.name, why))
  }
  if (version === '' || version === '0') {
    if (resource.custom) {
      const cause = invalid('metadata.resourceVersion', 0, 'must be specified for an update')
      throw new StatusError(
        invalidObject({ group: resource.group, kind: resource.resource }, live.name, [cause]),
      )
    }
  } else if (!/^\d+$/.test(version)) {
    throw new StatusError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
      code: 500,
    })
  } else if (Number(version) !== live.resourceVersion) refuse(modifiedSince)
  const uid = metadata['uid']
  const own = String(live.manifest.metadata['uid'])
  if (typeof uid === 'string' && uid !== '' && uid !== own) {
    const path = resource.group === '' ? resource.resource : `${resource.group}/${resource.resource}`
    refuse(
      `StorageError: invalid object, Code: 4, Key: /registry/${path}/${live.key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${own}`,
    )
  }
}

/** Metadata that may not change (apimachinery objectmeta.go ValidateObjectMetaAccessorUpdate). */
export function checkChange(resource: Resource, object: Fields, before: Fields): void {
  const [metadata, old] = [asRecord(object['metadata']), asRecord(before['metadata'])]
  const causes = ['name', 'namespace', 'uid', 'creationTimestamp'].flatMap((name) =>
    equals(metadata[name], old[name])
      ? []
      : [invalid(`metadata.${name}`, metadata[name], 'field is immutable')],
  )
  refuseInvalid(resource, String(old['name']), [...causes, ...checkFinalizers(metadata, old)])
}

/** What is on its way out gets no new reason to stay. */
function checkFinalizers(metadata: Fields, old: Fields): FieldCause[] {
  if (old['deletionTimestamp'] === undefined) return []
  const known = asList(old['finalizers'])
  const added = asList(metadata['finalizers']).filter((name) => !known.includes(name))
  if (added.length === 0) return []
  const shown = `[]string{${added.map((name) => JSON.stringify(name)).join(', ')}}`
  return [
    forbid(
      'metadata.finalizers',
      `no new finalizers can be added if the object is being deleted, found new finalizers ${shown}`,
    ),
  ]
}
