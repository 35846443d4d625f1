export type TagValue = string | number | boolean

/** One span, as a tracing store tells it. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  /** Absent for a root. */
  readonly parentSpanId?: string
  readonly service: string
  readonly operation: string
  readonly kind: 'client' | 'server' | 'producer' | 'consumer' | 'internal' | 'unspecified'
  /** Since the epoch, with fractions. */
  readonly startMs: number
  readonly durationMs: number
  readonly failed: boolean
  readonly tags: Readonly<Record<string, TagValue>>
  /** Of the process that sent it. */
  readonly resource: Readonly<Record<string, TagValue>>
  readonly events: readonly { readonly timeMs: number; readonly name: string }[]
}

/** Where in the mesh a span was made. */
export interface SpanPlace {
  /** Absent where nothing says it. */
  readonly namespace?: string
  readonly workload?: string
  /** Of the workload; absent where the snapshot does not have it (any more). */
  readonly kind?: string
  readonly app?: string
  readonly pod?: string
  /** What told it, the surest first. */
  readonly by: 'node' | 'resource' | 'canonical' | 'service' | 'none'
}

/**
 * Who made a span: a sidecar on the way out or in, a gateway, a waypoint, or the application itself where it is
 * instrumented.
 */
export type SpanSide = 'client' | 'server' | 'gateway' | 'waypoint' | 'application'

/** What is odd about a span's place in its trace. */
export type SpanOddity = 'missing-parent' | 'withheld-parent' | 'cycle' | 'repeated-id'

/** A span that the viewer may see, in a trace of which others were withheld. */
export interface VisibleSpan extends Span {
  /** What caused it was withheld: its parent here is the nearest that may be seen, or none. */
  readonly isBehindWithheld?: boolean
  /** Spans right below it that were withheld. */
  readonly withheldBelow?: number
  /** Whom it asks may not be told: operation and telling tags are cut. */
  readonly isTargetWithheld?: boolean
}

/** A span in its trace's tree. */
export interface WaterfallSpan {
  /** Of the span in this trace; its span id, made unique where several bear it. */
  readonly id: string
  readonly span: VisibleSpan
  readonly parentId?: string
  readonly depth: number
  /** After the trace's beginning, with the clock of its host set right. */
  readonly offsetMs: number
  readonly durationMs: number
  /** How far its host's clock was off, by what is known of the parent; 0 where it fits. */
  readonly skewMs: number
  /** Its duration without what its children take. */
  readonly selfMs: number
  /** The part of the trace's duration in which this span was what the rest waited for. */
  readonly criticalMs: number
  readonly childIds: readonly string[]
  readonly oddities: readonly SpanOddity[]
}

export interface Waterfall {
  readonly startMs: number
  readonly durationMs: number
  /** Depth first, children by their beginning. */
  readonly spans: readonly WaterfallSpan[]
  /** Spans beyond the bound, which are not told. */
  readonly cutSpans: number
  /** Spans that were told twice, and are shown once. */
  readonly repeatedSpans: number
  /** Of the trace's duration, what no span tells of. */
  readonly untoldMs: number
}
