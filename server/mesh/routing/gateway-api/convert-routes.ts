import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectMeta } from '#server/mesh/objects/types.ts'
import { resolveExportTo } from '#server/mesh/routing/export-to.ts'
import { comparePrecedence } from '#server/mesh/routing/gateway-api/convert-match.ts'
import { convertRule } from '#server/mesh/routing/gateway-api/convert-rule.ts'
import { type GatewayListener, listGatewayListeners } from '#server/mesh/routing/gateway-api/listeners.ts'
import type { ParentRef, RouteSpec } from '#server/mesh/routing/gateway-api/spec.ts'
import {
  clusterDomain,
  doHostsOverlap,
  isHostWithin,
  isWildcardHost,
} from '#server/mesh/routing/host-name.ts'
import { compareByAge } from '#server/mesh/routing/object-order.ts'
import type { HttpRoute } from '#server/mesh/routing/virtual-services/spec.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

type RouteKind = 'HTTPRoute' | 'GRPCRoute'

interface PlainRoute {
  readonly kind: RouteKind
  readonly metadata: ObjectMeta
  readonly spec: RouteSpec
}

/** Routes of one object for one host at one place, before those of other objects join them. */
interface Attachment {
  readonly key: string
  readonly gateway: string
  readonly host: string
  readonly metadata: ObjectMeta
  readonly routes: readonly HttpRoute[]
}

/**
 * HTTPRoutes and GRPCRoutes as VirtualServices: one for each listener and host, or for each service of the mesh, the
 * routes of all objects in the Gateway API's order of precedence
 * (istio `pilot/pkg/config/kube/gateway/route_collections.go`, HTTPRouteCollection and mergeHTTPRoutes). Its metadata is
 * that of the oldest of the objects.
 */
export function convertGatewayRoutes(
  snapshot: MeshSnapshot,
  { defaultVirtualServiceExportTo }: Pick<MeshConfig, 'defaultVirtualServiceExportTo'>,
): RoutingVirtualService[] {
  const routes = listPlainRoutes(snapshot)
  if (routes.length === 0) return []
  const listeners = listGatewayListeners(snapshot)
  const attachments = routes.flatMap((route) => attach(snapshot, listeners, route))
  return [...Map.groupBy(attachments, ({ key }) => key).values()].flatMap((group) => {
    const merged = group.toSorted((a, b) => compareByAge(a.metadata, b.metadata))
    const [first] = merged
    if (!first) return []
    const { metadata, host, gateway } = first
    return {
      metadata,
      hosts: [host],
      gateways: [gateway],
      exportTo: resolveExportTo(undefined, defaultVirtualServiceExportTo, metadata.namespace),
      http: merged
        .flatMap((one) => one.routes)
        .toSorted((a, b) => comparePrecedence(a.match?.[0], b.match?.[0])),
      tcp: [],
      tls: [],
      faults: [],
      hasGatewaySemantics: true,
    }
  })
}

function listPlainRoutes(snapshot: MeshSnapshot): PlainRoute[] {
  // The generated models spell the same fields as unions; RouteSpec lists those that are read, all optional.
  const plain = (
    kind: RouteKind,
    { metadata, spec }: { metadata: ObjectMeta; spec: unknown },
  ): PlainRoute => ({
    kind,
    metadata,
    spec: spec as RouteSpec, // see above
  })
  return [
    ...snapshot.all('HTTPRoute').map((route) => plain('HTTPRoute', route)),
    ...snapshot.all('GRPCRoute').map((route) => plain('GRPCRoute', route)),
  ]
}

/** Copies to a backend that is not there are none; requests themselves to such answer 500. */
function withoutLostMirrors(snapshot: MeshSnapshot, { mirrors, ...route }: HttpRoute): HttpRoute {
  const found = (mirrors ?? []).filter(({ destination }) => isKnownHost(snapshot, destination?.host ?? ''))
  return found.length > 0 ? { ...route, mirrors: found } : route
}

function isKnownHost(snapshot: MeshSnapshot, host: string): boolean {
  const [name = '', namespace = ''] = host.split('.', 2)
  if (host === `${name}.${namespace}.svc.${clusterDomain}` && snapshot.find('Service', namespace, name))
    return true
  return snapshot.all('ServiceEntry').some(({ spec }) => spec.hosts?.includes(host))
}

function attach(
  snapshot: MeshSnapshot,
  listeners: readonly GatewayListener[],
  route: PlainRoute,
): Attachment[] {
  const { kind, metadata, spec } = route
  const converted = (spec.rules ?? []).flatMap((rule, index) =>
    convertRule(metadata, rule, index, kind === 'GRPCRoute').map((one) => withoutLostMirrors(snapshot, one)),
  )
  if (converted.length === 0) return []
  return (spec.parentRefs ?? []).flatMap((ref) => {
    const group = ref.group ?? 'gateway.networking.k8s.io'
    if (ref.kind === 'Service' || ref.kind === 'ServiceEntry')
      return attachToMesh(snapshot, ref, metadata, converted)
    if (group !== 'gateway.networking.k8s.io' || (ref.kind ?? 'Gateway') !== 'Gateway') return []
    return attachToGateway(listeners, ref, route, converted)
  })
}

/** A parent's port holds for the routes too. */
function attachToMesh(
  snapshot: MeshSnapshot,
  { kind, namespace: of, name = '', port }: ParentRef,
  metadata: ObjectMeta,
  converted: readonly HttpRoute[],
): Attachment[] {
  const namespace = of ?? metadata.namespace
  const hosts =
    kind === 'ServiceEntry'
      ? (snapshot.find('ServiceEntry', namespace, name)?.spec.hosts ?? [])
      : snapshot.find('Service', namespace, name)
        ? [`${name}.${namespace}.svc.${clusterDomain}`]
        : []
  const routes =
    port === undefined
      ? converted
      : converted.map((route) => ({
          ...route,
          match: (route.match ?? [{}]).map((match) => ({ ...match, port })),
        }))
  return hosts.map((host) => ({
    key: `mesh ${metadata.namespace} ${port ?? ''} ${host}`,
    gateway: 'mesh',
    host,
    metadata,
    routes,
  }))
}

function attachToGateway(
  listeners: readonly GatewayListener[],
  ref: ParentRef,
  { kind, metadata, spec }: PlainRoute,
  routes: readonly HttpRoute[],
): Attachment[] {
  const namespace = ref.namespace ?? metadata.namespace
  const siblings = listeners.filter(
    (one) => one.metadata.namespace === namespace && one.metadata.name === ref.name,
  )
  const hosts = spec.hostnames?.length ? spec.hostnames : ['*']
  return siblings
    .filter((listener) => isAccepted(listener, ref, kind, metadata.namespace, hosts))
    .flatMap((listener) =>
      hosts
        .filter((host) => isLeftTo(listener, siblings, host))
        .map((host) => ({
          key: `${listener.internalName} ${host}`,
          gateway: listener.internalName,
          host,
          metadata,
          routes,
        })),
    )
}

/** referenceAllowed, `pilot/pkg/config/kube/gateway/conversion.go`. */
function isAccepted(
  { port, sectionName, protocol, allowedKinds, serverHosts }: GatewayListener,
  ref: ParentRef,
  kind: RouteKind,
  namespace: string,
  hosts: readonly string[],
): boolean {
  if (ref.port !== undefined && ref.port !== port) return false
  if (ref.sectionName && ref.sectionName !== sectionName) return false
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return false
  if (allowedKinds && !allowedKinds.includes(kind)) return false
  return serverHosts.some((one) => {
    const [of = '', host = ''] = one.split('/', 2)
    return (of === '*' || of === namespace) && hosts.some((asked) => doHostsOverlap(host, asked))
  })
}

/** A host belongs to the most specific listener of its port alone (hostnameAllowedByIsolation, ibid.). */
function isLeftTo(listener: GatewayListener, siblings: readonly GatewayListener[], host: string): boolean {
  const own = listener.hostname
  if (own !== '' && !isWildcardHost(own)) return true
  if (own !== '' && !doHostsOverlap(host, own)) return false
  return !siblings.some(
    ({ hostname, port, protocol }) =>
      hostname !== own &&
      port === listener.port &&
      protocol === listener.protocol &&
      own.length <= hostname.length &&
      isHostWithin(host, hostname),
  )
}
