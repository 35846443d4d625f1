/** What is asked: a name of something that is closed stands in braces, and is put in. */
export interface Question {
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** What a viewer may not look into, and what has no such name. */
export interface Closed {
  readonly namespace: string
  readonly workload: string
  readonly service: string
  readonly trace: string
  readonly node: string
  readonly edge: string
  /** An object of configuration that somebody wrote there, and the id of that write. */
  readonly object: string
  readonly change: string
}

const get = (...paths: string[]): readonly Question[] => paths.map((path) => ({ path: `/api/v1/${path}` }))

const post = (path: string, body: NonNullable<Question['body']>): Question => ({
  path: `/api/v1/${path}`,
  body,
})

/** A DestinationRule for a service; JSON is YAML. */
function writeRule(namespace: string, service: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
    metadata: { name: 'tried', namespace },
    spec: { host: `${service}.${namespace}.svc.cluster.local`, trafficPolicy: { tls: { mode: 'DISABLE' } } },
  })
}

/** A PeerAuthentication that takes mutual TLS alone, of a namespace or of all. */
function writeStrict(namespace: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication' },
    metadata: { name: 'default', namespace },
    spec: { mtls: { mode: 'STRICT' } },
  })
}

/** A VirtualService of a host that nobody calls: JSON is YAML. */
export function writeRoute(namespace: string, name: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name, namespace } },
    spec: {
      hosts: [`${name}.${namespace}.example.com`],
      http: [{ redirect: { uri: '/elsewhere' } }],
    },
  })
}

/**
 * Questions about all that the viewer may see, by the name of the call: no answer may name what is closed. A call that
 * is missing here fails the test.
 */
export const openQuestions: Readonly<Record<string, readonly Question[]>> = {
  'sign-in-ways': get('sign-in'),
  // Who signs in, stays or leaves is the business of the journeys of signing in.
  'sign-in-by-token': [],
  'sign-in-by-openid': [],
  'stay-signed-in': [],
  'sign-out': [],
  'own-sessions': [],
  'end-session': [],
  'all-sessions': [],
  'end-sessions': [],
  session: get('session'),
  // Who one is is chosen by it; each journey begins with that.
  'switch-identity': [],
  sources: get('sources'),
  setup: get('setup'),
  diagnostics: get('diagnostics'),
  namespaces: get('namespaces', 'namespaces?health=true'),
  'namespace-traffic': get('namespaces/traffic'),
  'mesh-health': get('health'),
  'service-insights': get('services/insights'),
  workloads: get('workloads'),
  services: get('services'),
  applications: get('applications'),
  'object-traffic': get('inventory/traffic?objects=Deployment/bookinfo/reviews-v1'),
  'workload-detail': get('workload?namespace=bookinfo&name=ratings-v1'),
  'service-detail': get('service?namespace=bookinfo&name=ratings'),
  'application-detail': get('application?namespace=bookinfo&name=ratings'),
  'namespace-detail': get('namespace?name=bookinfo'),
  'object-manifest': get('object?kind=Deployment&namespace=bookinfo&name=ratings-v1'),
  'config-objects': get('config'),
  'config-object': get('config/object?kind=DestinationRule&namespace=bookinfo&name=reviews'),
  'kind-schema': get('config/schema?kind=VirtualService'),
  logs: get('logs?namespace=bookinfo&workload=ratings-v1&containers=ratings'),
  metrics: get(
    'metrics?kind=workload&namespace=bookinfo&name=ratings-v1&groupBy=source_workload,source_workload_namespace',
  ),
  'metric-points': get('metrics/points?kind=workload&namespace=bookinfo&name=ratings-v1'),
  dashboards: get('dashboards?kind=workload&namespace=bookinfo&name=ratings-v1'),
  alerts: get('alerts'),
  objectives: get('objectives'),
  traces: get('traces'),
  trace: [],
  'trace-peers': [],
  'traffic-graph': get('graph?namespaces=bookinfo', 'graph?namespaces=bookinfo&view=app&idleNodes=true'),
  'traffic-graph-by-body': [post('graph', { namespaces: ['bookinfo'], view: 'service' })],
  'graph-comparison': get('graph/comparison?namespaces=bookinfo&baseAt={before}'),
  'graph-comparison-by-body': [post('graph/comparison', { namespaces: ['bookinfo'], baseAt: '{before}' })],
  'graph-history': [],
  'config-apply': [],
  'labels-apply': [],
  'history-undo': [],
  history: get('history', 'history?namespaces=bookinfo'),
  'history-change': [],
  // Of these the leak matrix tells (e2e/leak-matrix.e2e.ts): an editor is refused them.
  audit: [],
  'audit-verification': [],
  'audit-report': [],
  preview: [post('preview', { yaml: writeRule('bookinfo', 'ratings'), dryRun: false })],
  'authorization-ask': [post('authorization/ask', { to: { namespace: 'bookinfo', workload: 'ratings-v1' } })],
  'authorization-matrix': get('authorization/matrix', 'authorization/matrix?namespaces=bookinfo'),
  'what-if': [
    post('authorization/what-if', { yaml: writeRule('bookinfo', 'ratings') }),
    post('authorization/what-if', { yaml: writeStrict('istio-system') }),
  ],
  'policy-proposals': get(
    'authorization/proposals?namespace=bookinfo',
    'authorization/proposals?namespace=bookinfo&workload=ratings-v1&detail=requests',
  ),
  'dry-runs': get('authorization/dry-runs', 'authorization/dry-runs?namespaces=bookinfo'),
  mtls: get('mtls', 'mtls?namespaces=bookinfo'),
  'mesh-mtls': get('mtls/mesh'),
  'request-authentication': get('authentication', 'authentication?namespaces=bookinfo'),
  edge: get('edge', 'edge?namespaces=bookinfo'),
  certificates: get('certificates', 'certificates?namespaces=bookinfo'),
}

/** Questions that name something closed: they are answered as if it were not there at all. */
export const closedQuestions: readonly Question[] = [
  ...get(
    'workloads?namespaces={namespace}',
    'services?namespaces={namespace}',
    'applications?namespaces={namespace}',
    'namespaces/traffic?namespaces={namespace}',
    'inventory/traffic?objects=Deployment/{namespace}/{workload}',
    'health?namespaces={namespace}',
    'services/insights?namespaces={namespace}',
    'namespace?name={namespace}',
    'object?kind=Deployment&namespace={namespace}&name={workload}',
    'object?kind=VirtualService&namespace={namespace}&name={object}',
    'workload?namespace={namespace}&name={workload}',
    'service?namespace={namespace}&name={service}',
    'application?namespace={namespace}&name={service}',
    'logs?namespace={namespace}&workload={workload}',
    'logs?namespace={namespace}&app={service}',
    'logs?namespace={namespace}&workload={workload}&pod={workload}-6f8c9d7b5-x2x9k',
    'metrics?kind=workload&namespace={namespace}&name={workload}',
    'metrics?kind=service&namespace={namespace}&name={service}',
    'alerts?namespaces={namespace}&kind=workload&name={workload}',
    'metrics/points?kind=workload&namespace={namespace}&name={workload}',
    'dashboards?kind=workload&namespace={namespace}&name={workload}',
    'config?namespaces={namespace}',
    'config/object?kind=VirtualService&namespace={namespace}&name={service}',
    'config/object?kind=VirtualService&namespace={namespace}&name={object}',
    'authorization/matrix?namespaces={namespace}',
    'authorization/proposals?namespace={namespace}',
    'authorization/proposals?namespace={namespace}&workload={workload}',
    'authorization/dry-runs?namespaces={namespace}',
    'mtls?namespaces={namespace}',
    'history?namespaces={namespace}',
    'history?kind=VirtualService&namespace={namespace}&name={object}',
    'history?namespaces={namespace}&after={change}',
    'history/change?id={change}',
    'audit?namespace={namespace}',
    'certificates?namespaces={namespace}',
    'edge?namespaces={namespace}',
    'authentication?namespaces={namespace}',
    'objectives?namespaces={namespace}&kind=workload&name={workload}',
    'traces?namespace={namespace}&workload={workload}',
    'traces?namespace={namespace}&service={service}',
    'traces?namespace={namespace}&app={service}',
    'traces?namespaces={namespace}',
    'trace?id={trace}',
    'trace/peers?id={trace}',
    'graph?namespaces={namespace}&idleNodes=true',
    'graph?around=workload/{namespace}/{workload}',
    'graph/comparison?namespaces={namespace}&baseAt={before}',
    'graph/comparison?namespaces=bookinfo&baseAt={before}&baseNamespaces={namespace}',
    'graph/comparison?around=workload/{namespace}/{workload}&baseAt={before}',
    'graph/history?namespaces={namespace}&node={node}',
    'graph/history?namespaces={namespace}&edge={edge}',
  ),
  post('graph', { namespaces: ['{namespace}'], view: 'service' }),
  post('graph', { around: 'service/{namespace}/{service}' }),
  post('graph/comparison', { namespaces: ['{namespace}'], baseAt: '{before}' }),
  post('graph/comparison', {
    ...{ namespaces: ['bookinfo'], baseNamespaces: ['{namespace}'], baseAt: '{before}' },
  }),
  post('graph/comparison', { around: 'workload/{namespace}/{workload}', baseAt: '{before}' }),
  post('authorization/ask', {
    from: { namespace: '{namespace}', workload: '{workload}' },
    to: { namespace: 'bookinfo', workload: 'ratings-v1' },
  }),
  post('authorization/ask', { to: { namespace: '{namespace}', workload: '{workload}' } }),
  post('authorization/ask', { to: { namespace: '{namespace}', service: '{service}' } }),
  post('preview', { yaml: writeRule('{namespace}', '{service}'), dryRun: false }),
  post('authorization/what-if', { yaml: writeRule('{namespace}', '{service}') }),
  post('authorization/what-if', { yaml: writeStrict('{namespace}'), operation: 'remove' }),
  post('preview', { yaml: writeRoute('{namespace}', '{object}') }),
  post('preview', { yaml: writeRoute('{namespace}', '{object}'), operation: 'remove' }),
  post('preview', { yaml: writeStrict(''), namespace: '{namespace}', dryRun: false }),
  post('authorization/what-if', { yaml: writeStrict(''), namespace: '{namespace}' }),
  // What would be written: whoever may not is refused alike, whether something is there or not.
  post('config/apply', { yaml: writeRoute('{namespace}', '{object}'), operation: 'create' }),
  post('config/apply', { yaml: writeStrict(''), namespace: '{namespace}', operation: 'create' }),
  ...(['update', 'remove'] as const).map((operation) =>
    post('config/apply', {
      ...{ yaml: writeRoute('{namespace}', '{object}'), operation, base: { resourceVersion: '1' } },
    }),
  ),
  post('labels', {
    objects: [{ kind: 'Deployment', namespace: '{namespace}', name: '{workload}' }],
    labels: { 'sidecar.istio.io/inject': 'true' },
    dryRun: true,
  }),
  post('history/undo', { id: '{change}' }),
  post('sessions/end', { id: '{change}' }),
]

/** The question with names in place of the words in braces. */
export function putIn({ path, body }: Question, names: Partial<Closed> = {}): Question {
  const given = { ...names, before: new Date(Date.now() - 60_000).toISOString() }
  const put = (text: string, write = (name: string) => name) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, key: string) => {
      const [, name] = Object.entries(given).find(([word]) => word === key) ?? []
      return name === undefined ? whole : write(name)
    })
  return { path: put(path, encodeURIComponent), ...(body && { body: JSON.parse(put(JSON.stringify(body))) }) }
}
