import { ingress, istioVersion } from '#demo/world/control-plane.ts'
import {
  buildGrpcCall,
  buildHttpCall,
  buildMeshObject,
  buildService,
  buildTcpCall,
  buildWorkload,
  nameService,
  type WorldPart,
} from '#demo/world/parts.ts'
import type { Manifest, WorldCall } from '#demo/world/types.ts'

const place = { namespace: 'loyalty', dataPlane: 'ambient' } as const
const at = (workload: string) => ({ namespace: place.namespace, workload })
const waypoint = at('waypoint')

/** An ambient namespace: ztunnel carries every byte, a waypoint reports the requests to Services (istio.md §5.1, §5.2). */
export function buildAmbient(): WorldPart {
  return {
    namespaces: [
      {
        name: place.namespace,
        dataPlane: 'ambient',
        labels: { 'istio.io/dataplane-mode': 'ambient', 'istio.io/use-waypoint': 'waypoint', team: 'store' },
      },
    ],
    workloads: [
      buildWorkload(place, { name: 'points-v1', replicas: 2 }),
      buildWorkload(place, { name: 'rewards-v1' }),
      buildWorkload(place, { name: 'ledger-v1', ports: [9000] }),
      buildWorkload(place, {
        name: 'valkey',
        kind: 'StatefulSet',
        ports: [6379],
        image: 'docker.io/valkey/valkey:9.0.0',
      }),
      buildWorkload(place, {
        name: 'waypoint',
        role: 'waypoint',
        image: `docker.io/istio/proxyv2:${istioVersion}`,
        ports: [15008, 15020, 15021],
        labels: {
          'gateway.istio.io/managed': 'istio.io-mesh-controller',
          'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint',
          'gateway.networking.k8s.io/gateway-name': 'waypoint',
          'istio.io/waypoint-for': 'service',
        },
      }),
    ],
    services: [
      buildService(place.namespace, 'points', [{ name: 'http', port: 80, targetPort: 8080 }]),
      buildService(place.namespace, 'rewards', [{ name: 'http', port: 80, targetPort: 8080 }]),
      buildService(place.namespace, 'ledger', [{ name: 'grpc', port: 9000, appProtocol: 'grpc' }]),
      buildService(place.namespace, 'valkey', [{ name: 'tcp-valkey', port: 6379 }]),
      buildService(
        place.namespace,
        'waypoint',
        [
          { name: 'status-port', port: 15021 },
          { name: 'mesh', port: 15008, appProtocol: 'hbone' },
        ],
        { 'gateway.networking.k8s.io/gateway-name': 'waypoint' },
      ),
    ],
    calls: buildCalls(),
    manifests: [...buildGateways(), ...buildRoutesAndPolicies()],
  }
}

/** One request through a waypoint: what the waypoint says of it, and what the ztunnels say of both hops. */
function buildHops(
  source: string,
  workload: string,
  name: string,
  perSecond: number,
  grpc = false,
): WorldCall[] {
  const build = grpc ? buildGrpcCall : buildHttpCall
  const common = { service: nameService(place.namespace, name) }
  const hop = { ...common, perSecond: perSecond / 40, reporters: ['source', 'destination'] as const }
  return [
    build({ ...common, source: at(source), destination: at(workload), perSecond, reporters: ['waypoint'] }),
    buildTcpCall({ ...hop, source: at(source), destination: waypoint, requestBytes: perSecond * 1_100 }),
    buildTcpCall({ ...hop, source: waypoint, destination: at(workload), requestBytes: perSecond * 1_100 }),
  ]
}

function buildCalls(): WorldCall[] {
  return [
    // A sidecar's client names the waypoint as the workload that it reached.
    buildHttpCall({
      source: ingress,
      destination: waypoint,
      service: nameService(place.namespace, 'points'),
      perSecond: 14,
      reporters: ['source'],
    }),
    buildHttpCall({
      source: ingress,
      destination: at('points-v1'),
      service: nameService(place.namespace, 'points'),
      perSecond: 14,
      reporters: ['waypoint'],
      outcomes: [
        { code: '200', flags: '-', share: 0.99 },
        { code: '429', flags: '-', share: 0.01 },
      ],
    }),
    ...buildHops('points-v1', 'rewards-v1', 'rewards', 11),
    ...buildHops('points-v1', 'ledger-v1', 'ledger', 14, true),
    buildTcpCall({
      source: at('ledger-v1'),
      destination: at('valkey'),
      service: nameService(place.namespace, 'valkey'),
      perSecond: 0.8,
      requestBytes: 12_000,
      responseBytes: 19_000,
    }),
  ]
}

function buildGateways(): Manifest[] {
  return [
    buildMeshObject(
      'Gateway',
      place.namespace,
      'waypoint',
      {
        gatewayClassName: 'istio-waypoint',
        listeners: [
          {
            name: 'mesh',
            port: 15008,
            protocol: 'HBONE',
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      },
      { 'istio.io/waypoint-for': 'service' },
    ),
    buildMeshObject('Gateway', ingress.namespace, 'loyalty-edge', {
      gatewayClassName: 'istio',
      addresses: [{ type: 'Hostname', value: 'istio-ingressgateway.istio-ingress.svc.cluster.local' }],
      listeners: [
        {
          name: 'http',
          hostname: 'loyalty.demo.example',
          port: 80,
          protocol: 'HTTP',
          allowedRoutes: { namespaces: { from: 'All' } },
        },
      ],
    }),
  ]
}

function buildRoutesAndPolicies(): Manifest[] {
  return [
    buildMeshObject('HTTPRoute', place.namespace, 'points', {
      hostnames: ['loyalty.demo.example'],
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: 'loyalty-edge',
          namespace: ingress.namespace,
        },
      ],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/points' } }],
          backendRefs: [{ group: '', kind: 'Service', name: 'points', port: 80, weight: 1 }],
        },
      ],
    }),
    buildMeshObject('GRPCRoute', place.namespace, 'ledger', {
      parentRefs: [{ group: '', kind: 'Service', name: 'ledger', port: 9000 }],
      rules: [{ backendRefs: [{ group: '', kind: 'Service', name: 'ledger', port: 9000, weight: 1 }] }],
    }),
    buildMeshObject('PeerAuthentication', place.namespace, 'default', { mtls: { mode: 'STRICT' } }),
    buildMeshObject('AuthorizationPolicy', place.namespace, 'ledger-callers', {
      targetRefs: [{ group: '', kind: 'Service', name: 'ledger' }],
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/loyalty/sa/points'] } }] }],
    }),
  ]
}
