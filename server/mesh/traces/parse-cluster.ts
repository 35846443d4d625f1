/** The route that a proxy chose, by the name of Envoy's cluster. */
export interface ClusterRoute {
  readonly direction: 'inbound' | 'outbound' | 'other'
  readonly port?: number
  readonly subset?: string
  readonly host?: string
}

/**
 * `outbound|9080|v1|reviews.bookinfo.svc.cluster.local`, `inbound|9080||`, a waypoint's `inbound-vip|80|http/v1|host`, or a
 * name without such form (`PassthroughCluster`, `BlackHoleCluster`). From istio/istio pkg/model/service.go,
 * BuildSubsetKey and ParseSubsetKey.
 */
export function parseCluster(name: string): ClusterRoute {
  const [kind = '', port = '', subset = '', host = ''] = name.split(';')[0]?.split('|') ?? []
  const direction = kind === 'outbound' ? 'outbound' : kind.startsWith('inbound') ? 'inbound' : 'other'
  if (direction === 'other' || !name.includes('|')) return { direction: 'other' }
  // A waypoint's cluster for a service leads out of it, whatever it is called.
  const leadsOut = direction === 'inbound' && host !== ''
  const named = leadsOut ? subset.split('/')[1] : subset
  return {
    direction: leadsOut ? 'outbound' : direction,
    ...(/^\d{1,5}$/.test(port) ? { port: Number(port) } : {}),
    ...(named ? { subset: named } : {}),
    ...(host ? { host } : {}),
  }
}

/** The namespace of a service's host as Kubernetes names it; undefined for any other host. */
export function readHostNamespace(host: string): string | undefined {
  return /^[^.:/]+\.([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.svc(\.|$|:|\/)/.exec(host)?.[1]
}
