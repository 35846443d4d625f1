import type { RegistryService } from '#demo/istiod/registry.ts'
import type { WorldWorkload } from '#demo/world/types.ts'

const type = 'type.googleapis.com/envoy.config.listener.v3.Listener'
const managers = 'type.googleapis.com/envoy.extensions.filters.network'

const httpProtocols = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPCWeb'])

export const isHttp = (protocol: string) => httpProtocols.has(protocol)

/** The listeners that a proxy is sent: one for each port of HTTP, one for each address of TCP, and the two that catch all. */
export function buildListeners(
  services: readonly RegistryService[],
  workload: WorldWorkload,
): { name: string; listener: object }[] {
  if (workload.role !== 'application') return listGatewayListeners(workload)
  const ports = services.flatMap((service) => service.ports.map((port) => ({ service, ...port })))
  const httpPorts = [...new Set(ports.filter(({ protocol }) => isHttp(protocol)).map(({ port }) => port))]
  const tcp = ports.filter(({ protocol, service }) => !isHttp(protocol) && service.clusterIp !== 'None')
  const byName = new Map<string, object>()
  for (const port of httpPorts) {
    byName.set(
      `0.0.0.0_${port}`,
      buildListener('0.0.0.0', port, 'OUTBOUND', [buildManager(`outbound_0.0.0.0_${port};`, String(port))]),
    )
  }
  for (const { service, port } of tcp) {
    const address = service.clusterIp || '0.0.0.0'
    const cluster = `outbound|${port}||${service.hostname}`
    byName.set(`${address}_${port}`, buildListener(address, port, 'OUTBOUND', [buildTcpProxy(cluster)]))
  }
  byName.set(
    'virtualOutbound',
    buildListener('0.0.0.0', 15_001, 'OUTBOUND', [buildTcpProxy('PassthroughCluster')]),
  )
  const inbound = workload.ports.map((port) => ({
    name: `0.0.0.0_${port}`,
    filterChainMatch: { destinationPort: port, transportProtocol: 'tls' },
    filters: [buildManager(`inbound_0.0.0.0_${port};`, `inbound|${port}||`)],
  }))
  const whole = { ...buildListener('0.0.0.0', 15_006, 'INBOUND', []), filterChains: inbound }
  byName.set('virtualInbound', whole)
  return [...byName].map(([name, listener]) => ({ name, listener: { name, ...listener } }))
}

function listGatewayListeners({ ports }: WorldWorkload): { name: string; listener: object }[] {
  return ports
    .filter((port) => port !== 15_020 && port !== 15_021)
    .map((port) => ({
      name: `0.0.0.0_${port}`,
      listener: {
        name: `0.0.0.0_${port}`,
        ...buildListener('0.0.0.0', port, 'OUTBOUND', [
          buildManager(`outbound_0.0.0.0_${port};`, `http.${port}`),
        ]),
      },
    }))
}

function buildListener(address: string, portValue: number, trafficDirection: string, filters: unknown[]) {
  return {
    '@type': type,
    address: { socketAddress: { address, portValue } },
    filterChains: [{ filters }],
    trafficDirection,
    ...(portValue === 15_001 ? { useOriginalDst: true } : portValue === 15_006 ? {} : { bindToPort: false }),
  }
}

const buildManager = (statPrefix: string, routeConfigName: string) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typedConfig: {
    '@type': `${managers}.http_connection_manager.v3.HttpConnectionManager`,
    statPrefix,
    rds: { configSource: { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' }, routeConfigName },
    httpFilters: [
      'istio.metadata_exchange',
      'envoy.filters.http.fault',
      'envoy.filters.http.cors',
      'istio.stats',
      'envoy.filters.http.router',
    ].map((name) => ({ name })),
  },
})

const buildTcpProxy = (cluster: string) => ({
  name: 'envoy.filters.network.tcp_proxy',
  typedConfig: { '@type': `${managers}.tcp_proxy.v3.TcpProxy`, statPrefix: cluster, cluster },
})
