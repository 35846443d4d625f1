import type { CheckedObject, MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { memoByKinds } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { resolveShortName } from '#server/mesh/routing/host-name.ts'

type VirtualService = ObjectOf<'VirtualService'>

const analyzer = { code: 'IST0109', name: 'ConflictingMeshGatewayVirtualServiceHosts' } as const

/**
 * Hosts that another VirtualService of the mesh has too: inside of the mesh the oldest wins, and the others do nothing
 * (analyzers/virtualservice/conflictingmeshgatewayhosts.go). Those that no namespace sees both of do not conflict.
 */
export function* checkSharedHosts({
  object,
  snapshot,
  isSeen,
}: CheckedObject<'VirtualService'>): Generator<MeshFault> {
  if (!isOfMesh(object)) return
  const { namespace, name } = object.metadata
  const owners = indexHosts(snapshot)
  for (const [at, host] of listHosts(object).entries()) {
    for (const other of owners.get(host) ?? []) {
      const { metadata } = other
      const isSelf = metadata.namespace === namespace && metadata.name === name
      if (isSelf || !isSeen(metadata.namespace) || !meet(object, other)) continue
      yield {
        level: 'error',
        path: `spec.hosts[${at}]`,
        code: 'mesh-host-shared',
        params: { host, virtualService: `${metadata.namespace}/${metadata.name}` },
        analyzer,
      }
    }
  }
}

/** The VirtualServices of the mesh by each of their hosts in full. */
const indexHosts = memoByKinds(['VirtualService'], (snapshot) => {
  const byHost = new Map<string, VirtualService[]>()
  for (const each of snapshot.all('VirtualService')) {
    if (!isOfMesh(each)) continue
    for (const host of new Set(listHosts(each))) {
      const known = byHost.get(host)
      if (known) known.push(each)
      else byHost.set(host, [each])
    }
  }
  return byHost
})

function isOfMesh({ spec }: VirtualService): boolean {
  const gateways = spec.gateways ?? []
  return (gateways.length === 0 || gateways.includes('mesh')) && (spec.hosts ?? []).length > 0
}

function listHosts({ metadata, spec }: VirtualService): readonly string[] {
  return (spec.hosts ?? []).map((host) => resolveShortName(host, metadata.namespace))
}

/** Whether a namespace sees both: each its own, and those that others export to it. */
function meet(one: VirtualService, other: VirtualService): boolean {
  const [first, second] = [one, other].map(
    ({ metadata, spec }) =>
      new Set((spec.exportTo ?? ['*']).map((term) => (term === '.' ? metadata.namespace : term))),
  )
  if (!first || !second) return false
  return first.has('*') || second.has('*') || [...first].some((term) => second.has(term))
}
