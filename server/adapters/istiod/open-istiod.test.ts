import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type IstiodFault, type IstiodHandle, startIstiod } from '#demo/istiod/serve.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { type Listening, listenOnLoopback } from '#demo/listen-on-loopback.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { openIstiod, openIstiodOver } from '#server/adapters/istiod/open-istiod.ts'
import type { IstiodAdapter, IstiodStatus } from '#server/adapters/istiod/types.ts'

const world = buildWorld({ seed: 1, nowMs: Date.now() })
const { signal } = new AbortController()
const opened: IstiodAdapter[] = []
const servers: Listening[] = []
let kubernetes: KubernetesHandle
let istiods: IstiodHandle[]

const startReplica = (replica: number, port = 0) =>
  startIstiod({ world, store: kubernetes.store, readPods: () => kubernetes.pods, replica, port })

beforeAll(async () => {
  kubernetes = await startKubernetes({ world })
})
beforeEach(async () => {
  istiods = [await startReplica(0), await startReplica(1)]
})
afterEach(async () => {
  for (const adapter of opened.splice(0)) adapter.close()
  for (const server of [...servers.splice(0), ...istiods]) await server.stop()
})
afterAll(() => kubernetes.stop())

function openAt(...urls: string[]): IstiodAdapter {
  const adapter = openIstiod({ VARDIA_ISTIOD_URL: urls }, { restMs: 20, restAfterFailureMs: 20 })
  opened.push(adapter)
  return adapter
}

const openBoth = () => openAt(...istiods.map(({ url }) => url))

/** Resolves when the state is told to be this. */
function untilState(adapter: IstiodAdapter, state: IstiodStatus['state']): Promise<IstiodStatus> {
  return new Promise((resolve) => {
    const look = () => {
      const status = adapter.status()
      if (status.state !== state) return
      undo()
      resolve(status)
    }
    const undo = adapter.onChange(look)
    look()
  })
}

async function serve(answers: Readonly<Record<string, [status: number, body: string]>>): Promise<string> {
  const server = await listenOnLoopback(
    createServer(({ url = '' }, response) => {
      const [status, body] = answers[url] ?? [404, '404 page not found\n']
      response.writeHead(status).end(body)
    }),
  )
  servers.push(server)
  return server.url
}

test('istiods that are ready tell their addresses and their one version', async () => {
  const adapter = openBoth()
  await adapter.waitUntilAsked(signal)
  const { state, address, version, problem } = adapter.status()
  expect({ state, address, problem }).toEqual({
    state: 'ok',
    address: istiods.map(({ url }) => url).join(', '),
    problem: undefined,
  })
  expect(version).toMatch(/^1\.31\.\d+$/)
})

test('one that dies degrades them, the death of all is told with its moment, and their return without a question', async () => {
  const adapter = openBoth()
  await adapter.waitUntilAsked(signal)
  const [first, second] = istiods
  const ports = istiods.map(({ url }) => Number(new URL(url).port))
  await first?.stop()
  expect(await untilState(adapter, 'degraded')).toMatchObject({ problem: { code: 'istiod-unreachable' } })
  await second?.stop()
  const down = await untilState(adapter, 'down')
  expect(down.lastGoodMs).toBeLessThanOrEqual(down.sinceMs)
  expect(down.version).toMatch(/^1\.31/)
  istiods = await Promise.all(ports.map((port, replica) => startReplica(replica, port)))
  const back = await untilState(adapter, 'ok')
  expect(back.problem).toBeUndefined()
  expect(back.sinceMs).toBeGreaterThanOrEqual(down.sinceMs)
})

test.each<[IstiodFault, string]>([
  [{ answer: 'not-ready' }, 'istiod-not-ready'],
  [{ answer: 'html' }, 'istiod-not-istiod'],
  [{ answer: 'html', only: '/version' }, 'istiod-not-istiod'],
  [{ answer: '5xx', only: '/version' }, 'istiod-error'],
  [{ answer: 'forbidden' }, 'istiod-forbidden'],
  [{ answer: 'truncated' }, 'istiod-unreachable'],
])('%o is told as %s, and its end as well', async (fault, code) => {
  const [istiod] = istiods
  istiod?.setFault(fault)
  const adapter = openAt(istiod?.url ?? '')
  expect((await untilState(adapter, 'down')).problem).toMatchObject({ code, adapter: 'istiod' })
  istiod?.setFault(undefined)
  expect((await untilState(adapter, 'ok')).problem).toBeUndefined()
})

test('one that never answers is given up', async () => {
  istiods[0]?.setFault({ answer: 'hang' })
  const adapter = openAt(istiods[0]?.url ?? '')
  expect((await untilState(adapter, 'degraded')).problem).toMatchObject({
    code: 'istiod-timeout',
    kind: 'timeout',
  })
})

test.each<[string, Record<string, [number, string]>, IstiodStatus['state'], string | undefined]>([
  ['port 15014, which tells the version alone', { '/version': [200, '1.30.2-abc-Clean'] }, 'ok', '1.30.2'],
  ['port 8080, which tells readiness alone', { '/ready': [200, ''] }, 'ok', undefined],
  [
    'a version of several words',
    { '/version': [200, '1.31-alpha.eed52ebb66ad-eed52ebb66ad-Clean'] },
    'ok',
    '1.31-alpha.eed52ebb66ad',
  ],
  ['a server that has neither', {}, 'down', undefined],
  ['a version as nobody writes it', { '/version': [200, '{"version":1}'] }, 'down', undefined],
  ['a ready that has something to say', { '/ready': [200, 'OK'] }, 'down', undefined],
  ['an answer of a megabyte', { '/ready': [200, 'x'.repeat(2 ** 20)] }, 'down', undefined],
])('of %s', async (_name, answers, state, version) => {
  const adapter = openAt(await serve(answers))
  const status = await untilState(adapter, state)
  await adapter.waitUntilAsked(signal)
  expect(adapter.status()).toMatchObject({ state })
  expect(status.state === 'down' ? undefined : adapter.status().version).toBe(version)
})

test('credentials of the address are sent, and told to nobody', async () => {
  const seen: (string | undefined)[] = []
  const server = await listenOnLoopback(
    createServer(({ headers }, response) => {
      seen.push(headers.authorization)
      response.writeHead(403).end()
    }),
  )
  servers.push(server)
  const adapter = openAt(server.url.replace('//', '//reader:sec%3Aret@'))
  const status = await untilState(adapter, 'down')
  expect(seen[0]).toBe(`Basic ${Buffer.from('reader:sec:ret').toString('base64')}`)
  expect(JSON.stringify([status, status.problem?.params])).not.toContain('sec')
})

test('another way to reach it is asked for the same paths', async () => {
  const asked: string[] = []
  const fetchPath = (path: string) => {
    asked.push(path)
    return Promise.resolve(new Response(path === '/version' ? '1.31.0-abc-Clean' : ''))
  }
  const adapter = openIstiodOver([{ place: { address: 'istio-system/istiod:15014' }, fetchPath }])
  opened.push(adapter)
  await adapter.waitUntilAsked(signal)
  expect(asked.sort()).toEqual(['/ready', '/version'])
  expect(adapter.status()).toMatchObject({ state: 'ok', version: '1.31.0' })
})

test('who goes away waits no longer', async () => {
  istiods[0]?.setFault({ answer: 'hang' })
  await expect(openAt(istiods[0]?.url ?? '').waitUntilAsked(AbortSignal.abort('gone'))).rejects.toBe('gone')
})

test('each istiod tells of its own proxies, and together they tell of every one of a namespace', async () => {
  const together = await openBoth().readProxySync('bookinfo', signal)
  const alone = await Promise.all(istiods.map(({ url }) => openAt(url).readProxySync('bookinfo', signal)))
  expect(together.length).toBe(alone.flat().length)
  expect(new Set(together.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
  const pods = kubernetes.pods.filter(({ namespace }) => namespace === 'bookinfo').map(({ name }) => name)
  expect(together.map(({ pod }) => pod).sort()).toEqual(pods.sort())
})

test('the whole mesh is told at once, and once for all who ask at about the same time', async () => {
  let questions = 0
  const server = await listenOnLoopback(
    createServer(({ url }, response) => {
      if (url === '/debug/syncz') questions += 1
      response.end(JSON.stringify([{ proxy: 'a.shop' }, { proxy: 'b.books' }]))
    }),
  )
  servers.push(server)
  const adapter = openAt(server.url)
  const ask = (own: AbortSignal) => adapter.readProxySync(undefined, own)
  const [told] = await Promise.all([ask(signal), ask(signal), ask(AbortSignal.abort('left')).catch(() => [])])
  expect(told?.map(({ namespace, pod }) => `${namespace}/${pod}`)).toEqual(['shop/a', 'books/b'])
  expect(await ask(signal)).toEqual(told)
  expect(questions).toBe(1)
})

test('an istiod that does not answer leaves the proxies of the others, and is named when none does', async () => {
  const nobody = 'http://127.0.0.1:1'
  const one = await openAt(nobody, istiods[0]?.url ?? '').readProxySync('bookinfo', signal)
  expect(one.length).toBeGreaterThan(0)
  await expect(openAt(nobody).readProxySync('bookinfo', signal)).rejects.toMatchObject({
    code: 'istiod-unreachable',
  })
})

test.each([
  [401, 'no', 'istiod-forbidden'],
  [403, 'no', 'istiod-forbidden'],
  [500, 'no', 'istiod-error'],
  [200, '<html>', 'istiod-not-istiod'],
  [404, '404 page not found', 'istiod-not-istiod'],
  [200, '[{"proxy": 7}]', 'istiod-not-istiod'],
])('an answer of %i with %j instead of proxies is %s', async (status, body, code) => {
  const adapter = openAt(await serve({ '/debug/syncz?namespace=shop': [status, body] }))
  await expect(adapter.readProxySync('shop', signal)).rejects.toMatchObject({ code })
})

test('an older istiod tells the four types by two fields each, and all namespaces at once', async () => {
  const told = [
    { proxy: 'a.b.shop', cluster_sent: '1', cluster_acked: '1', route_sent: '2' },
    { proxy: 'c.other', cluster_sent: '1' },
  ]
  const adapter = openAt(await serve({ '/debug/syncz?namespace=shop': [200, JSON.stringify(told)] }))
  const [one, ...rest] = await adapter.readProxySync('shop', signal)
  expect(rest).toEqual([])
  expect(one).toMatchObject({ pod: 'a.b', namespace: 'shop' })
  expect(one?.pushes).toContainEqual({
    typeUrl: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
    sent: '2',
  })
  const none = openAt(await serve({ '/debug/syncz?namespace=shop': [200, 'null'] }))
  expect(await none.readProxySync('shop', signal)).toEqual([])
})
