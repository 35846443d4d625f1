import { X509Certificate } from 'node:crypto'
import type { CertificateFacts } from '#server/mesh/objects/certificate.ts'

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
/** A bundle of roots may be long; what is beyond is no mesh's. */
const mostCertificates = 50
const longestBlock = 32_768

/** The certificates of a PEM text in its order; what is none, or broken, is left out. */
export function parseCertificates(pem: string): readonly CertificateFacts[] {
  return [...pem.matchAll(block)].slice(0, mostCertificates).flatMap(([text]) => {
    if (text.length > longestBlock) return []
    try {
      return [readFacts(new X509Certificate(text))]
    } catch {
      return []
    }
  })
}

function readFacts(certificate: X509Certificate): CertificateFacts {
  const { subject, issuer, serialNumber, fingerprint256, validFrom, validTo, ca } = certificate
  const names = splitNames(certificate.subjectAltName ?? '')
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    serial: serialNumber,
    fingerprint: fingerprint256,
    uris: names.filter(([kind]) => kind === 'URI').map(([, value]) => value),
    dnsNames: names.filter(([kind]) => kind === 'DNS').map(([, value]) => value),
    notBeforeMs: Date.parse(validFrom),
    notAfterMs: Date.parse(validTo),
    isAuthority: ca,
  }
}

/** Node writes one part of a name on each line, and nothing at all for an empty one. */
function formatName(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).join(', ')
}

/** `URI:spiffe://…, DNS:a`; a name with characters that could end it is quoted as JSON (nodejs.org, subjectAltName). */
function splitNames(text: string): readonly (readonly [kind: string, value: string])[] {
  return [...text.matchAll(/(\w[\w ]*):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)].map(
    ([, kind = '', value = '']) => [kind, value.startsWith('"') ? String(JSON.parse(value)) : value] as const,
  )
}
