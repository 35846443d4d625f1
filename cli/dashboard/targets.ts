import type { ClusterService, ServicePort } from '#server/adapters/kubernetes/types.ts'
import { listCandidates } from '#server/mesh/telemetry/list-candidates.ts'
import type { RuledSource } from '#server/mesh/telemetry/rules.ts'

/** A page that something in the cluster serves. How its Service is known is the rule by which the console finds it too. */
export interface Target {
  readonly name: string
  readonly source: RuledSource
  /** Of all that the source may be, what people mean by the name. */
  readonly product: string
  /** The page to open. */
  readonly path: string
}

export const targets: readonly Target[] = [
  { name: 'console', source: 'console', product: 'Vardia', path: '/' },
  { name: 'prometheus', source: 'prometheus', product: 'Prometheus', path: '/' },
  { name: 'grafana', source: 'grafana', product: 'Grafana', path: '/' },
  { name: 'jaeger', source: 'tracing', product: 'Jaeger', path: '/' },
  { name: 'kiali', source: 'kiali', product: 'Kiali', path: '/kiali' },
  { name: 'istiod', source: 'istiod', product: 'istiod', path: '/debug' },
]

/** Envoy's admin page, which listens inside each pod with a sidecar (istio.io "Ports used by Istio"). */
export const envoyAdminPort = 15_000

export interface FoundTarget {
  readonly service: ClusterService
  readonly port: ServicePort
}

/**
 * The Service of a target: the one that the console would try first, of a `namespace` alone when one is given. Undefined
 * when there is none.
 */
export function findTarget(
  { source, product }: Target,
  services: readonly ClusterService[],
  { namespace, rootNamespace }: { readonly namespace: string | undefined; readonly rootNamespace: string },
): FoundTarget | undefined {
  const seen = services.filter((service) => namespace === undefined || service.namespace === namespace)
  return listCandidates(seen, source, rootNamespace).find((candidate) => candidate.product === product)
}

export function listDashboards(): readonly string[] {
  return [...targets.map(({ name }) => name), 'envoy']
}
