import { X509Certificate } from 'node:crypto'

/** Why certificates keep two servers apart; `message` is the words of whoever found it. */
export class TlsFault extends Error {
  /** `untrusted`: ours of theirs; `client-expired`: theirs of ours, which was good until `until`. */
  readonly fault: 'untrusted' | 'client-expired'
  readonly until: string

  constructor(fault: TlsFault['fault'], words: string, until = '') {
    super(words)
    this.fault = fault
    this.until = until
  }
}

/** What OpenSSL and Node say of a server's certificate (nodejs.org "TLS", X.509 certificate error codes). */
const untrusted: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * Servers that look at a client's certificate themselves answer one that is past its time with one of these; nginx has
 * two of its own and says 400 (nginx.org "ngx_http_ssl_module", error processing).
 */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 495, 496])

/**
 * Explains a broken connection, or the status of an answer, by certificates; undefined where they are not the reason.
 * `cert` is the PEM that we showed: of one that is past its time a server says only that it hangs up.
 */
export function explainTls(failure: unknown, cert: Buffer | undefined, nowMs: number): TlsFault | undefined {
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
  const words = failure instanceof Error ? failure.message || code : `status ${failure}`
  if (untrusted.has(code)) return new TlsFault('untrusted', words)
  const until = cert && readEnd(cert)
  if (!until || until.getTime() > nowMs) return undefined
  const isRefused = typeof failure === 'number' ? refusals.has(failure) : isHangUp(code)
  return isRefused ? new TlsFault('client-expired', words, until.toISOString()) : undefined
}

/** Of TLS 1.3 the alert comes behind the handshake, or is lost with the connection. */
function isHangUp(code: string): boolean {
  return /^(ERR_SSL_|ECONNRESET$|EPIPE$|EPROTO$)/.test(code)
}

function readEnd(pem: Buffer): Date | undefined {
  try {
    return new X509Certificate(pem).validToDate
  } catch {
    // Not a certificate: then it was not the reason either.
    return undefined
  }
}
