import { decodeBase64url, type ParsedToken } from '#components/security/tokens/parse-token.ts'

export type SignatureState =
  | 'verified'
  | 'bad-signature'
  | 'no-key'
  | 'keys-unreadable'
  | 'alg-none'
  | 'alg-shared'
  | 'alg-unknown'

interface Algorithm {
  /** Of a JSON Web Key (RFC 7517). */
  readonly keyType: 'RSA' | 'EC' | 'OKP'
  readonly curve?: string
  readonly load: RsaHashedImportParams | EcKeyImportParams | { readonly name: string }
  readonly verify: AlgorithmIdentifier | RsaPssParams | EcdsaParams
}

const rsa = (hash: string): Algorithm => ({
  keyType: 'RSA',
  load: { name: 'RSASSA-PKCS1-v1_5', hash },
  verify: 'RSASSA-PKCS1-v1_5',
})
const pss = (hash: string, saltLength: number): Algorithm => ({
  keyType: 'RSA',
  load: { name: 'RSA-PSS', hash },
  verify: { name: 'RSA-PSS', saltLength },
})
const ecdsa = (curve: string, hash: string): Algorithm => ({
  keyType: 'EC',
  curve,
  load: { name: 'ECDSA', namedCurve: curve },
  verify: { name: 'ECDSA', hash },
})

/** Those that Istio's proxies take from issuers (envoyproxy.io, "JWT Authentication"), by RFC 7518 §3.1 and RFC 8037. */
const algorithms: Readonly<Record<string, Algorithm>> = {
  RS256: rsa('SHA-256'),
  RS384: rsa('SHA-384'),
  RS512: rsa('SHA-512'),
  PS256: pss('SHA-256', 32),
  PS384: pss('SHA-384', 48),
  PS512: pss('SHA-512', 64),
  ES256: ecdsa('P-256', 'SHA-256'),
  ES384: ecdsa('P-384', 'SHA-384'),
  ES512: ecdsa('P-521', 'SHA-512'),
  EdDSA: { keyType: 'OKP', curve: 'Ed25519', load: { name: 'Ed25519' }, verify: { name: 'Ed25519' } },
}

const mostKeys = 50

/**
 * Whether a key of the set signed the token. An algorithm without signature, or one with a key that both sides share, is
 * never verified: whoever knows the published key could sign with it (RFC 8725 §3.1).
 *
 * @param jwks the text of a JSON Web Key Set
 */
export async function verifySignature(
  { header, signed, signature }: ParsedToken,
  jwks: string,
): Promise<SignatureState> {
  const name = typeof header['alg'] === 'string' ? header['alg'] : ''
  if (name.toLowerCase() === 'none' || name === '') return 'alg-none'
  if (/^HS\d+$/.test(name)) return 'alg-shared'
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined
  if (!algorithm) return 'alg-unknown'
  const keys = parseKeys(jwks)
  if (!keys) return 'keys-unreadable'
  const fitting = keys.filter(
    ({ kty, crv, kid, alg }) =>
      kty === algorithm.keyType &&
      (algorithm.curve === undefined || crv === algorithm.curve) &&
      (alg === undefined || alg === name) &&
      (header['kid'] === undefined || kid === undefined || kid === header['kid']),
  )
  if (fitting.length === 0) return 'no-key'
  for (const key of fitting) if (await isSignedBy(key, algorithm, { signed, signature })) return 'verified'
  return 'bad-signature'
}

interface PublicKey {
  readonly kty?: unknown
  readonly crv?: unknown
  readonly kid?: unknown
  readonly alg?: unknown
  readonly n?: unknown
  readonly e?: unknown
  readonly x?: unknown
  readonly y?: unknown
}

function parseKeys(text: string): readonly PublicKey[] | undefined {
  try {
    const set: unknown = JSON.parse(text)
    if (typeof set !== 'object' || set === null) return undefined
    const keys: unknown = 'keys' in set ? set.keys : [set]
    // Each field of a key is looked at before it is used.
    return Array.isArray(keys) ? (keys.slice(0, mostKeys).filter(isObject) as PublicKey[]) : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

async function isSignedBy(
  key: PublicKey,
  { load, verify }: Algorithm,
  { signed, signature }: Pick<ParsedToken, 'signed' | 'signature'>,
): Promise<boolean> {
  const parts = Object.fromEntries(
    (['kty', 'crv', 'n', 'e', 'x', 'y'] as const).flatMap((name) => {
      const value = key[name]
      return typeof value === 'string' && (name === 'kty' || name === 'crv' || decodeBase64url(value))
        ? [[name, value]]
        : []
    }),
  )
  try {
    const loaded = await crypto.subtle.importKey('jwk', parts, load, false, ['verify'])
    return await crypto.subtle.verify(verify, loaded, signature, new TextEncoder().encode(signed))
  } catch {
    // A key that the browser cannot use has signed nothing that it could check.
    return false
  }
}
