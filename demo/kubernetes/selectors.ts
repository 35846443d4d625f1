import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'

export type Matches = (object: StoredObject) => boolean

interface Requirement {
  readonly key: string
  readonly operator: '=' | '!=' | 'in' | 'notin' | 'exists' | '!'
  readonly values: readonly string[]
}

/** Label selector in the grammar of apimachinery labels.Parse: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. 400 for others. */
export function parseLabelSelector(text: string): Matches {
  const requirements = splitOutsideParens(text).map((part) => parseRequirement(part, text))
  return ({ labels }) => requirements.every((requirement) => meets(labels, requirement))
}

function splitOutsideParens(text: string): string[] {
  return text
    .split(/,(?![^()]*\))/)
    .map((part) => part.trim())
    .filter(Boolean)
}

function parseRequirement(part: string, whole: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(part)
  if (set) {
    const operator = set[2] === 'in' ? 'in' : 'notin'
    return checkKey(
      { key: set[1] ?? '', operator, values: (set[3] ?? '').split(',').map((value) => value.trim()) },
      whole,
    )
  }
  const equal = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(part)
  if (equal) {
    return checkKey(
      { key: equal[1] ?? '', operator: equal[2] === '!=' ? '!=' : '=', values: [equal[3] ?? ''] },
      whole,
    )
  }
  const exists = /^(!?)\s*([^=!\s()]+)$/.exec(part)
  if (exists)
    return checkKey({ key: exists[2] ?? '', operator: exists[1] ? '!' : 'exists', values: [] }, whole)
  throw new StatusError(badRequest(`unable to parse requirement: found '${part}', in selector '${whole}'`))
}

const labelKey = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/

function checkKey(requirement: Requirement, whole: string): Requirement {
  if (!labelKey.test(requirement.key)) {
    throw new StatusError(
      badRequest(
        `unable to parse requirement: <nil>: Invalid value: "${requirement.key}": name part must consist of alphanumeric characters, in selector '${whole}'`,
      ),
    )
  }
  const bad = requirement.values.find((value) => !labelValue.test(value))
  if (bad !== undefined) {
    throw new StatusError(
      badRequest(
        `unable to parse requirement: values[0][${requirement.key}]: Invalid value: "${bad}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'`,
      ),
    )
  }
  return requirement
}

/** As apimachinery's labels.Requirement: `!=` and `notin` also match objects without the label. */
function meets(labels: Readonly<Record<string, string>>, { key, operator, values }: Requirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case '=':
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
  }
}

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
    .split(',')
    .filter(Boolean)
    .map((term) => {
      const [, field = '', operator = '', value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? []
      if (!operator) {
        throw new StatusError(badRequest(`invalid selector: '${text}'; can't understand '${term}'`))
      }
      if (!isSupported(field, resource)) {
        throw new StatusError(badRequest(explainField(field, resource)))
      }
      return { field, value, wanted: operator !== '!=' }
    })
  return (object) =>
    terms.every(({ field, value, wanted }) => (readField(object, field) === value) === wanted)
}

function isSupported(field: string, resource: Resource): boolean {
  if (field === 'metadata.name') return true
  if (field === 'metadata.namespace') return resource.namespaced || !resource.custom
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
