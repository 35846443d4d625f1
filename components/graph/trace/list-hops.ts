import type { Trace, TracePlace, TraceSpan } from '#contract/traces.ts'

/** One step of a trace: who asked whom, and the spans that tell of it. */
export interface Hop {
  /** Unique in its trace. */
  readonly key: string
  readonly from: TracePlace
  /** Absent where nobody who was asked tells a span. */
  readonly to?: TracePlace
  /** The host that was asked, as the asking proxy's route has it. */
  readonly host?: string
  /** In the order of the trace. */
  readonly spans: readonly TraceSpan[]
}

const keyOf = ({ namespace, workload, app, pod }: TracePlace) => `${namespace}/${workload ?? app ?? pod}`
const isPlaced = ({ namespace, workload, app }: TracePlace) =>
  namespace !== undefined && Boolean(workload ?? app)

/**
 * Who asked whom in a trace, each pair once, in the order in which it first happened. A span belongs to the step that it is
 * an end of: what a caller's proxy sent and what the server's received; one with nobody below it that tells was sent to the
 * host of its route. Spans of places that are not known are walked over.
 */
export function listHops(spans: Trace['spans']): readonly Hop[] {
  const byId = new Map(spans.map((span) => [span.id, span]))
  const hops = new Map<string, { -readonly [Key in keyof Hop]: Hop[Key] } & { spans: TraceSpan[] }>()
  const answered = new Set<string>()
  const add = (from: TracePlace, to: TracePlace | undefined, host: string | undefined, told: TraceSpan[]) => {
    const key = `${keyOf(from)} ${to ? keyOf(to) : host}`
    const known = hops.get(key) ?? { key, from, ...(to && { to }), ...(host && { host }), spans: [] }
    hops.set(key, known)
    for (const span of told) if (!known.spans.includes(span)) known.spans.push(span)
  }
  const asks = spans.map((span) => ({ span, caller: findCaller(span, byId) }))
  for (const { caller } of asks) if (caller) answered.add(caller.id)
  for (const { span, caller } of asks) {
    if (!isPlaced(span.place)) continue
    if (caller) add(caller.place, span.place, caller.route?.host, isAsking(caller) ? [caller, span] : [span])
    const ends = span.side === 'waypoint' ? readEnds(span) : undefined
    if (ends) add(ends.from, ends.to, span.route?.host, [span])
    const { route } = span
    if (isAsking(span) && !answered.has(span.id) && route?.host)
      add(span.place, undefined, route.host, [span])
  }
  return [...hops.values()]
}

/**
 * Between whom a waypoint stood, as its span says: neither end need have a proxy that tells
 * (istio pilot/pkg/networking/core/tracing.go, the waypoint's custom tags).
 */
function readEnds({ tags }: TraceSpan): { readonly from: TracePlace; readonly to: TracePlace } | undefined {
  const told = new Map(tags)
  const read = (end: string) => {
    const namespace = told.get(`istio.${end}_namespace`)
    const workload = told.get(`istio.${end}_workload`)
    return namespace && workload ? { namespace, workload } : undefined
  }
  const [from, to] = [read('source'), read('destination')]
  return from && to && { from, to }
}

const isAsking = ({ side }: TraceSpan) => side === 'client' || side === 'gateway' || side === 'waypoint'

/** The nearest span above that was made elsewhere. Parents lead to a root: the answer's cycles are cut already. */
function findCaller(span: TraceSpan, byId: ReadonlyMap<string, TraceSpan>): TraceSpan | undefined {
  for (
    let above = byId.get(span.parentId ?? '');
    above !== undefined;
    above = byId.get(above.parentId ?? '')
  ) {
    if (isPlaced(above.place) && keyOf(above.place) !== keyOf(span.place)) return above
    // What is below a span of the same place was caused by it, and asked by whoever asked that.
    if (isPlaced(above.place)) return undefined
  }
  return undefined
}
