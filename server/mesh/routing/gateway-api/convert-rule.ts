import type { ObjectMeta } from '#server/mesh/objects/types.ts'
import { convertMatch } from '#server/mesh/routing/gateway-api/convert-match.ts'
import type { BackendRef, Filter, NamedValue, RouteRule } from '#server/mesh/routing/gateway-api/spec.ts'
import { clusterDomain } from '#server/mesh/routing/host-name.ts'
import { readDurationMs } from '#server/mesh/routing/http/route-action.ts'
import type {
  Destination,
  HeaderChanges,
  HttpRedirect,
  HttpRewrite,
  HttpRoute,
  WeightedDestination,
} from '#server/mesh/routing/virtual-services/spec.ts'

/**
 * A rule of an HTTPRoute or GRPCRoute as routes of a VirtualService, one for each of its matches
 * (istio `pilot/pkg/config/kube/gateway/conversion.go`, convertHTTPRoute and convertGRPCRoute). Whether another
 * namespace's ReferenceGrant allows a backend is not asked: the snapshot does not hold them.
 */
export function convertRule(
  metadata: ObjectMeta,
  rule: RouteRule,
  index: number,
  isGrpc: boolean,
): HttpRoute[] {
  const shared: HttpRoute = {
    name: rule.name ?? `${metadata.namespace}.${metadata.name}.${index}`,
    ...convertFilters(rule.filters ?? [], metadata.namespace),
    ...convertTimes(rule),
  }
  const route = { ...shared, ...convertBackends(rule, shared.redirect !== undefined, metadata.namespace) }
  if (!rule.matches?.length) return [route]
  return rule.matches.map((match) => ({ ...route, match: [convertMatch(match, isGrpc)] }))
}

/** Without a backend that has a weight a request answers 500. */
function convertBackends({ backendRefs = [] }: RouteRule, isRedirect: boolean, namespace: string): HttpRoute {
  const used = backendRefs.filter(({ weight = 1 }) => weight > 0)
  if (used.length === 0) return isRedirect ? {} : { directResponse: { status: 500 } }
  return {
    route: used.map((backend): WeightedDestination => {
      const { headers } = convertFilters(backend.filters ?? [], namespace)
      return {
        destination: convertBackend(backend, namespace),
        ...(used.length > 1 ? { weight: backend.weight ?? 1 } : {}),
        ...(headers ? { headers } : {}),
      }
    }),
  }
}

/** A backend of a kind that Istio does not know has no host, and with it no cluster. */
function convertBackend(
  { group = '', kind = 'Service', name = '', ...ref }: BackendRef,
  namespace: string,
): Destination {
  const port = ref.port === undefined ? {} : { port: { number: ref.port } }
  if (group === 'networking.istio.io' && kind === 'Hostname') return { host: name, ...port }
  if (group !== '' || kind !== 'Service') return { host: '' }
  return { host: `${name}.${ref.namespace ?? namespace}.svc.${clusterDomain}`, ...port }
}

function convertFilters(filters: readonly Filter[], namespace: string): HttpRoute {
  const of = (type: string) => filters.findLast((filter) => filter.type === type)
  const request = of('RequestHeaderModifier')?.requestHeaderModifier
  const response = of('ResponseHeaderModifier')?.responseHeaderModifier
  const headers: HeaderChanges = {
    ...(request ? { request: convertHeaders(request) } : {}),
    ...(response ? { response: convertHeaders(response) } : {}),
  }
  const redirect = of('RequestRedirect')?.requestRedirect
  const rewrite = of('URLRewrite')?.urlRewrite
  const mirrors = filters.flatMap(({ requestMirror }) =>
    requestMirror ? [convertMirror(requestMirror, namespace)] : [],
  )
  return {
    ...(request || response ? { headers } : {}),
    ...(redirect ? { redirect: convertRedirect(redirect) } : {}),
    ...(rewrite ? { rewrite: convertRewrite(rewrite) } : {}),
    ...(mirrors.length > 0 ? { mirrors } : {}),
  }
}

function convertHeaders({ set, add, remove }: NonNullable<Filter['requestHeaderModifier']>) {
  const byName = (values: readonly NamedValue[]) =>
    Object.fromEntries(values.map(({ name = '', value = '' }) => [name, value]))
  return {
    ...(set ? { set: byName(set) } : {}),
    ...(add ? { add: byName(add) } : {}),
    ...(remove ? { remove } : {}),
  }
}

/** Without a port and a scheme the request's port stays, unlike in a VirtualService. */
function convertRedirect(redirect: NonNullable<Filter['requestRedirect']>): HttpRedirect {
  const { scheme, hostname, port, statusCode, path } = redirect
  const derivePort = scheme ? 'FROM_PROTOCOL_DEFAULT' : 'FROM_REQUEST_PORT'
  return {
    ...(statusCode ? { redirectCode: statusCode } : {}),
    ...(hostname ? { authority: hostname } : {}),
    ...(scheme ? { scheme } : {}),
    ...(port === undefined ? { derivePort } : { port }),
    ...(path?.type === 'ReplaceFullPath' ? { uri: path.replaceFullPath ?? '' } : {}),
    ...(path?.type === 'ReplacePrefixMatch' ? { prefixRewrite: path.replacePrefixMatch ?? '' } : {}),
  }
}

function convertRewrite({ hostname, path }: NonNullable<Filter['urlRewrite']>): HttpRewrite {
  return {
    ...(hostname ? { authority: hostname } : {}),
    ...(path?.type === 'ReplacePrefixMatch'
      ? { uri: path.replacePrefixMatch?.replace(/\/$/, '') || '/' }
      : {}),
    ...(path?.type === 'ReplaceFullPath'
      ? { uriRegexRewrite: { match: '/.*', rewrite: path.replaceFullPath ?? '' } }
      : {}),
  }
}

function convertMirror(
  { backendRef = {}, percent, fraction }: NonNullable<Filter['requestMirror']>,
  namespace: string,
): NonNullable<HttpRoute['mirrors']>[number] {
  const share = fraction ? (100 * (fraction.numerator ?? 0)) / (fraction.denominator ?? 100) : percent
  return {
    destination: convertBackend(backendRef, namespace),
    ...(share === undefined ? {} : { percentage: { value: share } }),
  }
}

/** A backend's timeout is that of each try when retries are asked for, else of the whole. */
function convertTimes({ timeouts, retry }: RouteRule): HttpRoute {
  const isSet = (text: string | undefined): text is string => Boolean(readDurationMs(text))
  const perTry = isSet(timeouts?.backendRequest) ? timeouts.backendRequest : undefined
  const whole = isSet(timeouts?.request) ? timeouts.request : undefined
  const timeout = retry ? whole : (perTry ?? whole)
  const codes = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled', ...(retry?.codes ?? [])]
  return {
    ...(timeout ? { timeout } : {}),
    ...(retry
      ? {
          retries: {
            attempts: retry.attempts ?? 2,
            retryOn: codes.join(','),
            ...(perTry ? { perTryTimeout: perTry } : {}),
          },
        }
      : {}),
  }
}
