import { nameWorkload } from '#server/mesh/prediction/predict-traffic.ts'
import type { ListSeen, SeenRequest } from '#server/mesh/sandbox/types.ts'
import type { ToldSpan } from '#server/mesh/traces/build-delays.ts'
import type { SpanPlace, TagValue } from '#server/mesh/traces/types.ts'

interface Counted {
  readonly request: Omit<SeenRequest, 'count'>
  count: number
}

/** Of one pair of workloads more different requests than these say nothing new. */
const mostDifferent = 200
const longestPath = 2_048

/**
 * The single requests that traces tell, by who asked and who was asked: a server's span under one of its client's proxy,
 * and a waypoint's by the ends that it names itself (istio.md, "Waypoint spans add `istio.source_*`"). A request without
 * method or address is none.
 */
export function listSeenRequests(traces: Iterable<readonly ToldSpan[]>): ListSeen {
  const seen = new Map<string, Map<string, Counted>>()
  for (const spans of traces) {
    const byId = new Map(spans.map((span) => [span.id, span]))
    for (const span of spans) {
      const ends = readEnds(span, byId)
      const request = ends && readRequest(span)
      if (!ends || !request) continue
      const requests = seen.get(ends) ?? new Map<string, Counted>()
      seen.set(ends, requests)
      const key = JSON.stringify(request)
      const known = requests.get(key)
      if (known) known.count += 1
      else if (requests.size < mostDifferent) requests.set(key, { request, count: 1 })
    }
  }
  return (source, destination) =>
    [...(seen.get(`${nameWorkload(source)}>${nameWorkload(destination)}`)?.values() ?? [])].map(
      ({ request, count }) => ({ ...request, count }),
    )
}

function readEnds(span: ToldSpan, byId: ReadonlyMap<string, ToldSpan>): string | undefined {
  const { facts, place, parentId } = span
  if (facts.side === 'waypoint') return joinEnds(readEnd(span, 'source'), readEnd(span, 'destination'))
  const parent = parentId === undefined ? undefined : byId.get(parentId)
  if (facts.side !== 'server' || !parent) return undefined
  const { side } = parent.facts
  // What a waypoint passes on was told by the waypoint, with the client that it came from.
  if (side !== 'client' && side !== 'gateway') return undefined
  return joinEnds(namePlace(parent.place), namePlace(place))
}

function joinEnds(source: string | undefined, destination: string | undefined): string | undefined {
  return source && destination ? `${source}>${destination}` : undefined
}

function namePlace({ namespace, workload }: SpanPlace): string | undefined {
  return namespace && workload ? `${namespace}/${workload}` : undefined
}

function readEnd({ span }: ToldSpan, end: 'source' | 'destination'): string | undefined {
  const read = (tag: TagValue | undefined) => (typeof tag === 'string' && tag !== 'unknown' ? tag : undefined)
  const namespace = read(span.tags[`istio.${end}_namespace`])
  const workload = read(span.tags[`istio.${end}_workload`])
  return namespace && workload ? `${namespace}/${workload}` : undefined
}

/** Envoy tags the whole address that was asked for; an application may tell the path alone. */
function readRequest({ facts: { method, url } }: ToldSpan): Omit<SeenRequest, 'count'> | undefined {
  if (!method || !url || url.length > longestPath) return undefined
  if (url.startsWith('/')) return { method, path: url }
  if (!URL.canParse(url)) return undefined
  const { host, pathname, search } = new URL(url)
  return { method, path: `${pathname}${search}`, ...(host ? { host } : {}) }
}
