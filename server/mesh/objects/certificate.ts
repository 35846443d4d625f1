/** What is read of an X.509 certificate. */
export interface CertificateFacts {
  /** `O=cluster.local, CN=Intermediate CA`; '' where the names beside it say who it is. */
  readonly subject: string
  readonly issuer: string
  /** Hexadecimal. */
  readonly serial: string
  /** SHA-256, hexadecimal with colons: what tells two certificates of one name apart. */
  readonly fingerprint: string
  /** URIs among its alternative names: of a workload its SPIFFE identity. */
  readonly uris: readonly string[]
  readonly dnsNames: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Whether its key may sign others. */
  readonly isAuthority: boolean
}

/** One of the things that a proxy was given to prove or check identities with. */
export interface HeldSecret {
  /** Envoy's name of it (`default`, `ROOTCA`, `kubernetes://name`), of ztunnel's the identity. */
  readonly name: string
  /** What it shows to others, its own first. */
  readonly chain: readonly CertificateFacts[]
  /** Whom it trusts. */
  readonly roots: readonly CertificateFacts[]
  /** ztunnel's word where it could not get one. */
  readonly fault?: string
}
