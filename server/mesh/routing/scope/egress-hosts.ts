import { doHostsOverlap, isHostWithin, isWildcardHost } from '#server/mesh/routing/host-name.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

interface HostsOfNamespace {
  readonly exact: Set<string>
  readonly all: string[]
  readonly excluded: string[]
}

/** The hosts of one egress listener, `namespace/dnsName`, sorted by namespace (`*` is every one). */
export interface EgressHosts {
  readonly byNamespace: ReadonlyMap<string, HostsOfNamespace>
  /** No wildcards at all: services are looked up instead of searched, so entries that share a host are not merged. */
  readonly areAllExact: boolean
  /** Every host of every namespace, and nothing left out. */
  readonly isEverything: boolean
}

/**
 * Reads `hosts` of an egress listener: `.` is the proxy's own namespace, `~namespace/host` leaves out, `~/host`
 * everywhere (istio `pilot/pkg/model/sidecar.go`, convertIstioListenerToWrapper). What is not `namespace/host` is ignored.
 */
export function parseEgressHosts(hosts: readonly string[], ownNamespace: string): EgressHosts {
  const byNamespace = new Map<string, HostsOfNamespace>()
  let areAllExact = true
  for (const term of hosts) {
    const [scope = '', host, ...rest] = term.split('/')
    if (host === undefined || rest.length > 0) continue
    const isExcluded = scope.startsWith('~')
    const written = isExcluded ? scope.slice(1) || '*' : scope
    const namespace = written === '.' ? ownNamespace : written
    const known = byNamespace.get(namespace) ?? { exact: new Set(), all: [], excluded: [] }
    byNamespace.set(namespace, known)
    if (isExcluded) {
      known.excluded.push(host)
      continue
    }
    if (isWildcardHost(host) || namespace === '*') areAllExact = false
    if (!isWildcardHost(host)) known.exact.add(host)
    known.all.push(host)
  }
  const isEverything =
    byNamespace.get('*')?.all.includes('*') === true &&
    [...byNamespace.values()].every(({ excluded }) => excluded.length === 0)
  return { byNamespace, areAllExact, isEverything }
}

/** Whether the listener imports a service: a service with a wildcard host needs an import at least as wide. */
export function importsService({ byNamespace }: EgressHosts, service: RoutingService): boolean {
  const scopes = scopesOf(byNamespace, service.namespace)
  if (isExcludedBy(scopes, service.host)) return false
  return scopes.some(
    ({ exact, all }) =>
      exact.has(service.host) || all.some((host) => isWildcardHost(host) && isHostWithin(service.host, host)),
  )
}

/**
 * Whether the listener selects a VirtualService: one of its hosts overlaps an import, in either direction, and is not
 * left out (istio `pilot/pkg/model/virtualservice.go`, SelectVirtualServices). Those made of Gateway API routes need an
 * import that holds the host.
 */
export function selectsVirtualService({ byNamespace }: EgressHosts, one: RoutingVirtualService): boolean {
  const scopes = scopesOf(byNamespace, one.metadata.namespace)
  return one.hosts.some(
    (host) =>
      !isExcludedBy(scopes, host) && scopes.some((scope) => matches(scope, host, one.hasGatewaySemantics)),
  )
}

function matches({ exact, all }: HostsOfNamespace, host: string, isNarrow: boolean | undefined): boolean {
  if (exact.has(host)) return true
  return all.some((imported) => {
    if (!isWildcardHost(host) && !isWildcardHost(imported)) return false
    return isNarrow ? isHostWithin(host, imported) : doHostsOverlap(host, imported)
  })
}

function isExcludedBy(scopes: readonly HostsOfNamespace[], host: string): boolean {
  return scopes.some(({ excluded }) => excluded.some((left) => isHostWithin(host, left)))
}

function scopesOf(byNamespace: EgressHosts['byNamespace'], namespace: string): HostsOfNamespace[] {
  const own = byNamespace.get(namespace)
  const all = byNamespace.get('*')
  return [...(own ? [own] : []), ...(all ? [all] : [])]
}
