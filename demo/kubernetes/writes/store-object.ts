import { formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import {
  disown,
  formatBook,
  type Manager,
  type ManagerBook,
  parseBook,
  recordUpdate,
  type WriteFacts,
} from '#demo/kubernetes/fields/field-managers.ts'
import { buildSet, emptySet, type FieldSet } from '#demo/kubernetes/fields/field-set.ts'
import { asList, asRecord, equals, type Fields } from '#demo/kubernetes/fields/json.ts'
import { findObjectSchema, findObjectType } from '#demo/kubernetes/schemas/object-schema.ts'
import { buildZero, decodeObject } from '#demo/kubernetes/schemas/typed-object.ts'
import { notFound, StatusError } from '#demo/kubernetes/status.ts'
import { buildKey, formatTime, type StoredObject } from '#demo/kubernetes/stored-object.ts'
import { admitObject } from '#demo/kubernetes/writes/admit.ts'
import {
  checkChange,
  checkNamespace,
  checkPreconditions,
  checkSameName,
  checkSamePlace,
} from '#demo/kubernetes/writes/check-write.ts'
import { checkBuiltIn } from '#demo/kubernetes/writes/kinds/check-built-in.ts'
import { checkSchema } from '#demo/kubernetes/writes/kinds/check-schema.ts'
import { fillDefaults, readReplicas } from '#demo/kubernetes/writes/kinds/defaults.ts'
import { checkMetadata, chooseForm } from '#demo/kubernetes/writes/kinds/names.ts'
import { prepareNew, prepareUpdate } from '#demo/kubernetes/writes/kinds/prepare.ts'
import type { WriteOptions } from '#demo/kubernetes/writes/options.ts'
import { asManifest, type WriteContext, type WriteRequest } from '#demo/kubernetes/writes/write-context.ts'
import { alreadyExists, refuseInvalid } from '#demo/kubernetes/writes/write-status.ts'

/** The stored object that a request names. */
export function findTarget(
  { target, resource }: WriteRequest,
  context: WriteContext,
): StoredObject | undefined {
  const { namespace, name = '' } = target.asked ?? {}
  return context.store.collection(resource).find(buildKey(resource, namespace, name))
}

export function requireTarget(request: WriteRequest, context: WriteContext): StoredObject {
  const found = findTarget(request, context)
  if (!found) throw new StatusError(notFound(request.resource, request.target.asked?.name ?? ''))
  return found
}

/** The object as its kind's decoder holds it, in the version of the request. */
export function readLive(resource: Resource, object: StoredObject): Fields {
  const named = { ...object.manifest, apiVersion: formatGroupVersion(resource), kind: resource.kind }
  return fillDefaults(resource, decodeObject(resource, named).object)
}

/** Which fields a path of the API does not write. */
export function chooseReset(resource: Resource, subresource: string | undefined): FieldSet {
  const member = (...names: string[]): FieldSet => ({
    members: new Set(names.map((name) => `f:${name}`)),
    children: new Map(),
  })
  if (subresource === 'status')
    return resource.custom ? member('apiVersion', 'kind', 'metadata', 'spec') : member('spec')
  return resource.subresources.includes('status') ? member('status') : emptySet
}

export function nameManager(
  request: WriteRequest,
  options: WriteOptions,
  operation: Manager['operation'],
): Manager {
  return {
    name: options.manager,
    operation,
    apiVersion: formatGroupVersion(request.resource),
    subresource: request.target.asked?.subresource ?? '',
  }
}

/** Who writes here, what of the object the path does not write, and when. */
function describeUpdate(request: WriteRequest, options: WriteOptions, context: WriteContext): WriteFacts {
  const { resource, target } = request
  const subresource = target.asked?.subresource
  return {
    manager: nameManager(request, options, 'Update'),
    type: findObjectType(resource),
    reset: chooseReset(resource, subresource),
    // The scale of an object keeps no time of its writers (apimachinery managedfields scalehandler.go).
    time: subresource === 'scale' ? undefined : formatTime(context.now()),
  }
}

/** The object with the book of its last writer in it. */
export function withBook(object: Fields, book: ManagerBook): Fields {
  const { managedFields: _old, ...metadata } = asRecord(object['metadata'])
  const entries = formatBook(book)
  return { ...object, metadata: { ...metadata, ...(entries.length > 0 ? { managedFields: entries } : {}) } }
}

/** The book as a client sends it wins, an empty one starts anew, none leaves what was (fieldmanager decodeLiveOrNew). */
export function chooseBook(live: Fields, next: Fields, isSubresource: boolean): ManagerBook {
  const kept = parseBook(asRecord(live['metadata'])['managedFields']) ?? new Map()
  const given = asRecord(next['metadata'])['managedFields']
  if (isSubresource || !Array.isArray(given)) return kept
  if (given.length === 0 || (given.length === 1 && Object.keys(asRecord(given[0])).length === 0))
    return new Map()
  const own = parseBook(given)
  return own && own.size > 0 ? own : kept
}

/** Creates what was decoded. `book` is there where an apply has kept it. Throws StatusError with whatever refuses it. */
export function createObject(
  given: Fields,
  request: WriteRequest,
  options: WriteOptions,
  context: WriteContext,
  applied?: ManagerBook,
): StoredObject {
  const { resource, target } = request
  const namespace = target.asked?.namespace
  const cleaned = cleanMetadata(given, resource, namespace)
  const filled = fillDefaults(resource, cleaned)
  const book =
    applied ?? recordUpdate(buildZero(resource), filled, new Map(), describeUpdate(request, options, context))
  checkNamespace(resource, namespace, String(asRecord(filled['metadata'])['name'] ?? ''), context)
  const object = withBook(prepareNew(resource, nameObject(filled, context), context), book)
  const name = String(asRecord(object['metadata'])['name'] ?? '')
  checkContent(resource, object, undefined)
  admit(resource, object, request)
  if (context.store.collection(resource).find(buildKey(resource, namespace, name))) {
    throw new StatusError(alreadyExists(resource, name))
  }
  return save(resource, object, options, context)
}

/** What a server gives is not the client's to say; the namespace is the path's. */
function cleanMetadata(given: Fields, resource: Resource, namespace: string | undefined): Fields {
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _created,
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    selfLink: _link,
    generation: _generation,
    managedFields: _managed,
    ...metadata
  } = asRecord(given['metadata'])
  const own = metadata['namespace']
  const wanted = resource.namespaced ? namespace : undefined
  checkSamePlace(own, wanted)
  return { ...given, metadata: wanted === undefined ? metadata : { ...metadata, namespace: wanted } }
}

function nameObject(object: Fields, context: WriteContext): Fields {
  const metadata = asRecord(object['metadata'])
  const { name, generateName } = metadata
  if ((typeof name === 'string' && name !== '') || typeof generateName !== 'string' || generateName === '')
    return object
  const made = `${generateName.slice(0, 58)}${context.mint.word(5)}`
  return { ...object, metadata: { ...metadata, name: made } }
}

function checkContent(resource: Resource, object: Fields, before: Fields | undefined): void {
  const metadata = asRecord(object['metadata'])
  refuseInvalid(resource, String(metadata['name'] ?? ''), [
    ...checkMetadata(metadata, chooseForm(resource.kind, resource.custom)),
    ...(resource.custom
      ? checkSchema(object, findObjectSchema(resource))
      : checkBuiltIn(resource, object, before)),
  ])
}

function admit(resource: Resource, object: Fields, request: WriteRequest): void {
  if (request.target.asked?.subresource !== undefined) return
  const { refusal, warnings } = admitObject(resource, object)
  if (refusal) throw new StatusError(refusal)
  request.warnings.push(...warnings)
}

/** etcd takes 1.5 MiB a request; the API server says so as etcd does. */
const mostStoredBytes = 1.5 * 1024 * 1024

function save(
  resource: Resource,
  object: Fields,
  options: WriteOptions,
  context: WriteContext,
): StoredObject {
  const stored = {
    ...object,
    apiVersion: formatGroupVersion({ ...resource, version: resource.storageVersion }),
  }
  if (JSON.stringify(stored).length > mostStoredBytes) {
    throw new StatusError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'etcdserver: request is too large',
      code: 500,
    })
  }
  return options.dryRun ? context.store.preview(asManifest(stored)) : context.store.put(asManifest(stored))
}

/**
 * Puts a new state in the place of the live one. Checks name, version and identity, keeps the book of managers (`applied`
 * is the one that an apply has kept), validates, and leaves an object that is the same as it was.
 */
export function updateObject(
  live: StoredObject,
  given: Fields,
  request: WriteRequest,
  options: WriteOptions,
  context: WriteContext,
  applied?: ManagerBook,
): StoredObject {
  const { resource, target } = request
  const before = readLive(resource, live)
  checkSamePlace(
    asRecord(given['metadata'])['namespace'],
    resource.namespaced ? target.asked?.namespace : undefined,
  )
  checkSameName(given, live.name)
  checkPreconditions(resource, live, asRecord(given['metadata']))
  const filled = fillDefaults(resource, keepIdentity(given, before))
  const subresource = target.asked?.subresource
  const facts = describeUpdate(request, options, context)
  // Who has no book is not tracked again before somebody applies (managedfields skipnonapplied.go).
  const kept = chooseBook(before, given, subresource !== undefined)
  const recorded = applied ?? (kept.size === 0 ? kept : recordUpdate(before, filled, kept, facts))
  // A Scale of none leaves its field out, so that nobody manages it (autoscaling/v1 ScaleSpec).
  const isNone = subresource === 'scale' && readReplicas(filled) === 0
  const book = isNone ? disown(recorded, buildSet([['f:spec', 'f:replicas']])) : recorded
  const prepared = prepareUpdate(resource, filled, before, subresource)
  const object = withBook(prepared, book)
  checkChange(resource, object, before)
  checkContent(resource, object, before)
  admit(resource, object, request)
  if (isSame(object, before)) return live
  const doomed = asRecord(object['metadata'])
  if (
    doomed['deletionTimestamp'] !== undefined &&
    asList(doomed['finalizers']).length === 0 &&
    !options.dryRun
  ) {
    if (resource.kind !== 'Namespace' && resource.kind !== 'Pod') {
      const last = context.store.preview(asManifest(object))
      context.store.remove(live.manifest.apiVersion, resource.kind, live.namespace, live.name)
      return last
    }
  }
  return save(resource, object, options, context)
}

/** Equal but for the times in the book: such a write changes nothing (fieldmanager equality.go). */
function isSame(object: Fields, before: Fields): boolean {
  const bare = (value: Fields): Fields => {
    const metadata = asRecord(value['metadata'])
    const { managedFields, generation: _generation, resourceVersion: _version, ...rest } = metadata
    const entries = asList(managedFields).map((entry) => {
      const { time: _time, ...others } = asRecord(entry)
      return others
    })
    return { ...value, metadata: { ...rest, managedFields: entries } }
  }
  return equals(bare(object), bare(before))
}

/** What a client leaves out of what the server gave stays; the rest of it, but for what it may not change, is its own. */
function keepIdentity(given: Fields, before: Fields): Fields {
  const metadata = asRecord(given['metadata'])
  const old = asRecord(before['metadata'])
  const kept: Record<string, unknown> = {}
  for (const name of [
    'namespace',
    'uid',
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
  ]) {
    const own = ['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'].includes(name)
      ? undefined
      : metadata[name]
    const value = own === undefined || own === '' ? old[name] : own
    if (value !== undefined) kept[name] = value
  }
  const { deletionTimestamp: _deleted, deletionGracePeriodSeconds: _grace, ...rest } = metadata
  return { ...given, metadata: { ...rest, ...kept, resourceVersion: old['resourceVersion'] } }
}
