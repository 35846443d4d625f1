import type { ExplainedRule } from '#server/mesh/authorization/explain-rules.ts'
import type {
  AuthorizationPolicy,
  AuthorizationRequest,
  AuthorizationVerdict,
  OpenAspect,
  RuleName,
} from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** How routes led a request to its target. */
export interface QuestionRoute {
  /** Whose proxy read them. */
  readonly at: 'client' | 'waypoint'
  /** That the caller asked for. */
  readonly called: { readonly namespace: string; readonly name: string }
  /** Of the service; '' is all of it. */
  readonly subset: string
  /** Absent: it is sent on. */
  readonly outcome?: 'refuses' | 'depends'
  readonly reasons: readonly Reason[]
  /** The request as everybody behind that proxy sees it, and what of it stays open; absent where it goes on as it came. */
  readonly sends?: {
    readonly http: NonNullable<AuthorizationRequest['http']>
    readonly open: ReadonlySet<OpenAspect>
  }
}

/** Who asks for access. */
export type Caller =
  | { readonly kind: 'workload'; readonly workload: Workload }
  /** A peer of the mesh of which only the identity is known: `<trust domain>/ns/<namespace>/sa/<service account>`. */
  | { readonly kind: 'identity'; readonly principal: string }
  /** Somebody without a proxy and so without identity. */
  | { readonly kind: 'outside' }

export interface AccessQuestion {
  readonly caller: Caller
  readonly target: Workload
  /** By which the caller asks for it; absent for its own address. `port` is the Service's. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number }
  /** Absent where no route but the service's own applies. */
  readonly route?: QuestionRoute
  /** What the servers' policies are asked; the caller's identity in it is filled in by each hop. */
  readonly request: Omit<AuthorizationRequest, 'source'> & {
    readonly source: Omit<AuthorizationRequest['source'], 'principal'>
  }
}

export type HopKind = 'client' | 'waypoint' | 'ztunnel' | 'server'
export type HopOutcome = 'passes' | 'refuses' | 'depends' | 'not-enforced'

/** One proxy on the way, what it decides and why. */
export interface Hop {
  readonly kind: HopKind
  /** Whose proxy; absent for a caller of which only the identity is known. */
  readonly at?: { readonly namespace: string; readonly name: string }
  readonly outcome: HopOutcome
  /** The identity that this proxy sees; absent for plaintext. */
  readonly peer?: string
  readonly reasons: readonly Reason[]
  readonly decidedBy: readonly RuleName[]
  /** What its policies were asked; absent where none are. */
  readonly request?: AuthorizationRequest
  readonly verdict?: AuthorizationVerdict
  readonly policies: readonly AuthorizationPolicy[]
  /** Every rule of them, and why it matches or not; worked out when it is asked for. */
  explain(): readonly ExplainedRule[]
}

export interface AccessAnswer {
  readonly decision: 'ALLOW' | 'DENY' | 'DEPENDS'
  /** As far as the request comes. */
  readonly hops: readonly Hop[]
}
