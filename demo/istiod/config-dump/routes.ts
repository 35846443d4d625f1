import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'
import { isHttp } from '#demo/istiod/config-dump/listeners.ts'
import type { RegistryService } from '#demo/istiod/registry.ts'

interface StringMatch {
  readonly exact?: string
  readonly prefix?: string
  readonly regex?: string
}

interface HttpRoute {
  readonly name?: string
  readonly match?: readonly {
    readonly uri?: StringMatch
    readonly headers?: Readonly<Record<string, StringMatch>>
  }[]
  readonly route?: readonly {
    readonly destination: {
      readonly host: string
      readonly subset?: string
      readonly port?: { readonly number?: number }
    }
    readonly weight?: number
  }[]
  readonly timeout?: string
  readonly fault?: unknown
  readonly redirect?: unknown
}

interface RoutesSpec {
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
  readonly http?: readonly HttpRoute[]
}

/** The mesh's own VirtualServices by the host that each is about, in full. */
function indexRoutes(view: ClusterView): Map<string, { object: ClusterObject; spec: RoutesSpec }> {
  const found = new Map<string, { object: ClusterObject; spec: RoutesSpec }>()
  for (const object of view.list('networking.istio.io/v1', 'VirtualService')) {
    const spec = object.spec as RoutesSpec // as its CRD has it
    if (spec.gateways && !spec.gateways.includes('mesh')) continue
    for (const host of spec.hosts ?? []) {
      const full = host.includes('.') ? host : `${host}.${object.metadata.namespace}.svc.cluster.local`
      if (!found.has(full)) found.set(full, { object, spec })
    }
  }
  return found
}

/** One route configuration for each port of HTTP, with a virtual host for each service that has it. */
export function buildRoutes(
  view: ClusterView,
  services: readonly RegistryService[],
  namespace: string,
): object[] {
  const routes = indexRoutes(view)
  const ports = Map.groupBy(
    services.flatMap((service) =>
      service.ports.filter(({ protocol }) => isHttp(protocol)).map(({ port }) => ({ service, port })),
    ),
    ({ port }) => port,
  )
  return [...ports].map(([port, own]) => ({
    '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    name: String(port),
    virtualHosts: [
      ...own.map(({ service }) => buildVirtualHost(service, port, namespace, routes.get(service.hostname))),
      {
        name: 'allow_any',
        domains: ['*'],
        routes: [
          {
            name: 'allow_any',
            match: { prefix: '/' },
            route: { cluster: 'PassthroughCluster', timeout: '0s' },
          },
        ],
      },
    ],
    validateClusters: false,
    ignorePortInHostMatching: true,
  }))
}

function buildVirtualHost(
  service: RegistryService,
  port: number,
  namespace: string,
  found: { object: ClusterObject; spec: RoutesSpec } | undefined,
) {
  const short = service.namespace === namespace ? [service.name] : []
  const near = service.external
    ? []
    : [`${service.name}.${service.namespace}`, `${service.name}.${service.namespace}.svc`]
  return {
    name: `${service.hostname}:${port}`,
    domains: [service.hostname, ...short, ...near, ...(service.clusterIp ? [service.clusterIp] : [])],
    routes: found
      ? (found.spec.http ?? []).flatMap((route) => buildRoute(route, found.object, port))
      : [buildDefault(service, port)],
    includeRequestAttemptCount: true,
  }
}

const buildDefault = (service: RegistryService, port: number) => ({
  name: 'default',
  match: { prefix: '/' },
  route: { cluster: `outbound|${port}||${service.hostname}`, timeout: '0s' },
  decorator: { operation: `${service.hostname}:${port}/*` },
})

function buildRoute(route: HttpRoute, object: ClusterObject, port: number): object[] {
  const { name, namespace = '' } = object.metadata
  const clusters = (route.route ?? []).map(({ destination, weight }) => {
    const { host, subset = '' } = destination
    const full = host.includes('.') ? host : `${host}.${namespace}.svc.cluster.local`
    return { name: `outbound|${destination.port?.number ?? port}|${subset}|${full}`, weight: weight ?? 100 }
  })
  const [only] = clusters
  const action = route.redirect
    ? { redirect: route.redirect }
    : {
        route: {
          ...(only && clusters.length === 1 ? { cluster: only.name } : { weightedClusters: { clusters } }),
          timeout: route.timeout ?? '0s',
        },
      }
  return (route.match ?? [{}]).map((match) => ({
    ...(route.name && { name: route.name }),
    match: { ...buildPath(match.uri), caseSensitive: true, ...buildHeaders(match.headers) },
    ...action,
    metadata: {
      filterMetadata: {
        istio: { config: `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}` },
      },
    },
    decorator: { operation: `${name}:${port}/*` },
    ...(route.fault !== undefined && { typedPerFilterConfig: { 'envoy.filters.http.fault': route.fault } }),
  }))
}

function buildPath(uri: StringMatch | undefined) {
  if (uri?.exact !== undefined) return { path: uri.exact }
  if (uri?.regex !== undefined) return { safeRegex: { regex: uri.regex } }
  return { prefix: uri?.prefix ?? '/' }
}

function buildHeaders(headers: Readonly<Record<string, StringMatch>> | undefined) {
  if (!headers) return {}
  return { headers: Object.entries(headers).map(([name, stringMatch]) => ({ name, stringMatch })) }
}
