import type { Form } from '#demo/kubernetes/shapes.ts'
import { notAcceptable, StatusError } from '#demo/kubernetes/status.ts'

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

/**
 * The first range of Accept that can be served; 406 without one. The demo speaks JSON alone: clients that prefer
 * protobuf or CBOR name JSON as well, as client-go does.
 */
export function chooseForm(accept: string | undefined, verb: 'get' | 'list' | 'watch'): Form {
  for (const { type, params } of parseAccept(accept)) {
    if (!isJson(type)) continue
    const { as, g, v } = params
    if (as === undefined) return 'object'
    if (g !== 'meta.k8s.io' || v !== 'v1') continue
    if (as === 'Table') return 'table'
    // Lists ask for PartialObjectMetadataList, single objects and watches for PartialObjectMetadata.
    if (as === (verb === 'list' ? 'PartialObjectMetadataList' : 'PartialObjectMetadata')) return 'partial'
  }
  throw new StatusError(notAcceptable())
}

/** Asked for as one document of all groups: apidiscovery v2 or v2beta1; undefined asks for the old lists. */
export function chooseDiscovery(accept: string | undefined): 'v2' | 'v2beta1' | undefined {
  for (const { type, params } of parseAccept(accept)) {
    if (!isJson(type)) continue
    if (params['as'] === undefined) return undefined
    const known = params['g'] === 'apidiscovery.k8s.io' && params['as'] === 'APIGroupDiscoveryList'
    if (known && (params['v'] === 'v2' || params['v'] === 'v2beta1')) return params['v']
  }
  throw new StatusError(notAcceptable())
}
