import { formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import { asList, asRecord, type Fields, isRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import { buildMatcher } from '#demo/kubernetes/list.ts'
import { parseListOptions } from '#demo/kubernetes/options.ts'
import { buildStatus, StatusError } from '#demo/kubernetes/status.ts'
import { formatTime, type StoredObject } from '#demo/kubernetes/stored-object.ts'
import { checkBodyType, readYaml } from '#demo/kubernetes/writes/decode-body.ts'
import {
  checkDeleteOptions,
  type DeleteOptions,
  isDryRun,
  parseSeconds,
} from '#demo/kubernetes/writes/options.ts'
import { JsonFault, parseJson } from '#demo/kubernetes/writes/parse-json.ts'
import { requireTarget } from '#demo/kubernetes/writes/store-object.ts'
import {
  asManifest,
  type WriteAnswer,
  type WriteContext,
  type WriteRequest,
} from '#demo/kubernetes/writes/write-context.ts'
import { conflict, forbiddenWrite } from '#demo/kubernetes/writes/write-status.ts'

/** Options out of the body, where there is one, else out of the query. Throws StatusError. */
export function readDeleteOptions(request: WriteRequest): DeleteOptions {
  const { query } = request.target
  const body = request.body === '' ? {} : readBody(request)
  const fromBody = request.body !== ''
  const text = (name: string) => (fromBody ? asText(body[name]) : (query.get(name) ?? ''))
  const dryRun = fromBody ? asList(body['dryRun']).map(String) : query.getAll('dryRun').filter(Boolean)
  const orphan = fromBody ? body['orphanDependents'] : (query.get('orphanDependents') ?? undefined)
  const grace = fromBody ? body['gracePeriodSeconds'] : readSeconds(query)
  checkDeleteOptions({ propagationPolicy: text('propagationPolicy'), orphanDependents: orphan, dryRun })
  const { uid, resourceVersion } = asRecord(body['preconditions'])
  const policy = text('propagationPolicy')
  return {
    dryRun: fromBody ? dryRun.length > 0 : isDryRun(query),
    propagationPolicy: policy !== '' ? policy : orphan === true || orphan === 'true' ? 'Orphan' : '',
    ...(typeof grace === 'number' ? { gracePeriodSeconds: grace } : {}),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  }
}

const asText = (value: unknown) => (typeof value === 'string' ? value : '')

function readSeconds(query: URLSearchParams): number | undefined {
  const text = query.get('gracePeriodSeconds')
  return text === null || text === '' ? undefined : parseSeconds(text)
}

function readBody(request: WriteRequest): Fields {
  try {
    const { value } =
      checkBodyType(request.contentType) === 'yaml' ? readYaml(request.body) : parseJson(request.body)
    if (isRecord(value)) return value
    throw new JsonFault(`json: cannot unmarshal ${typeof value} into Go value of type v1.TypeMeta`)
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    // The decoder's own error, which the API server gives no reason.
    throw new StatusError(
      buildStatus(500, undefined, `couldn't get version/kind; json parse error: ${error.message}`),
    )
  }
}

/** Deletes one object, or begins to: what has finalizers or a grace period stays until they are over. */
export function deleteObject(request: WriteRequest, context: WriteContext): WriteAnswer {
  const options = readDeleteOptions(request)
  const live = requireTarget(request, context)
  checkPreconditions(request.resource, live, options)
  return deleteOne(request.resource, live, options, context)
}

/** Deletes what a list of the same query would hold; gives the list as it was. */
export function deleteCollection(request: WriteRequest, context: WriteContext): { objects: StoredObject[] } {
  const options = readDeleteOptions(request)
  const selection = parseListOptions(request.target.query, false)
  const matches = buildMatcher(request.resource, selection, {
    ...(request.target.asked?.namespace === undefined ? {} : { namespace: request.target.asked.namespace }),
  })
  const objects = context.store.collection(request.resource).all().filter(matches)
  for (const object of objects) deleteOne(request.resource, object, options, context)
  return { objects }
}

function checkPreconditions(resource: Resource, live: StoredObject, options: DeleteOptions): void {
  const own = String(live.manifest.metadata['uid'])
  // The precondition's error names the kind where others name the resource.
  const named = { group: resource.group, resource: resource.kind }
  const refuse = (what: string, given: string, actual: string) => {
    throw new StatusError(
      conflict(
        named,
        live.name,
        `the ${what} in the precondition (${given}) does not match the ${what} in record (${actual}). The object might have been deleted and then recreated`,
      ),
    )
  }
  if (options.uid !== undefined && options.uid !== own) refuse('UID', options.uid, own)
  const version = String(live.resourceVersion)
  if (options.resourceVersion !== undefined && options.resourceVersion !== version) {
    throw new StatusError(
      conflict(
        named,
        live.name,
        `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${version}). The object might have been modified`,
      ),
    )
  }
}

const immortal = ['default', 'kube-system', 'kube-public']

function deleteOne(
  resource: Resource,
  live: StoredObject,
  options: DeleteOptions,
  context: WriteContext,
): WriteAnswer {
  if (resource.kind === 'Namespace' && immortal.includes(live.name)) {
    throw new StatusError(forbiddenWrite(resource, live.name, 'this namespace may not be deleted'))
  }
  const doomed = mark(resource, live, options, context)
  if (doomed) {
    const object = options.dryRun ? context.store.preview(asManifest(doomed)) : putOnce(live, doomed, context)
    return { code: 200, object }
  }
  if (!options.dryRun) {
    context.store.remove(live.manifest.apiVersion, resource.kind, live.namespace, live.name)
  }
  // Kinds with a grace period of none left are told as they were last.
  if (resource.kind === 'Pod') return { code: 200, object: live }
  return {
    code: 200,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name: live.name,
        ...(resource.group === '' ? {} : { group: resource.group }),
        kind: resource.resource,
        uid: live.manifest.metadata['uid'],
      },
    },
  }
}

const putOnce = (live: StoredObject, doomed: Fields, { store }: WriteContext) =>
  JSON.stringify(live.manifest) === JSON.stringify(doomed) ? live : store.put(asManifest(doomed))

/** The object on its way out, where it does not go at once (apiserver registry/rest/delete.go). */
function mark(
  resource: Resource,
  live: StoredObject,
  options: DeleteOptions,
  context: WriteContext,
): Fields | undefined {
  const manifest: Fields = live.manifest
  const metadata = asRecord(manifest['metadata'])
  const own = asList(metadata['finalizers']).filter(
    (name) => name !== 'orphan' && name !== 'foregroundDeletion',
  )
  const policy = { Foreground: ['foregroundDeletion'], Orphan: ['orphan'] }[options.propagationPolicy]
  const kept = options.propagationPolicy === '' ? asList(metadata['finalizers']) : [...own, ...(policy ?? [])]
  const grace = resource.kind === 'Pod' ? chooseGrace(manifest, options) : 0
  const isNamespace = resource.kind === 'Namespace'
  if (kept.length === 0 && grace === 0 && !isNamespace) return undefined
  const { finalizers: _old, ...rest } = metadata
  return {
    ...manifest,
    apiVersion: formatGroupVersion({ ...resource, version: resource.storageVersion }),
    metadata: {
      ...rest,
      ...chooseEnd(metadata, grace, isNamespace, context),
      ...(kept.length > 0 ? { finalizers: kept } : {}),
    },
    ...(isNamespace ? { status: { ...asRecord(manifest['status']), phase: 'Terminating' } } : {}),
  }
}

/** When it goes at last: a later, shorter period of grace brings that nearer, a longer one changes nothing. */
function chooseEnd(metadata: Fields, grace: number, isNamespace: boolean, { now }: WriteContext): Fields {
  const { deletionTimestamp: already, deletionGracePeriodSeconds: before } = metadata
  if (already === undefined) {
    const seconds = isNamespace ? {} : { deletionGracePeriodSeconds: grace }
    return { deletionTimestamp: formatTime(now() + grace * 1000), ...seconds }
  }
  if (typeof before !== 'number' || grace >= before) return {}
  const endMs = Date.parse(String(already)) - (before - grace) * 1000
  return { deletionTimestamp: formatTime(endMs), deletionGracePeriodSeconds: grace }
}

/** A pod that runs nowhere, or is over, needs no time to end (registry/core/pod/strategy.go CheckGracefulDelete). */
function chooseGrace(manifest: Fields, options: DeleteOptions): number {
  const wanted =
    options.gracePeriodSeconds ?? Number(readPath(manifest, ['spec', 'terminationGracePeriodSeconds']) ?? 30)
  const phase = readPath(manifest, ['status', 'phase'])
  const isIdle = !readPath(manifest, ['spec', 'nodeName']) || phase === 'Succeeded' || phase === 'Failed'
  return isIdle ? 0 : Math.max(0, wanted)
}
