import type { CheckedObject, MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { doHostsOverlap, resolveGatewayName, resolveShortName } from '#server/mesh/routing/host-name.ts'

const analyzer = { code: 'IST0132', name: 'VirtualServiceHostNotFoundInGateway' } as const

/** Hosts that a gateway of the VirtualService does not listen for (analyzers/virtualservice/gateways.go). */
export function* checkGatewayHosts({
  object,
  snapshot,
}: CheckedObject<'VirtualService'>): Generator<MeshFault> {
  const { metadata, spec } = object
  for (const reference of spec.gateways ?? []) {
    if (reference === 'mesh') continue
    const [namespace = '', name = ''] = resolveGatewayName(reference, metadata.namespace).split('/')
    const gateway = snapshot.find('IstioGateway', namespace, name)
    if (!gateway) continue
    // `namespace/host`: which VirtualServices' namespaces may use it.
    const listened = (gateway.spec.servers ?? []).flatMap(({ hosts = [] }) =>
      hosts.map((host) => host.slice(host.indexOf('/') + 1)),
    )
    for (const [at, host] of (spec.hosts ?? []).entries()) {
      const full = resolveShortName(host, metadata.namespace)
      if (listened.some((one) => one === '*' || doHostsOverlap(one, full) || doHostsOverlap(one, host)))
        continue
      yield {
        level: 'warning',
        path: `spec.hosts[${at}]`,
        code: 'mesh-host-not-listened',
        params: { host, gateway: `${namespace}/${name}` },
        analyzer,
      }
    }
  }
}
