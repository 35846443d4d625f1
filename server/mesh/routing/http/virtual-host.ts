import type { ProxyRoute } from '#server/mesh/routing/http/translate-routes.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import type { RoutingVirtualService } from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** What answers for a set of authorities on one port of one proxy. */
export interface VirtualHost {
  /** The domain that the request's authority fell under. */
  readonly domain: string
  /** The service that is called, when the domain is one of its names. */
  readonly service?: RoutingService
  /** VirtualServices whose routes are here; none means the service's default route. */
  readonly virtualServices: readonly RoutingVirtualService[]
  readonly routes: readonly ProxyRoute[]
  /** VirtualServices that claim the same host on this port and are not used: another came first. */
  readonly ignored: readonly RoutingVirtualService[]
  /** Plain requests are sent to the same address by https. */
  readonly isHttpsOnly?: true
}

/**
 * The entry that answers for a host: the exact one, else the one with the longest wildcard, as Envoy looks
 * (`source/common/router/config_impl.cc`, findVirtualHost).
 *
 * @param host in lower case, without its port
 */
export function findDomain<Entry>(
  domains: { readonly exact: ReadonlyMap<string, Entry>; readonly wildcards: ReadonlyMap<string, Entry> },
  host: string,
): { readonly domain: string; readonly entry: Entry } | undefined {
  const exact = domains.exact.get(host)
  if (exact !== undefined) return { domain: host, entry: exact }
  let longest: string | undefined
  for (const wildcard of domains.wildcards.keys()) {
    if (wildcard !== '*' && (host.length < wildcard.length || !host.endsWith(wildcard.slice(1)))) continue
    if (longest === undefined || wildcard.length > longest.length) longest = wildcard
  }
  const entry = longest === undefined ? undefined : domains.wildcards.get(longest)
  return longest === undefined || entry === undefined ? undefined : { domain: longest, entry }
}
