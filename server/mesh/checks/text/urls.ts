import { isAddress } from '#server/mesh/checks/text/names.ts'

// Control characters, which the character class is there to find.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /[\u0000-\u001f\u007f]/
const badEscape = /%(?![0-9a-fA-F]{2})/

/**
 * The scheme of an address as Go's `url.ParseRequestURI` takes it (`net/url`): with a scheme, or an absolute path, whose
 * scheme is ''. Undefined for others.
 */
export function parseRequestUrl(text: string): { readonly scheme: string } | undefined {
  if (text === '' || controls.test(text)) return undefined
  if (text === '*') return { scheme: '' }
  const parts = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text)
  const [rest = ''] = (parts?.[2] ?? text).split('?', 1)
  const scheme = (parts?.[1] ?? '').toLowerCase()
  // What follows a scheme without a slash is opaque: nothing of it is read.
  if (!rest.startsWith('/')) return parts ? { scheme } : undefined
  if (!parts || !rest.startsWith('//')) return badEscape.test(rest) ? undefined : { scheme }
  const slash = rest.indexOf('/', 2)
  const [authority, path] = slash < 0 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)]
  return isAuthority(scheme, authority) && !badEscape.test(path) ? { scheme } : undefined
}

/** `user@host:port`; a port is digits or nothing. */
function isAuthority(scheme: string, authority: string): boolean {
  const at = authority.lastIndexOf('@')
  const user = authority.slice(0, Math.max(at, 0))
  const host = authority.slice(at + 1)
  if (!/^[\w\-.:~!$&'()*+,;=%@]*$/.test(user) || badEscape.test(user)) return false
  const brackets = /^\[([^[]*)\]((?::\d*)?)$/.exec(host)
  if (brackets) return isAddress((brackets[1] ?? '').replace('%25', '%')) && (brackets[1] ?? '').includes(':')
  // Where the host itself may hold colons, which HTTP has forbidden, the last one leads the port.
  const colon = ['http', 'https'].includes(scheme) ? host.indexOf(':') : host.lastIndexOf(':')
  if (colon >= 0 && !/^\d*$/.test(host.slice(colon + 1))) return false
  // Escapes of a host are for what is no ASCII, and for the percent sign of a zone.
  return /^(?:[\w\-.~!$&'()*+,;=:\]<>"\u0080-\u{10ffff}]|%[89a-fA-F][0-9a-fA-F]|%25)*$/u.test(host)
}
