import type { Manifest } from '#demo/world/types.ts'

const resources = `title: Resources
kinds: [workload, application]
charts:
  - title: Memory held
    metric: container_memory_working_set_bytes
    type: gauge
    unit: bytes
    by: [container]
  - title: Processors used
    metric: container_cpu_usage_seconds_total
    type: counter
    by: [container]
  - title: Memory of the proxy
    metric: container_memory_working_set_bytes
    type: gauge
    unit: bytes
    aggregate: max
    labels:
      container: istio-proxy
    by: [pod]
`

/** Written by a team in a hurry: a word that is none, and a field that is unknown. */
const hurried = `title: Proxies
kinds: [workload]
charts:
  - title: Sizes of requests
    metric: istio_request_bytes
    type: histogram
    unit: byte
    labels:
      reporter: destination
  - title: Duration of requests
    metric: istio_request_duration_milliseconds
    type: histogram
    unit: milliseconds
    label:
      reporter: destination
`

/** The custom charts of a namespace, as its team wrote them into a ConfigMap. */
export function buildDashboards(namespace: string): Manifest[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'team-charts', namespace, labels: { 'vardia.io/dashboard': 'true' } },
      data: { 'proxies.yaml': hurried, 'resources.yaml': resources },
    },
  ]
}
