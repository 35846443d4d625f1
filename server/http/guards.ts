import { isIP } from 'node:net'
import { streamPath } from '#contract/stream.ts'
import { Problem } from '#server/problem.ts'

/** What a guard looks at of one request. */
export interface GuardedRequest {
  readonly method: string
  /** As it stands in the request line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Address of this end of the connection. */
  readonly localAddress: string
  /** Address of the other end. */
  readonly peerAddress: string
}

export interface GuardSettings {
  readonly allowedHosts: readonly string[]
  readonly trustedProxies: readonly string[]
  readonly basePath: string
}

/**
 * Refuses what no honest client sends, before anything else looks at the request. Throws Problem: a malformed target
 * (400), a foreign Host (421, which DNS rebinding needs), a foreign, `null` or cross-site origin on anything but a GET
 * and on every stream (403).
 */
export function guardRequest(request: GuardedRequest, settings: GuardSettings): void {
  const path = guardTarget(request.target)
  guardHost(request, settings)
  const accepts = one(request.headers['accept']) ?? ''
  const isStream = path === `${settings.basePath}${streamPath}` || accepts.includes('text/event-stream')
  if (isStream || (request.method !== 'GET' && request.method !== 'HEAD')) guardOrigin(request, settings)
}

/** A target has one spelling: absolute forms, backslashes, dot segments and doubled slashes are refused. */
function guardTarget(target: string): string {
  const path = target.split('?', 1)[0] ?? ''
  const canonical =
    target.startsWith('/') &&
    !path.includes('//') &&
    URL.canParse(target, 'http://localhost') &&
    new URL(target, 'http://localhost').pathname === path
  if (!canonical) throw new Problem({ kind: 'invalid', code: 'target-malformed' })
  return path
}

/**
 * Loopback names, the configured ones, and the very address that the connection came to (so that a probe of kubelet,
 * which names the pod's address, is answered): a page of another site can make a browser send none of them.
 */
function guardHost(request: GuardedRequest, { allowedHosts, trustedProxies }: GuardSettings): void {
  const host = readHost(request, trustedProxies)
  const name = parseHostName(host)
  const known =
    name !== undefined &&
    (isLoopbackName(name) ||
      allowedHosts.some((allowed) => allowed.toLowerCase() === name) ||
      (isIP(name) !== 0 && name === plainAddress(request.localAddress)))
  if (!known)
    throw new Problem({ kind: 'forbidden', code: 'host-foreign', params: { host: host.slice(0, 100) } })
}

function guardOrigin(request: GuardedRequest, { trustedProxies }: GuardSettings): void {
  const origin = one(request.headers['origin'])
  const site = one(request.headers['sec-fetch-site'])
  const refuse = (from: string) => {
    throw new Problem({ kind: 'forbidden', code: 'origin-foreign', params: { origin: from.slice(0, 100) } })
  }
  // `same-site` is a page on another port of this host: not ours either. `none` is the person's own doing.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') refuse(origin ?? site)
  if (origin === undefined) return
  const host = readHost(request, trustedProxies)
  // The scheme is not compared: behind a proxy that ends TLS it is not known here.
  if (!/^https?:\/\//.test(origin) || origin.replace(/^https?:\/\//, '').toLowerCase() !== host.toLowerCase())
    refuse(origin)
}

/** The Host that the browser used. A trusted proxy may say it in X-Forwarded-Host. */
export function readHost(
  { headers, peerAddress }: Pick<GuardedRequest, 'headers' | 'peerAddress'>,
  trustedProxies: readonly string[],
): string {
  const forwarded = one(headers['x-forwarded-host'])
  if (forwarded && isTrusted(peerAddress, trustedProxies)) return forwarded
  return one(headers['host']) ?? ''
}

/** Whether a Host names the browser's own machine. */
export function isLoopbackHost(host: string): boolean {
  const name = parseHostName(host)
  return name !== undefined && isLoopbackName(name)
}

export function isTrusted(peerAddress: string, trustedProxies: readonly string[]): boolean {
  return trustedProxies.includes(plainAddress(peerAddress))
}

/**
 * Whether the client itself is on this machine, not only the proxy before us. A trusted proxy's last word of
 * X-Forwarded-For is believed; a peer on loopback that forwards without being trusted counts as elsewhere, or a proxy
 * that nobody configured would hand the anonymous session to the world.
 */
export function isLocalClient(
  peerAddress: string,
  headers: GuardedRequest['headers'],
  peerIsTrusted: boolean,
): boolean {
  const forwardedFor = one(headers['x-forwarded-for'])
  const forwarded = forwardedFor !== undefined || headers['forwarded'] !== undefined
  if (!forwarded) return isLoopbackAddress(peerAddress)
  if (!peerIsTrusted) return false
  return isLoopbackAddress(forwardedFor?.split(',').at(-1)?.trim() ?? '')
}

/** The client's address: a trusted proxy's last word of X-Forwarded-For, else that of the connection. */
export function readClient(
  peerAddress: string,
  headers: GuardedRequest['headers'],
  peerIsTrusted: boolean,
): string {
  const forwarded = peerIsTrusted ? one(headers['x-forwarded-for'])?.split(',').at(-1)?.trim() : undefined
  return plainAddress(forwarded && isIP(forwarded) !== 0 ? forwarded : peerAddress)
}

export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || /^127\.\d+\.\d+\.\d+$/.test(plain)
}

/** Headers that only this process or Next may set. */
const internalHeaders =
  /^(content-security-policy(-report-only)?|x-nonce|x-middleware-.*|x-nextjs-.*|x-vardia-.*)$/
const forwardedHeaders = /^(x-forwarded-.*|forwarded|x-request-id)$/

/** Deletes what a client may not say of itself; the forwarded ones stay when a trusted proxy sent them. */
export function dropInternalHeaders(
  headers: Record<string, string | string[] | undefined>,
  peerIsTrusted: boolean,
): void {
  for (const name of Object.keys(headers)) {
    if (internalHeaders.test(name) || (!peerIsTrusted && forwardedHeaders.test(name))) delete headers[name]
  }
}

/** Headers by which the browser's part of Next asks for parts of pages; of a call Next would make a redirect by them. */
const pageHeaders = /^(rsc|next-.*)$/

/** Deletes from a call what is said of pages alone. */
export function dropPageHeaders(headers: Record<string, string | string[] | undefined>): void {
  for (const name of Object.keys(headers)) if (pageHeaders.test(name)) delete headers[name]
}

/** RFC 9110, section 7.2: a name or address and perhaps a port. The name, in lower case, brackets removed. */
function parseHostName(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host) ?? []
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '')
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && isLoopbackAddress(name))
}

/** IPv4 as IPv4, also where the socket speaks it through IPv6. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '')
}

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
