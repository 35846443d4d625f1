import { type ClusterView, nameProxy } from '#demo/istiod/cluster-view.ts'
import { istioVersion } from '#demo/world/control-plane.ts'
import { hashText } from '#demo/world/random.ts'
import { mix } from '#demo/world/requests/draw.ts'
import type { WorldPod, WorldWorkload } from '#demo/world/types.ts'

export type ProxyType = 'sidecar' | 'router' | 'waypoint' | 'ztunnel'

export function chooseProxyType({ role }: WorldWorkload): ProxyType {
  if (role === 'ztunnel' || role === 'waypoint') return role
  return role === 'gateway' ? 'router' : 'sidecar'
}

const envoy = (name: string) => `type.googleapis.com/envoy.config.${name}`

const types = {
  cluster: envoy('cluster.v3.Cluster'),
  listener: envoy('listener.v3.Listener'),
  route: envoy('route.v3.RouteConfiguration'),
  endpoint: envoy('endpoint.v3.ClusterLoadAssignment'),
} as const

const ztunnelTypes = [
  'type.googleapis.com/istio.security.Authorization',
  'type.googleapis.com/istio.workload.Address',
] as const

/** Which changes make istiod push a type anew. */
const causes: Readonly<Record<keyof typeof types, readonly (readonly [string, string])[]>> = {
  cluster: [
    ['networking.istio.io/v1', 'DestinationRule'],
    ['networking.istio.io/v1', 'ServiceEntry'],
    ['v1', 'Service'],
  ],
  listener: [
    ['networking.istio.io/v1', 'Gateway'],
    ['security.istio.io/v1', 'AuthorizationPolicy'],
    ['security.istio.io/v1', 'PeerAuthentication'],
    ['v1', 'Service'],
  ],
  route: [['networking.istio.io/v1', 'VirtualService']],
  endpoint: [['discovery.k8s.io/v1', 'EndpointSlice']],
}

interface Push {
  readonly sent: string
  readonly acked?: string
  readonly sentTime: string
  readonly lastError?: string
}

/** `/debug/syncz`: what each proxy was sent and what it has taken (pilot/pkg/xds/debug.go SyncStatus). */
export function listSyncStatus(view: ClusterView, namespace: string | null): unknown[] {
  const workloads = indexWorkloads(view)
  const startMs = view.world.startMs
  const versions = Object.fromEntries(
    Object.entries(causes).map(([type, kinds]) => [
      type,
      kinds.reduce((highest, [apiVersion, kind]) => Math.max(highest, view.readVersion(apiVersion, kind)), 0),
    ]),
  )
  return view.listProxies().flatMap((pod) => {
    const workload = workloads.get(`${pod.namespace}/${pod.workload}`)
    if (!workload || (namespace !== null && namespace !== '' && pod.namespace !== namespace)) return []
    const type = chooseProxyType(workload)
    const head = { cluster_id: view.world.cluster, proxy: nameProxy(pod), proxy_type: type }
    const version = { istio_version: istioVersion }
    const push = (name: string, changed: number) => buildPush(pod, name, changed, startMs)
    if (type === 'ztunnel') {
      return [
        {
          ...head,
          ...version,
          resources: Object.fromEntries(ztunnelTypes.map((name) => [name, push(name, 0)])),
        },
      ]
    }
    const told = Object.entries(types)
      .filter(([name]) => name !== 'route' || type !== 'waypoint')
      .map(([name, url]) => [name, url, fault(workload, name, push(name, versions[name] ?? 0))] as const)
    return [
      {
        ...head,
        ...version,
        ...Object.fromEntries(
          told.flatMap(([name, , { sent, acked }]) => [
            [`${name}_sent`, sent],
            ...(acked === undefined ? [] : [[`${name}_acked`, acked]]),
          ]),
        ),
        resources: Object.fromEntries(told.map(([, url, made]) => [url, made])),
      },
    ]
  })
}

/** A nonce is the moment of the push and a drawn part: equal for what was sent and what was taken. */
function buildPush(pod: WorldPod, name: string, changed: number, startMs: number): Push {
  const hash = hashText(`${pod.name}/${name}/${changed}`)
  const word = (at: number, digits: number) =>
    mix(hash, at).toString(16).padStart(8, '0').slice(0, digits).padStart(digits, '0')
  const atMs = startMs + (hash % 600_000)
  const minute = `${new Date(atMs).toISOString().slice(0, 16)}:00Z`
  const sent = `${minute}/17${word(0, 8)}-${word(1, 4)}-4${word(2, 3)}-a${word(3, 3)}-${word(4, 8)}${word(5, 4)}`
  return {
    sent,
    acked: sent,
    sentTime: `${new Date(atMs).toISOString().slice(0, -1)}${word(6, 6).replace(/\D/g, '3')}Z`,
  }
}

/** The world's proxies that have not taken what they were sent. */
function fault(workload: WorldWorkload, name: string, push: Push): Push {
  const { proxySync } = workload
  if (!proxySync || proxySync.type !== name) return push
  if (proxySync.error !== undefined)
    return { ...push, acked: `${push.sent.slice(0, -4)}0000`, lastError: proxySync.error }
  return { ...push, acked: `${push.sent.slice(0, -4)}0000` }
}

export function indexWorkloads(view: ClusterView): ReadonlyMap<string, WorldWorkload> {
  return new Map(view.world.workloads.map((workload) => [`${workload.namespace}/${workload.name}`, workload]))
}

/** `/debug/connections`, and `/debug/adsz` with what each proxy watches. */
export function listConnections(view: ClusterView, whole: boolean) {
  const workloads = indexWorkloads(view)
  const clients = view.listProxies().map((pod, index) => {
    const workload = workloads.get(`${pod.namespace}/${pod.workload}`)
    const connectedMs = view.world.startMs + (hashText(pod.name) % 1_800_000)
    return {
      connectionId: `${nameProxy(pod)}-${index + 1}`,
      connectedAt: new Date(connectedMs).toISOString(),
      address: `${pod.ip}:${32_768 + (hashText(pod.ip) % 28_000)}`,
      ...(whole && workload && describeClient(pod, workload)),
    }
  })
  return { totalClients: clients.length, clients }
}

function describeClient(pod: WorldPod, workload: WorldWorkload) {
  const labels = {
    app: workload.app,
    'kubernetes.io/hostname': pod.node,
    'service.istio.io/canonical-name': workload.app,
    'service.istio.io/canonical-revision': workload.version || 'latest',
    'topology.istio.io/cluster': 'Kubernetes',
    ...(workload.version && { version: workload.version }),
    ...workload.labels,
  }
  return {
    labels,
    metadata: {
      ISTIO_VERSION: istioVersion,
      LABELS: labels,
      INSTANCE_IPS: pod.ip,
      NAMESPACE: pod.namespace,
      NODE_NAME: pod.node,
      WORKLOAD_NAME: workload.name,
      INTERCEPTION_MODE: 'REDIRECT',
      SERVICE_ACCOUNT: workload.serviceAccount,
      MESH_ID: 'cluster.local',
      CLUSTER_ID: 'Kubernetes',
    },
    locality: { region: 'region-1', zone: 'zone-1' },
    watches: Object.fromEntries(Object.values(types).map((url) => [url, []])),
  }
}
