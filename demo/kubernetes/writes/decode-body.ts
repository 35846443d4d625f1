import { parseDocument } from 'yaml'
import { findResourceOfKind, formatGroupVersion, type Resource } from '#demo/kubernetes/catalogue.ts'
import { asRecord, type Fields, isRecord } from '#demo/kubernetes/fields/json.ts'
import { protobufType } from '#demo/kubernetes/read-body.ts'
import { decodeObject, TypeFault } from '#demo/kubernetes/schemas/typed-object.ts'
import { badRequest, StatusError, unsupportedMediaType } from '#demo/kubernetes/status.ts'
import { JsonFault, parseJson } from '#demo/kubernetes/writes/parse-json.ts'
import { invalid, invalidObject } from '#demo/kubernetes/writes/write-status.ts'

const bodyTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

/** An object out of a body, and what a strict decoder says against it. */
export interface Decoded {
  readonly object: Fields
  readonly strict: readonly string[]
}

/** The media type of a header without its parameters. */
export const readMediaType = (contentType: string | undefined) =>
  contentType?.split(';')[0]?.trim().toLowerCase() ?? ''

/** 415 for a body that is neither JSON nor YAML. None said is JSON. */
export function checkBodyType(contentType: string | undefined): 'json' | 'yaml' {
  const type = readMediaType(contentType)
  // What came as protobuf is JSON by now.
  if (type === '' || type === 'application/json' || type === protobufType) return 'json'
  if (type === 'application/yaml') return 'yaml'
  throw new StatusError(unsupportedMediaType(bodyTypes))
}

/**
 * The object that a body holds, as the given kind. Throws 400 in the words of the API machinery (apiserver
 * `pkg/endpoints/handlers/rest.go` transformDecodeError). Strict faults are the caller's to judge.
 */
export function decodeBody(body: string, type: 'json' | 'yaml', resource: Resource): Decoded {
  const { value, duplicates } = readBody(body, type, resource)
  const record = asRecord(value)
  checkKind(resource, body, record)
  const named = { apiVersion: formatGroupVersion(resource), kind: resource.kind, ...record }
  const { object, unknown } = decodeTyped(resource, named)
  return { object, strict: [...formatDuplicates(duplicates), ...formatUnknown(unknown)] }
}

export const formatDuplicates = (paths: readonly string[]) =>
  paths.map((path) => `duplicate field ${JSON.stringify(path)}`)
export const formatUnknown = (paths: readonly string[]) =>
  paths.map((path) => `unknown field ${JSON.stringify(path)}`)

function decodeTyped(resource: Resource, record: Fields) {
  try {
    return decodeObject(resource, record)
  } catch (error) {
    if (!(error instanceof TypeFault)) throw error
    throw new StatusError(badRequest(describeFault(resource, error.message)))
  }
}

/** `Deployment in version "v1" cannot be handled as a Deployment: …` */
export const describeFault = ({ version, kind }: Resource, why: string) =>
  `${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`

export const formatStrict = (faults: readonly string[]) => `strict decoding error: ${faults.join(', ')}`

function readBody(
  body: string,
  type: 'json' | 'yaml',
  resource: Resource,
): { value: unknown; duplicates: readonly string[] } {
  try {
    if (type === 'yaml') return readYaml(body)
    const parsed = parseJson(body)
    if (!isRecord(parsed.value) && parsed.value !== null) {
      const actual = Array.isArray(parsed.value) ? 'array' : typeof parsed.value
      throw new JsonFault(
        `json: cannot unmarshal ${actual} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
      )
    }
    return parsed
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error
    const shown =
      body === '' ? '<empty>' : error.message.startsWith('json: cannot') ? formatHex(body) : shorten(body)
    const why = `couldn't get version/kind; json parse error: ${error.message} (${shown})`
    throw new StatusError(
      badRequest(`the object provided is unrecognized (must be of type ${resource.kind}): ${why}`),
    )
  }
}

/** Go prints bytes that it could read but not use in hexadecimal. */
const formatHex = (body: string) => Buffer.from(body).toString('hex')

const shorten = (body: string) => (body.length > 100 ? `${body.slice(0, 100)} ...` : body)

/** YAML becomes JSON first. Throws JsonFault. */
export function readYaml(body: string): { value: unknown; duplicates: readonly string[] } {
  const document = parseDocument(body, { uniqueKeys: false, maxAliasCount: 100, schema: 'core' } as object)
  const [fault] = document.errors
  if (fault) {
    const line = fault.linePos?.[0].line ?? 1
    throw new JsonFault(`yaml: line ${line}: ${fault.code.toLowerCase().replaceAll('_', ' ')}`)
  }
  const value: unknown = document.toJS()
  return { value: value ?? {}, duplicates: [] }
}

function checkKind(resource: Resource, body: string, record: Fields): void {
  const apiVersion = String(record['apiVersion'] ?? '')
  const kind = String(record['kind'] ?? '')
  if (resource.custom) {
    checkCustomKind(resource, body, record)
    return
  }
  const given = kind === '' ? resource.kind : kind
  const own = formatGroupVersion(resource)
  if (given === resource.kind && (apiVersion === '' || apiVersion === own)) return
  const [version = ''] = apiVersion === '' ? [resource.version] : apiVersion.split('/').slice(-1)
  const known = findResourceOfKind(apiVersion === '' ? own : apiVersion, given)
  const other = known?.collection === resource.collection
  if (other) {
    throw new StatusError(
      badRequest(
        `the API version in the data (${apiVersion}) does not match the expected API version (${own})`,
      ),
    )
  }
  const library = resource.group === '' ? 'core' : resource.group.split('.')[0]
  const why =
    known && !known.custom
      ? `converting (${version}.${given}) to (${library}.${resource.kind}): unknown conversion`
      : `no kind "${given}" is registered for version "${apiVersion === '' ? own : apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`
  throw new StatusError(
    badRequest(`${given} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`),
  )
}

function checkCustomKind(resource: Resource, body: string, record: Fields): void {
  const apiVersion = String(record['apiVersion'] ?? '')
  const kind = String(record['kind'] ?? '')
  const own = formatGroupVersion(resource)
  if (kind === '') {
    const why = `Object 'Kind' is missing in '${body}'`
    throw new StatusError(
      badRequest(
        `the object provided is unrecognized (must be of type ${resource.kind}): ${why} (${shorten(body)})`,
      ),
    )
  }
  if (apiVersion !== own) {
    throw new StatusError(
      badRequest(
        `the API version in the data (${apiVersion}) does not match the expected API version (${own})`,
      ),
    )
  }
  if (kind !== resource.kind) {
    const name = String(asRecord(record['metadata'])['name'] ?? '')
    const cause = invalid('kind', kind, `must be ${resource.kind}`)
    throw new StatusError(invalidObject({ group: resource.group, kind }, name, [cause]))
  }
}
