import { setImmediate } from 'node:timers/promises'
import { listSpans, nameOperation, nameSpanService, type Span, type SpanFacts } from '#demo/tracing/spans.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import { createUpstreams } from '#demo/world/requests/upstreams.ts'
import type { WorldCall } from '#demo/world/types.ts'

export interface TraceQuery {
  readonly service?: string
  readonly operation?: string
  /** Every one must be on one span, beside service and operation: Jaeger asks all of one span. */
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly startMinMs: number
  readonly startMaxMs: number
  readonly durationMinMs?: number
  readonly durationMaxMs?: number
  /** Further than the rest: what one span must be. */
  readonly fits?: (span: Span) => boolean
  readonly limit: number
}

export interface SpanOperation {
  readonly name: string
  readonly kind: Span['kind']
}

/** What a tracing backend has collected: spans of the stories that were sampled and are over. */
export interface TraceStore {
  /** Newest first. */
  findTraces(query: TraceQuery): Promise<Span[][]>
  readTrace(traceId: string): Span[] | undefined
  listServices(): string[]
  listOperations(service: string): SpanOperation[]
  /** How often one service's span caused another's, in the given seconds. */
  listDependencies(seconds: number): { parent: string; child: string; callCount: number }[]
}

/** An in-memory backend forgets: it holds about as many traces as Jaeger's example configuration (max_traces: 100000). */
const mostTraces = 100_000

/** Others have their turn after so long. */
const patienceMs = 20

export function createTraceStore(requests: RequestSource, nowMs: () => number): TraceStore {
  const { world } = requests
  const workloads = new Map(world.workloads.map((own) => [`${own.namespace}/${own.name}`, own]))
  const facts: SpanFacts = {
    world,
    upstreamOf: createUpstreams(world),
    workloadOf: ({ namespace, workload }) => workloads.get(`${namespace}/${workload}`),
  }
  const isOver = (spans: readonly Span[]) =>
    spans.every(({ startMs, durationMs }) => startMs + durationMs <= nowMs())
  const readTrace = (traceId: string) => {
    const story = requests.findTrace(traceId)
    const spans = story && listSpans(facts, story)
    return spans && spans.length > 0 && isOver(spans) ? spans : undefined
  }
  const listEnds = () => listSpanEnds(facts, requests.readTree(nowMs()).requests)
  return {
    readTrace,
    async findTraces(query) {
      const found: Span[][] = []
      let seen = 0
      let beganMs = performance.now()
      const chosen = chooseWorkloads(requests, query.service)
      if (chosen?.length === 0) return found
      const last = Math.floor(Math.min(query.startMaxMs, nowMs()) / 1000)
      const first = Math.max(Math.floor(query.startMinMs / 1000), Math.floor(world.startMs / 1000))
      for (let slot = last; slot >= first && seen < mostTraces; slot -= 1) {
        const stories = requests.listStories(slot, { sampled: true, ...(chosen && { workloads: chosen }) })
        for (const story of stories.sort((left, right) => right.startMs - left.startMs)) {
          seen += 1
          // A story told in part says whether the asked service has a span at all.
          const match = listSpans(facts, story).find(
            (span) => fits(span, query) && (query.fits?.(span) ?? true),
          )
          const spans = match && readTrace(match.traceId)
          if (spans && fitsTime(spans, query)) found.push(spans)
          if (found.length >= query.limit) return found
        }
        if (performance.now() - beganMs < patienceMs) continue
        await setImmediate()
        beganMs = performance.now()
      }
      return found
    },
    listServices: () => [...new Set(listEnds().map(({ service }) => service))],
    listOperations(service) {
      const own = listEnds().filter((end) => end.service === service)
      return [...new Map(own.map(({ name, kind }) => [`${kind} ${name}`, { name, kind }])).values()]
    },
    listDependencies: (seconds) => listLinks(facts, requests, nowMs(), seconds),
  }
}

/** The workloads whose proxies bear a service's name; undefined where none is asked for. */
function chooseWorkloads({ world }: RequestSource, service: string | undefined): string[] | undefined {
  if (service === undefined) return undefined
  return world.workloads
    .filter((workload) => nameSpanService(workload) === service)
    .map(({ namespace, name }) => `${namespace}/${name}`)
}

function fits(span: Span, { service, operation, tags, durationMinMs, durationMaxMs }: TraceQuery): boolean {
  if (service !== undefined && span.service !== service) return false
  if (operation !== undefined && span.name !== operation) return false
  if (durationMinMs !== undefined && span.durationMs < durationMinMs) return false
  if (durationMaxMs !== undefined && span.durationMs > durationMaxMs) return false
  if (tags.length === 0) return true
  const own = span.tags
  return tags.every(
    ([key, value]) =>
      own.some(([name, held]) => name === key && String(held) === value) ||
      (key === 'span.kind' && value === span.kind),
  )
}

const fitsTime = (spans: readonly Span[], { startMinMs, startMaxMs }: TraceQuery) =>
  spans.some(({ startMs }) => startMs >= startMinMs && startMs <= startMaxMs)

interface SpanEnd extends SpanOperation {
  readonly service: string
}

/** Which services have spans, and of what, by the calls that cause them. */
function listSpanEnds(
  facts: SpanFacts,
  calls: readonly { call: WorldCall; clientCall: WorldCall }[],
): SpanEnd[] {
  return calls.flatMap(({ call, clientCall }) => {
    const name = nameOperation(call, facts.upstreamOf(call))
    const source = call.source && facts.workloadOf(call.source)
    const destination = call.destination && facts.workloadOf(call.destination)
    const waypoint = call.reporters.includes('waypoint')
      ? facts.workloadOf({ namespace: call.service.namespace, workload: 'waypoint' })
      : undefined
    return [
      ...(source && clientCall.reporters.includes('source')
        ? [{ service: nameSpanService(source), name, kind: 'client' as const }]
        : []),
      ...(waypoint ? [{ service: nameSpanService(waypoint), name, kind: 'server' as const }] : []),
      ...(destination && call.reporters.includes('destination')
        ? [{ service: nameSpanService(destination), name, kind: 'server' as const }]
        : []),
    ]
  })
}

/** As many as a call's rate and the sampled share make of it: client to server, and server to its own clients. */
function listLinks(facts: SpanFacts, requests: RequestSource, nowMs: number, seconds: number) {
  const counts = new Map<string, { parent: string; child: string; callCount: number }>()
  const add = (parent: string | undefined, child: string | undefined, callCount: number) => {
    if (parent === undefined || child === undefined) return
    const key = `${parent} ${child}`
    const known = counts.get(key)
    counts.set(key, { parent, child, callCount: (known?.callCount ?? 0) + callCount })
  }
  const tree = requests.readTree(nowMs)
  for (const made of tree.requests) {
    const ends = listSpanEnds(facts, [made])
    const count = made.call.perSecond * requests.readSampledShare(made.call) * seconds
    const source = made.call.source && facts.workloadOf(made.call.source)
    const isCaused = !tree.roots.includes(made)
    ends.forEach(({ service }, index) => {
      const before =
        index === 0 ? (isCaused && source ? nameSpanService(source) : undefined) : ends[index - 1]?.service
      add(before, service, count)
    })
  }
  return [...counts.values()]
    .map((link) => ({ ...link, callCount: Math.round(link.callCount) }))
    .filter(({ callCount }) => callCount > 0)
}
