import { findResource, type Resource } from '#demo/kubernetes/catalogue.ts'
import type { AccessAttributes } from '#demo/kubernetes/rbac.ts'

/** A request's target, taken apart as apiserver's RequestInfo does it (staging apiserver/pkg/endpoints/request). */
export interface RequestTarget {
  readonly path: string
  readonly query: URLSearchParams
  readonly verb: string
  /** Group, version, resource… of a resource path, whether such a resource is served or not. */
  readonly asked?: {
    readonly group: string
    readonly version: string
    readonly resource: string
    readonly subresource?: string
    readonly namespace?: string
    readonly name?: string
  }
  /** The served resource, where there is one. */
  readonly resource?: Resource
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
}

export function parseTarget(method: string, url: string): RequestTarget {
  const { pathname: path, searchParams: query } = new URL(url, 'http://localhost')
  const parts = path.split('/').filter(Boolean).map(decodePart)
  const prefix = parts[0]
  const head = prefix === 'api' ? 2 : prefix === 'apis' ? 3 : 0
  const plain = { path, query, verb: method.toLowerCase() }
  if (head === 0 || parts.length <= head) return plain
  const group = prefix === 'api' ? '' : (parts[1] ?? '')
  const version = (prefix === 'api' ? parts[1] : parts[2]) ?? ''
  // `/api/v1/watch/…`, the old way to say `?watch=true`.
  const isOldWatch = parts[head] === 'watch' && parts.length > head + 1
  const rest = parts.slice(isOldWatch ? head + 1 : head)
  const asked = { group, version, ...splitRest(rest) }
  const resource = findResource(group, version, asked.resource)
  return {
    path,
    query,
    verb: isOldWatch && method === 'GET' ? 'watch' : nameVerb(method, query, asked.name !== undefined),
    asked,
    ...(resource ? { resource } : {}),
  }
}

/** `namespaces/x/pods/y/log` or `nodes/y`; `namespaces/x` itself is the Namespace, seen from within it. */
function splitRest(rest: readonly string[]) {
  const inNamespace = rest[0] === 'namespaces' && rest.length > 1
  const aboutNamespace = inNamespace && (rest.length === 2 || ['status', 'finalize'].includes(rest[2] ?? ''))
  const [resource = '', name, subresource] = inNamespace && !aboutNamespace ? rest.slice(2) : rest
  const namespace = inNamespace ? rest[1] : undefined
  return {
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  }
}

function nameVerb(method: string, query: URLSearchParams, named: boolean): string {
  const verb = verbs[method] ?? method.toLowerCase()
  // One object is got whatever `watch` says; only collections are watched.
  if (named) return verb
  if (verb === 'get' && isTrue(query.get('watch'))) return 'watch'
  if (verb === 'get') return 'list'
  return verb === 'delete' ? 'deletecollection' : verb
}

/** As Go's conversion of query values to bool does it: everything but "", "0" and "false" is true. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false'
}

export function toAttributes(target: RequestTarget): AccessAttributes {
  if (!target.asked) return { verb: target.verb, path: target.path }
  const { version: _version, ...rest } = target.asked
  return { verb: target.verb, ...rest }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
