import { formatGroupVersion } from '#demo/kubernetes/catalogue.ts'
import {
  applyConfig,
  type ManagerBook,
  type OwnershipConflict,
  parseBook,
  recordUpdate,
} from '#demo/kubernetes/fields/field-managers.ts'
import { formatPath, listPaths } from '#demo/kubernetes/fields/field-set.ts'
import { asRecord, type Fields, isRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import { findUnknownField } from '#demo/kubernetes/fields/unknown-field.ts'
import { findObjectSchema, findObjectType } from '#demo/kubernetes/schemas/object-schema.ts'
import { buildZero, decodeObject, TypeFault } from '#demo/kubernetes/schemas/typed-object.ts'
import {
  badRequest,
  buildStatus,
  forbidden,
  notFound,
  type Status,
  StatusError,
} from '#demo/kubernetes/status.ts'
import { formatTime, type StoredObject } from '#demo/kubernetes/stored-object.ts'
import { checkSameName } from '#demo/kubernetes/writes/check-write.ts'
import {
  formatDuplicates,
  formatStrict,
  formatUnknown,
  readMediaType,
  readYaml,
} from '#demo/kubernetes/writes/decode-body.ts'
import type { WriteOptions } from '#demo/kubernetes/writes/options.ts'
import { JsonFault, parseJson } from '#demo/kubernetes/writes/parse-json.ts'
import {
  applyJsonPatch,
  applyMergePatch,
  PatchFault,
  type PatchOperation,
} from '#demo/kubernetes/writes/patches/json-patch.ts'
import { applyStrategicMerge } from '#demo/kubernetes/writes/patches/strategic-merge.ts'
import {
  chooseReset,
  createObject,
  findTarget,
  nameManager,
  readLive,
  requireTarget,
  updateObject,
} from '#demo/kubernetes/writes/store-object.ts'
import type { WriteContext, WriteRequest } from '#demo/kubernetes/writes/write-context.ts'
import { invalid, invalidObject, tooLarge, unprocessable } from '#demo/kubernetes/writes/write-status.ts'

/** A patched object and whether it is new. */
export interface Patched {
  readonly object: StoredObject
  readonly isNew: boolean
}

/** Patches one object by the type that its body has. Throws StatusError. */
export function patchObject(request: WriteRequest, options: WriteOptions, context: WriteContext): Patched {
  if (readMediaType(request.contentType).startsWith('application/apply-patch')) {
    return applyPatch(request, options, context)
  }
  const live = requireTarget(request, context)
  const { resource } = request
  const current = readLive(resource, live)
  const { patched, strict } = change(current, request, findObjectSchema(resource))
  const object = decodePatched(patched, strict, request, options)
  return { object: updateObject(live, object, request, options, context), isNew: false }
}

/** The state that a patch makes of another, and what a strict decoder says of the patch itself. */
export function change(
  current: Fields,
  request: WriteRequest,
  schema: Fields,
): { patched: unknown; strict: string[] } {
  const type = readMediaType(request.contentType)
  const isStrategic = type === 'application/strategic-merge-patch+json'
  const { value, duplicates } = readPatch(request.body, isStrategic)
  const strict = formatDuplicates(duplicates)
  try {
    if (type === 'application/json-patch+json')
      return { patched: applyJsonPatch(current, readOperations(value)), strict }
    if (!isRecord(value)) {
      const actual = Array.isArray(value) ? 'array' : typeof value
      throw new StatusError(
        badRequest(
          `error decoding patch: json: cannot unmarshal ${actual} into Go value of type map[string]interface {}`,
        ),
      )
    }
    const patched = isStrategic
      ? applyStrategicMerge(current, value, schema)
      : applyMergePatch(current, value)
    return { patched, strict }
  } catch (error) {
    if (!(error instanceof PatchFault)) throw error
    // The strategic patcher's errors have no name in the API machinery.
    if (isStrategic) throw new StatusError(withoutReason(error.message))
    throw new StatusError(unprocessable())
  }
}

function readPatch(body: string, isStrategic: boolean) {
  try {
    return parseJson(body)
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw new StatusError(badRequest(isStrategic ? error.message : `error decoding patch: ${error.message}`))
  }
}

/** The API server takes no patch of more operations. */
const mostOperations = 10_000

function readOperations(value: unknown): PatchOperation[] {
  if (!Array.isArray(value)) {
    const actual = isRecord(value) ? 'object' : typeof value
    throw new StatusError(
      badRequest(
        `error decoding patch: json: cannot unmarshal ${actual} into Go value of type []handlers.jsonPatchOp`,
      ),
    )
  }
  if (value.length > mostOperations) {
    throw new StatusError(
      tooLarge(`The allowed maximum operations in a JSON patch is ${mostOperations}, got ${value.length}`),
    )
  }
  return value.map((item) => {
    const { op, path, from, value: own } = asRecord(item)
    return {
      op: String(op ?? ''),
      path: String(path ?? ''),
      ...(from === undefined ? {} : { from: String(from) }),
      ...(own === undefined ? {} : { value: own }),
    }
  })
}

/** The kind's own reading of a patched state; what it cannot hold is told with all of it. */
function decodePatched(
  patched: unknown,
  strict: readonly string[],
  request: WriteRequest,
  options: WriteOptions,
): Fields {
  const refuse = (why: string) =>
    new StatusError(
      invalidObject({ group: '', kind: '' }, '', [invalid('patch', JSON.stringify(patched), why)]),
    )
  try {
    const { object, unknown } = decodeObject(request.resource, asRecord(patched))
    const faults = [...strict, ...formatUnknown(unknown)]
    if (faults.length > 0 && options.validation === 'Strict') throw refuse(formatStrict(faults))
    if (options.validation === 'Warn') request.warnings.push(...faults)
    return object
  } catch (error) {
    if (error instanceof TypeFault) throw refuse(error.message)
    throw error
  }
}

/** Server-side apply: the body is what its manager wants, and nothing else is touched. */
function applyPatch(request: WriteRequest, options: WriteOptions, context: WriteContext): Patched {
  const { resource, target } = request
  const name = target.asked?.name ?? ''
  const live = findTarget(request, context)
  const subresource = target.asked?.subresource
  if (!live && subresource !== undefined) throw new StatusError(notFound(resource, name))
  const { config, faults } = readConfig(request)
  checkConfig(config, request)
  const before = live ? readLive(resource, live) : buildZero(resource)
  const book = readBook(before, request, live !== undefined)
  const applied = applyConfig(before, config, book, {
    manager: nameManager(request, options, 'Apply'),
    type: findObjectType(resource),
    reset: chooseReset(resource, subresource),
    time: formatTime(context.now()),
    force: options.force,
  })
  if (applied.conflicts.length > 0) throw new StatusError(describeConflicts(applied.conflicts))
  judgeStrict(faults, request, options)
  const named = asRecord(applied.object)
  const { object } = decodeObject(resource, {
    ...named,
    apiVersion: formatGroupVersion(resource),
    kind: resource.kind,
  })
  checkSameName(object, name)
  if (live)
    return { object: updateObject(live, object, request, options, context, applied.book), isNew: false }
  authorizeCreate(request, context)
  return { object: createObject(object, request, options, context, applied.book), isNew: true }
}

/** What is there before anybody applied is told as such (apimachinery managedfields skipnonapplied.go). */
function readBook(before: Fields, { resource }: WriteRequest, isThere: boolean): ManagerBook {
  const known: ManagerBook = parseBook(readPath(before, ['metadata', 'managedFields'])) ?? new Map()
  if (known.size > 0 || !isThere) return known
  return recordUpdate(buildZero(resource), before, known, {
    manager: {
      name: 'before-first-apply',
      operation: 'Update',
      apiVersion: formatGroupVersion(resource),
      subresource: '',
    },
    type: findObjectType(resource),
    reset: chooseReset(resource, undefined),
    time: undefined,
  })
}

function readConfig(request: WriteRequest): { config: Fields; faults: string[] } {
  try {
    const text = request.body.trimStart()
    const { value, duplicates } = text.startsWith('{') ? readEither(request.body) : readYaml(request.body)
    return { config: asRecord(value), faults: formatDuplicates(duplicates) }
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw new StatusError(badRequest(`error decoding YAML: error converting YAML to JSON: ${error.message}`))
  }
}

function judgeStrict(faults: readonly string[], request: WriteRequest, options: WriteOptions): void {
  if (faults.length > 0 && options.validation === 'Strict') {
    throw new StatusError(badRequest(`error strict decoding YAML: ${faults.join(', ')}`))
  }
  if (options.validation === 'Warn') request.warnings.push(...faults)
}

/** JSON is YAML, and so is more that begins with a brace. */
function readEither(body: string) {
  try {
    return parseJson(body)
  } catch {
    return readYaml(body)
  }
}

function checkConfig(config: Fields, { resource }: WriteRequest): void {
  const apiVersion = String(config['apiVersion'] ?? '')
  const kind = String(config['kind'] ?? '')
  const own = formatGroupVersion(resource)
  if (apiVersion !== own || kind !== resource.kind) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    throw new StatusError(badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`))
  }
  if (readPath(config, ['metadata', 'managedFields']) !== undefined) {
    throw new StatusError(badRequest('metadata.managedFields must be nil'))
  }
  const fault = findUnknownField(config, findObjectType(resource))
  if (fault === undefined) return
  const { namespace = '', name = '' } = asRecord(config['metadata'])
  const [group, version] = resource.group === '' ? ['', resource.version] : [resource.group, resource.version]
  throw new StatusError(
    withoutReason(
      `failed to create typed patch object (${namespace}/${name}; ${group}/${version}, Kind=${kind}): ${fault}`,
    ),
  )
}

/** An error that the API machinery has no name for. */
const withoutReason = (message: string): Status => buildStatus(500, undefined, message)

/** Who applies what is not there creates it, and must be allowed to (apiserver handlers/create.go withAuthorization). */
function authorizeCreate({ user, target }: WriteRequest, { authorizer }: WriteContext): void {
  if (!target.asked) return
  const { version: _version, ...asked } = target.asked
  if (authorizer.allow(user, { verb: 'create', ...asked }) !== undefined) return
  throw new StatusError(forbidden({ user: user.name, verb: 'create', ...asked }))
}

/** 409 with one cause for each field that another manager owns (apimachinery managedfields conflict.go). */
function describeConflicts(conflicts: readonly OwnershipConflict[]): Status {
  const faults = [...conflicts]
    .map(({ manager, fields }) => {
      const { name, operation, apiVersion, subresource } = manager
      const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
      const version = operation === 'Update' ? ` using ${apiVersion}` : ''
      return { who: `${JSON.stringify(name)}${through}${version}`, paths: listPaths(fields).map(formatPath) }
    })
    .sort((left, right) => (left.who < right.who ? -1 : 1))
  const causes = faults.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  )
  const [first] = causes
  const message =
    causes.length === 1 && first
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${faults
          .flatMap(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`)])
          .join('\n')}`
  return buildStatus(409, 'Conflict', message, { causes })
}
