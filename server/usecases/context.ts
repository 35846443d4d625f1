import type { Logger } from 'pino'
import type { AuditAdapter } from '#server/adapters/audit/types.ts'
import type { Finder } from '#server/adapters/finding/types.ts'
import type { HistoryAdapter } from '#server/adapters/history/types.ts'
import type { IstiodAdapter } from '#server/adapters/istiod/types.ts'
import type { Credentials, KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import type { OpenidAdapter } from '#server/adapters/openid/types.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'
import type { SelfWatch } from '#server/adapters/self/watch-self.ts'
import type { AttemptsAdapter, SessionsAdapter } from '#server/adapters/sessions/types.ts'
import type { TracingAdapter } from '#server/adapters/tracing/types.ts'
import type { Config } from '#server/config/schema.ts'
import type { FoundSource } from '#server/mesh/telemetry/rules.ts'
import type { TextChecker } from '#server/workers/open-text-checker.ts'

/** Adapters opened for one session. A source that is not configured is absent. */
export interface Adapters {
  readonly kubernetes: KubernetesAdapter
  readonly prometheus?: PrometheusAdapter
  readonly istiod?: IstiodAdapter
  readonly tracing?: TracingAdapter
  /** What was changed; absent where nothing is written. */
  readonly history?: HistoryAdapter
  /** Who did what; absent where nothing is kept. */
  readonly audit?: AuditAdapter
  /** Whoever signed in; absent where nobody can. */
  readonly sessions?: SessionsAdapter
  /** Whoever tries to; absent where nobody can. */
  readonly attempts?: AttemptsAdapter
  /** The provider that people sign in at; absent where that is not the way. */
  readonly openid?: OpenidAdapter
  /** Reads what people write, in a thread of its own. */
  readonly texts: TextChecker
  /** Of sources that have no address and are looked for in the cluster. */
  readonly finders?: Finders
  /** What the console knows of itself; absent where nobody asks for it. */
  readonly self?: SelfWatch
}

export type Finders = Readonly<Partial<Record<FoundSource, Finder>>>

/** How a session came to be. `link` is the one-time link of `vardia run`. */
export type SignInMethod = 'anonymous' | 'token' | 'openid' | 'header' | 'link'

export interface ViewerSession {
  /** Names the session in lists and logs; never what its cookie holds. */
  readonly id: string
  readonly viewer: Credentials
  /** True when nobody was asked who it is: `anonymous` and `link`. */
  readonly anonymous: boolean
  /** As the cluster knows the person; of an anonymous session the kubeconfig's context, which names no groups. */
  readonly user: { readonly name: string; readonly groups: readonly string[] }
  readonly method: SignInMethod
  /** When it ends in any case, and without a sign of its person; absent of one that is not kept. */
  readonly ends?: { readonly endsMs: number; readonly idleEndsMs: number }
  /**
   * What ends the session at the provider too, encrypted for the browser to hold for a moment. Absent where signing out ends
   * this one alone.
   */
  readonly sealLeave?: () => Promise<string>
}

/** The session of whoever looks as an identity of the kubeconfig, by whose name the person is called too. */
export function buildAnonymousSession(id: string, identity: string): ViewerSession {
  const user = { name: identity, groups: [] }
  return { id, viewer: { identity }, anonymous: true, user, method: 'anonymous' }
}

/** What is about to be written, as the audit trail tells it. */
export interface BegunWrite {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly action: string
  /** The id of the change in the history. */
  readonly change: string
  readonly reason?: string | undefined
}

/** The audit trail as the one stage that writes is given it. */
export interface WriteTrail {
  /**
   * Keeps that a write begins, before it is sent. Returns what tells how it ended, with the code of the Problem where it
   * failed. Throws Problem unavailable when no row can be kept: then nothing may be sent.
   */
  begin(write: BegunWrite): Promise<(code?: string) => Promise<void>>
}

/** What every use case is given; it reads no clock, no environment and no module state of its own. */
export interface UseCaseContext {
  readonly adapters: Adapters
  readonly session: ViewerSession
  readonly config: Config
  /** Milliseconds since the epoch, taken once per request. */
  readonly nowMs: number
  /** Aborted when the client goes away or the request's deadline passes. */
  readonly signal: AbortSignal
  readonly log: Logger
  /** Absent where no audit trail is kept. */
  readonly trail?: WriteTrail
}

export type UseCase<Input, Output> = (input: Input, context: UseCaseContext) => Promise<Output>

/** A use case whose answer comes bit by bit, until `signal` aborts. What it throws before the first bit is its refusal. */
export type StreamCase<Input, Event> = (
  input: Input,
  context: UseCaseContext,
) => Promise<AsyncIterable<Event>>
