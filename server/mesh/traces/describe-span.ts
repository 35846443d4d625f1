import { type ClusterRoute, parseCluster } from '#server/mesh/traces/parse-cluster.ts'
import { parseNodeId } from '#server/mesh/traces/parse-node-id.ts'
import type { Span, SpanSide } from '#server/mesh/traces/types.ts'

/** What a proxy's tags say of one request. */
export interface SpanFacts {
  readonly side: SpanSide
  readonly route?: ClusterRoute & { readonly cluster: string }
  /** Envoy's response flags; none for `-`. */
  readonly flags: readonly string[]
  /** The HTTP status; '0' for no answer. */
  readonly code?: string
  readonly grpcCode?: string
  readonly method?: string
  readonly url?: string
  readonly requestId?: string
  /** The how-manieth retry this span is, where its proxy says so. */
  readonly retry?: number
}

/** Tags are Envoy's (source/common/tracing/common_values.h), and OpenTelemetry's names where an application says them. */
export function describeSpan(span: Span): SpanFacts {
  const read = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = span.tags[name]
      if (value !== undefined && value !== '' && value !== '-') return String(value)
    }
    return undefined
  }
  const cluster = read('upstream_cluster', 'upstream_cluster.name')
  const route = cluster === undefined ? undefined : { ...parseCluster(cluster), cluster }
  const code = read('http.status_code', 'http.response.status_code')
  const grpcCode = read('grpc.status_code', 'rpc.grpc.status_code')
  const method = read('http.method', 'http.request.method')
  const url = read('http.url', 'url.full', 'url.path')
  const requestId = read('guid:x-request-id')
  const retry = Number(read('retry.count') ?? 0)
  return {
    side: readSide(span, route?.direction),
    flags: (read('response_flags') ?? '').split(',').filter(Boolean).slice(0, 10),
    ...(route && { route }),
    ...(code !== undefined && { code }),
    ...(grpcCode !== undefined && { grpcCode }),
    ...(method !== undefined && { method }),
    ...(url !== undefined && { url }),
    ...(requestId !== undefined && { requestId }),
    ...(Number.isInteger(retry) && retry > 0 ? { retry } : {}),
  }
}

function readSide(span: Span, direction: ClusterRoute['direction'] | undefined): SpanSide {
  const node = parseNodeId(String(span.tags['node_id'] ?? ''))
  if (!node && span.tags['component'] !== 'proxy') return 'application'
  if (node?.type === 'router') return 'gateway'
  if (node?.type === 'waypoint') return 'waypoint'
  if (direction === 'inbound') return 'server'
  if (direction === 'outbound') return 'client'
  return span.kind === 'server' ? 'server' : 'client'
}
