import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { sources } from '#contract/session.ts'
import { setup } from '#contract/setup.ts'
import { type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'
import { askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'

/** How long a person waits for the first graph of a mesh that the console knows nothing of but a kubeconfig. */
const patienceMs = 15_000
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/istio-system'

/** A Prometheus that began a moment ago knows no rates yet, which no console can mend. */
beforeAll(async () => {
  const { prometheusUrl } = await connectMesh(inject('realMeshUrl'))
  const query = encodeURIComponent('rate(istio_requests_total[1m])')
  const knowsRates = async () => {
    const response = await fetch(`${prometheusUrl}/api/v1/query?query=${query}`)
    return Object(await response.json()).data.result.length > 0
  }
  while (!(await knowsRates())) await wait(500)
})

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function start(settings: Readonly<Record<string, string>> = {}): Promise<RunningConsole> {
  const { kubeconfigPath } = await connectMesh(inject('realMeshUrl'))
  const console = await startConsole({ KUBECONFIG: kubeconfigPath, VARDIA_CHECK_OUTPUT: 'true', ...settings })
  undo.push(() => console.stop())
  return console
}

/** Grants rules of the core group in istio-system to a group, until the test ends. */
async function grant(group: string, rules: readonly { verbs: string[]; resources: string[] }[]) {
  const mesh = await connectMesh(inject('realMeshUrl'))
  const token = mesh.users.find(({ name }) => name === 'admin')?.token ?? ''
  const admin = askAs({ url: mesh.apiServerUrl, certificate: mesh.certificate }, token)
  const apiGroup = 'rbac.authorization.k8s.io'
  const head = { apiVersion: `${apiGroup}/v1`, metadata: { name: 'reach' } }
  const role = { ...head, kind: 'Role', rules: rules.map((rule) => ({ apiGroups: [''], ...rule })) }
  const binding = {
    ...head,
    kind: 'RoleBinding',
    subjects: [{ kind: 'Group', name: group, apiGroup }],
    roleRef: { kind: 'Role', name: 'reach', apiGroup },
  }
  for (const [path, body] of [
    ['roles', role],
    ['rolebindings', binding],
  ] as const) {
    expect((await admin(`${rbac}/${path}`, 'POST', body)).status).toBe(201)
    undo.push(() => admin(`${rbac}/${path}/reach`, 'DELETE'))
  }
}

/** Asks until there are edges, or the patience since `startedMs` has ended. */
async function waitForGraph(
  { url }: RunningConsole,
  namespaces: string,
  startedMs: number,
): Promise<TrafficGraph | undefined> {
  while (performance.now() - startedMs < patienceMs) {
    const response = await fetch(`${url}/api/v1/graph?namespaces=${namespaces}`)
    const body: unknown = await response.json()
    if (!response.ok) continue
    const graph = trafficGraph.output.parse(body)
    if (graph.edges.length > 0) return graph
  }
  return undefined
}

async function readSetup({ url }: RunningConsole) {
  const response = await fetch(`${url}/api/v1/setup`)
  expect(response.status).toBe(200)
  const answer = setup.output.parse(await response.json())
  return { ...answer, find: (name: string) => answer.sources.find((source) => source.name === name) }
}

describe('a console that was given a kubeconfig and no address', () => {
  test('draws the graph within 15 s of its start, and says how it reaches what it found', async () => {
    const startedMs = performance.now()
    const console = await start()
    const graph = await waitForGraph(console, 'bookinfo,shop', startedMs)
    expect(graph?.edges.length).toBeGreaterThan(5)
    const { find } = await readSetup(console)
    expect(find('prometheus')).toMatchObject({
      state: 'found',
      by: 'port-forward',
      address: 'istio-system/prometheus:9090',
    })
    expect(find('tracing')).toMatchObject({ state: 'found', by: 'port-forward' })
    expect(find('istiod')).toMatchObject({ state: 'found', by: 'port-forward' })
    const answer = sources.output.parse(await (await fetch(`${console.url}/api/v1/sources`)).json())
    expect(answer.sources.find(({ name }) => name === 'istiod')).toMatchObject({
      state: 'ok',
      by: 'port-forward',
      version: expect.stringMatching(/^1\./),
    })
  })

  test('draws the graph of the one namespace that its user has, and says plainly what stays unseen', async () => {
    await grant('bookinfo-editors', [
      { verbs: ['list'], resources: ['services', 'pods'] },
      { verbs: ['get', 'create'], resources: ['pods/portforward'] },
    ])
    const startedMs = performance.now()
    const console = await start({ VARDIA_CONTEXT: 'editor', VARDIA_NAMESPACES: 'bookinfo' })
    const graph = await waitForGraph(console, 'bookinfo', startedMs)
    expect(graph?.nodes.filter(({ namespace }) => namespace === 'bookinfo').length).toBeGreaterThan(3)
    expect(graph?.notices).toMatchObject([{ code: 'scope-followed', params: { names: 'bookinfo' } }])
    const { scope, find } = await readSetup(console)
    expect(scope).toMatchObject({ kind: 'namespaces', namespaces: ['bookinfo'] })
    expect(scope.says.text).toMatch(/other namespaces stays unseen/)
    expect(find('prometheus')).toMatchObject({ state: 'found', by: 'port-forward' })
  })

  test('names the one verb that a role with `create` alone lacks, which this API server asks of web sockets', async () => {
    await grant('mesh-auditors', [{ verbs: ['create'], resources: ['pods/portforward'] }])
    const { find } = await readSetup(await start({ VARDIA_CONTEXT: 'auditor' }))
    const [cure] = find('prometheus')?.cures ?? []
    expect(cure).toMatchObject({ by: 'right', value: expect.stringMatching(/^get pods\/portforward, /) })
  })
})

test('Prometheus 3 tells how often it scrapes and how long it keeps samples, and its version', async () => {
  const { prometheusUrl } = await connectMesh(inject('realMeshUrl'))
  const { url } = await start({ VARDIA_PROMETHEUS_URL: prometheusUrl })
  const answer = sources.output.parse(await (await fetch(`${url}/api/v1/sources`)).json())
  // As e2e/real/servers starts it; fifteen days are Prometheus' own.
  expect(answer).toMatchObject({ scrapeIntervalSeconds: 5, retentionSeconds: 15 * 86_400 })
  const { version } = answer.sources.find(({ name }) => name === 'prometheus') ?? {}
  expect(version).toMatch(/^3\./)
})
