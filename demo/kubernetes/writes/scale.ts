import { findResourceOfKind, formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import { asRecord, type Fields, readPath } from '#demo/kubernetes/fields/json.ts'
import { findObjectSchema } from '#demo/kubernetes/schemas/object-schema.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import { checkBodyType, formatStrict, readYaml } from '#demo/kubernetes/writes/decode-body.ts'
import { readReplicas } from '#demo/kubernetes/writes/kinds/defaults.ts'
import type { WriteOptions } from '#demo/kubernetes/writes/options.ts'
import { JsonFault, parseJson } from '#demo/kubernetes/writes/parse-json.ts'
import { change } from '#demo/kubernetes/writes/patch-object.ts'
import { requireTarget, updateObject } from '#demo/kubernetes/writes/store-object.ts'
import type { WriteContext, WriteRequest } from '#demo/kubernetes/writes/write-context.ts'
import { conflict, invalid, modifiedSince, refuseInvalid } from '#demo/kubernetes/writes/write-status.ts'

const scaleKind = { group: 'autoscaling', kind: 'Scale' }

/** The Scale of an object that owns pods (kubernetes registry/apps/deployment/storage scaleFromDeployment). */
export function buildScale({ manifest }: StoredObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = manifest.metadata
  const labels = asRecord(readPath(manifest, ['spec', 'selector', 'matchLabels']))
  const selector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: readReplicas(manifest) > 0 ? { replicas: readReplicas(manifest) } : {},
    status: { replicas: Number(readPath(manifest, ['status', 'replicas']) ?? 0), selector },
  }
}

/** Sets the number of pods of an object through its Scale. Throws StatusError. */
export function writeScale(request: WriteRequest, options: WriteOptions, context: WriteContext): Fields {
  const live = requireTarget(request, context)
  const current = buildScale(live)
  const isPatch = request.target.verb === 'patch'
  const next = asRecord(
    isPatch ? change(current, request, scaleSchema(request.resource)).patched : readScale(request),
  )
  const metadata = asRecord(next['metadata'])
  const name = String(metadata['name'] ?? '')
  if (!isPatch && name !== live.name) {
    throw new StatusError(
      badRequest(
        name === ''
          ? `the name of the object (${live.name} based on URL) was undeterminable: name must be provided`
          : `the name of the object (${name}) does not match the name on the URL (${live.name})`,
      ),
    )
  }
  const version = String(metadata['resourceVersion'] ?? '')
  if (version !== '' && version !== String(live.resourceVersion)) {
    throw new StatusError(conflict(request.resource, live.name, modifiedSince))
  }
  const replicas = readPath(next, ['spec', 'replicas']) ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    throw new StatusError(
      badRequest(
        `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
      ),
    )
  }
  refuseInvalid(
    scaleKind,
    live.name,
    replicas < 0 ? [invalid('spec.replicas', replicas, 'must be greater than or equal to 0')] : [],
  )
  const manifest: Fields = live.manifest
  const wanted: Fields = {
    ...manifest,
    apiVersion: formatGroupVersion(request.resource),
    spec: { ...asRecord(manifest['spec']), replicas },
  }
  return buildScale(updateObject(live, wanted, request, options, context))
}

/** A Scale has nothing that merges by key. */
const scaleSchema = (resource: Resource) =>
  resource.custom ? {} : findObjectSchema({ ...resource, group: 'autoscaling', version: 'v1', kind: 'Scale' })

function readScale(request: WriteRequest): Fields {
  try {
    const { value, duplicates } =
      checkBodyType(request.contentType) === 'yaml' ? readYaml(request.body) : parseJson(request.body)
    const record = asRecord(value)
    if (duplicates.length > 0 && request.target.query.get('fieldValidation') === 'Strict') {
      throw new JsonFault(formatStrict(duplicates.map((path) => `duplicate field "${path}"`)))
    }
    const { kind = 'Scale', apiVersion = 'autoscaling/v1' } = record
    if (kind === 'Scale' && apiVersion === 'autoscaling/v1') return record
    const [version = ''] = String(apiVersion).split('/').slice(-1)
    const why = findResourceOfKind(String(apiVersion), String(kind))
      ? `converting (${version}.${kind}) to (autoscaling.Scale): unknown conversion`
      : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`
    throw new StatusError(badRequest(`${kind} in version "${version}" cannot be handled as a Scale: ${why}`))
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    throw new StatusError(
      badRequest(
        `the object provided is unrecognized (must be of type Scale): couldn't get version/kind; json parse error: ${error.message} (${request.body.slice(0, 100) || '<empty>'})`,
      ),
    )
  }
}
