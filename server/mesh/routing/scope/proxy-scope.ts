import { isExportedTo } from '#server/mesh/routing/export-to.ts'
import { compareByAge, compareText } from '#server/mesh/routing/object-order.ts'
import type { RoutingIndexes } from '#server/mesh/routing/routing-indexes.ts'
import type { Sidecar } from '#server/mesh/routing/scope/choose-sidecar.ts'
import { listDestinationPorts } from '#server/mesh/routing/scope/destinations.ts'
import {
  type EgressHosts,
  importsService,
  parseEgressHosts,
  selectsVirtualService,
} from '#server/mesh/routing/scope/egress-hosts.ts'
import { createServiceCollection, cutToPort, cutToPorts } from '#server/mesh/routing/scope/merge-services.ts'
import { parseProtocol } from '#server/mesh/routing/services/protocol.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** What one egress listener of a Sidecar, or the default one, imports. */
export interface EgressListener {
  /** 0: every port that no other listener has. */
  readonly port: number
  /** A forward proxy: one listener for services of any port. */
  readonly isHttpProxy: boolean
  readonly services: readonly RoutingService[]
  /** In the order in which they claim hosts. */
  readonly virtualServices: readonly RoutingVirtualService[]
}

/** What a proxy is told of the mesh: every proxy of a namespace with the same Sidecar shares one. */
export interface ProxyScope {
  readonly namespace: string
  readonly kind: 'sidecar' | 'gateway'
  /** Undefined: Istio's default scope. */
  readonly sidecar?: Sidecar
  readonly listeners: readonly EgressListener[]
  /** All services with clusters in the proxy: imported ones, and those that selected VirtualServices send to. */
  readonly services: ReadonlyMap<string, RoutingService>
  readonly outboundTrafficPolicy: OutboundTrafficPolicy
}

export type OutboundTrafficPolicy = 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS'

/** A gateway ignores Sidecars: it knows everything exported to its namespace (DefaultSidecarScopeForGateway, ibid.). */
export function buildGatewayScope(indexes: RoutingIndexes, namespace: string): ProxyScope {
  return {
    namespace,
    kind: 'gateway',
    listeners: [],
    services: createServiceCollection(indexes.services.listVisible(namespace)).byHost,
    outboundTrafficPolicy: indexes.meshConfig.outboundTrafficPolicy,
  }
}

/** A sidecar's scope (istio `pilot/pkg/model/sidecar.go`, initSidecarScopeInternalIndexes). */
export function buildSidecarScope(
  indexes: RoutingIndexes,
  namespace: string,
  sidecar: Sidecar | undefined,
): ProxyScope {
  const egress = sidecar?.spec.egress?.length ? sidecar.spec.egress : [{ hosts: ['*/*'] }]
  const listeners = egress.map(({ hosts, port }) => {
    const protocol = parseProtocol(port?.protocol)
    return buildListener(indexes, namespace, hosts ?? [], port?.number ?? 0, protocol === 'http_proxy')
  })
  return {
    namespace,
    kind: 'sidecar',
    ...(sidecar ? { sidecar } : {}),
    listeners,
    services: collectServices(indexes, namespace, listeners),
    outboundTrafficPolicy: readPolicy(sidecar) ?? indexes.meshConfig.outboundTrafficPolicy,
  }
}

/** A policy without a mode has proto's first one. */
function readPolicy(sidecar: Sidecar | undefined): OutboundTrafficPolicy | undefined {
  const policy = sidecar?.spec.outboundTrafficPolicy
  if (!policy) return undefined
  const mode: string | undefined = policy.mode
  return mode === 'ALLOW_ANY' || mode === 'ALLOW_ANY_DYNAMIC_DNS' ? mode : 'REGISTRY_ONLY'
}

function buildListener(
  indexes: RoutingIndexes,
  namespace: string,
  hosts: readonly string[],
  port: number,
  isHttpProxy: boolean,
): EgressListener {
  const imported = parseEgressHosts(hosts, namespace)
  const candidates = imported.areAllExact
    ? findExact(indexes, namespace, imported)
    : indexes.services.listVisible(namespace)
  const ofPort = isHttpProxy ? 0 : port
  const services =
    imported.isEverything && ofPort === 0 ? candidates : importServices(imported, candidates, ofPort)
  return {
    port,
    isHttpProxy,
    services: keepOneNamespaceEach(services, namespace),
    virtualServices: indexes.virtualServices
      .listBound('mesh', namespace)
      .filter((one) => selectsVirtualService(imported, one)),
  }
}

function importServices(
  imported: EgressHosts,
  candidates: readonly RoutingService[],
  port: number,
): readonly RoutingService[] {
  return candidates.flatMap((service) => {
    if (!importsService(imported, service)) return []
    return (port > 0 ? cutToPort(service, port) : service) ?? []
  })
}

function findExact(
  indexes: RoutingIndexes,
  namespace: string,
  { byNamespace }: EgressHosts,
): RoutingService[] {
  return [...byNamespace]
    .flatMap(([of, { exact }]) =>
      [...exact].flatMap((host) => indexes.services.findByHost(host).get(of) ?? []),
    )
    .filter(({ exportTo }) => isExportedTo(exportTo, namespace))
    .toSorted(compareByAge)
}

/** Of a host in several namespaces: the proxy's own, else Kubernetes' own service, else the first (selectServices, ibid.). */
function keepOneNamespaceEach(
  services: readonly RoutingService[],
  namespace: string,
): readonly RoutingService[] {
  if (createServiceCollection(services).byHost.size === services.length) return services
  const chosen = new Map<string, RoutingService>()
  for (const service of services) {
    const known = chosen.get(service.host)
    const isBetter =
      !known ||
      service.namespace === namespace ||
      (known.registry !== 'kubernetes' && service.registry === 'kubernetes' && known.namespace !== namespace)
    if (isBetter) chosen.set(service.host, service)
  }
  return services.filter((service) => chosen.get(service.host)?.namespace === service.namespace)
}

function collectServices(
  indexes: RoutingIndexes,
  namespace: string,
  listeners: readonly EgressListener[],
): ReadonlyMap<string, RoutingService> {
  const services = createServiceCollection(listeners[0]?.services)
  for (const [index, listener] of listeners.entries()) {
    if (index > 0) for (const service of listener.services) services.add(service)
    for (const one of listener.virtualServices) {
      for (const [host, ports] of listDestinationPorts(one, namespace)) {
        const service = pickNamespace(indexes, host, namespace)
        if (!service) continue
        const cut =
          listener.port > 0 && !listener.isHttpProxy
            ? cutToPort(service, listener.port)
            : ports.has(0)
              ? service
              : cutToPorts(service, ({ number }) => ports.has(number))
        if (cut) services.add(cut)
      }
    }
  }
  return services.byHost
}

/** The owner of a host that nobody imported: the proxy's namespace, else a visible Kubernetes service, else the oldest (pickBestVisibleNamespace, ibid.). */
function pickNamespace(indexes: RoutingIndexes, host: string, namespace: string): RoutingService | undefined {
  const owners = indexes.services.findByHost(host)
  const own = owners.get(namespace)
  if (own) return own
  const visible = [...owners.values()].filter(({ exportTo }) => isExportedTo(exportTo, namespace))
  return (
    visible.find(({ registry }) => registry === 'kubernetes') ??
    visible.toSorted((a, b) => compareText(a.creationTimestamp, b.creationTimestamp))[0]
  )
}
