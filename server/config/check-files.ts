import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { Config } from '#server/config/schema.ts'

const stores = ['VARDIA_PROMETHEUS', 'VARDIA_TRACING'] as const
const secretFiles = [
  { name: 'VARDIA_SESSION_KEY_FILE', leastBytes: 32 },
  { name: 'VARDIA_OPENID_CLIENT_SECRET_FILE', leastBytes: 1 },
] as const
const parts = ['BEARER_TOKEN_FILE', 'CA_FILE', 'CERT_FILE', 'KEY_FILE'] as const

/**
 * What is wrong with the files that settings name, one sentence each: told at the start, where somebody looks, and not at
 * the first question. A certificate needs its key, and the two must fit.
 */
export function listFileFaults(config: Config): readonly string[] {
  return [...listSecretFaults(config), ...listStoreFaults(config)]
}

function listSecretFaults(config: Config): readonly string[] {
  return secretFiles.flatMap(({ name, leastBytes }) => {
    const file = config[name]
    if (!file) return []
    try {
      const { length } = readFileSync(file)
      return length < leastBytes ? [`${name}: ${file} holds fewer than ${leastBytes} bytes`] : []
    } catch (error) {
      return [`${name}: ${file} cannot be read (${readCode(error)})`]
    }
  })
}

function listStoreFaults(config: Config): readonly string[] {
  return stores.flatMap((store) => {
    const faults: string[] = []
    const [, ca, cert, key] = parts.map((part) => {
      const file = config[`${store}_${part}`]
      if (!file) return undefined
      try {
        return readFileSync(file)
      } catch (error) {
        faults.push(`${store}_${part}: ${file} cannot be read (${readCode(error)})`)
        return undefined
      }
    })
    if (faults.length > 0) return faults
    const [certName, keyName] = [`${store}_CERT_FILE`, `${store}_KEY_FILE`]
    if (cert && !key) return [`${certName}: needs ${keyName}`]
    if (key && !cert) return [`${keyName}: needs ${certName}`]
    return [
      // A context takes anything for an authority, and then trusts nobody.
      ...tryUse(`${store}_CA_FILE`, ca && (() => new X509Certificate(ca))),
      ...tryUse(`${certName} and ${keyName}`, cert && key && (() => createSecureContext({ cert, key }))),
    ]
  })
}

function tryUse(name: string, use: (() => unknown) | undefined): readonly string[] {
  try {
    use?.()
    return []
  } catch (error) {
    return [`${name}: cannot be used as PEM (${readCode(error)})`]
  }
}

/** OpenSSL's and the system's words, such as `ENOENT` or `key values mismatch`; never the file's content. */
function readCode(error: unknown): string {
  const { code, reason } = Object(error)
  return String(reason ?? code ?? 'unknown')
}
