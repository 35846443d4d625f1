import { BlockList, isIP } from 'node:net'

/** The variables by which a machine says which proxy leads out of it; names and forms as curl and kubectl take them. */
export interface ProxySettings {
  readonly HTTPS_PROXY?: string | undefined
  readonly HTTP_PROXY?: string | undefined
  readonly NO_PROXY?: string | undefined
}

/**
 * The proxy on the way to a server that names none of its own, by the rules of Go's golang.org/x/net/http/httpproxy, which
 * kubectl follows: the variable of the server's scheme, an address without a scheme being http; none for this machine's
 * own addresses, nor for what `NO_PROXY` names: `*`, hosts (with all below them; after a leading dot only those), addresses
 * and CIDR ranges, each with a port where only that is meant.
 */
export function chooseProxy(server: string, settings: ProxySettings): string | undefined {
  const { protocol, hostname, port } = new URL(server)
  const secure = protocol === 'https:'
  const proxy = secure ? settings.HTTPS_PROXY : settings.HTTP_PROXY
  if (!proxy) return undefined
  const target = {
    host: hostname.replace(/^\[|\]$/g, '').toLowerCase(),
    port: port || (secure ? '443' : '80'),
  }
  const isSpared =
    isLoopback(target.host) || listEntries(settings.NO_PROXY).some((each) => spares(each, target))
  return isSpared ? undefined : /^(https?|socks5h?):\/\//i.test(proxy) ? proxy : `http://${proxy}`
}

interface Target {
  readonly host: string
  readonly port: string
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  return host === 'localhost' || isWithin(loopback, host)
}

function isWithin(list: BlockList, host: string): boolean {
  const version = isIP(host)
  return version !== 0 && list.check(host, version === 6 ? 'ipv6' : 'ipv4')
}

function listEntries(list = ''): readonly string[] {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter(Boolean)
}

function spares(entry: string, { host, port }: Target): boolean {
  if (entry === '*') return true
  const [, address = '', bits] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? []
  if (bits !== undefined) return isIP(address) !== 0 && isInRange(host, address, Number(bits))
  const { name, only } = splitPort(entry)
  if (only !== undefined && only !== port) return false
  if (isIP(name) !== 0) {
    const one = new BlockList()
    one.addAddress(name, isIP(name) === 6 ? 'ipv6' : 'ipv4')
    return isWithin(one, host)
  }
  const below = name.startsWith('*.') ? name.slice(1) : name
  return below.startsWith('.') ? host.endsWith(below) : host === below || host.endsWith(`.${below}`)
}

function isInRange(host: string, address: string, bits: number): boolean {
  const version = isIP(address)
  if (bits > (version === 6 ? 128 : 32)) return false
  const range = new BlockList()
  range.addSubnet(address, bits, version === 6 ? 'ipv6' : 'ipv4')
  return isWithin(range, host)
}

/** `host:port`, `[v6]:port`, or without a port; a bare v6 address has only colons of its own. */
function splitPort(entry: string): { readonly name: string; readonly only?: string } {
  const [, bracketed, bracketedPort] = /^\[(.+)\](?::(\d+))?$/.exec(entry) ?? []
  if (bracketed !== undefined)
    return { name: bracketed, ...(bracketedPort !== undefined && { only: bracketedPort }) }
  const [, name, only] = /^([^:]+):(\d+)$/.exec(entry) ?? []
  return name !== undefined && only !== undefined ? { name, only } : { name: entry }
}
