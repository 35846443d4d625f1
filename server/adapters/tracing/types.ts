import type { Problem } from '#server/problem.ts'

export type TagValue = string | number | boolean

/** One span, whichever API told it. */
export interface TracedSpan {
  /** Lower-case hexadecimal, 16 or 32 digits. */
  readonly traceId: string
  readonly spanId: string
  /** Absent for a root, and where the reference was malformed. */
  readonly parentSpanId?: string
  /** As the proxy named itself; Istio's default is `<app>.<namespace>`. */
  readonly service: string
  readonly operation: string
  readonly kind: 'client' | 'server' | 'producer' | 'consumer' | 'internal' | 'unspecified'
  /** Since the epoch, to the microsecond. */
  readonly startMs: number
  readonly durationMs: number
  readonly failed: boolean
  /** The span's own; a later tag of the same name wins. */
  readonly tags: Readonly<Record<string, TagValue>>
  /** Of the process that sent it. */
  readonly resource: Readonly<Record<string, TagValue>>
  readonly events: readonly { readonly timeMs: number; readonly name: string }[]
}

export interface Trace {
  readonly traceId: string
  /** By start. */
  readonly spans: readonly TracedSpan[]
  /** Spans left out because there were more than the limit. */
  readonly cutSpans: number
}

export interface TraceQuestion {
  readonly service: string
  readonly operation?: string
  /** All of them must be borne by one span. */
  readonly tags?: Readonly<Record<string, string>>
  readonly startMs: number
  readonly endMs: number
  readonly minDurationMs?: number
  readonly maxDurationMs?: number
  readonly limit: number
}

export interface TracingStatus {
  /** `ok` until the first failure; `down` after a question without an answer, until the next that has one. */
  readonly state: 'ok' | 'down'
  readonly address: string
  /** Which store it is; absent until it answered, where no setting says. */
  readonly product?: 'Jaeger' | 'Tempo'
  readonly sinceMs: number
  readonly lastGoodMs?: number
  readonly problem?: Problem
}

/**
 * A tracing store that answers one of Jaeger's two HTTP APIs or Tempo's; which is found out by asking. Every verb has a
 * deadline, honours `signal`, bounds the body and throws a Problem (`adapter: 'tracing'`): unavailable, timeout,
 * refused (too large), forbidden, invalid (what the store did not accept), not-found (no such trace).
 */
export interface TracingAdapter {
  /** Names of services that sent spans, sorted. */
  listServices(signal: AbortSignal): Promise<readonly string[]>
  /** Traces with a span of the service, newest first. None found is none. */
  findTraces(question: TraceQuestion, signal: AbortSignal): Promise<readonly Trace[]>
  readTrace(traceId: string, signal: AbortSignal): Promise<Trace>
  status(): TracingStatus
  onChange(listen: () => void): () => void
}
