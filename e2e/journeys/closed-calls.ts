import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** What is asked: a name of something that is closed stands in braces, and is put in. */
export interface Question {
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** What a viewer may not look into, and what has no such name. */
interface Closed {
  readonly namespace: string
  readonly workload: string
  readonly service: string
  readonly trace: string
  readonly node: string
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
    'workload?namespace={namespace}&name={workload}',
    'service?namespace={namespace}&name={service}',
    'application?namespace={namespace}&name={service}',
    'logs?namespace={namespace}&workload={workload}',
    'logs?namespace={namespace}&app={service}',
    'metrics?kind=workload&namespace={namespace}&name={workload}',
    'metrics?kind=service&namespace={namespace}&name={service}',
    'alerts?namespaces={namespace}&kind=workload&name={workload}',
    'metrics/points?kind=workload&namespace={namespace}&name={workload}',
    'dashboards?kind=workload&namespace={namespace}&name={workload}',
    'config?namespaces={namespace}',
    'config/object?kind=VirtualService&namespace={namespace}&name={service}',
    'authorization/matrix?namespaces={namespace}',
    'authorization/proposals?namespace={namespace}',
    'authorization/proposals?namespace={namespace}&workload={workload}',
    'authorization/dry-runs?namespaces={namespace}',
    'mtls?namespaces={namespace}',
    'history?namespaces={namespace}',
    'certificates?namespaces={namespace}',
    'edge?namespaces={namespace}',
    'authentication?namespaces={namespace}',
    'objectives?namespaces={namespace}&kind=workload&name={workload}',
    'traces?namespace={namespace}&workload={workload}',
    'traces?namespace={namespace}&service={service}',
    'trace?id={trace}',
    'trace/peers?id={trace}',
    'graph?namespaces={namespace}&idleNodes=true',
    'graph/comparison?namespaces={namespace}&baseAt={before}',
    'graph/history?namespaces={namespace}&node={node}',
  ),
  post('graph', { namespaces: ['{namespace}'], view: 'service' }),
  post('authorization/ask', { to: { namespace: '{namespace}', workload: '{workload}' } }),
  post('authorization/ask', { to: { namespace: '{namespace}', service: '{service}' } }),
  post('preview', { yaml: writeRule('{namespace}', '{service}'), dryRun: false }),
  post('authorization/what-if', { yaml: writeRule('{namespace}', '{service}') }),
  post('authorization/what-if', { yaml: writeStrict('{namespace}'), operation: 'remove' }),
]

type Ask = (question: Question) => Promise<{ readonly status: number; readonly text: string }>

/** The two viewers of the demo's world who may look into a part of it. */
const viewers = [
  { name: 'editor', namespace: 'shop', workload: 'checkout-v1', service: 'checkout' },
  { name: 'auditor', namespace: 'demo-forbidden', workload: 'secret-plans', service: 'secret-plans' },
] as const

export const closedCallJourneys: readonly SharedJourney[] = [
  ...viewers.map(
    (viewer): SharedJourney => ({
      name: `no call tells the ${viewer.name} of what is closed: not a name, not a number, not that it is there`,
      run: async ({ page, mesh, open }) => {
        const ask = openAsk(page, mesh.console.url)
        await open('/')
        const closed = { ...viewer, ...(await findClosed(ask, viewer)) }
        const words = await listClosedWords(ask, viewer.name)
        expect(words.length).toBeGreaterThan(1)
        await page.getByRole('button', { name: 'You look as admin' }).click()
        await page.getByRole('menuitemradio', { name: viewer.name, exact: true }).click()
        await page.getByRole('button', { name: `You look as ${viewer.name}` }).waitFor()
        for (const question of Object.values(openQuestions).flat()) {
          const { status, text } = await ask(putIn(question))
          expect([question.path, status, findWords(words, text)]).toEqual([question.path, 200, []])
        }
        // The cluster's list of namespaces cannot be cut for who may read it whole.
        const known = { words, hidesNamespace: viewer.name === 'editor' }
        for (const question of closedQuestions)
          expect(await explainTold(ask, question, closed, known)).toEqual([])
      },
    }),
  ),
]

function openAsk(page: Page, url: string): Ask {
  return async ({ path, body }) => {
    const answer = body
      ? await page.request.post(`${url}${path}`, { data: body, headers: { origin: new URL(url).origin } })
      : await page.request.get(`${url}${path}`)
    return { status: answer.status(), text: await answer.text() }
  }
}

/** Ids of a trace and of a node of the graph that lie in what is closed, as the administrator finds them. */
async function findClosed(ask: Ask, { name, namespace }: (typeof viewers)[number]) {
  const graph: { nodes: { id: string }[] } = await read(
    ask,
    `/api/v1/graph?namespaces=${namespace}&idleNodes=true`,
  )
  const found: { items: { id: string }[] } = await read(ask, `/api/v1/traces?namespaces=${namespace}`)
  // Of what is called by nobody there is no trace; any id then says the same.
  let trace = 'a'.repeat(32)
  for (const { id } of found.items) {
    const { spans }: { spans: { place?: { namespace?: string } }[] } = await read(
      ask,
      `/api/v1/trace?id=${id}`,
    )
    // One that also passes what is open is told in that part.
    const mayLookInto = (closed: string) => (name === 'editor' ? closed === 'bookinfo' : closed !== namespace)
    if (spans.some(({ place }) => mayLookInto(place?.namespace ?? ''))) continue
    trace = id
    break
  }
  return { node: graph.nodes[0]?.id ?? '', trace }
}

function isClosed(viewer: 'editor' | 'auditor', namespace: string): boolean {
  return viewer === 'editor'
    ? ['shop', 'warehouse', 'loyalty', 'demo-forbidden'].includes(namespace)
    : namespace === 'demo-forbidden'
}

async function read<Answer>(ask: Ask, path: string): Promise<Answer> {
  const { status, text } = await ask({ path })
  expect([path, status]).toEqual([path, 200])
  return JSON.parse(text)
}

/** Names that only what is closed bears, and that no sentence of the console does: those with a dash, and namespaces. */
async function listClosedWords(ask: Ask, viewer: 'editor' | 'auditor'): Promise<readonly string[]> {
  type List = { readonly items: readonly { readonly namespace: string; readonly name: string }[] }
  const lists = await Promise.all(['workloads', 'services'].map((path) => read<List>(ask, `/api/v1/${path}`)))
  const items = lists.flatMap((list) => list.items).filter(({ namespace }) => isClosed(viewer, namespace))
  const names = items.map(({ name }) => name).filter((name) => name.includes('-'))
  const namespaces = viewer === 'editor' ? items.map(({ namespace }) => namespace) : []
  return [...new Set([...names, ...namespaces])]
}

/** What the answer about something closed tells: a closed name, or that it is not as that about nothing. */
async function explainTold(
  ask: Ask,
  question: Question,
  closed: Closed,
  { words, hidesNamespace }: { words: readonly string[]; hidesNamespace: boolean },
): Promise<readonly string[]> {
  const nothing = {
    workload: 'no-such-thing',
    service: 'no-such-thing',
    trace: '0123456789abcdef0123456789abcdef',
    node: closed.node.replaceAll(closed.workload, 'no-such-thing'),
  }
  const elsewhere = { ...closed, namespace: 'no-such-namespace' }
  const there = await askEvened(ask, question, closed)
  const told = findWords(words, there).map((word) => `${question.path} tells ${word}: ${there}`)
  for (const missing of [{ ...closed, ...nothing }, ...(hidesNamespace ? [elsewhere] : [])]) {
    const nowhere = await askEvened(ask, question, missing)
    if (there !== nowhere) told.push(`${question.path}: ${there} where it says of nothing: ${nowhere}`)
  }
  return told
}

export const findWords = (words: readonly string[], text: string) =>
  words.filter((word) => new RegExp(`\\b${word}\\b`).test(text))

/** The answer without what was asked by name, and without moments and numbers of requests. */
async function askEvened(ask: Ask, question: Question, names: Closed): Promise<string> {
  const { status, text } = await ask(putIn(question, names))
  const evened = Object.values(names)
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((told, name) => told.replaceAll(name, '…'), text)
  return `${status} ${evened.replaceAll(/"[^"]*\d\d:\d\d:\d\d[^"]*"|"requestId":"[^"]*"/g, '"…"')}`
}

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
