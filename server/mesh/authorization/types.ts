import type { ObjectOf } from '#server/mesh/objects/types.ts'

export type AuthorizationPolicy = ObjectOf<'AuthorizationPolicy'>
export type Action = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM'
export type Protocol = 'http' | 'tcp'

/** `trustDomains` is newer (Istio 1.31) than the typed models. */
export type PolicySource = NonNullable<
  NonNullable<
    NonNullable<NonNullable<AuthorizationPolicy['spec']['rules']>[number]['from']>[number]['source']
  >
> & { readonly trustDomains?: readonly string[]; readonly notTrustDomains?: readonly string[] }
export type PolicyRule = NonNullable<AuthorizationPolicy['spec']['rules']>[number]

/** One request, or one connection for TCP, as the proxy before the target sees it. */
export interface AuthorizationRequest {
  /** Kind of the inbound filter chain that takes it. */
  readonly protocol: Protocol
  readonly source: {
    /** `<trust domain>/ns/<namespace>/sa/<service account>`; absent when the caller came without mutual TLS. */
    readonly principal?: string
    /** Of the direct peer. */
    readonly ip: string
    /** Of the original client, from `x-forwarded-for` or the PROXY protocol. */
    readonly remoteIp: string
  }
  /** `port` is the workload's, not the Service's. */
  readonly destination: { readonly ip: string; readonly port: number }
  /** '' for plain text. */
  readonly sni: string
  /** Of HTTP alone. */
  readonly http?: {
    readonly method: string
    /** With its query. */
    readonly path: string
    /** The raw authority. */
    readonly host: string
    readonly headers: Readonly<Record<string, string>>
  }
  /** The payload of a token that RequestAuthentication has validated. */
  readonly token?: TokenPayload
  /** What the question does not say; its place above then holds nothing that is read. */
  readonly open?: ReadonlySet<OpenAspect>
}

/** Parts of a request that a question may leave open; `address` is every one of the three. */
export type OpenAspect = 'address' | 'port' | 'sni' | 'host' | 'method' | 'path' | 'headers' | 'token'

export type TokenPayload = Readonly<Record<string, unknown>>

export interface RuleName {
  readonly namespace: string
  readonly policy: string
  /** Its index in `spec.rules`. */
  readonly rule: number
}

export interface AuthorizationVerdict {
  /** DEPENDS only where the question leaves something open. */
  readonly decision: 'ALLOW' | 'DENY' | 'DEPENDS'
  readonly reason:
    | 'deny-matched'
    | 'allow-matched'
    | 'no-allow-matched'
    | 'no-allow-policy'
    /** A CUSTOM rule matches whose provider is missing or unusable, or providers are several: such requests are denied. */
    | 'custom-misconfigured'
    /** Rules would match or not by what the question leaves open. */
    | 'left-open'
  /** Every matching rule of the action that decides; for `left-open` those that may match. */
  readonly decidedBy: readonly RuleName[]
  /** Matching rules of AUDIT, which never decides; asked before DENY. */
  readonly audited: readonly RuleName[]
  /** Matching CUSTOM rules: the external authorizer must agree too, `decision` is that of the other policies alone. */
  readonly delegated: readonly RuleName[]
  /** Present when a policy is marked as dry run: what would match; it never decides. */
  readonly dryRun?: {
    readonly denyMatched: readonly RuleName[]
    readonly allowMatched: readonly RuleName[]
    readonly hasAllow: boolean
    readonly hasDeny: boolean
  }
}
