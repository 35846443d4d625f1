import { parseAddress } from '#server/mesh/authorization/match-address.ts'

/** A label as istiod takes it: capitals too (istio `pkg/config/labels/instance.go`). */
const label = '[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?'
const dnsLabel = new RegExp(`^${label}$`)
const wildcardLabel = new RegExp(`^(\\*|(\\*|\\*-)?${label})$`)
const mostLabel = 63

export function isDnsLabel(text: string): boolean {
  return text.length <= mostLabel && dnsLabel.test(text)
}

/** Also `*`, and a star before a label (`*-foo`). */
function isWildcardLabel(text: string): boolean {
  return text.length <= mostLabel && wildcardLabel.test(text)
}

/** A name of labels whose last is not a number; it may end with a dot (istio `pkg/config/validation/agent`). */
export function isFqdn(text: string): boolean {
  return text.length > 0 && text.length <= 255 && areDnsLabels(text)
}

/** The same, and a wildcard in the first label. */
export function isWildcardHost(text: string): boolean {
  if (text.length === 0 || text.length > 255) return false
  const dot = text.indexOf('.')
  if (dot < 0) return isWildcardLabel(text)
  return isWildcardLabel(text.slice(0, dot)) && areDnsLabels(text.slice(dot + 1))
}

function areDnsLabels(text: string): boolean {
  const labels = text.split('.')
  const last = labels.at(-1) ?? ''
  if (/^[+-]?\d+$/.test(last)) return false
  const kept = last === '' ? labels.slice(0, -1) : labels
  return kept.every(isDnsLabel)
}

/** `*foo.com`: a star that is not a whole label. */
export function hasPartialWildcard(text: string): boolean {
  return text.includes('*') && text.length !== 1 && !text.startsWith('*.')
}

/** An IPv6 address may have a zone (Go's `netip.ParseAddr`). */
export function isAddress(text: string): boolean {
  const percent = text.indexOf('%')
  if (percent < 0) return parseAddress(text) !== undefined
  const address = text.slice(0, percent)
  return address.includes(':') && percent < text.length - 1 && parseAddress(address) !== undefined
}

/** `address/length`; no zone, no leading zeros (Go's `netip.ParsePrefix`). */
export function isCidr(text: string): boolean {
  const slash = text.lastIndexOf('/')
  const address = parseAddress(text.slice(0, slash))
  const length = text.slice(slash + 1)
  return (
    slash >= 0 && address !== undefined && /^(0|[1-9]\d{0,2})$/.test(length) && Number(length) <= address.bits
  )
}

/** A block with one slash, or an address. */
export function isSubnet(text: string): boolean {
  return text.split('/').length === 2 ? isCidr(text) : isAddress(text)
}

const qualified = '(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelKey = new RegExp(`^(${label}(?:\\.${label})*/)?(${qualified})$`)
const labelValue = new RegExp(`^(${qualified})?$`)

export function isLabelKey(text: string): boolean {
  const parts = labelKey.exec(text)
  return parts !== null && (parts[1] ?? '').length <= 254 && (parts[2] ?? '').length <= mostLabel
}

export function isLabelValue(text: string): boolean {
  return labelValue.test(text)
}

/** An absolute path to a file, or an abstract socket's `@name`. */
export function isUnixPath(text: string): boolean {
  return text.startsWith('@') || (text.startsWith('/') && !text.endsWith('/'))
}

export const unixLead = 'unix://'

/**
 * Which hosts of a list claim names that an earlier one claims, either's wildcard counted (istio `pkg/config/host/name.go`,
 * Overlaps). Each host is looked up by its ends, since a list may have tens of thousands.
 */
export function findOverlapping(hosts: readonly string[]): ReadonlySet<number> {
  const [names, ends] = [new Map<string, number>(), new Map<string, number>()]
  for (const [index, host] of hosts.entries()) {
    if (!names.has(host)) names.set(host, index)
    if (host.startsWith('*') && !ends.has(host.slice(1))) ends.set(host.slice(1), index)
  }
  const lengths = [...new Set([...ends.keys()].map(({ length }) => length))]
  const overlapping = new Set<number>()
  for (const [index, host] of hosts.entries()) {
    const own = host.startsWith('*') ? host.slice(1) : host
    const wide = lengths.map((length) =>
      length > own.length ? undefined : ends.get(own.slice(own.length - length)),
    )
    for (const other of [names.get(host), ...wide])
      if (other !== undefined && other !== index) overlapping.add(Math.max(index, other))
  }
  return overlapping
}

/** Whether every name of `host` is one of `wide`. */
export function isHostWithin(host: string, wide: string): boolean {
  if (!wide.startsWith('*')) return host === wide
  if (host.startsWith('*') && host.length < wide.length) return false
  return (host.startsWith('*') ? host.slice(1) : host).endsWith(wide.slice(1))
}
