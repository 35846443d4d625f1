import type { NamedValue, RouteMatch } from '#server/mesh/routing/gateway-api/spec.ts'
import type { HttpMatch, StringMatch } from '#server/mesh/routing/virtual-services/spec.ts'

/**
 * A match of a Gateway API rule as a VirtualService's (istio `pilot/pkg/config/kube/gateway/conversion.go`,
 * createURIMatch, createGRPCURIMatch and their neighbours). A path prefix stays one; routes of the Gateway API end it at
 * a slash when it is asked.
 */
export function convertMatch(match: RouteMatch, isGrpc: boolean): HttpMatch {
  const uri = isGrpc ? convertGrpcMethod(match.method) : convertPath(match.path)
  const headers = convertValues(match.headers)
  const queryParams = convertValues(match.queryParams)
  return {
    ...(uri ? { uri } : {}),
    ...(headers ? { headers } : {}),
    ...(queryParams ? { queryParams } : {}),
    ...(typeof match.method === 'string' ? { method: { exact: match.method } } : {}),
  }
}

function convertPath(path: RouteMatch['path']): StringMatch {
  const value = path?.value ?? '/'
  if (path?.type === 'Exact') return { exact: value }
  if (path?.type === 'RegularExpression') return { regex: value }
  return { prefix: value === '/' ? value : value.replace(/\/$/, '') }
}

/** gRPC's path is `/service/method`. */
function convertGrpcMethod(asked: RouteMatch['method']): StringMatch | undefined {
  if (!asked || typeof asked === 'string') return undefined
  const { type, service, method } = asked
  if (!service && !method) return undefined
  if (!service) return { regex: `/[^/]+/${method}` }
  if (type === 'RegularExpression') return { regex: `/${service}/${method ?? '.+'}` }
  return method ? { exact: `/${service}/${method}` } : { prefix: `/${service}/` }
}

function convertValues(values: readonly NamedValue[] = []): Record<string, StringMatch> | undefined {
  if (values.length === 0) return undefined
  return Object.fromEntries(
    values.map(({ name = '', value = '', type }) => [
      name,
      type === 'RegularExpression' ? { regex: value } : { exact: value },
    ]),
  )
}

/**
 * The order in which routes of one host are asked, whoever wrote them: exact paths before prefixes before regexes,
 * longer ones first, then those that ask for a method, for more headers, for more parameters (sortHTTPRoutes, ibid.).
 */
export function comparePrecedence(a: HttpMatch | undefined, b: HttpMatch | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b)
  return (
    rankPath(b.uri) - rankPath(a.uri) ||
    lengthOf(b.uri) - lengthOf(a.uri) ||
    Number(!a.method) - Number(!b.method) ||
    countOf(b.headers) - countOf(a.headers) ||
    countOf(b.queryParams) - countOf(a.queryParams)
  )
}

function rankPath(uri: StringMatch | undefined): number {
  if (!uri) return -1
  if (uri.exact !== undefined) return 3
  return uri.prefix === undefined ? 1 : 2
}

function lengthOf(uri: StringMatch | undefined): number {
  return (uri?.exact ?? uri?.prefix ?? uri?.regex ?? '').length
}

function countOf(values: object | undefined): number {
  return Object.keys(values ?? {}).length
}
