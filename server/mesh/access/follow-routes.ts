import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { findServiceWaypoint } from '#server/mesh/access/find-waypoint.ts'
import type { Caller, QuestionRoute } from '#server/mesh/access/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Service } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { listCandidates } from '#server/mesh/prediction/request-candidates.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import {
  type RoutedDestination,
  type RoutedRequest,
  routeRequest,
} from '#server/mesh/routing/route-request.ts'
import { isHttpOrSniffed, parseServicePortProtocol } from '#server/mesh/routing/services/protocol.ts'
import { routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** What a caller asks a service for; what is absent is left open. */
export interface CalledService {
  readonly caller: Caller
  readonly service: Service
  readonly port: number
  readonly request: {
    readonly method?: string | undefined
    readonly path?: string | undefined
    readonly host?: string | undefined
    readonly headers?: Readonly<Record<string, string>> | undefined
  }
}

/** A workload to which routes lead a request for another service or a part of one. */
export interface RoutedTarget {
  /** Absent where the proxy that routes answers itself. */
  readonly to?: { readonly workload: Workload; readonly service: Service; readonly port: number }
  readonly route: QuestionRoute
}

/** Of matches beyond these nothing is tried: a VirtualService may have thousands. */
const mostCandidates = 64

/**
 * Where VirtualServices and routes of the Gateway API send what a caller asks of a service: by the caller's own proxy, or
 * by the waypoint before an ambient service. What the question leaves open is tried as each match of the routes describes
 * it, so that every place is named to which such a request may go.
 *
 * @returns undefined where no route but the service's own applies
 */
export function followRoutes(facts: AccessFacts, called: CalledService): readonly RoutedTarget[] | undefined {
  const router = findRouter(facts, called)
  if (!router) return undefined
  const { client, from } = router
  const ways = listWays(facts, called, client)
  if (ways.every(isOwn)) return undefined
  const targets = ways.flatMap((way) => listTargets(facts, { way, client, from }))
  const seen = new Set<string>()
  return targets.filter(({ to, route }) => {
    const key = JSON.stringify([to?.workload.namespace, to?.workload.name, to?.port, route])
    return !seen.has(key) && seen.add(key)
  })
}

type RouteStart = Pick<QuestionRoute, 'at' | 'called'>

/** Whose proxy reads the routes. */
function findRouter(
  { snapshot }: AccessFacts,
  { caller, service }: CalledService,
): { readonly client: ProxyClient; readonly from: RouteStart } | undefined {
  const { namespace, name } = service.metadata
  const called = { namespace, name }
  if (caller.kind !== 'workload' || caller.workload.role === 'gateway') return undefined
  if (caller.workload.mode === 'ambient' && caller.workload.role !== 'waypoint') {
    const waypoint = findServiceWaypoint(snapshot, service.metadata)?.workload
    const client = waypoint && buildProxyClient(waypoint)
    return client && { client, from: { at: 'waypoint', called } }
  }
  const client = buildProxyClient(caller.workload)
  return client && { client, from: { at: 'client', called } }
}

/** The service's own route, or none that the proxy knows of, which the caller's own side tells. */
function isOwn({ rule, outcome }: Way): boolean {
  return rule === undefined && ['route', 'passthrough', 'blackhole'].includes(outcome)
}

interface Way {
  /** `VirtualService shop/cart http[0]`. */
  readonly rule: string | undefined
  readonly outcome: RoutedRequest['outcome'] | 'no-match' | 'no-listener'
  readonly destinations: readonly RoutedDestination[]
  readonly fault?: RoutedRequest['fault']
}

function listWays(facts: AccessFacts, called: CalledService, client: ProxyClient): readonly Way[] {
  const { service, port } = called
  const { name, namespace } = service.metadata
  const host = `${name}.${namespace}.svc.cluster.local`
  const of = service.spec.ports.find((one) => one.port === port)
  if (of && !isHttpOrSniffed(parseServicePortProtocol(of))) {
    const routed = routeConnection(facts.routing, { client, via: 'mesh', host, port })
    const { virtualService, routeKind, routeIndex } = routed
    const rule = virtualService && nameRule(virtualService, `${routeKind}[${routeIndex}]`)
    return [{ rule, outcome: routed.outcome, destinations: routed.destinations }]
  }
  return listRequests(facts, called, host).map((request): Way => {
    const routed = routeRequest(facts.routing, { client, via: 'mesh', port, request })
    const { route, outcome, destinations, fault } = routed
    return {
      rule: route && nameRule(route.virtualService, `http[${route.routeIndex}]`),
      outcome,
      destinations,
      ...(fault ? { fault } : {}),
    }
  })
}

function nameRule({ metadata, hasGatewaySemantics }: RoutingVirtualService, at: string): string {
  const kind = hasGatewaySemantics ? 'HTTPRoute' : 'VirtualService'
  return `${kind} ${metadata.namespace}/${metadata.name} ${at}`
}

/** The request that is asked about, and where parts of it are open what the routes' matches ask for. */
function listRequests(
  { routing }: AccessFacts,
  { port, request: { method, path, host: said, headers } }: CalledService,
  host: string,
): readonly HttpRequest[] {
  const plain: HttpRequest = {
    method: method ?? 'GET',
    scheme: 'http',
    path: path ?? '/',
    host: said ?? `${host}:${port}`,
    headers: headers ?? {},
  }
  if (method !== undefined && path !== undefined && headers !== undefined) return [plain]
  const requests = [plain]
  for (const virtualService of routing.indexes.virtualServices.all) {
    if (!virtualService.hosts.includes(host)) continue
    for (const candidate of listCandidates(virtualService, 'http')) {
      if (requests.length >= mostCandidates) return requests
      requests.push({
        ...plain,
        method: method ?? candidate.method,
        path: path ?? candidate.path,
        headers: headers ?? candidate.headers,
      })
    }
  }
  return requests
}

function listTargets(
  facts: AccessFacts,
  { way, client, from }: { readonly way: Way; readonly client: ProxyClient; readonly from: RouteStart },
): readonly RoutedTarget[] {
  const { rule = '', outcome, destinations, fault } = way
  // What nobody registered, or is not imported, is told by the caller's own side.
  if (outcome === 'passthrough' || outcome === 'blackhole') return []
  if (outcome !== 'route')
    return [{ route: { ...from, subset: '', outcome: 'refuses', reasons: [tell(outcome, { rule })] } }]
  const aborted = fault?.abortPercent ?? 0
  const faulty: readonly Reason[] = aborted > 0 ? [tell('fault', { rule, percent: aborted })] : []
  const total = destinations.reduce((sum, { weight = 1 }) => sum + weight, 0)
  return destinations.flatMap((destination): readonly RoutedTarget[] => {
    const { host, subset, port, weight = 1 } = destination
    if (weight === 0) return []
    const percent = Math.round((100 * weight) / total)
    const named = subset ? `${host} ${subset}` : host
    const reason = rule ? [tell('sent', { rule, host: named, percent })] : []
    const route = {
      ...from,
      subset,
      reasons: [...reason, ...faulty],
      ...(aborted > 0 ? { outcome: aborted >= 100 ? ('refuses' as const) : ('depends' as const) } : {}),
    }
    const { service: found, cluster } = facts.routing.findCluster(client, destination)
    const service =
      found?.registry === 'kubernetes'
        ? facts.snapshot.find('Service', found.namespace, found.name)
        : undefined
    const workloads = service && cluster ? selectWorkloads(facts, service, cluster.labels) : []
    if (workloads.length === 0 || !service)
      return [{ route: { ...route, outcome: 'refuses', reasons: [tell('nowhere', { rule, host: named })] } }]
    return workloads.map((workload) => ({ to: { workload, service, port }, route }))
  })
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
