/** Hosts as Istio compares them: a leading `*` is a wildcard for whatever the rest ends (istio `pkg/config/host/name.go`). */

/** Kubernetes' DNS domain, which istiod appends to short names. */
export const clusterDomain = 'cluster.local'

export function isWildcardHost(host: string): boolean {
  return host.startsWith('*')
}

/** Whether two hosts have a name in common: `*.com` and `*.b.com` do, in either order. */
export function doHostsOverlap(one: string, other: string): boolean {
  if (isWildcardHost(one) && isWildcardHost(other)) {
    return one.length < other.length
      ? other.slice(1).endsWith(one.slice(1))
      : one.slice(1).endsWith(other.slice(1))
  }
  return isHostWithin(one, other) || isHostWithin(other, one)
}

/** Whether every name of `host` is one of `scope`: `a.com` is within `*.com`, `*.com` is not within `a.com`. */
export function isHostWithin(host: string, scope: string): boolean {
  if (!isWildcardHost(scope)) return host === scope
  if (!isWildcardHost(host)) return host.endsWith(scope.slice(1))
  return host.length >= scope.length && host.slice(1).endsWith(scope.slice(1))
}

/**
 * The value of the most specific of the hosts that `host` is within: itself first, then the longest wildcard
 * (istio `pilot/pkg/model/config.go`, MostSpecificHostMatch).
 */
export function findMostSpecific<Value>(
  host: string,
  exact: ReadonlyMap<string, Value>,
  wildcards: ReadonlyMap<string, Value>,
): Value | undefined {
  const own = isWildcardHost(host) ? wildcards.get(host) : exact.get(host)
  if (own !== undefined) return own
  const name = isWildcardHost(host) ? host.slice(1) : host
  let longest: string | undefined
  for (const wildcard of wildcards.keys()) {
    if (!name.endsWith(wildcard.slice(1))) continue
    if (longest === undefined || wildcard.length > longest.length) longest = wildcard
  }
  return longest === undefined ? undefined : wildcards.get(longest)
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/

/** Without a dot a host is a service of the namespace of the object that names it (istio `pilot/pkg/model/config.go`, ResolveShortnameToFQDN). */
export function resolveShortName(host: string, namespace: string): string {
  if (host === '' || host === '*' || host.includes('.') || host.includes(':') || ipv4.test(host)) return host
  return `${host}.${namespace}.svc.${clusterDomain}`
}

/**
 * A gateway's reference as `namespace/name`; `mesh` stays. A dotted name is the legacy form
 * `name.namespace[.svc.…]` (istio `pilot/pkg/model/config.go`, resolveGatewayName).
 */
export function resolveGatewayName(reference: string, namespace: string): string {
  if (reference === 'mesh') return reference
  const slash = reference.indexOf('/')
  if (slash >= 0) return reference.startsWith('./') ? `${namespace}/${reference.slice(slash + 1)}` : reference
  const [name = '', of] = reference.split('.', 2)
  return `${of ?? namespace}/${name}`
}

/** The host of an authority in lower case, its port left out (`[::1]:80` is `[::1]`). */
export function parseAuthorityHost(authority: string): string {
  return authority.replace(/:\d+$/, '').toLowerCase()
}
