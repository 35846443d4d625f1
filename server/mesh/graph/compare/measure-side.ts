import type { SideNumbers } from '#server/mesh/graph/compare/types.ts'

export const latencyQuantiles = ['p50', 'p95', 'p99'] as const
export type LatencyQuantile = (typeof latencyQuantiles)[number]

/** What a comparison reads of an edge; the graph call's edges have this form. */
export interface EdgeNumbers {
  readonly requestsPerSecond?: number | undefined
  readonly errorPercent?: number | undefined
  readonly bytesPerSecond?: number | undefined
  readonly latencyMsAvg?: number | undefined
  readonly latencyMsP50?: number | undefined
  readonly latencyMsP95?: number | undefined
  readonly latencyMsP99?: number | undefined
}

/** What a comparison reads of a node's traffic in one direction. */
export interface DirectionNumbers {
  readonly httpPerSecond?: number | undefined
  readonly httpErrorPercent?: number | undefined
  readonly grpcPerSecond?: number | undefined
  readonly grpcErrorPercent?: number | undefined
  readonly tcpBytesPerSecond?: number | undefined
}

const quantileFields = { p50: 'latencyMsP50', p95: 'latencyMsP95', p99: 'latencyMsP99' } as const

export function measureEdge(edge: EdgeNumbers, quantile: LatencyQuantile): SideNumbers {
  return keepNumbers({
    requestsPerSecond: edge.requestsPerSecond,
    errorPercent: edge.errorPercent,
    latencyMs: edge[quantileFields[quantile]],
    bytesPerSecond: edge.bytesPerSecond,
  })
}

/** @param edges those of the direction; their means add up by requests, which quantiles do not */
export function measureNode(rates: DirectionNumbers, edges: readonly EdgeNumbers[]): SideNumbers {
  const { httpPerSecond: http = 0, grpcPerSecond: grpc = 0 } = rates
  const requests = http + grpc
  const failing = http * (rates.httpErrorPercent ?? 0) + grpc * (rates.grpcErrorPercent ?? 0)
  return keepNumbers({
    ...(requests > 0 ? { requestsPerSecond: requests, errorPercent: failing / requests } : {}),
    latencyMs: meanLatency(edges),
    bytesPerSecond: rates.tcpBytesPerSecond,
  })
}

function meanLatency(edges: readonly EdgeNumbers[]): number | undefined {
  let sum = 0
  let weight = 0
  for (const { latencyMsAvg, requestsPerSecond = 0 } of edges) {
    if (latencyMsAvg === undefined) continue
    sum += latencyMsAvg * requestsPerSecond
    weight += requestsPerSecond
  }
  return weight > 0 ? sum / weight : undefined
}

/** Without what was not measured, and without what is no number. */
function keepNumbers(given: { readonly [Key in keyof SideNumbers]: number | undefined }): SideNumbers {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && Number.isFinite(value)),
  )
}
