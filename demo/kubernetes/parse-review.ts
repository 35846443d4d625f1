import { findResourceOfKind, resources } from '#demo/kubernetes/catalogue.ts'
import { protobufType } from '#demo/kubernetes/read-body.ts'
import { badRequest, StatusError, unsupportedMediaType } from '#demo/kubernetes/status.ts'

const bodyTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
/** Go prints the type that its decoder was to fill. */
const headType =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** The body of a review of a kind; what it leaves out is that kind's. Throws 400 and 415 in the API machinery's words. */
export function parseReview(kind: string, body: string, contentType: string | undefined): object {
  const type = contentType?.split(';')[0]?.trim()
  if (type !== undefined && type !== 'application/json' && type !== protobufType)
    throw new StatusError(unsupportedMediaType(bodyTypes))
  const fault = findFault(body)
  if (fault !== undefined) {
    const why = `couldn't get version/kind; json parse error: ${fault} (${showBody(body)})`
    refuse(`the object provided is unrecognized (must be of type ${kind}): ${why}`)
  }
  const review: { apiVersion?: unknown; kind?: unknown } = Object(JSON.parse(body))
  checkKind(kind, String(review.apiVersion ?? ''), String(review.kind ?? ''))
  return review
}

/** What is no object is shown as its bytes (apimachinery codec_factory and strict decoding errors). */
function showBody(body: string): string {
  if (body === '') return '<empty>'
  const shown = body.trimStart().startsWith('{') ? body : Buffer.from(body).toString('hex')
  return shown.length > 100 ? `${shown.slice(0, 100)} ...` : shown
}

function refuse(message: string): never {
  throw new StatusError(badRequest(message))
}

/** In the words of Go's decoder, for the faults that clients make. */
function findFault(body: string): string | undefined {
  const start = body.trimStart()
  if (start === '') return 'unexpected end of JSON input'
  const [, bad] = /^\{\s*([^"}\s])/.exec(start) ?? []
  if (bad) return `invalid character '${bad}' looking for beginning of object key string`
  if (!/^[{["\d\-tfn]/.test(start)) return `invalid character '${start[0]}' looking for beginning of value`
  try {
    const value: unknown = JSON.parse(body)
    return Array.isArray(value) ? `json: cannot unmarshal array into Go value of type ${headType}` : undefined
  } catch {
    return 'unexpected end of JSON input'
  }
}

/** Another kind cannot be made this one, and one that nobody serves not at all. */
function checkKind(wanted: string, apiVersion: string, kind: string): void {
  const given = kind === '' ? wanted : kind
  const [version = ''] = apiVersion.split('/').slice(-1)
  const reviewed = resources.find((resource) => resource.kind === wanted)
  const own = reviewed ? `${reviewed.group}/${reviewed.version}` : ''
  if (given === wanted && (apiVersion === '' || apiVersion === own)) return
  const library = (reviewed?.group ?? '').split('.')[0]
  const isKnown = findResourceOfKind(apiVersion, given) !== undefined
  const why = isKnown
    ? `converting (${version}.${given}) to (${library}.${wanted}): unknown conversion`
    : `no kind "${given}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`
  refuse(`${given} in version "${version}" cannot be handled as a ${wanted}: ${why}`)
}
