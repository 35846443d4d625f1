import type { OutlierDetection } from '#server/mesh/routing/destination-rules/spec.ts'
import { readDurationMs } from '#server/mesh/routing/http/route-action.ts'

/** When a proxy stops sending to an endpoint that keeps failing, and for how long. */
export interface EjectionRule {
  /** Failures in a row, 5xx and lost connections alike; undefined: they eject nothing. */
  readonly consecutive5xxErrors?: number
  /** The same for 502, 503, 504 and lost connections; undefined unless it is asked for. */
  readonly consecutiveGatewayErrors?: number
  /** How often ejected endpoints are looked at. */
  readonly intervalMs: number
  /** The first ejection's length; the nth takes n times as long. */
  readonly baseEjectionMs: number
  /** Of the endpoints of a cluster at most this share is out, one at least. */
  readonly maxEjectionPercent: number
  /** With fewer healthy endpoints all are used again; 0 never. */
  readonly minHealthPercent: number
}

/**
 * The ejection that an outlierDetection block asks for, Envoy's defaults filled in
 * (istio `pilot/pkg/networking/core/cluster_traffic_policy.go`, applyOutlierDetection; Envoy
 * `api/envoy/config/cluster/v3/outlier_detection.proto`). Undefined without a block.
 */
export function buildEjectionRule(outlier: OutlierDetection | undefined): EjectionRule | undefined {
  if (!outlier) return undefined
  const { consecutive5xxErrors = 5, consecutiveGatewayErrors } = outlier
  return {
    ...(consecutive5xxErrors > 0 ? { consecutive5xxErrors } : {}),
    ...(consecutiveGatewayErrors ? { consecutiveGatewayErrors } : {}),
    intervalMs: readDurationMs(outlier.interval) ?? 10_000,
    baseEjectionMs: readDurationMs(outlier.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: outlier.maxEjectionPercent || 10,
    minHealthPercent: outlier.minHealthPercent ?? 0,
  }
}
