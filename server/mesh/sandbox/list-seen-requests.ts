import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import { createSeenRequests } from '#server/mesh/sandbox/seen-requests.ts'
import type { ListSeen, SeenRequest } from '#server/mesh/sandbox/types.ts'
import type { ToldSpan } from '#server/mesh/traces/build-delays.ts'
import type { SpanPlace, TagValue } from '#server/mesh/traces/types.ts'

const longestPath = 2_048

/**
 * The single requests that traces tell, by who asked and who was asked: a server's span under one of its client's proxy,
 * and a waypoint's by the ends that it names itself (istio.md, "Waypoint spans add `istio.source_*`"). A request without
 * method or address is none.
 */
export function listSeenRequests(traces: Iterable<readonly ToldSpan[]>): ListSeen {
  const seen = createSeenRequests('traces')
  for (const spans of traces) {
    const byId = new Map(spans.map((span) => [span.id, span]))
    for (const span of spans) {
      const ends = readEnds(span, byId)
      const request = ends && readRequest(span)
      if (ends && request) seen.add(ends.source, ends.destination, request)
    }
  }
  return seen.list
}

interface Ends {
  readonly source: WorkloadRef
  readonly destination: WorkloadRef
}

function readEnds(span: ToldSpan, byId: ReadonlyMap<string, ToldSpan>): Ends | undefined {
  const { facts, place, parentId } = span
  if (facts.side === 'waypoint') return joinEnds(readEnd(span, 'source'), readEnd(span, 'destination'))
  const parent = parentId === undefined ? undefined : byId.get(parentId)
  if (facts.side !== 'server' || !parent) return undefined
  const { side } = parent.facts
  // What a waypoint passes on was told by the waypoint, with the client that it came from.
  if (side !== 'client' && side !== 'gateway') return undefined
  return joinEnds(namePlace(parent.place), namePlace(place))
}

function joinEnds(source: WorkloadRef | undefined, destination: WorkloadRef | undefined): Ends | undefined {
  return source && destination && { source, destination }
}

function namePlace({ namespace, workload }: SpanPlace): WorkloadRef | undefined {
  return namespace && workload ? { namespace, workload } : undefined
}

function readEnd({ span }: ToldSpan, end: 'source' | 'destination'): WorkloadRef | undefined {
  const read = (tag: TagValue | undefined) => (typeof tag === 'string' && tag !== 'unknown' ? tag : undefined)
  const namespace = read(span.tags[`istio.${end}_namespace`])
  const workload = read(span.tags[`istio.${end}_workload`])
  return namespace && workload ? { namespace, workload } : undefined
}

/** Envoy tags the whole address that was asked for; an application may tell the path alone. */
function readRequest({ facts: { method, url } }: ToldSpan): Omit<SeenRequest, 'count' | 'from'> | undefined {
  if (!method || !url || url.length > longestPath) return undefined
  if (url.startsWith('/')) return { method, path: url }
  if (!URL.canParse(url)) return undefined
  const { host, pathname, search } = new URL(url)
  return { method, path: `${pathname}${search}`, ...(host ? { host } : {}) }
}
