import type { World, WorldCall } from '#demo/world/types.ts'

/** A call's way in Envoy's names. */
export interface Upstream {
  /** The port of the service and the port of its pods. */
  readonly port: number
  readonly targetPort: number
  readonly subset: string
  readonly authority: string
  /** `outbound|9080|v1|reviews.bookinfo.svc.cluster.local`; Envoy's own names where no service is known. */
  readonly cluster: string
  readonly inboundCluster: string
  /** The server name that the client's proxy gives over mTLS. */
  readonly serverName: string
}

interface RuleSpec {
  readonly host: string
  readonly subsets?: readonly { readonly name: string; readonly labels?: Readonly<Record<string, string>> }[]
}

/** How proxies name clusters (pilot/pkg/model/service.go, BuildSubsetKey and BuildDNSSrvSubsetKey). */
export function createUpstreams(world: World): (call: WorldCall) => Upstream {
  const ports = indexPorts(world)
  const subsets = indexSubsets(world)
  const versions = new Map(
    world.workloads.map(({ namespace, name, version }) => [`${namespace}/${name}`, version]),
  )
  const known = new WeakMap<WorldCall, Upstream>()
  const build = (call: WorldCall): Upstream => {
    const { host, name, namespace } = call.service
    const { port, targetPort } = ports.get(host) ?? { port: 80, targetPort: 80 }
    const version =
      call.destination && versions.get(`${call.destination.namespace}/${call.destination.workload}`)
    const subset = subsets.get(`${host} ${version}`) ?? ''
    const inside = namespace !== 'unknown' && name !== host
    return {
      port,
      targetPort,
      subset,
      authority: inside
        ? `${name}${call.source?.namespace === namespace ? '' : `.${namespace}`}:${port}`
        : host,
      cluster:
        namespace === 'unknown' ? (name === 'unknown' ? '-' : name) : `outbound|${port}|${subset}|${host}`,
      inboundCluster: `inbound|${targetPort}||`,
      serverName: `outbound_.${port}_.${subset}_.${host}`,
    }
  }
  return (call) => {
    const found = known.get(call) ?? build(call)
    known.set(call, found)
    return found
  }
}

function indexPorts(world: World): Map<string, { port: number; targetPort: number }> {
  const ports = new Map<string, { port: number; targetPort: number }>()
  for (const { namespace, name, ports: own } of world.services) {
    const first = own.find(({ name: port }) => port !== 'status-port') ?? own[0]
    if (first) ports.set(`${name}.${namespace}.svc.cluster.local`, first)
  }
  for (const { kind, spec } of world.manifests) {
    if (kind !== 'ServiceEntry') continue
    // The world's ServiceEntries have hosts and ports.
    const entry = spec as {
      hosts: readonly string[]
      ports: readonly { number: number; targetPort?: number }[]
    }
    const [first] = entry.ports
    if (!first) continue
    for (const host of entry.hosts) {
      ports.set(host, { port: first.number, targetPort: first.targetPort ?? first.number })
    }
  }
  return ports
}

/** The subset of a host that has a version, where a VirtualService of the mesh routes by subsets. */
function indexSubsets(world: World): Map<string, string> {
  const subsets = new Map<string, string>()
  const routes = JSON.stringify(
    world.manifests.filter(({ kind }) => kind === 'VirtualService').map(({ spec }) => spec),
  )
  for (const { kind, metadata, spec } of world.manifests) {
    if (kind !== 'DestinationRule') continue
    const { host, subsets: own = [] } = spec as RuleSpec // the world's DestinationRules have a host
    const full = host.includes('.') ? host : `${host}.${metadata.namespace}.svc.cluster.local`
    for (const { name, labels } of own) {
      const routed = routes.includes(`"host":"${host}","subset":"${name}"`)
      if (routed && labels?.['version']) subsets.set(`${full} ${labels['version']}`, name)
    }
  }
  return subsets
}
