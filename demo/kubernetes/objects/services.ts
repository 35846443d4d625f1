import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import type { Manifest, WorldService } from '#demo/world/types.ts'

/** The Service itself, with its cluster address; the ingress gateway's has an address of the outside, too. */
export function buildServiceObject(
  mint: Mint,
  service: WorldService,
  { gateway, waypoint }: { gateway: boolean; waypoint: string | undefined },
): Manifest {
  const clusterIP = mint.clusterIp()
  const createdAt = mint.timeBefore(mint.integer(2, 300))
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: service.name,
      namespace: service.namespace,
      uid: mint.uid(),
      creationTimestamp: createdAt,
      labels: { app: service.name, service: service.name, ...service.labels },
    },
    spec: {
      ports: service.ports.map(({ name, port, targetPort, appProtocol }, index) => ({
        name,
        protocol: 'TCP',
        ...(appProtocol ? { appProtocol } : {}),
        port,
        targetPort,
        ...(gateway ? { nodePort: 30_080 + index } : {}),
      })),
      ...(Object.keys(service.selector).length > 0 ? { selector: service.selector } : {}),
      clusterIP,
      clusterIPs: [clusterIP],
      type: gateway ? 'LoadBalancer' : 'ClusterIP',
      sessionAffinity: 'None',
      ...(gateway ? { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true } : {}),
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
    status: {
      ...(waypoint ? { conditions: [buildWaypointBound(service.namespace, waypoint, createdAt)] } : {}),
      loadBalancer: gateway ? { ingress: [{ ip: '203.0.113.10', ipMode: 'VIP' }] } : {},
    },
  }
}

/** What istiod writes on a Service whose requests go through a waypoint (pilot/pkg/model/service.go). */
const buildWaypointBound = (namespace: string, waypoint: string, since: string) => ({
  lastTransitionTime: since,
  message: `Successfully attached to waypoint ${namespace}/${waypoint}`,
  reason: 'WaypointAccepted',
  status: 'True',
  type: 'istio.io/WaypointBound',
})

interface SlicePod extends Manifest {
  readonly spec?: { readonly nodeName?: string }
  readonly status?: {
    readonly podIP?: string
    readonly phase?: string
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
  }
}

/** The EndpointSlice that the controller keeps for a Service with a selector; undefined where it has none. */
export function buildEndpointSlice(
  mint: Mint,
  service: WorldService,
  object: Manifest,
  podsOfNamespace: readonly Manifest[],
): Manifest | undefined {
  const selector = Object.entries(service.selector)
  if (selector.length === 0) return undefined
  const selected = podsOfNamespace.filter((pod) => {
    // A pod's labels are a map of strings; Manifest leaves metadata open.
    const labels = (pod.metadata['labels'] ?? {}) as Record<string, string>
    return selector.every(([name, value]) => labels[name] === value)
  })
  const createdAt = String(object.metadata['creationTimestamp'])
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.name}-${mint.word(5)}`,
      generateName: `${service.name}-`,
      namespace: service.namespace,
      uid: mint.uid(),
      generation: 1,
      creationTimestamp: createdAt,
      labels: {
        app: service.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': service.name,
        service: service.name,
      },
      annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': createdAt },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          name: service.name,
          uid: String(object.metadata['uid']),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    addressType: 'IPv4',
    endpoints: selected.flatMap((pod) => buildEndpoint(pod as SlicePod)), // buildPod's own shape
    ports: service.ports.map(({ name, targetPort, appProtocol }) => ({
      name,
      protocol: 'TCP',
      port: targetPort,
      ...(appProtocol ? { appProtocol } : {}),
    })),
  }
}

function buildEndpoint(pod: SlicePod): unknown[] {
  if (pod.status?.phase === 'Succeeded') return []
  const ready =
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
  return [
    {
      addresses: [pod.status?.podIP],
      conditions: { ready, serving: ready, terminating: false },
      targetRef: {
        kind: 'Pod',
        namespace: pod.metadata.namespace,
        name: pod.metadata.name,
        uid: pod.metadata['uid'],
      },
      nodeName: pod.spec?.nodeName,
      zone: 'zone-1',
    },
  ]
}
