import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'

type Faults = Generator<ConfigFault>

const sources = ['serverCertificate', 'privateKey', 'caCertificates', 'credentialName']
const manySources = ['tlsCertificates', 'credentialNames']

/** TLS of a Gateway's server or a Sidecar's ingress (validateTLSOptions of istio `pkg/config/validation/validation.go`). */
export function* checkServerTls(tls: Field): Faults {
  if (!tls.isSet) return
  const mode = tls.at('mode').text || 'PASSTHROUGH'
  yield* checkCiphers(tls)
  if (mode === 'ISTIO_MUTUAL') {
    for (const field of listSet(tls)) yield refuse(field, 'config-tls-mode-field', { mode, field: field.key })
    return
  }
  if (mode.endsWith('PASSTHROUGH') && (listSet(tls).length > 0 || tls.at('caCrl').text !== ''))
    yield warn(tls, 'config-tls-ignored', { mode })
  const counted = [
    tls.at('serverCertificate').text !== '' && tls.at('privateKey').text !== '',
    tls.at('credentialName').text !== '',
    ...manySources.map((name) => tls.at(name).items.length > 0),
  ]
  if (counted.filter(Boolean).length > 1)
    yield refuse(tls, 'config-exclusive', {
      fields: 'credentialName, credentialNames, serverCertificate, tlsCertificates',
    })
  const isServing = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode)
  if (isServing && (tls.at('credentialName').text !== '' || tls.at('credentialNames').items.length > 0))
    return
  if (isServing) yield* checkCertificates(tls, mode)
  const crl = tls.at('caCrl')
  if (crl.text !== '' && (tls.at('credentialName').text !== '' || mode === 'SIMPLE'))
    yield refuse(crl, 'config-tls-mode-field', { mode, field: 'caCrl' })
}

function listSet(tls: Field): Field[] {
  return [
    ...sources.map((name) => tls.at(name)).filter(({ text }) => text !== ''),
    ...manySources.map((name) => tls.at(name)).filter(({ items }) => items.length > 0),
  ]
}

const mostCertificates = 2

function* checkCertificates(tls: Field, mode: string): Faults {
  if (mode !== 'SIMPLE' && tls.at('caCertificates').text === '')
    yield refuse(tls.at('caCertificates'), 'config-tls-needs', { mode, field: 'caCertificates' })
  const several = tls.at('tlsCertificates').items
  if (several.length > mostCertificates)
    yield warn(tls.at('tlsCertificates'), 'config-tls-certificates', { limit: mostCertificates })
  for (const certificate of several.length > 0 ? several : [tls])
    for (const field of ['serverCertificate', 'privateKey'])
      if (certificate.at(field).text === '')
        yield refuse(certificate.at(field), 'config-tls-needs', { mode, field })
}

/** What BoringSSL knows; others are dropped before Envoy sees them (istio `pkg/config/security/security.go`). */
const ciphers: ReadonlySet<string> = new Set([
  ...['ECDSA', 'RSA'].flatMap((key) =>
    ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-SHA', 'AES256-SHA'].map(
      (suite) => `ECDHE-${key}-${suite}`,
    ),
  ),
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
])

function* checkCiphers(tls: Field): Faults {
  const suites = tls.at('cipherSuites')
  if (['TLSV1_0', 'TLSV1_1'].includes(tls.at('minProtocolVersion').text) && suites.items.length === 0)
    yield warn(tls, 'config-tls-old')
  const seen = new Set<string>()
  for (const item of suites.items) {
    const isKnown =
      item.text === '' || item.text === 'ALL' || /^[^\p{L}\p{N}]/u.test(item.text) || ciphers.has(item.text)
    if (!isKnown) yield warn(item, 'config-cipher', { value: item.text })
    else if (seen.has(item.text)) yield warn(item, 'config-cipher-twice', { value: item.text })
    seen.add(item.text)
  }
}
