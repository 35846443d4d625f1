import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  authorityExtension,
  buildAlternatives,
  buildName,
  commonName,
  signCertificate,
} from '#demo/certificate-der.ts'

/** A key and a certificate that it signed itself, both PEM. */
export interface Certificate {
  readonly key: string
  readonly certificate: string
}

/**
 * Makes a certificate for a server on this machine's loopback addresses, drawn anew at each call. kubectl bears tokens
 * over TLS alone (client-go tools/clientcmd). It is its own authority, so that a client can trust it and nothing else.
 */
export function createCertificate(nowMs: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = buildName([[commonName, 'demo-api-server']])
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    certificate: signCertificate(
      {
        serial: Buffer.concat([Buffer.from([1]), randomBytes(8)]),
        issuer: name,
        subject: name,
        notBeforeMs: nowMs - day,
        notAfterMs: nowMs + 365 * day,
        publicKey,
        extensions: [
          authorityExtension,
          buildAlternatives([
            ['dns', Buffer.from('localhost')],
            ['ip', Buffer.from([127, 0, 0, 1])],
          ]),
        ],
      },
      privateKey,
    ),
  }
}

const day = 86_400_000
