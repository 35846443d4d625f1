import { isHostWithin, isWildcardHost } from '#server/mesh/routing/host-name.ts'
import { isSelectedBy } from '#server/mesh/routing/object-order.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'
import type { L4Match } from '#server/mesh/routing/virtual-services/spec.ts'

/** A connection as a proxy sees it before any byte of the application. */
export interface Connection {
  /** The address that was dialled; matches by subnet need it. */
  readonly destinationIp?: string
  /** Of the TLS handshake; absent for plaintext. */
  readonly sni?: string
}

/** What istiod decides before any connection (istio `pilot/pkg/networking/core/tls.go`, matchTCP): all of them count, unlike for HTTP. */
export function isMeantForClient(match: L4Match, client: ProxyClient, port: number): boolean {
  if (match.port && match.port !== port) return false
  if (match.gateways?.length && !match.gateways.includes('mesh')) return false
  if (match.sourceNamespace && match.sourceNamespace !== client.namespace) return false
  return isSelectedBy(match.sourceLabels, client.labels)
}

/** A gateway asks for the server's port and for its Gateway alone (`gateway.go`, l4SingleMatch, ibid.). */
export function isMeantForServer(match: L4Match, gateway: string, port: number): boolean {
  if (match.port && match.port !== port) return false
  return !match.gateways?.length || match.gateways.includes(gateway)
}

/** Whether an address lies in one of the subnets; without an address it lies in none. */
export function isInSubnets(subnets: readonly string[], address: string | undefined): boolean {
  if (address === undefined) return false
  const own = parseIpv4(address)
  return subnets.some((subnet) => {
    const [base = '', bits = '32'] = subnet.split('/', 2)
    const network = parseIpv4(base)
    if (own === undefined || network === undefined) return base === address
    const size = 2 ** (32 - Number(bits))
    return Math.floor(own / size) === Math.floor(network / size)
  })
}

function parseIpv4(address: string): number | undefined {
  const parts = address.split('.').map(Number)
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined
  return parts.reduce((sum, part) => sum * 256 + part, 0)
}

/**
 * How closely a server name falls under one of the hosts: 0 not at all, more for a longer one, most for itself. Envoy
 * takes the closest filter chain, whatever the order (`source/common/listener_manager/filter_chain_manager_impl.cc`).
 */
export function rankSni(hosts: readonly string[], sni: string | undefined): number {
  if (sni === undefined) return 0
  const name = sni.toLowerCase()
  const ranks = hosts
    .map((host) => host.toLowerCase())
    .filter((host) => isHostWithin(name, host))
    .map((host) => (isWildcardHost(host) ? host.length : Number.MAX_SAFE_INTEGER))
  return Math.max(0, ...ranks)
}
