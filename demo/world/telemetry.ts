import { buildService, buildWorkload, type WorldPart } from '#demo/world/parts.ts'

const system = { namespace: 'istio-system', dataPlane: 'none' } as const
const tracing = { namespace: 'tracing', dataPlane: 'none' } as const

/**
 * Where the mesh's telemetry is kept, as an operator finds it in a cluster: Istio's sample Prometheus and Grafana beside
 * istiod, and a Jaeger of its own in the namespace `tracing`. `demo/serve.ts` says which of its servers each one is.
 */
export function buildTelemetry(): WorldPart {
  const sample = (name: string) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name })
  return {
    namespaces: [{ name: tracing.namespace, dataPlane: 'none', labels: {} }],
    workloads: [
      buildWorkload(system, {
        name: 'prometheus',
        image: 'prom/prometheus:v3.5.1',
        ports: [9090],
        labels: { ...sample('prometheus'), 'app.kubernetes.io/component': 'server' },
      }),
      buildWorkload(system, {
        name: 'grafana',
        image: 'docker.io/grafana/grafana:12.3.1',
        ports: [3000],
        labels: sample('grafana'),
      }),
      buildWorkload(tracing, {
        name: 'jaeger',
        image: 'jaegertracing/jaeger:2.20.0',
        ports: [16685, 16686, 4317, 4318],
        labels: { ...sample('jaeger'), 'app.kubernetes.io/component': 'all-in-one' },
      }),
    ],
    services: [
      {
        ...buildService('istio-system', 'prometheus', [{ name: 'http', port: 9090 }]),
        labels: sample('prometheus'),
      },
      {
        ...buildService('istio-system', 'grafana', [{ name: 'service', port: 3000 }]),
        labels: sample('grafana'),
      },
      {
        ...buildService(
          tracing.namespace,
          'jaeger-query',
          [
            { name: 'grpc-query', port: 16685 },
            { name: 'http-query', port: 16686 },
          ],
          { app: 'jaeger' },
        ),
        labels: { ...sample('jaeger'), 'app.kubernetes.io/component': 'query' },
      },
    ],
    calls: [],
    manifests: [],
  }
}
