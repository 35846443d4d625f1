import { type ClusterView, nameProxy } from '#demo/istiod/cluster-view.ts'
import { buildClusters, indexRules } from '#demo/istiod/config-dump/clusters.ts'
import { buildListeners } from '#demo/istiod/config-dump/listeners.ts'
import { buildRoutes } from '#demo/istiod/config-dump/routes.ts'
import { listVisibleServices } from '#demo/istiod/config-dump/visible-services.ts'
import { listEndpoints } from '#demo/istiod/endpoints.ts'
import { indexWorkloads } from '#demo/istiod/sync-status.ts'
import type { WorldPod } from '#demo/world/types.ts'

const admin = 'type.googleapis.com/envoy.admin.v3.'

/** The connected proxy that an id names: as istiod, any whose connection id holds it. */
export function findProxy(view: ClusterView, id: string): WorldPod | undefined {
  const proxies = view.listProxies()
  return proxies.find((pod) => nameProxy(pod) === id) ?? proxies.find((pod) => nameProxy(pod).includes(id))
}

/** `/debug/config_dump`: what istiod would send the proxy now (pilot/pkg/xds/debug.go getConfigDump). */
export function buildConfigDump(view: ClusterView, pod: WorldPod, includeEndpoints: boolean) {
  const workload = indexWorkloads(view).get(`${pod.namespace}/${pod.workload}`)
  if (!workload) return { configs: [] }
  if (workload.role === 'ztunnel') return { configs: listAddresses(view) }
  const services = listVisibleServices(view, pod)
  const versionInfo = new Date(view.world.startMs).toISOString()
  const listeners = buildListeners(services, workload)
  return {
    configs: [
      { '@type': `${admin}BootstrapConfigDump` },
      {
        '@type': `${admin}ClustersConfigDump`,
        versionInfo,
        dynamicActiveClusters: buildClusters(services, indexRules(view), workload, pod),
      },
      ...(includeEndpoints
        ? [
            {
              '@type': `${admin}EndpointsConfigDump`,
              dynamicEndpointConfigs: buildAssignments(
                view,
                services.map(({ hostname }) => hostname),
              ),
            },
          ]
        : []),
      {
        '@type': `${admin}ListenersConfigDump`,
        versionInfo,
        dynamicListeners: listeners.map(({ name, listener }) => ({
          name,
          activeState: { versionInfo, listener },
        })),
      },
      { '@type': `${admin}ScopedRoutesConfigDump` },
      {
        '@type': `${admin}RoutesConfigDump`,
        dynamicRouteConfigs: buildRoutes(view, services, pod.namespace).map((routeConfig) => ({
          versionInfo,
          routeConfig,
        })),
      },
      { '@type': `${admin}SecretsConfigDump` },
      { '@type': `${admin}EcdsConfigDump` },
    ],
  }
}

/** The endpoints of each port of each host. */
export function buildAssignments(view: ClusterView, hosts: readonly string[]) {
  const wanted = new Set(hosts)
  return [...listEndpoints(view)].flatMap(([host, { service, endpoints }]) =>
    wanted.has(host)
      ? service.ports.map(({ name, port }) => ({
          endpointConfig: {
            '@type': 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
            clusterName: `outbound|${port}||${host}`,
            endpoints: [
              {
                locality: { region: 'region-1', zone: 'zone-1' },
                lbEndpoints: endpoints
                  .filter(({ portName }) => portName === name)
                  .map((endpoint) => ({
                    endpoint: {
                      address: { socketAddress: { address: endpoint.address, portValue: endpoint.port } },
                    },
                    healthStatus: endpoint.healthy ? 'HEALTHY' : 'UNHEALTHY',
                    metadata: {
                      filterMetadata: {
                        istio: {
                          workload: `${endpoint.workload};${endpoint.namespace};${endpoint.labels?.['app'] ?? ''};${endpoint.labels?.['version'] ?? ''};Kubernetes`,
                        },
                        ...(endpoint.tlsMode === 'istio' && {
                          'envoy.transport_socket_match': { tlsMode: 'istio' },
                        }),
                      },
                    },
                    loadBalancingWeight: 1,
                  })),
              },
            ],
          },
        }))
      : [],
  )
}

/** A ztunnel is sent the addresses of workloads, no configuration of Envoy's. */
function listAddresses(view: ClusterView) {
  return [...listEndpoints(view)].flatMap(([host, { endpoints }]) =>
    endpoints.map(({ address, workload, namespace, serviceAccount, node }) => ({
      '@type': 'type.googleapis.com/istio.workload.Address',
      workload: {
        addresses: [Buffer.from(address).toString('base64')],
        workloadName: workload,
        namespace,
        serviceAccount,
        node,
        services: [host],
      },
    })),
  )
}
