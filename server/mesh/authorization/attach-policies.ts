import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface TargetReference {
  readonly group?: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** What of AuthorizationPolicy and RequestAuthentication says whom they are for. */
export interface AttachablePolicy {
  readonly metadata: { readonly namespace: string; readonly name: string }
  readonly spec: {
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
    readonly targetRef?: TargetReference
    readonly targetRefs?: readonly TargetReference[]
  }
}

/** The proxy that may enforce a policy. */
export interface EnforcingProxy {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  /** A waypoint, which takes policies by reference alone; others ignore them but for gateways of the Gateway API. */
  readonly waypoint?: {
    /** What it serves: policies may be attached to these. */
    readonly serves: readonly {
      readonly kind: 'Service' | 'ServiceEntry'
      readonly namespace: string
      readonly name: string
    }[]
  }
}

const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name'

/**
 * The policies of one kind that a proxy enforces: of the root namespace, its own, and for a waypoint those of what it
 * serves (istio `pilot/pkg/model/{policyattachment,authorization,authentication}.go`, 1.31).
 */
export function attachPolicies<Policy extends AttachablePolicy>(
  snapshot: MeshSnapshot,
  proxy: EnforcingProxy,
  listPolicies: (namespace: string) => readonly Policy[],
): Policy[] {
  const { rootNamespace } = snapshot
  const served = proxy.waypoint?.serves.map(({ namespace }) => namespace) ?? []
  const namespaces = new Set([rootNamespace, proxy.namespace, ...served])
  return [...namespaces].flatMap((namespace) =>
    listPolicies(namespace).filter((policy) => isAttached(policy, proxy, rootNamespace)),
  )
}

function isAttached(policy: AttachablePolicy, proxy: EnforcingProxy, rootNamespace: string): boolean {
  const references = listReferences(policy)
  const gatewayName = proxy.labels[gatewayNameLabel]
  if (gatewayName === undefined) return references.length === 0 && isSelected(policy, proxy)
  if (references.length === 0) return !proxy.waypoint && isSelected(policy, proxy)
  return references.some((reference) => isTarget(reference, policy, proxy, { gatewayName, rootNamespace }))
}

/** The older `targetRef` counts only without `targetRefs`. */
function listReferences({ spec }: AttachablePolicy): readonly TargetReference[] {
  if (spec.targetRefs && spec.targetRefs.length > 0) return spec.targetRefs
  return spec.targetRef ? [spec.targetRef] : []
}

function isSelected({ spec }: AttachablePolicy, { labels }: EnforcingProxy): boolean {
  return Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
}

function isTarget(
  reference: TargetReference,
  { metadata }: AttachablePolicy,
  proxy: EnforcingProxy,
  { gatewayName, rootNamespace }: { readonly gatewayName: string; readonly rootNamespace: string },
): boolean {
  const kind = `${reference.group ?? ''}/${reference.kind}`
  const isServed = (servedKind: 'Service' | 'ServiceEntry') =>
    proxy.waypoint?.serves.some(
      (served) =>
        served.kind === servedKind &&
        served.name === reference.name &&
        served.namespace === metadata.namespace,
    ) ?? false
  if ((kind === '/Service' || kind === 'core/Service') && isServed('Service')) return true
  if (kind === 'networking.istio.io/ServiceEntry' && isServed('ServiceEntry')) return true
  if (kind === 'gateway.networking.k8s.io/GatewayClass')
    return (
      proxy.waypoint !== undefined &&
      metadata.namespace === rootNamespace &&
      reference.name === 'istio-waypoint'
    )
  return (
    kind === 'gateway.networking.k8s.io/Gateway' &&
    metadata.namespace === proxy.namespace &&
    (!reference.namespace || reference.namespace === proxy.namespace) &&
    reference.name === gatewayName
  )
}
