import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { buildStatus, type Status, StatusError } from '#demo/kubernetes/status.ts'

/** A fault of one field (apimachinery `util/validation/field`). */
export interface FieldCause {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotFound'
  readonly field: string
  readonly message: string
}

const show = (value: unknown) =>
  typeof value === 'string' || value === null
    ? JSON.stringify(value)
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)

export const invalid = (field: string, value: unknown, why: string): FieldCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${show(value)}: ${why}`,
})

export const required = (field: string, why = ''): FieldCause => ({
  reason: 'FieldValueRequired',
  field,
  message: why === '' ? 'Required value' : `Required value: ${why}`,
})

export const unsupported = (field: string, value: unknown, known: readonly unknown[]): FieldCause => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${show(value)}: supported values: ${known.map((each) => JSON.stringify(each)).join(', ')}`,
})

export const forbid = (field: string, why: string): FieldCause => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
})

export const duplicate = (field: string, value: unknown): FieldCause => ({
  reason: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${show(value)}`,
})

export const typeInvalid = (field: string, value: unknown, why: string): FieldCause => ({
  reason: 'FieldValueTypeInvalid',
  field,
  message: `Invalid value: ${show(value)}: ${why}`,
})

/** 422 with its causes (apimachinery api/errors NewInvalid). */
export function invalidObject(
  kind: { group: string; kind: string },
  name: string,
  causes: readonly FieldCause[],
): Status {
  const lines = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))]
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  const what = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`
  return buildStatus(422, 'Invalid', `${what} "${name}" is invalid: ${text}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    ...(kind.kind === '' ? {} : { kind: kind.kind }),
    causes: causes.map(({ reason, message, field }) => ({ reason, message, field })),
  })
}

export function refuseInvalid(
  kind: { group: string; kind: string },
  name: string,
  causes: readonly FieldCause[],
): void {
  if (causes.length > 0) throw new StatusError(invalidObject(kind, name, causes))
}

type Named = Pick<Resource, 'group' | 'resource'>

const formatResource = ({ group, resource }: Named) => (group === '' ? resource : `${resource}.${group}`)

const describe = ({ group, resource }: Named, name: string) => ({
  ...(name === '' ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: resource,
})

export const alreadyExists = (resource: Named, name: string) =>
  buildStatus(
    409,
    'AlreadyExists',
    `${formatResource(resource)} "${name}" already exists`,
    describe(resource, name),
  )

export const conflict = (resource: Named, name: string, why: string) =>
  buildStatus(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${formatResource(resource)} "${name}": ${why}`,
    describe(resource, name),
  )

export const modifiedSince =
  'the object has been modified; please apply your changes to the latest version and try again'

export const forbiddenWrite = (resource: Named, name: string, why: string, causes?: readonly object[]) =>
  buildStatus(
    403,
    'Forbidden',
    `${formatResource(resource)}${name === '' ? '' : ` "${name}"`} is forbidden: ${why}`,
    {
      ...describe(resource, name),
      ...(causes ? { causes } : {}),
    },
  )

export const tooLarge = (message: string) => buildStatus(413, 'RequestEntityTooLarge', message)

/** What a patch that cannot be applied gets, whatever is wrong with it (apimachinery NewGenericServerResponse). */
export const unprocessable = () =>
  buildStatus(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
