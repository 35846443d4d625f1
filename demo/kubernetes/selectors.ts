import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'

export type Matches = (object: StoredObject) => boolean

/** Fields that kinds support beside metadata.name and metadata.namespace (their registry strategies in Kubernetes). */
const extraFields: Readonly<Record<string, readonly string[]>> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/namespaces': ['status.phase', 'name'],
  '/nodes': ['spec.unschedulable'],
  '/secrets': ['type'],
  '/services': ['spec.clusterIP', 'spec.type'],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'apps/replicasets': ['status.replicas'],
  'batch/jobs': ['status.successful'],
}

/** Field selector: terms of `=`, `==` and `!=`. A field that the kind has no index for is a 400, as at the real server. */
export function parseFieldSelector(text: string, resource: Resource): Matches {
  const terms = text
    .split(/(?<!\\),/)
    .filter(Boolean)
    .map((term) => {
      const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? []
      if (!operator) {
        throw new StatusError(badRequest(`invalid selector: '${text}'; can't understand '${term}'`))
      }
      if (!isSupported(field, resource)) {
        throw new StatusError(badRequest(explainField(field, resource)))
      }
      return { field, value: unescapeValue(value), wanted: operator !== '!=' }
    })
  return (object) =>
    terms.every(({ field, value, wanted }) => (readField(object, field) === value) === wanted)
}

/** A comma, an equals sign and a backslash of a value are written with a backslash (apimachinery fields.UnescapeValue). */
function unescapeValue(value: string): string {
  return value.replace(/\\(.?)|([,=])/gs, (whole, escaped: string | undefined, bare: string | undefined) => {
    if (bare !== undefined) {
      throw new StatusError(
        badRequest(`invalid field selector: unescaped character in value: ${bare.charCodeAt(0)}`),
      )
    }
    if (escaped !== undefined && '\\,='.includes(escaped) && escaped !== '') return escaped
    throw new StatusError(badRequest(`invalid field selector: invalid escape sequence: ${whole}`))
  })
}

function isSupported(field: string, resource: Resource): boolean {
  if (field === 'metadata.name') return true
  if (field === 'metadata.namespace') {
    // Nodes and namespaces list the fields that they have (core/v1 conversion.go), other kinds take both by default.
    return resource.namespaced || !(resource.custom || extraFields[resource.collection])
  }
  return extraFields[resource.collection]?.includes(field) ?? false
}

/** Kinds with fields of their own, and CRDs, word it differently from those with the default conversion (runtime/conversion.go). */
function explainField(field: string, resource: Resource): string {
  const own = resource.custom || extraFields[resource.collection] !== undefined
  return own
    ? `field label not supported: ${field}`
    : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`
}

function readField(object: StoredObject, field: string): string {
  if (field === 'metadata.name' || field === 'name') return object.name
  if (field === 'metadata.namespace') return object.namespace
  let value: unknown = object.manifest
  for (const part of field.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  if (Array.isArray(value)) return value.map((item) => String(Object.values(item ?? {})[0])).join(',')
  return value === undefined || value === null ? '' : String(value)
}
