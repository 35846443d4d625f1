import type { Resource } from '#demo/kubernetes/catalogue.ts'
import type { Form } from '#demo/kubernetes/shapes.ts'
import { notAcceptable, notAvailable, refusedShape, StatusError } from '#demo/kubernetes/status.ts'

interface MediaRange {
  readonly type: string
  readonly params: Readonly<Record<string, string>>
}

function parseAccept(accept: string | undefined): MediaRange[] {
  return (accept === undefined || accept.trim() === '' ? '*/*' : accept).split(',').map((part) => {
    const [type = '', ...rest] = part.trim().split(';')
    const params = Object.fromEntries(rest.map((pair) => pair.trim().split('=') as [string, string])) // k=v
    return { type: type.trim().toLowerCase(), params }
  })
}

const isJson = (type: string) => type === 'application/json' || type === '*/*' || type === 'application/*'

/** How a client takes what it reads. */
export interface Negotiated {
  readonly form: Form
  /** The version of meta.k8s.io in which tables and metadata are told. */
  readonly metaVersion: 'v1' | 'v1beta1'
}

const json = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const streams = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch']

/**
 * The first range of Accept that can be served; 406 without one, in the words of go-restful for built-in kinds and of
 * the API machinery for those of CRDs. The demo speaks JSON alone: clients that prefer protobuf or CBOR name JSON as
 * well, as client-go does.
 */
export function chooseForm(
  accept: string | undefined,
  verb: 'get' | 'list' | 'watch',
  resource: Resource,
): Negotiated {
  const ranges = parseAccept(accept).filter(({ type }) => isJson(type))
  for (const { params } of ranges) {
    const { as, g, v } = params
    if (as === undefined) return { form: 'object', metaVersion: 'v1' }
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) continue
    if (as === 'Table') return { form: 'table', metaVersion: v }
    if (as !== 'PartialObjectMetadata' && as !== 'PartialObjectMetadataList') continue
    // Lists are asked for as PartialObjectMetadataList, single objects and watches as PartialObjectMetadata.
    if ((as === 'PartialObjectMetadataList') !== (verb === 'list')) throw refuseShape(as, verb, resource)
    return { form: 'partial', metaVersion: v }
  }
  const byMachinery = resource.custom || ranges.length > 0
  if (byMachinery) throw new StatusError(notAcceptable(json))
  throw new StatusError(notAvailable(verb === 'get' ? json : [...json, ...streams]))
}

/** The API server names the Go type that it has in hand. */
function refuseShape(as: string, verb: 'get' | 'list' | 'watch', resource: Resource): StatusError {
  const isList = verb === 'list'
  const [library = ''] = resource.group === '' ? ['core'] : resource.group.split('.')
  const type = resource.custom ? 'unstructured.Unstructured' : `${library}.${resource.kind}`
  const what = isList ? 'a list' : 'not a list'
  return new StatusError(
    refusedShape(
      `you requested ${as}, but the requested object is ${what} (*${type}${isList ? 'List' : ''})`,
    ),
  )
}

/** Whether the document of all groups is asked for (apidiscovery v2); false asks for the old lists. */
export function wantsAggregated(accept: string | undefined): boolean {
  for (const { type, params } of parseAccept(accept)) {
    if (!isJson(type)) continue
    if (params['as'] === undefined) return false
    const known = params['g'] === 'apidiscovery.k8s.io' && params['as'] === 'APIGroupDiscoveryList'
    if (known && params['v'] === 'v2') return true
  }
  throw new StatusError(notAcceptable(json))
}

/** 406 for who takes no JSON from a path that go-restful serves. */
export function checkTakesJson(accept: string | undefined, available: 'json' | 'all'): void {
  if (parseAccept(accept).some(({ type }) => isJson(type))) return
  throw new StatusError(notAvailable(available === 'json' ? json.slice(0, 1) : json))
}
