import type { AlertRule, RuleGroup } from '#demo/prometheus/rules/types.ts'

const SERVER_ERRORS =
  'sum by (destination_workload_namespace, destination_workload) (rate(istio_requests_total{reporter="destination",response_code=~"5.."}[5m])) / ' +
  'sum by (destination_workload_namespace, destination_workload) (rate(istio_requests_total{reporter="destination"}[5m])) > 0.05'

const alert = (name: string, severity: string, forSeconds: number, query: string, summary: string) =>
  ({
    kind: 'alert',
    name,
    query,
    forSeconds,
    labels: { severity },
    annotations: { summary },
  }) satisfies AlertRule

/** The demo's alerts: what its world does decides whether they fire. */
export const istioRules: RuleGroup = {
  name: 'istio',
  rules: [
    alert(
      'WorkloadAnswersWithErrors',
      'critical',
      300,
      SERVER_ERRORS,
      'More than 5 % of the requests to {{ $labels.destination_workload }} in {{ $labels.destination_workload_namespace }} fail',
    ),
    alert(
      'WorkloadIsSlow',
      'warning',
      300,
      'histogram_quantile(0.95, sum by (le, destination_workload_namespace, destination_workload) (rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[5m]))) > 1000',
      'One request in twenty to {{ $labels.destination_workload }} in {{ $labels.destination_workload_namespace }} takes over a second',
    ),
    alert(
      'ProxiesRejectConfiguration',
      'warning',
      60,
      'sum by (type) (increase(pilot_total_xds_rejects[5m])) > 0',
      'Proxies reject {{ $labels.type }} configuration',
    ),
  ],
}
