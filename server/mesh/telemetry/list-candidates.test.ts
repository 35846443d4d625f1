import { describe, expect, test } from 'vitest'
import { listCandidates, listUsualNamespaces } from '#server/mesh/telemetry/list-candidates.ts'
import type { FoundSource, ServiceFacts } from '#server/mesh/telemetry/rules.ts'

type Labels = Readonly<Record<string, string>>
type Ports = readonly (readonly [name: string, port: number])[]

function service(place: string, labels: Labels, ports: Ports): ServiceFacts {
  const [namespace = '', name = ''] = place.split('/')
  return {
    namespace,
    name,
    labels,
    selector: { app: labels['app'] ?? name },
    ports: ports.map(([portName, port]) => ({ name: portName, port, targetPort: port })),
  }
}

const named = (name: string, component?: string): Labels => ({
  'app.kubernetes.io/name': name,
  ...(component ? { 'app.kubernetes.io/component': component } : {}),
})

const find = (source: FoundSource, ...services: readonly ServiceFacts[]) =>
  listCandidates(services, source, 'istio-system')

/** Services as the projects' own charts and manifests make them. */
test.each<[what: string, FoundSource, string, Labels, Ports, rule: string, port: number, path: string]>([
  [
    'Thanos Query of kube-thanos',
    'prometheus',
    'thanos/thanos-query',
    named('thanos-query', 'query-layer'),
    [
      ['grpc', 10_901],
      ['http', 9090],
    ],
    'thanos-query',
    9090,
    '',
  ],
  [
    'Thanos’ query frontend of bitnami',
    'prometheus',
    'm/x',
    named('thanos', 'query-frontend'),
    [['http', 9090]],
    'thanos-query',
    9090,
    '',
  ],
  [
    'Mimir’s gateway',
    'prometheus',
    'mimir/mimir-gateway',
    named('mimir', 'gateway'),
    [['http-metrics', 80]],
    'mimir',
    80,
    '/prometheus',
  ],
  [
    'vmselect of the operator',
    'prometheus',
    'vm/vmselect-main',
    named('vmselect'),
    [['http', 8481]],
    'vmselect',
    8481,
    '/select/0/prometheus',
  ],
  [
    'vmsingle of the operator',
    'prometheus',
    'vm/vmsingle-main',
    named('vmsingle'),
    [['http', 8428]],
    'vmsingle',
    8428,
    '',
  ],
  [
    'kube-prometheus-stack',
    'prometheus',
    'monitoring/kps-kube-prometheus-stack-prometheus',
    { app: 'kube-prometheus-stack-prometheus' },
    [
      ['http-web', 9090],
      ['reloader-web', 8080],
    ],
    'kube-prometheus-stack',
    9090,
    '',
  ],
  [
    'the operator’s governing Service',
    'prometheus',
    'monitoring/prometheus-operated',
    { 'operated-prometheus': 'true' },
    [['web', 9090]],
    'operated-prometheus',
    9090,
    '',
  ],
  [
    'kube-prometheus',
    'prometheus',
    'monitoring/prometheus-k8s',
    { ...named('prometheus', 'prometheus') },
    [
      ['web', 9090],
      ['reloader-web', 8080],
    ],
    'operated-prometheus',
    9090,
    '',
  ],
  [
    'the community chart, on port 80',
    'prometheus',
    'prometheus/prometheus-server',
    named('prometheus', 'server'),
    [['http', 80]],
    'prometheus-chart',
    80,
    '',
  ],
  [
    'Istio’s sample Prometheus',
    'prometheus',
    'istio-system/prometheus',
    named('prometheus', 'server'),
    [['http', 9090]],
    'prometheus-chart',
    9090,
    '',
  ],
  [
    'a Prometheus by its label',
    'prometheus',
    'obs/metrics',
    named('prometheus'),
    [['web', 9090]],
    'prometheus-label',
    9090,
    '',
  ],
  ['a Prometheus by its name', 'prometheus', 'obs/prometheus', {}, [['', 9090]], 'prometheus-name', 9090, ''],
  [
    'Jaeger’s query',
    'tracing',
    'tracing/jaeger-query',
    named('jaeger', 'query'),
    [
      ['grpc-query', 16_685],
      ['http-query', 16_686],
    ],
    'jaeger-query',
    16_686,
    '',
  ],
  [
    'Istio’s sample Jaeger',
    'tracing',
    'istio-system/tracing',
    { app: 'jaeger' },
    [
      ['http-query', 80],
      ['grpc-query', 16_685],
    ],
    'istio-tracing',
    80,
    '',
  ],
  [
    'Tempo in one binary',
    'tracing',
    'tempo/tempo',
    named('tempo'),
    [
      ['tempo-prom-metrics', 3200],
      ['tempo-otlp', 4317],
    ],
    'tempo',
    3200,
    '',
  ],
  [
    'Tempo’s query frontend',
    'tracing',
    'tempo/tempo-query-frontend',
    named('tempo', 'query-frontend'),
    [
      ['http-metrics', 3200],
      ['grpc', 9095],
    ],
    'tempo',
    3200,
    '',
  ],
  [
    'Grafana',
    'grafana',
    'monitoring/kps-grafana',
    named('grafana'),
    [['http-web', 80]],
    'grafana-label',
    80,
    '',
  ],
  ['Perses', 'perses', 'perses/perses', named('perses'), [['http', 8080]], 'perses-label', 8080, ''],
  [
    'istiod',
    'istiod',
    'istio-system/istiod',
    { app: 'istiod' },
    [
      ['grpc-xds', 15_010],
      ['http-monitoring', 15_014],
    ],
    'istiod',
    15_014,
    '',
  ],
])('%s is found', (_what, source, place, labels, ports, rule, port, path) => {
  const [found] = find(source, service(place, labels, ports))
  expect(found).toMatchObject({ rule, path, port: { port } })
})

describe('what only looks alike', () => {
  test.each<[string, string, Labels, Ports]>([
    ['an Alertmanager', 'm/kps-alertmanager', named('prometheus', 'alertmanager'), [['http-web', 9093]]],
    ['a node exporter', 'm/prometheus-node-exporter', named('prometheus-node-exporter'), [['metrics', 9100]]],
    ['a push gateway', 'm/prometheus-pushgateway', named('prometheus-pushgateway'), [['http', 9091]]],
    ['the operator', 'm/prometheus-operator', named('prometheus-operator'), [['https', 443]]],
    ['Thanos’ sidecar', 'm/prometheus-thanos-sidecar', named('thanos', 'sidecar'), [['http', 10_902]]],
    ['Mimir’s distributor', 'm/mimir-distributor', named('mimir', 'distributor'), [['http', 8080]]],
    ['a Service without a port', 'm/prometheus', named('prometheus', 'server'), []],
  ])('is not taken: %s', (_what, place, labels, ports) => {
    expect(find('prometheus', service(place, labels, ports))).toEqual([])
  })

  test('is not taken: Jaeger’s collector', () => {
    const ports: Ports = [
      ['grpc-otlp', 4317],
      ['http-otlp', 4318],
    ]
    expect(find('tracing', service('t/jaeger-collector', named('jaeger', 'collector'), ports))).toEqual([])
  })
})

test('Istio’s sample comes after what an operator has set up, and is named as such', () => {
  const found = find(
    'prometheus',
    service('istio-system/prometheus', named('prometheus', 'server'), [['http', 9090]]),
    service('monitoring/prometheus', {}, [['web', 9090]]),
  )
  expect(found.map(({ service: { namespace }, sample }) => [namespace, sample])).toEqual([
    ['monitoring', false],
    ['istio-system', true],
  ])
})

test('every revision of istiod is a candidate of its own', () => {
  const ports: Ports = [['http-monitoring', 15_014]]
  const found = find(
    'istiod',
    service('istio-system/istiod', { app: 'istiod' }, ports),
    service('istio-system/istiod-1-31', { app: 'istiod', 'istio.io/rev': '1-31' }, ports),
  )
  expect(found.map(({ revision }) => revision)).toEqual(['default', '1-31'])
})

test('who may list few namespaces has its own and the root namespace looked through first', () => {
  expect(listUsualNamespaces('mesh', ['shop']).slice(0, 2)).toEqual(['mesh', 'shop'])
})
