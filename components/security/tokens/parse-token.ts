/** A compact JWT (RFC 7519, RFC 7515 §7.1), taken apart; nothing of it is believed yet. */
export interface ParsedToken {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  /** What the signature is of. */
  readonly signed: string
  readonly signature: Uint8Array<ArrayBuffer>
}

export type TokenFault = 'too-long' | 'encrypted' | 'parts' | 'not-base64' | 'not-json'

/** Envoy takes no request whose headers are longer together (envoyproxy.io, `max_request_headers_kb`, 60 by default). */
const longestToken = 60 * 1024

/** Undefined for an empty text. The `Bearer` before it is passed over. */
export function parseToken(
  text: string,
): { readonly token: ParsedToken } | { readonly fault: TokenFault } | undefined {
  if (text.length > 2 * longestToken) return { fault: 'too-long' }
  const compact = text.trim().replace(/^Bearer\s+/i, '')
  if (compact === '') return undefined
  if (compact.length > longestToken) return { fault: 'too-long' }
  const parts = compact.split('.')
  if (parts.length === 5) return { fault: 'encrypted' }
  const [head = '', body = '', seal = ''] = parts
  if (parts.length !== 3) return { fault: 'parts' }
  const [header, claims, signature] = [head, body, seal].map(decodeBase64url)
  if (!header || !claims || !signature) return { fault: 'not-base64' }
  const [readHeader, readClaims] = [parseObject(header), parseObject(claims)]
  if (!readHeader || !readClaims) return { fault: 'not-json' }
  return { token: { header: readHeader, claims: readClaims, signed: `${head}.${body}`, signature } }
}

/** RFC 4648 §5, without padding; undefined for any other character, which `atob` would partly pass over. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    // An object of JSON has text keys.
    return value as Record<string, unknown>
  } catch {
    return undefined
  }
}
