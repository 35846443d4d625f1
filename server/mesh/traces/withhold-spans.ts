import { parseCluster, readHostNamespace } from '#server/mesh/traces/parse-cluster.ts'
import type { Span, TagValue, VisibleSpan } from '#server/mesh/traces/types.ts'

export interface CutTrace {
  readonly spans: readonly VisibleSpan[]
  /** Spans that the viewer may not see. */
  readonly withheld: number
}

/**
 * A trace as one viewer may see it: spans of other namespaces are left out, and what they caused hangs below the nearest
 * span that may be seen. Of a span that stays, what names a namespace of others is cut.
 *
 * @param namespaceOf where a span was made; undefined where nothing says it
 * @param maySee whether the viewer may look into a namespace; asked with undefined it says whether into all
 */
export function withholdSpans(
  spans: readonly Span[],
  namespaceOf: (span: Span) => string | undefined,
  maySee: (namespace: string | undefined) => boolean,
): CutTrace {
  const seen = spans.filter((span) => maySee(namespaceOf(span)))
  const withheld = spans.length - seen.length
  const seenIds = new Set(seen.map(({ spanId }) => spanId))
  const byId = new Map(spans.map((span) => [span.spanId, span]))
  const climb = createClimber(seenIds, byId)
  const isWithheld = (id: string): boolean => byId.has(id) && !seenIds.has(id)
  const below = new Map<string, number>()
  for (const span of spans) {
    const parent = span.parentSpanId
    if (parent !== undefined && !maySee(namespaceOf(span))) below.set(parent, (below.get(parent) ?? 0) + 1)
  }
  const cut = seen.map((span): VisibleSpan => {
    const { parentSpanId, ...rest } = hangHigher(span, climb, isWithheld)
    const withheldBelow = below.get(span.spanId)
    return {
      ...cutForeignWords(rest, maySee),
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      ...(withheldBelow ? { withheldBelow } : {}),
    }
  })
  return { spans: cut, withheld }
}

/** Finds for a parent's id the nearest ancestor that may be seen; each span is walked past once. */
function createClimber(seenIds: ReadonlySet<string>, byId: ReadonlyMap<string, Span>) {
  const known = new Map<string, string | undefined>()
  return (firstId: string): string | undefined => {
    const walked: string[] = []
    let id: string | undefined = firstId
    while (id !== undefined && !seenIds.has(id) && byId.has(id) && !known.has(id)) {
      walked.push(id)
      known.set(id, undefined)
      id = byId.get(id)?.parentSpanId
    }
    const found = id !== undefined && seenIds.has(id) ? id : known.get(id ?? '')
    for (const one of walked) known.set(one, found)
    return found
  }
}

function hangHigher(
  span: Span,
  climb: (id: string) => string | undefined,
  isWithheld: (id: string) => boolean,
): Span & Pick<VisibleSpan, 'isBehindWithheld'> {
  const { parentSpanId, ...rest } = span
  if (parentSpanId === undefined || !isWithheld(parentSpanId)) return span
  const above = climb(parentSpanId)
  return { ...rest, isBehindWithheld: true, ...(above === undefined ? {} : { parentSpanId: above }) }
}

/** What a span tells of the request itself, and of nobody else. */
const ownTags: ReadonlySet<string> = new Set([
  'component',
  'error',
  'grpc.status_code',
  'guid:x-request-id',
  'http.method',
  'http.protocol',
  'http.status_code',
  'istio.canonical_revision',
  'istio.canonical_service',
  'istio.cluster_id',
  'istio.mesh_id',
  'istio.namespace',
  'node_id',
  'request_size',
  'response_flags',
  'response_size',
  'retry.count',
])

function cutForeignWords<Given extends Omit<VisibleSpan, 'parentSpanId'>>(
  span: Given,
  maySee: (namespace: string | undefined) => boolean,
): Given {
  if (maySee(undefined)) return span
  const ends = ['source', 'destination'].filter((end) => {
    const namespace = span.tags[`istio.${end}_namespace`]
    return namespace !== undefined && !maySee(String(namespace))
  })
  const cluster = String(span.tags['upstream_cluster'] ?? span.tags['upstream_cluster.name'] ?? '')
  const asked = readHostNamespace(parseCluster(cluster).host ?? '') ?? readHostNamespace(span.operation)
  const isTargetForeign = ends.includes('destination') || (asked !== undefined && !maySee(asked))
  const isCallerForeign = ends.includes('source') || span.isBehindWithheld === true
  if (!isTargetForeign && !isCallerForeign) return span
  const keeps = (name: string): boolean =>
    isTargetForeign
      ? ownTags.has(name)
      : !name.startsWith('istio.source_') && name !== 'peer.address' && name !== 'downstream_cluster'
  const tags: Record<string, TagValue> = Object.fromEntries(
    Object.entries(span.tags).filter(([name]) => keeps(name)),
  )
  if (!isTargetForeign) return { ...span, tags }
  return { ...span, tags, operation: '', events: [], isTargetWithheld: true }
}
