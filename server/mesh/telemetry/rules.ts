/** What the console reads beside the API server, and can find in the cluster by itself. */
export type FoundSource = 'prometheus' | 'tracing' | 'grafana' | 'perses' | 'istiod'

/** What else has pages that people open through a port-forward. */
export type RuledSource = FoundSource | 'console' | 'kiali'

/** What a Service shows of itself. */
export interface ServiceFacts {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly ServicePortFacts[]
}

export interface ServicePortFacts {
  readonly name: string
  readonly port: number
  readonly targetPort: number | string
}

/** How one kind of server is known by its Service. */
export interface FindRule {
  /** Stable; told to people as the reason. */
  readonly id: string
  readonly source: RuledSource
  /** The server's own name, as people say it. */
  readonly product: string
  readonly matches: (service: ServiceFacts) => boolean
  /** Names and numbers of ports, the best first. */
  readonly ports: readonly (string | number)[]
  /** Where its API begins. */
  readonly path?: string
}

const appName = ({ labels }: ServiceFacts) => labels['app.kubernetes.io/name'] ?? ''
const component = ({ labels }: ServiceFacts) => labels['app.kubernetes.io/component'] ?? ''
const isNamed = (service: ServiceFacts, ...names: readonly string[]) => names.includes(service.name)

/** Servers that Prometheus' own charts bring along under its name. */
const beside = /alertmanager|pushgateway|exporter|adapter|operator$|kube-state-metrics|thanos|blackbox/
const isBeside = (service: ServiceFacts) => beside.test(`${service.name} ${component(service)}`)

const prometheusPorts = ['http-web', 'web', 'http', 9090, 80]

/**
 * In the order in which candidates are tried: what looks over many Prometheus first, then the Prometheus of a chart or an
 * operator, and a mere name last. Labels and ports are those of the projects' own charts and manifests: thanos-io
 * kube-thanos and bitnami/thanos, grafana/mimir-distributed, VictoriaMetrics helm-charts and operator,
 * prometheus-community kube-prometheus-stack and prometheus, prometheus-operator kube-prometheus, Istio `samples/addons`,
 * jaegertracing/jaeger, grafana/tempo and tempo-distributed, grafana/grafana, perses/helm-charts, Istio's chart istiod,
 * kiali/kiali-server.
 */
export const findRules: readonly FindRule[] = [
  {
    id: 'thanos-query',
    source: 'prometheus',
    product: 'Thanos',
    matches: (service) =>
      isNamed(service, 'thanos-query', 'thanos-query-frontend', 'thanos-querier') ||
      (appName(service).startsWith('thanos') && /^query(-frontend|-layer)?$/.test(component(service))),
    ports: ['http', 9090, 10_902, 9091],
  },
  {
    id: 'mimir',
    source: 'prometheus',
    product: 'Mimir',
    matches: (service) =>
      appName(service) === 'mimir' && /^(gateway|nginx|query-frontend)$/.test(component(service)),
    ports: ['http', 'http-metrics', 80, 8080],
    path: '/prometheus',
  },
  {
    id: 'vmselect',
    source: 'prometheus',
    product: 'VictoriaMetrics',
    matches: (service) =>
      appName(service) === 'vmselect' ||
      service.labels['app'] === 'vmselect' ||
      /(^|-)vmselect(-|$)/.test(service.name),
    ports: ['http', 8481],
    path: '/select/0/prometheus',
  },
  {
    id: 'vmsingle',
    source: 'prometheus',
    product: 'VictoriaMetrics',
    matches: (service) =>
      ['vmsingle', 'victoria-metrics-single'].includes(appName(service)) ||
      /^vmsingle(-|$)/.test(service.name),
    ports: ['http', 8428, 8429],
  },
  {
    id: 'kube-prometheus-stack',
    source: 'prometheus',
    product: 'Prometheus',
    matches: ({ labels }) => labels['app'] === 'kube-prometheus-stack-prometheus',
    ports: prometheusPorts,
  },
  {
    id: 'operated-prometheus',
    source: 'prometheus',
    product: 'Prometheus',
    matches: (service) =>
      service.labels['operated-prometheus'] === 'true' ||
      isNamed(service, 'prometheus-operated', 'prometheus-k8s'),
    ports: prometheusPorts,
  },
  {
    id: 'prometheus-chart',
    source: 'prometheus',
    product: 'Prometheus',
    matches: (service) => appName(service) === 'prometheus' && component(service) === 'server',
    ports: prometheusPorts,
  },
  {
    id: 'prometheus-label',
    source: 'prometheus',
    product: 'Prometheus',
    matches: (service) => appName(service) === 'prometheus' && !isBeside(service),
    ports: prometheusPorts,
  },
  {
    id: 'prometheus-name',
    source: 'prometheus',
    product: 'Prometheus',
    matches: (service) =>
      /^prometheus(-server)?$|-prometheus$|-prometheus-server$/.test(service.name) && !isBeside(service),
    ports: prometheusPorts,
  },
  {
    id: 'jaeger-query',
    source: 'tracing',
    product: 'Jaeger',
    matches: (service) =>
      /(^|-)jaeger-query$/.test(service.name) ||
      (appName(service) === 'jaeger' && component(service) === 'query'),
    ports: ['http-query', 'query-http', 'query', 16_686, 80],
  },
  {
    id: 'istio-tracing',
    source: 'tracing',
    product: 'Jaeger',
    matches: (service) => service.name === 'tracing' && service.selector['app'] === 'jaeger',
    ports: ['http-query', 80, 16_686],
  },
  {
    id: 'tempo',
    source: 'tracing',
    product: 'Tempo',
    matches: (service) =>
      appName(service) === 'tempo' && /^$|^(query-frontend|gateway|tempo)$/.test(component(service)),
    ports: ['http', 'http-metrics', 'tempo-prom-metrics', 'tempo', 3200, 3100],
  },
  {
    id: 'jaeger-label',
    source: 'tracing',
    product: 'Jaeger',
    matches: (service) => appName(service) === 'jaeger' || isNamed(service, 'jaeger'),
    ports: ['http-query', 'query-http', 'jaeger-http', 16_686],
  },
  {
    id: 'grafana-label',
    source: 'grafana',
    product: 'Grafana',
    matches: (service) => appName(service) === 'grafana' || isNamed(service, 'grafana'),
    ports: ['service', 'http-web', 'http', 'grafana', 3000, 80],
  },
  {
    id: 'perses-label',
    source: 'perses',
    product: 'Perses',
    matches: (service) => (appName(service) === 'perses' || isNamed(service, 'perses')) && !isBeside(service),
    ports: ['http', 8080],
  },
  {
    id: 'istiod',
    source: 'istiod',
    product: 'istiod',
    matches: ({ labels, selector, name }) =>
      (labels['app'] === 'istiod' || selector['app'] === 'istiod') && name.startsWith('istiod'),
    ports: ['http-monitoring', 15_014],
  },
  {
    id: 'console-label',
    source: 'console',
    product: 'Vardia',
    matches: (service) => appName(service) === 'vardia' || isNamed(service, 'vardia'),
    ports: ['http', 20_002],
  },
  {
    id: 'kiali-label',
    source: 'kiali',
    product: 'Kiali',
    matches: (service) =>
      appName(service) === 'kiali' || service.labels['app'] === 'kiali' || isNamed(service, 'kiali'),
    ports: ['http', 20_001],
  },
]
