import type { Enrich } from '#server/mesh/graph/enrich/graph-facts.ts'
import type { GraphNode } from '#server/mesh/graph/types.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** Says of gateway proxies which way they face and for which hosts. Declares `gateway`. */
export const describeGateways: Enrich = (graph, { snapshot }) => {
  for (const node of graph.nodes.values()) {
    const workload = node.behind?.find(({ role }) => role === 'gateway')
    if (workload) node.gateway = describe(workload, snapshot)
  }
  return graph
}

function describe(workload: Workload, snapshot: MeshSnapshot): NonNullable<GraphNode['gateway']> {
  // Istio's deployment controller names the Gateway on what it makes for it (istio.io/docs, "Kubernetes Gateway API").
  const name =
    workload.labels['gateway.networking.k8s.io/gateway-name'] ?? workload.labels['istio.io/gateway-name']
  const gateway = name ? snapshot.find('Gateway', workload.namespace, name) : undefined
  if (gateway) {
    const hosts = gateway.spec.listeners?.map(({ hostname }) => hostname ?? '*') ?? []
    return { api: 'gateway-api', direction: 'ingress', hosts: [...new Set(hosts)] }
  }
  const hosts = snapshot
    .all('IstioGateway')
    .filter(({ spec }) => selects(spec.selector ?? {}, workload.labels))
    .flatMap(({ spec }) => (spec.servers ?? []).flatMap((server) => server.hosts ?? []))
  return {
    api: 'istio',
    direction: workload.labels['istio'] === 'egressgateway' ? 'egress' : 'ingress',
    hosts: [...new Set(hosts)],
  }
}

/** A Gateway selects pods of any namespace, and all of them with an empty selector (istio.io/docs, Gateway). */
function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false
  return true
}
