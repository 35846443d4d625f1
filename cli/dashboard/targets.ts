import type { ClusterService, ServicePort } from '#server/adapters/kubernetes/types.ts'

/** A page that something in the cluster serves, and how its Service is known. */
export interface Target {
  readonly name: string
  /** Names of Services, and values of the labels `app.kubernetes.io/name`, `app` and `istio`. */
  readonly known: readonly string[]
  /** Ports of the Service by name or number, the best first. */
  readonly ports: readonly (string | number)[]
  /** The page to open. */
  readonly path: string
}

/** Labels and ports are those of Istio's `samples/addons`, of its chart istiod, and of the projects' own charts. */
export const targets: readonly Target[] = [
  { name: 'console', known: ['vardia'], ports: ['http', 20002], path: '/' },
  { name: 'prometheus', known: ['prometheus'], ports: ['http-web', 'web', 'http', 9090], path: '/' },
  { name: 'grafana', known: ['grafana'], ports: ['service', 'http-web', 'http', 3000, 80], path: '/' },
  {
    name: 'jaeger',
    known: ['tracing', 'jaeger-query', 'jaeger'],
    ports: ['http-query', 'query-http', 16_686, 80],
    path: '/',
  },
  { name: 'kiali', known: ['kiali'], ports: ['http', 20001], path: '/kiali' },
  { name: 'istiod', known: ['istiod', 'pilot'], ports: ['http-monitoring', 15_014], path: '/debug' },
]

/** Envoy's admin page, which listens inside each pod with a sidecar (istio.io "Ports used by Istio"). */
export const envoyAdminPort = 15_000

const labels = ['app.kubernetes.io/name', 'app', 'istio']

export interface FoundTarget {
  readonly service: ClusterService
  readonly port: ServicePort
}

/**
 * The Service of a target: by its name before its labels, in Istio's namespace before others, and of a `namespace` alone
 * when one is given. Undefined when there is none.
 */
export function findTarget(
  { known, ports }: Target,
  services: readonly ClusterService[],
  { namespace, rootNamespace }: { readonly namespace: string | undefined; readonly rootNamespace: string },
): FoundTarget | undefined {
  const found = services.flatMap((service) => {
    const port = choosePort(service, ports)
    if (!port || (namespace !== undefined && service.namespace !== namespace)) return []
    const isNamed = known.includes(service.name)
    if (!isNamed && !labels.some((label) => known.includes(service.labels[label] ?? ''))) return []
    return [{ service, port, rank: (isNamed ? 0 : 1) + (service.namespace === rootNamespace ? 0 : 2) }]
  })
  return found.sort((one, other) => one.rank - other.rank)[0]
}

function choosePort(service: ClusterService, wanted: Target['ports']): ServicePort | undefined {
  for (const each of wanted) {
    const port = service.ports.find(({ name, port: number }) => each === name || each === number)
    if (port) return port
  }
  return undefined
}

export function listDashboards(): readonly string[] {
  return [...targets.map(({ name }) => name), 'envoy']
}
