/** Who and whom a series of Istio's standard metrics names (istio.io/docs/reference/config/metrics, "Labels"). */
export const endLabels = [
  'source_cluster',
  'source_workload_namespace',
  'source_workload',
  'source_canonical_service',
  'source_canonical_revision',
  'destination_cluster',
  'destination_service_namespace',
  'destination_service',
  'destination_service_name',
  'destination_workload_namespace',
  'destination_workload',
  'destination_canonical_service',
  'destination_canonical_revision',
] as const

/** The series that proxies on the server's side report, and those on the client's side. */
export type TrafficSide = 'client' | 'server'

/**
 * What of one view of the mesh the queries leave out on the server: `waypoint` false drops waypoint proxies' reports,
 * `ztunnel` false drops ztunnel's (its series carry `app="ztunnel"`, the pod label that Prometheus' Kubernetes
 * discovery maps).
 */
export interface ReporterChoice {
  readonly waypoint: boolean
  readonly ztunnel: boolean
}
