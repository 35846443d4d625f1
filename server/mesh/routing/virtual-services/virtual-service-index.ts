import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectMeta, ObjectOf } from '#server/mesh/objects/types.ts'
import { isExportedTo, resolveExportTo } from '#server/mesh/routing/export-to.ts'
import { sortByAge } from '#server/mesh/routing/object-order.ts'
import {
  type Delegate,
  type DelegateFault,
  mergeDelegates,
} from '#server/mesh/routing/virtual-services/merge-delegates.ts'
import { resolveNames } from '#server/mesh/routing/virtual-services/resolve-names.ts'
import type { HttpRoute, L4Route, VirtualServiceSpec } from '#server/mesh/routing/virtual-services/spec.ts'

/** A VirtualService as istiod uses it: names in full, delegates merged, gateways never empty. */
export interface RoutingVirtualService {
  readonly metadata: ObjectMeta
  readonly hosts: readonly string[]
  /** `mesh`, `namespace/name`. */
  readonly gateways: readonly string[]
  readonly exportTo: ReadonlySet<string>
  readonly http: readonly HttpRoute[]
  readonly tcp: readonly L4Route[]
  readonly tls: readonly L4Route[]
  readonly faults: readonly DelegateFault[]
  /**
   * Made of a Gateway API route: paths match by segment, unknown backends answer 500, and it binds services of its own
   * namespace or its callers' alone.
   */
  readonly hasGatewaySemantics?: true
}

export interface VirtualServiceIndex {
  readonly all: readonly RoutingVirtualService[]
  /**
   * Those bound to `mesh` or to a gateway and exported to the namespace, in istiod's order: private to it, exported to
   * it by name, exported to all; each oldest first (istio `pilot/pkg/model/push_context.go`, initVirtualServices).
   */
  listBound(gateway: string, namespace: string): readonly RoutingVirtualService[]
}

/** @param converted what is made of Gateway API routes, which bind like VirtualServices */
export function indexVirtualServices(
  snapshot: MeshSnapshot,
  meshConfig: Pick<MeshConfig, 'defaultVirtualServiceExportTo'>,
  converted: readonly RoutingVirtualService[] = [],
): VirtualServiceIndex {
  const all = sortByAge([...buildVirtualServices(snapshot, meshConfig), ...converted])
  const byGateway = new Map<string, RoutingVirtualService[]>()
  for (const one of all) {
    for (const gateway of new Set(one.gateways)) {
      const bound = byGateway.get(gateway)
      if (bound) bound.push(one)
      else byGateway.set(gateway, [one])
    }
  }
  const lists = new Map<string, readonly RoutingVirtualService[]>()
  return {
    all,
    listBound: (gateway, namespace) => {
      const key = `${gateway} ${namespace}`
      const known = lists.get(key)
      if (known) return known
      const list = sortByReach(byGateway.get(gateway) ?? [], namespace)
      lists.set(key, list)
      return list
    },
  }
}

function sortByReach(bound: readonly RoutingVirtualService[], namespace: string): RoutingVirtualService[] {
  const named = bound.filter(({ exportTo }) => !exportTo.has('*') && isExportedTo(exportTo, namespace))
  const shared = bound.filter(({ exportTo }) => exportTo.has('*'))
  const isOwn = ({ metadata }: RoutingVirtualService) => metadata.namespace === namespace
  // A consumer's own Gateway API route goes before what others export (VirtualServicesForGateway, SelectVirtualServices).
  const isOwnOverride = (one: RoutingVirtualService) => one.hasGatewaySemantics === true && isOwn(one)
  return [
    ...named.filter(isOwn),
    ...named.filter((one) => !isOwn(one)),
    ...shared.filter(isOwnOverride),
    ...shared.filter((one) => !isOwnOverride(one)),
  ]
}

function buildVirtualServices(
  snapshot: MeshSnapshot,
  { defaultVirtualServiceExportTo }: Pick<MeshConfig, 'defaultVirtualServiceExportTo'>,
): RoutingVirtualService[] {
  const delegates = new Map<string, Delegate>()
  const roots: RoutingVirtualService[] = []
  for (const { metadata, spec } of snapshot.all('VirtualService').map(withPlainSpec)) {
    const { namespace, name } = metadata
    const resolved = resolveNames(spec, namespace)
    const exportTo = resolveExportTo(spec.exportTo, defaultVirtualServiceExportTo, namespace)
    if (!spec.hosts?.length) {
      delegates.set(`${namespace}/${name}`, {
        http: resolved.http ?? [],
        isExportedTo: (root) => exportTo.has('*') || exportTo.has(root),
      })
      continue
    }
    roots.push({
      metadata,
      hosts: resolved.hosts ?? [],
      gateways: resolved.gateways?.length ? resolved.gateways : ['mesh'],
      exportTo,
      http: resolved.http ?? [],
      tcp: resolved.tcp ?? [],
      tls: resolved.tls ?? [],
      faults: [],
    })
  }
  return roots.map((root) => {
    if (!root.http.some(({ delegate }) => delegate)) return root
    const { routes, faults } = mergeDelegates(root.http, root.metadata.namespace, (key) => delegates.get(key))
    return { ...root, http: routes, faults }
  })
}

function withPlainSpec({ metadata, spec }: ObjectOf<'VirtualService'>): {
  metadata: ObjectMeta
  spec: VirtualServiceSpec
} {
  // The generated model spells the same fields as unions; VirtualServiceSpec lists those that are read, all optional.
  return { metadata, spec: spec as VirtualServiceSpec }
}
