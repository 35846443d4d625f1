import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import type { ServiceEntry } from '#server/mesh/objects/services.ts'

/** A Sidecar that sets for its proxies what they may reach beyond what the mesh knows. */
export interface EgressException {
  readonly namespace: string
  readonly name: string
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY'
  /** Whether it is for chosen workloads alone. */
  readonly selects: boolean
}

export interface EgressHost {
  readonly entry: { readonly namespace: string; readonly name: string }
  readonly host: string
  readonly ports: readonly {
    readonly port: number
    readonly protocol: string
    /** How sidecars of its own namespace connect to it; absent where it is not reached at all. */
    readonly tls?: string
  }[]
  readonly exportTo: readonly string[]
  /** `namespace/name` of the gateway workloads that its traffic is led through. */
  readonly through: readonly string[]
}

/** Sidecars that speak for themselves (istio `pilot/pkg/model/sidecar.go`: outboundTrafficPolicy overrides the mesh's). */
export function listEgressExceptions(
  { snapshot }: AccessFacts,
  namespaces: ReadonlySet<string>,
): readonly EgressException[] {
  return snapshot
    .all('Sidecar')
    .filter(({ metadata }) => namespaces.has(metadata.namespace))
    .flatMap(({ metadata: { namespace, name }, spec }) => {
      const policy = spec.outboundTrafficPolicy
      if (!policy) return []
      const mode = policy.mode === 'REGISTRY_ONLY' ? ('REGISTRY_ONLY' as const) : ('ALLOW_ANY' as const)
      return [{ namespace, name, mode, selects: Object.keys(spec.workloadSelector?.labels ?? {}).length > 0 }]
    })
}

/** The hosts outside of the mesh that the entries of these namespaces declare. */
export function listEgressHosts(facts: AccessFacts, namespaces: ReadonlySet<string>): readonly EgressHost[] {
  return facts.snapshot
    .all('ServiceEntry')
    .filter(({ metadata, spec }) => namespaces.has(metadata.namespace) && spec.location !== 'MESH_INTERNAL')
    .flatMap((entry) => (entry.spec.hosts ?? []).map((host) => describeHost(facts, entry, host)))
}

function describeHost(facts: AccessFacts, { metadata, spec }: ServiceEntry, host: string): EgressHost {
  const { namespace, name } = metadata
  const client = { namespace, labels: {}, kind: 'sidecar' as const }
  return {
    entry: { namespace, name },
    host,
    ports: (spec.ports ?? []).map(({ number = 0, protocol = '' }) => {
      const { cluster } = facts.routing.findCluster(client, { host, port: number, subset: '' })
      return { port: number, protocol, ...(cluster ? { tls: cluster.tlsMode } : {}) }
    }),
    exportTo: [...(spec.exportTo ?? ['*'])],
    through: listGateways(facts, host),
  }
}

/** Gateways of the mesh to which a VirtualService sends what is for the host. */
function listGateways({ routing, services }: AccessFacts, host: string): readonly string[] {
  const routed = routing.indexes.virtualServices.all
    .filter(({ hosts, gateways }) => hosts.includes(host) && gateways.includes('mesh'))
    .flatMap(({ http, tls, tcp }) => [...http, ...tls, ...tcp])
    .flatMap(({ route = [] }) => route.flatMap(({ destination }) => destination?.host ?? []))
  const gateways = [...new Set(routed)].flatMap((to) => {
    const service = services.findService(to)
    return service ? services.selectWorkloads(service).filter(({ role }) => role === 'gateway') : []
  })
  return [...new Set(gateways.map(({ namespace, name }) => `${namespace}/${name}`))]
}
