import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import {
  type ExposedTarget,
  type Exposure,
  type ExposureQuestion,
  judgeExposure,
} from '#server/mesh/edge/judge-exposure.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { intersectHosts, listHostsFor } from '#server/mesh/routing/gateways/gateway-port.ts'
import {
  type GatewayServer,
  isTls,
  mergeGatewayServers,
} from '#server/mesh/routing/gateways/gateway-servers.ts'
import type { RouteSender } from '#server/mesh/routing/http/route-action.ts'
import { replacesWholePath, sendRequest } from '#server/mesh/routing/http/send-request.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import { isHttp } from '#server/mesh/routing/services/protocol.ts'
import { readTargetPort } from '#server/mesh/routing/services/target-port.ts'
import type { HttpMatch, HttpRoute, L4Route } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** One way through a gateway: a route of a host on one of its servers. */
export interface GatewayRow {
  readonly workload: Workload
  readonly server: GatewayServer
  readonly host: string
  /** Absent where a server has no route. */
  readonly route?: {
    readonly namespace: string
    readonly name: string
    /** What it takes, in a word: `/reviews*`. */
    readonly takes: string
    readonly destinations: readonly string[]
  }
  readonly exposure: Exposure
  /** It leads to hosts outside of the mesh alone, as an egress gateway's do: nobody comes in by it. */
  readonly leadsOut: boolean
}

/**
 * Every way through one gateway workload: the servers that istiod accepts, and on each the routes of the VirtualServices
 * and Gateway API routes that are bound to it.
 */
export function listGatewayWays(
  facts: AccessFacts,
  workload: Workload,
  isSeen: (workload: Workload) => boolean,
): readonly GatewayRow[] {
  const client = buildProxyClient(workload)
  if (!client) return []
  const { virtualServices } = facts.routing.indexes
  return mergeGatewayServers(facts.snapshot, client).servers.flatMap((server) => {
    const rows = virtualServices.listBound(server.gateway, client.namespace).flatMap((bound) => {
      const hosts = intersectHosts(listHostsFor(server, bound.metadata.namespace), bound.hosts)
      return hosts.flatMap((host) => listRoutes(facts, { workload, server, host, bound, isSeen }))
    })
    if (rows.length > 0) return rows
    const code = server.isHttpsRedirect ? 'edge-redirect' : 'edge-no-route'
    return server.hosts.map((host) => ({
      workload,
      server,
      host: host.slice(host.indexOf('/') + 1),
      exposure: { state: 'closed' as const, reasons: [{ code, params: {} }] },
      leadsOut: isOutside(facts, [host.slice(host.indexOf('/') + 1)]),
    }))
  })
}

interface Door {
  readonly workload: Workload
  readonly server: GatewayServer
  readonly host: string
  readonly bound: RoutingVirtualService
  isSeen(workload: Workload): boolean
}

interface Taken {
  readonly takes: string
  readonly path?: string
  /** What those behind the gateway are asked for, where the route rewrites it. */
  readonly sent?: ExposureQuestion['sent']
  readonly protocol: 'http' | 'tcp'
  readonly hosts: readonly { readonly host: string; readonly port: number | undefined }[]
  /** Answered by the gateway itself. */
  readonly isOwnAnswer: boolean
}

function listRoutes(facts: AccessFacts, door: Door): GatewayRow[] {
  const { workload, server, host, bound } = door
  const speaksHttp = isHttp(server.protocol) || (isTls(server) && !server.tlsMode?.endsWith('PASSTHROUGH'))
  const taken =
    speaksHttp && server.protocol !== 'tls'
      ? bound.http.flatMap((route) => readHttp(route, door))
      : [...bound.tls, ...bound.tcp].map(readL4)
  return taken.map((one) => ({
    leadsOut: isOutside(facts, one.hosts.length > 0 ? one.hosts.map(({ host: to }) => to) : [host]),
    workload,
    server,
    host,
    route: {
      namespace: bound.metadata.namespace,
      name: bound.metadata.name,
      takes: one.takes,
      destinations: [...new Set(one.hosts.map(({ host: to }) => to))],
    },
    exposure: server.isHttpsRedirect
      ? { state: 'closed' as const, reasons: [{ code: 'edge-redirect', params: {} }] }
      : one.isOwnAnswer
        ? { state: 'open' as const, reasons: [{ code: 'edge-own-answer', params: {} }] }
        : judgeExposure(facts, {
            gateway: workload,
            server,
            host,
            path: one.path,
            sent: one.sent,
            protocol: one.protocol,
            targets: one.hosts.flatMap((to) => listTargets(facts, to)),
            isSeen: door.isSeen,
          }),
  }))
}

/** Whether all of these are declared as hosts outside of the mesh. */
function isOutside({ routing }: AccessFacts, hosts: readonly string[]): boolean {
  return hosts.every((host) => {
    const owners = [...routing.indexes.services.findByHost(host).values()]
    return owners.length > 0 && owners.every(({ isMeshExternal }) => isMeshExternal)
  })
}

/** One entry for each of its matches: they may be open and closed by path. */
function readHttp(route: HttpRoute, { server, host, bound }: Door): Taken[] {
  const matches = (route.match ?? []).filter(
    ({ gateways, port }) =>
      (!gateways?.length || gateways.includes(server.gateway)) &&
      (port === undefined || port === server.port),
  )
  if (route.match?.length && matches.length === 0) return []
  const hosts = (route.route ?? []).flatMap(({ destination }) =>
    destination?.host ? [{ host: destination.host, port: destination.port?.number }] : [],
  )
  const isOwnAnswer = route.redirect !== undefined || route.directResponse !== undefined
  const all: readonly HttpMatch[] = matches.length > 0 ? matches : [{}]
  return all.map((match) => ({
    takes: formatMatch(match),
    ...(match.uri?.exact === undefined ? {} : { path: match.uri.exact }),
    ...(route.rewrite ? { sent: readSent({ route, match, virtualService: bound }, host) } : {}),
    protocol: 'http',
    hosts,
    isOwnAnswer,
  }))
}

/** Path and host of a route that rewrites, as far as they are the same for all that it takes. */
function readSent(sender: RouteSender, host: string): NonNullable<ExposureQuestion['sent']> {
  const { exact } = sender.match?.uri ?? {}
  const came = { method: 'GET', scheme: 'http', path: exact ?? '/', host, headers: {} }
  const { request } = sendRequest(sender, undefined, came)
  const isOne = exact !== undefined || replacesWholePath(sender)
  return { host: request.host, path: isOne ? request.path : undefined }
}

function formatMatch({ uri, method, headers, withoutHeaders, queryParams }: HttpMatch): string {
  const path = uri?.exact ?? (uri?.prefix === undefined ? undefined : `${uri.prefix}*`) ?? uri?.regex ?? '/*'
  const narrows = [headers, withoutHeaders, queryParams].some((some) => some && Object.keys(some).length > 0)
  return [method?.exact ?? method?.prefix ?? method?.regex, path, narrows ? '…' : undefined]
    .filter(Boolean)
    .join(' ')
}

function readL4({ route, match }: L4Route): Taken {
  const names = (match ?? []).flatMap(({ sniHosts = [] }) => sniHosts)
  return {
    takes: names.join(', '),
    protocol: 'tcp',
    hosts: (route ?? []).flatMap(({ destination }) =>
      destination?.host ? [{ host: destination.host, port: destination.port?.number }] : [],
    ),
    isOwnAnswer: false,
  }
}

/** The workloads behind a host of the cluster; a host outside has none whose policies could be asked. */
function listTargets(
  facts: AccessFacts,
  { host, port }: { readonly host: string; readonly port: number | undefined },
): ExposedTarget[] {
  const service = facts.services.findService(host)
  if (!service) return []
  const of = service.spec.ports.find((one) => one.port === port) ?? service.spec.ports[0]
  if (!of) return []
  const { namespace, name } = service.metadata
  return facts.services.selectWorkloads(service).map((workload) => ({
    workload,
    service: { namespace, name, port: of.port },
    port: readTargetPort(facts.snapshot, service, of),
  }))
}
