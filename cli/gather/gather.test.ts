import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askMesh } from '#cli/ask-mesh.ts'
import { explainFailure } from '#cli/fail.ts'
import { recordedMetrics } from '#cli/gather/record-metrics.ts'
import { gatheringSchema } from '#cli/offline/gathering.ts'
import { readOffline } from '#cli/offline/read-offline.ts'
import { runCli, startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { setupSchema } from '#contract/setup.ts'
import { traces as tracesCall } from '#contract/traces.ts'
import { type TrafficGraph, trafficGraph, trafficGraphSchema } from '#contract/traffic-graph.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { loadConfig } from '#server/config/load.ts'
import { parseQuery } from '#server/http/parse-input.ts'
import { buildGraphQueries } from '#server/mesh/promql/graph-queries.ts'
import { buildHealthQueries } from '#server/mesh/promql/health-queries.ts'
import { listTraces } from '#server/usecases/list-traces.ts'
import { readNamespaceTraffic } from '#server/usecases/read-namespace-traffic.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

let folder: string
let demo: Demo
let archive: string
let live: TrafficGraph
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vardia-gather-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  await plantSecrets()
  archive = join(folder, 'all.tgz')
  const gathered = await ask(['gather', '-o', archive])
  expect(gathered).toMatchObject({ exitCode: 0, stdout: `${archive}\n` })
  const config = loadConfig(
    {},
    { KUBECONFIG: demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl },
  )
  const { sources } = await readOffline(archive, loadConfig({}, {}))
  const at = new Date(sources.kubernetes.status().sinceMs).toISOString()
  live = await askMesh(config, async (context) => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, context)
    const namespaces = items.map(({ name }) => name).join(',')
    return readTrafficGraph(
      parseQuery(trafficGraph, new URLSearchParams({ namespaces, at, idleNodes: 'true' })),
      context,
    )
  })
}, startTimeoutMs)
afterAll(async () => {
  await demo.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** What nobody should find in an archive. */
const secret = 'hunter2-of-the-shop'

/** A workload with a password in its environment, and a Secret with the same. */
async function plantSecrets() {
  const token = demo.users.find(({ name }) => name === 'admin')?.token
  const container = {
    name: 'app',
    image: 'app:1',
    env: [
      { name: 'DB_PASSWORD', value: secret },
      { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ],
  }
  const labels = { app: 'planted' }
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'planted',
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': `{"value":"${secret}"}` },
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
  const made = await fetch(`${demo.kubernetesUrl}/apis/apps/v1/namespaces/shop/deployments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(deployment),
  })
  expect(made.status).toBe(201)
}

const ask = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  runCli(args, { KUBECONFIG: demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl, ...settings })

/** Without any cluster or server to ask. */
const askFiles = (args: readonly string[], from = archive) => runCli([...args, '--from', from])

function parseGraph({ stdout }: { readonly stdout: string }): TrafficGraph {
  return trafficGraphSchema.parse(JSON.parse(stdout))
}

const idsOf = ({ nodes, edges }: TrafficGraph) => ({
  nodes: nodes.map(({ id }) => id).sort(),
  edges: edges.map(({ source, target, protocol }) => `${source} ${target} ${protocol}`).sort(),
})

describe('what vardia gather wrote', { timeout: 120_000 }, () => {
  it('shows the same graph, with the same health and rates', async () => {
    const graph = parseGraph(await askFiles(['graph', '-o', 'json', '--idle']))
    expect(idsOf(graph)).toEqual(idsOf(live))
    const rates = new Map(live.edges.map(({ id, requestsPerSecond }) => [id, requestsPerSecond]))
    for (const { id, requestsPerSecond } of graph.edges)
      if (requestsPerSecond !== undefined) expect(requestsPerSecond / (rates.get(id) ?? 0)).toBeCloseTo(1, 1)
    const health = (of: TrafficGraph) =>
      of.nodes.map(({ id, health: { status } }) => `${id} ${status}`).sort()
    expect(health(graph)).toEqual(health(live))
  })

  it('shows the same overview: namespaces with as many workloads and services, modes and health', async () => {
    const config = loadConfig(
      {},
      { KUBECONFIG: demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl },
    )
    const input = { health: true, rangeSeconds: 60 }
    const offline = await readOffline(archive, loadConfig({}, {}))
    const [here, there] = await Promise.all([
      askMesh(offline.config, (context) => readNamespaces(input, context), offline.sources),
      askMesh(config, (context) => readNamespaces(input, context)),
    ])
    const counts = ({ items }: typeof here) =>
      items.map(({ name, workloads, services, mode, mtls, health }) => [
        name,
        workloads,
        services,
        mode,
        mtls.mode,
        health?.status,
      ])
    expect(counts(here)).toEqual(counts(there))
    expect(here.notices.map(({ code }) => code)).toContain('cluster-of-files')
    const traces = askMesh(
      offline.config,
      (context) => listTraces(parseQuery(tracesCall, new URLSearchParams({ namespace: 'shop' })), context),
      offline.sources,
    )
    await expect(traces).rejects.toMatchObject({ code: 'files-lack', params: { what: 'traces' } })
    const traffic = await askMesh(
      offline.config,
      (context) => readNamespaceTraffic({ rangeSeconds: 300 }, context),
      offline.sources,
    )
    const bookinfo = traffic.namespaces.find(({ namespace }) => namespace === 'bookinfo')
    expect(bookinfo?.requestsPerSecond.filter((rate) => (rate ?? 0) > 0).length).toBeGreaterThan(5)
  })

  it('is for its owner alone, and holds no Secrets, no values of environment variables and no copies of objects', async () => {
    expect(statSync(archive).mode & 0o777).toBe(0o600)
    const place = mkdtempSync(join(folder, 'unpacked-'))
    expect(spawnSync('tar', ['-xzf', archive, '-C', place]).status).toBe(0)
    const root = join(place, 'vardia-gather')
    const objects = readdirSync(join(root, 'objects'))
    expect(objects.some((name) => name.startsWith('Pod-'))).toBe(true)
    for (const name of objects) {
      const text = readFileSync(join(root, 'objects', name), 'utf8')
      expect(text).not.toMatch(/"kind":"Secret"|managedFields|last-applied-configuration/)
    }
    expect(readdirSync(join(root, 'metrics'))).toContain('istio_requests_total.matrix.json')
    const all = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .join('\n')
    expect(all).toContain('DB_PASSWORD')
    for (const private_ of [secret, ...demo.users.map(({ token }) => token)])
      expect(all).not.toContain(private_)
    expect(idsOf(parseGraph(await askFiles(['graph', '-o', 'json', '--idle'], place)))).toEqual(idsOf(live))
    rmSync(join(root, 'metrics'), { recursive: true })
    const bare = await askFiles(['graph', '-o', 'json', '--idle', '-n', 'bookinfo'], root)
    expect(parseGraph(bare).nodes.length).toBeGreaterThan(5)
  })

  it("holds the answers of the mesh's istiods", async () => {
    const place = mkdtempSync(join(folder, 'told-'))
    expect(spawnSync('tar', ['-xzf', archive, '-C', place]).status).toBe(0)
    const read = (name: string) => readFileSync(join(place, 'vardia-gather/istiod', name), 'utf8')
    expect(read('0-version.txt')).toMatch(/1\.\d+/)
    const proxies: unknown = JSON.parse(read('0-syncz.json'))
    expect(JSON.stringify(proxies)).toMatch(/"proxy":"[^"]+\.bookinfo"/)
    expect(JSON.parse(read('0-mesh.json'))).toMatchObject({ rootNamespace: 'istio-system' })
    const { versions } = gatheringSchema.parse(
      JSON.parse(readFileSync(join(place, 'vardia-gather/gathered.json'), 'utf8')),
    )
    expect(versions).toMatchObject({ istiod: expect.stringMatching(/^1\./), kubernetes: expect.any(String) })
  })

  it('says which sources it has, and of when', async () => {
    const { stdout } = await askFiles(['status', '-o', 'json'])
    const { sources, notices } = setupSchema.parse(JSON.parse(stdout))
    const states = Object.fromEntries(sources.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({ kubernetes: 'found', prometheus: 'found', tracing: 'off' })
    expect(notices[0]?.text).toMatch(/files of 20\d\d-/)
  })

  it('is of one namespace for who may look into one, and opens as that', async () => {
    const own = join(folder, 'own.tgz')
    const gathered = await ask(['gather', '-o', own, '--context', 'editor', '-n', 'bookinfo'])
    expect(gathered).toMatchObject({ exitCode: 0, stdout: `${own}\n` })
    const graph = parseGraph(await askFiles(['graph', '-o', 'json'], own))
    expect(graph.edges.length).toBeGreaterThan(5)
    const { stdout } = await askFiles(['status', '-o', 'json'], own)
    expect(setupSchema.parse(JSON.parse(stdout)).scope).toMatchObject({
      kind: 'namespaces',
      namespaces: ['bookinfo'],
    })
  })

  it('is never written over what is there', async () => {
    const taken = join(folder, 'taken.tgz')
    writeFileSync(taken, 'mine')
    const { exitCode, stderr } = await ask(['gather', '-o', taken])
    expect([exitCode, readFileSync(taken, 'utf8')]).toEqual([1, 'mine'])
    expect(stderr).toMatch(/^vardia: .*taken\.tgz is there already.*-o FILE\.tgz\n$/)
  })

  it.each([
    ['cut short', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['empty', (path: string) => truncateSync(path, 0)],
    ['something else', (path: string) => writeFileSync(path, 'no archive, '.repeat(100))],
  ])('is told in one line when it is %s', async (name, damage) => {
    const path = join(folder, `${name}.tgz`)
    copyFileSync(archive, path)
    damage(path)
    const failed = await readOffline(path, loadConfig({}, {})).catch(explainFailure)
    expect(failed).toMatchObject({
      exitCode: 1,
      words: expect.stringMatching(/^vardia: The archive is damaged\. .* Fetch it again[^\n]*$/),
    })
  })

  it('ends a console that is to be opened over a damaged one with that line, and nothing else', async () => {
    const path = join(folder, 'half.tgz')
    writeFileSync(path, readFileSync(archive).subarray(0, 5_000))
    const { exitCode, stdout, stderr } = await askFiles(['run', '--no-browser'], path)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^vardia: The archive is damaged\. [^\n]*\n$/)
  })

  it('of a later form is refused in words', async () => {
    const place = mkdtempSync(join(folder, 'later-'))
    writeFileSync(join(place, 'gathered.json'), '{"format":"vardia-gather/2"}')
    const { exitCode, stderr } = await askFiles(['status'], place)
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^vardia: The gathering cannot be read\. .*\n$/),
    ])
  })
})

it.each(['5s', '3h', 'long'])('a window of %s is refused before the cluster is asked', async (window) => {
  const { exitCode, stderr } = await runCli(['gather', '--window', window], { KUBECONFIG: '/nonexistent' })
  expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^vardia: No such window\. .*\n$/)])
})

it('records every metric that graphs and health are made of', () => {
  const reporters = { waypoint: true, ztunnel: true }
  const queries = [
    ...buildGraphQueries({
      namespaces: undefined,
      rangeSeconds: 60,
      reporters,
      idleEdges: true,
      operations: true,
    }).values(),
    ...buildHealthQueries({ namespaces: undefined, rangeSeconds: 60 }).values(),
  ]
  const asked = new Set(queries.flatMap((query) => query.match(/\bistio_\w+/g) ?? []))
  expect([...recordedMetrics].sort()).toEqual([...asked].sort())
})
