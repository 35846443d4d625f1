import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import { asRecord, type Field } from '#server/mesh/checks/field.ts'
import { parseRequestUrl } from '#server/mesh/checks/text/urls.ts'
import { checkAttachment, checkDuration, checkSelector } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidatePeerAuthentication of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkPeerAuthentication(spec: Field): Faults {
  const ports = spec.at('portLevelMtls')
  const isSelectorless = spec.at('selector').at('matchLabels').entries.length === 0
  if (ports.entries.length > 0 && isSelectorless) yield refuse(ports, 'config-port-mtls-selector')
  if (ports.isSet && ports.entries.length === 0)
    yield refuse(ports, 'config-empty', { field: 'portLevelMtls' })
  for (const entry of ports.entries) {
    const port = Number(entry.key)
    if (!/^\d+$/.test(entry.key) || port < 1 || port > 65535)
      yield refuse(entry, 'config-port', { value: entry.key })
  }
  yield* checkSelector(spec.at('selector'))
}

/** ValidateRequestAuthentication, validateJwtRule. */
export function* checkRequestAuthentication(spec: Field): Faults {
  yield* checkAttachment(spec)
  for (const rule of spec.at('jwtRules').items) yield* checkJwtRule(rule)
}

function* checkJwtRule(rule: Field): Faults {
  const uri = rule.at('jwksUri').isSet ? rule.at('jwksUri') : rule.at('jwks_uri')
  if (rule.at('issuer').text === '' && uri.text === '')
    yield refuse(rule, 'config-required', { field: 'issuer' })
  for (const list of ['audiences', 'fromParams', 'fromCookies'])
    for (const item of rule.at(list).items)
      if (item.text === '') yield refuse(item, 'config-empty', { field: list })
  for (const header of rule.at('fromHeaders').items)
    if (header.at('name').text === '') yield refuse(header.at('name'), 'config-required', { field: 'name' })
  for (const output of rule.at('outputClaimToHeaders').items) yield* checkOutput(output)
  if (uri.text !== '' && !['http', 'https'].includes(parseUrlScheme(uri.text)))
    yield refuse(uri, 'config-url', { value: uri.text })
  else if (isInward(uri.text)) yield warn(uri, 'config-jwks-inward', { value: uri.text })
  yield* checkDuration(rule.at('timeout'))
  yield* checkKeys(rule.at('jwks'))
}

/**
 * Whether istiod, which fetches the keys itself, would ask its own machine or the cloud's metadata service (CVE-2026-41413):
 * loopback, link-local (RFC 3927, RFC 4291 section 2.5.6) and unspecified addresses, in any spelling that WHATWG URLs know.
 */
function isInward(text: string): boolean {
  const host = URL.canParse(text) ? new URL(text).hostname.replace(/\.$/, '') : ''
  return (
    /^(127|0)\.|^169\.254\./.test(host) ||
    /^\[(::1?|fe[89ab][\da-f]:.*|::ffff:(7f[\da-f]{2}|a9fe|0):[\da-f]+)\]$/.test(host) ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === 'metadata.google.internal'
  )
}

function* checkOutput(output: Field): Faults {
  const header = output.at('header')
  for (const name of ['header', 'claim'])
    if (output.at(name).text === '') yield refuse(output.at(name), 'config-required', { field: name })
  if (header.text !== '' && !/^[-_A-Za-z0-9]+$/.test(header.text))
    yield refuse(header, 'config-header-name', { value: header.text })
}

function parseUrlScheme(text: string): string {
  return parseRequestUrl(text)?.scheme ?? ''
}

/** Members that a private key of each type has (RFC 7517, RFC 7518 section 6); `oct` is a secret by itself. */
const privateMember: Readonly<Record<string, string>> = { RSA: 'd', EC: 'd', OKP: 'd', oct: 'k' }
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
}

/** Inline keys: JSON of one key or of `keys`, each of a known type with its members; private ones are told. */
function* checkKeys(jwks: Field): Faults {
  if (jwks.text === '') return
  const keys = parseKeys(jwks.text)
  if (!keys) {
    yield refuse(jwks, 'config-jwks')
    return
  }
  for (const [index, key] of keys.entries()) {
    const type = String(key['kty'] ?? '')
    if ((publicMembers[type] ?? ['']).some((member) => typeof key[member] !== 'string'))
      yield refuse(jwks, 'config-jwks')
    else if (typeof key[privateMember[type] ?? ''] === 'string')
      yield warn(jwks, 'config-jwks-private', { index })
  }
}

function parseKeys(text: string): readonly Readonly<Record<string, unknown>>[] | undefined {
  try {
    const parsed = asRecord(JSON.parse(text))
    if (Array.isArray(parsed['keys'])) return parsed['keys'].map(asRecord)
    return 'kty' in parsed ? [parsed] : undefined
  } catch {
    return undefined
  }
}
