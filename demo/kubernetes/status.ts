import type { Resource } from '#demo/kubernetes/catalogue.ts'

/** metav1.Status: how the API server words a failure. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: Readonly<Record<string, string>>
  readonly status: 'Failure'
  readonly message: string
  readonly reason?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly code: number
}

/** Thrown by handlers, answered as the Status it carries. */
export class StatusError extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message)
    this.status = status
  }
}

export function buildStatus(
  code: number,
  reason: string | undefined,
  message: string,
  details?: Record<string, unknown>,
  metadata: Record<string, string> = {},
): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata,
    status: 'Failure',
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  }
}

type Named = Pick<Resource, 'group' | 'resource'>

/** `virtualservices.networking.istio.io`, or `pods` in the core group (schema.GroupResource.String). */
function formatGroupResource({ group, resource }: Named): string {
  return group === '' ? resource : `${resource}.${group}`
}

const describe = ({ group, resource }: Named, name?: string) => ({
  ...(name ? { name } : {}),
  ...(group === '' ? {} : { group }),
  kind: resource,
})

export const unauthorized = () => buildStatus(401, 'Unauthorized', 'Unauthorized')

export const badRequest = (message: string) => buildStatus(400, 'BadRequest', message)

export const notFound = (resource: Named, name: string) =>
  buildStatus(
    404,
    'NotFound',
    `${formatGroupResource(resource)} "${name}" not found`,
    describe(resource, name),
  )

export const methodNotAllowed = () =>
  buildStatus(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const notAcceptable = (types: readonly string[]) =>
  buildStatus(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`)

/** The same in the words of go-restful, which serves the built-in kinds. */
export const notAvailable = (types: readonly string[]) =>
  buildStatus(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${types.join(', ')}`,
    {},
  )

export const refusedShape = (message: string) => buildStatus(406, 'NotAcceptable', message)

/** A path that is not there, under one that go-restful serves. */
export const noSuchResource = () =>
  buildStatus(404, 'NotFound', 'the server could not find the requested resource', {})

export const unsupportedMediaType = (accepted: readonly string[]) =>
  buildStatus(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

/** What RBAC refused, as authorizer and responsewriters word it. */
export function forbidden(facts: {
  user: string
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string
  name?: string
}): Status {
  const path = facts.subresource ? `${facts.resource}/${facts.subresource}` : facts.resource
  const place = facts.namespace ? `in the namespace "${facts.namespace}"` : 'at the cluster scope'
  const what = formatGroupResource(facts) + (facts.name ? ` "${facts.name}"` : '')
  return buildStatus(
    403,
    'Forbidden',
    `${what} is forbidden: User "${facts.user}" cannot ${facts.verb} resource "${path}" in API group "${facts.group}" ${place}`,
    describe(facts, facts.name),
  )
}

export const forbiddenPath = (user: string, verb: string, path: string) =>
  buildStatus(403, 'Forbidden', `forbidden: User "${user}" cannot ${verb} path "${path}"`, {})

/** The demo answers what it does not imitate by saying so, and what was asked. */
export const notImplemented = (method: string, target: string) =>
  buildStatus(501, 'NotImplemented', `the demo's API server does not imitate ${method} ${target}`)

export const expired = (message: string, metadata: Record<string, string> = {}) =>
  buildStatus(410, 'Expired', message, undefined, metadata)

/** A version that is not yet: apiserver's storage.NewTooLargeResourceVersionError. */
export const tooLargeVersion = (asked: number, current: number) =>
  buildStatus(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  })

/** 422 for a review that contradicts itself; the API server leaves its kind out of the sentence. */
export const invalidReview = (field: string, message: string): Status =>
  buildStatus(422, 'Invalid', `.authorization.k8s.io "" is invalid: ${field}: ${message}`, {
    group: 'authorization.k8s.io',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  })

export interface FieldFault {
  readonly field: string
  readonly reason: 'FieldValueForbidden' | 'FieldValueNotSupported' | 'FieldValueInvalid'
  readonly message: string
}

/** 422 for options that contradict each other (apimachinery internalversion/validation). */
export function invalidOptions(faults: readonly FieldFault[]): Status {
  const lines = faults.map(({ field, message }) => `${field}: ${message}`)
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return buildStatus(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${text}`, {
    group: 'meta.k8s.io',
    kind: 'ListOptions',
    causes: faults.map(({ field, reason, message }) => ({ reason, message, field })),
  })
}
