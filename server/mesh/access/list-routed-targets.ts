import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { tellSent } from '#server/mesh/access/tell-sent.ts'
import type { QuestionRoute } from '#server/mesh/access/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { ProxyRoute } from '#server/mesh/routing/http/translate-routes.ts'
import type { RoutedDestination, RoutedRequest } from '#server/mesh/routing/route-request.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** What a question says of the request; what is absent is left open. */
export interface AskedRequest {
  readonly method?: string | undefined
  readonly path?: string | undefined
  readonly host?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A workload to which routes lead a request for another service or a part of one. */
export interface RoutedTarget {
  /** Absent where the proxy that routes answers itself. */
  readonly to?: { readonly workload: Workload; readonly service: Service; readonly port: number }
  readonly route: QuestionRoute
}

/** Whose proxy reads the routes, and what was asked of it. */
export type RouteStart = Pick<QuestionRoute, 'at' | 'called'>

/** What one request, or one like those that are asked about, meets. */
export interface Way {
  /** `VirtualService shop/cart http[0]`. */
  readonly rule: string | undefined
  readonly outcome: RoutedRequest['outcome'] | 'no-match' | 'no-listener'
  readonly destinations: readonly RoutedDestination[]
  /** Of all weights, where some destinations are not asked about. */
  readonly total?: number
  readonly fault?: RoutedRequest['fault']
  readonly redirect?: RoutedRequest['redirect']
  /** Absent for connections, and where no route but the service's own applies. */
  readonly taken?: { readonly route: ProxyRoute; readonly request: HttpRequest }
  /** How it comes to the proxy. */
  readonly arrives?: readonly Reason[]
  /** Where such requests are known better than the question says. */
  readonly known?: AskedRequest
}

/** The route of a request as a way. */
export function buildWay(routed: RoutedRequest, request: HttpRequest): Way {
  const { route, outcome, destinations, fault, redirect } = routed
  return {
    rule: route && nameRule(route.virtualService, `http[${route.routeIndex}]`),
    outcome,
    destinations,
    ...(fault ? { fault } : {}),
    ...(redirect ? { redirect } : {}),
    ...(route ? { taken: { route, request } } : {}),
  }
}

export function nameRule({ metadata, hasGatewaySemantics }: RoutingVirtualService, at: string): string {
  const kind = hasGatewaySemantics ? 'HTTPRoute' : 'VirtualService'
  return `${kind} ${metadata.namespace}/${metadata.name} ${at}`
}

interface Asked {
  readonly way: Way
  readonly client: ProxyClient
  readonly from: RouteStart
  readonly asked: AskedRequest
}

/** The workloads behind each destination of a way, with its share and the request as it is sent there. */
export function listTargets(
  facts: AccessFacts,
  { way, client, from, asked }: Asked,
): readonly RoutedTarget[] {
  const { rule = '', outcome, destinations, fault, arrives = [] } = way
  // What nobody registered, or is not imported, is told by the caller's own side.
  if (outcome === 'passthrough' || outcome === 'blackhole') return []
  if (outcome !== 'route') {
    const reasons = [...arrives, tell(outcome, { rule, ...tellRedirect(way, asked) })]
    return [{ route: { ...from, subset: '', outcome: 'refuses', reasons } }]
  }
  const aborted = fault?.abortPercent ?? 0
  const faulty: readonly Reason[] = aborted > 0 ? [tell('fault', { rule, percent: aborted })] : []
  const total = way.total ?? sumWeights(destinations)
  return destinations.flatMap((destination): readonly RoutedTarget[] => {
    const { host, subset, port, weight = 1 } = destination
    if (weight === 0) return []
    const percent = Math.round((100 * weight) / total)
    const named = subset ? `${host} ${subset}` : host
    const sent = way.taken ? tellSent(way.taken, destination.headers, way.known ?? asked, from.at) : undefined
    const isChanged = sent && (sent.reasons.length > 0 || way.known)
    const route: QuestionRoute = {
      ...from,
      subset,
      reasons: [
        ...arrives,
        ...(rule ? [tell('sent', { rule, host: named, percent })] : []),
        ...(sent?.reasons ?? []),
        ...faulty,
      ],
      ...(isChanged ? { sends: sent.sends } : {}),
      ...(aborted > 0 ? { outcome: aborted >= 100 ? ('refuses' as const) : ('depends' as const) } : {}),
    }
    const { service: found, cluster } = facts.routing.findCluster(client, destination)
    const service =
      found?.registry === 'kubernetes'
        ? facts.snapshot.find('Service', found.namespace, found.name)
        : undefined
    const workloads = service && cluster ? selectWorkloads(facts, service, cluster.labels) : []
    if (workloads.length === 0 || !service) {
      const reasons = [...arrives, tell('nowhere', { rule, host: named })]
      return [{ route: { ...from, subset, outcome: 'refuses', reasons } }]
    }
    return workloads.map((workload) => ({ to: { workload, service, port }, route }))
  })
}

export function sumWeights(destinations: Way['destinations']): number {
  return destinations.reduce((sum, { weight = 1 }) => sum + weight, 0)
}

/** Each once: ways that are tried for what is left open often meet. */
export function listDistinct(targets: readonly RoutedTarget[]): readonly RoutedTarget[] {
  const seen = new Set<string>()
  return targets.filter(({ to, route: { sends, ...route } }) => {
    const sent = sends && [sends.http, [...sends.open]]
    const key = JSON.stringify([to?.workload.namespace, to?.workload.name, to?.port, route, sent])
    return !seen.has(key) && seen.add(key)
  })
}

/** Where a redirect leads, as far as the question says what it is made of. */
function tellRedirect({ redirect, taken }: Way, asked: AskedRequest): Reason['params'] {
  if (!redirect || !taken) return {}
  const { request } = taken
  const host = redirect.host || asked.host || ''
  const [name = ''] = redirect.port ? host.split(':', 1) : [host]
  const path = redirect.path || (redirect.prefixRewrite ? `${redirect.prefixRewrite}…` : (asked.path ?? ''))
  const port = redirect.port ? `:${redirect.port}` : ''
  const scheme = redirect.scheme || request.scheme
  return { status: redirect.code, location: `${scheme}://${name || '…'}${port}${path || '/…'}` }
}

function selectWorkloads(
  { services }: AccessFacts,
  service: Service,
  labels: Readonly<Record<string, string>>,
): readonly Workload[] {
  return services
    .selectWorkloads(service)
    .filter((workload) => Object.entries(labels).every(([label, value]) => workload.labels[label] === value))
}

function tell(what: string, params: Reason['params']): Reason {
  return { code: `access-route-${what}`, params }
}
