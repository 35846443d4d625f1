import { parseDuration } from '#server/mesh/checks/text/durations.ts'
import type { FindRouteService } from '#server/mesh/routing/http/find-route-service.ts'
import type { ProxyRoute } from '#server/mesh/routing/http/translate-routes.ts'
import type {
  Destination,
  HeaderChanges,
  HttpFault,
  HttpRedirect,
  HttpRewrite,
  HttpRoute,
} from '#server/mesh/routing/virtual-services/spec.ts'

/** A destination before its cluster is looked up. */
export interface ChosenDestination {
  readonly host: string
  readonly port: number
  /** '' is the whole host. */
  readonly subset: string
}

export interface Redirect {
  readonly code: number
  readonly host: string
  readonly path: string
  readonly prefixRewrite: string
  readonly scheme: string
  /** 0 keeps the request's. */
  readonly port: number
}

export interface Fault {
  readonly delayMs?: number
  /** 0 to 100. */
  readonly delayPercent?: number
  readonly abortHttpStatus?: number
  readonly abortGrpcStatus?: string
  readonly abortPercent?: number
}

export interface Rewrite {
  readonly prefix?: string
  readonly regex?: string
  readonly substitution?: string
  readonly authority?: string
}

/**
 * A destination's port where none is written: that of a service with one port, else the one that was called. Another
 * name of a service leads to the service (istio `pilot/pkg/networking/core/route/route.go`, GetDestinationCluster).
 */
export function chooseDestination(
  { host = '', port, subset = '' }: Destination,
  calledPort: number,
  findService: FindRouteService,
): ChosenDestination {
  const service = findService(host)
  const [only] = service?.ports.length === 1 ? service.ports : []
  return { host: service?.aliasOf ?? host, port: port?.number ?? only?.number ?? calledPort, subset }
}

/**
 * The destinations with their weights: one alone has none, of several those with weight 0 are left out
 * (applyHTTPRouteDestination, ibid.).
 */
export function listWeighted({ route = [] }: HttpRoute): {
  destination: Destination
  weight?: number
  headers?: HeaderChanges
}[] {
  const isAlone = route.length === 1
  return route.flatMap(({ destination = {}, weight, headers }) =>
    isAlone || weight
      ? [{ destination, ...(isAlone || !weight ? {} : { weight }), ...(headers ? { headers } : {}) }]
      : [],
  )
}

/** Copies that are sent, with the share of requests in percent; a mirror at 0 % is none (MirrorPercent, ibid.). */
export function listMirrors({ mirror, mirrors, mirrorPercent, mirrorPercentage }: HttpRoute): {
  destination: Destination
  percent: number
}[] {
  const share = mirrorPercentage ? (mirrorPercentage.value ?? 0) : (mirrorPercent ?? 100)
  return [
    ...(mirror ? [{ destination: mirror, percent: share }] : []),
    ...(mirrors ?? []).flatMap(({ destination, percentage }) =>
      destination ? [{ destination, percent: percentage ? (percentage.value ?? 0) : 100 }] : [],
    ),
  ].filter(({ percent }) => percent > 0)
}

/** A delay without a duration and an abort without a status are none (TranslateFault, ibid.). */
export function readFault(fault: HttpFault | undefined): Fault | undefined {
  const { delay, abort } = fault ?? {}
  const hasAbort = abort && (abort.httpStatus !== undefined || abort.grpcStatus !== undefined)
  if (!delay?.fixedDelay && !hasAbort) return undefined
  return {
    ...(delay?.fixedDelay
      ? {
          delayMs: readDurationMs(delay.fixedDelay) ?? 0,
          delayPercent: delay.percentage ? (delay.percentage.value ?? 0) : (delay.percent ?? 0),
        }
      : {}),
    ...(hasAbort
      ? {
          ...(abort.httpStatus === undefined ? {} : { abortHttpStatus: abort.httpStatus }),
          ...(abort.grpcStatus === undefined ? {} : { abortGrpcStatus: abort.grpcStatus }),
          // Without a percentage Envoy's own default holds, which aborts nothing.
          abortPercent: abort.percentage?.value ?? 0,
        }
      : {}),
  }
}

/** Ports that the scheme implies are not written (ApplyRedirect, ibid.). */
export function readRedirect(redirect: HttpRedirect, calledPort: number, isTls: boolean): Redirect {
  const asked = redirect.port ?? (redirect.derivePort === 'FROM_REQUEST_PORT' ? calledPort : 0)
  const scheme = redirect.scheme || (isTls ? 'https' : 'http')
  const isImplied = (asked === 80 && scheme === 'http') || (asked === 443 && scheme === 'https')
  return {
    code: redirect.redirectCode || 301,
    host: redirect.authority ?? '',
    path: redirect.prefixRewrite ? '' : (redirect.uri ?? ''),
    prefixRewrite: redirect.prefixRewrite ?? '',
    scheme: redirect.scheme ?? '',
    port: isImplied ? 0 : asked,
  }
}

/** What of a route decides how a request leaves it. */
export interface RouteSender extends Pick<ProxyRoute, 'route' | 'match'> {
  readonly virtualService: Pick<ProxyRoute['virtualService'], 'hasGatewaySemantics'>
}

/** A new authority may also be set as a header, of the route or of a single destination. */
export function readRewrite({ route, virtualService, match }: RouteSender): Rewrite | undefined {
  const authority = route.rewrite?.authority || readAuthorityHeader(route)
  const uri = readUriRewrite(route.rewrite, match?.uri?.prefix, virtualService.hasGatewaySemantics === true)
  const rewrite = { ...uri, ...(authority ? { authority } : {}) }
  return Object.keys(rewrite).length > 0 ? rewrite : undefined
}

function readUriRewrite(rewrite: HttpRewrite | undefined, prefix = '', isGatewayApi: boolean): Rewrite {
  const regex = rewrite?.uriRegexRewrite
  if (regex) return { regex: regex.match ?? '', substitution: regex.rewrite ?? '' }
  if (!rewrite?.uri) return {}
  if (!isGatewayApi || rewrite.uri !== '/') return { prefix: rewrite.uri }
  const segment = prefix.replace(/\/$/, '').replace(/[.+*?^$()[\]{}|\\]/g, '\\$&')
  return { regex: `^${segment}(/?)(.*)`, substitution: '/\\2' }
}

function readAuthorityHeader({ headers, route = [] }: HttpRoute): string | undefined {
  return readAuthority(headers) || (route.length === 1 ? readAuthority(route[0]?.headers) : undefined)
}

/** The authority that changes of headers set; what is set goes before what is added. */
export function readAuthority(changes: HeaderChanges | undefined): string | undefined {
  const find = (operations: Readonly<Record<string, string>> | undefined) =>
    Object.entries(operations ?? {}).find(([name]) =>
      [':authority', 'host'].includes(name.toLowerCase()),
    )?.[1]
  return find(changes?.request?.set) || find(changes?.request?.add)
}

/** Undefined: none. 0 turns a timeout off, as having none does (setTimeout, ibid.). */
export function readTimeoutMs({ timeout }: HttpRoute): number | undefined {
  return readDurationMs(timeout) || undefined
}

export interface RetryPolicy {
  readonly attempts: number
  /** Absent: a try may take as long as the request. */
  readonly perTryTimeoutMs?: number
  /** Envoy's conditions and status codes, separated by commas. */
  readonly retryOn: string
}

const defaultRetryOn = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes'

/** Undefined: no retries; without a policy the mesh's default (istio `route/retry/retry.go`, ConvertPolicy). */
export function readRetries({ retries }: HttpRoute, meshDefaultAttempts: number): RetryPolicy | undefined {
  const attempts = retries ? (retries.attempts ?? 0) : meshDefaultAttempts
  if (attempts <= 0) return undefined
  const perTryTimeoutMs = readDurationMs(retries?.perTryTimeout)
  return {
    attempts,
    ...(perTryTimeoutMs ? { perTryTimeoutMs } : {}),
    retryOn: retries?.retryOn || defaultRetryOn,
  }
}

/** Milliseconds of a duration as Go writes it; undefined for none and for what is no duration. */
export function readDurationMs(text: string | undefined): number | undefined {
  const nanos = text ? parseDuration(text) : undefined
  return nanos === undefined ? undefined : nanos / 1e6
}
