import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { get } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import {
  startCluster,
  type TestCluster,
  takeEvents,
  type WatchEvent,
} from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
afterEach(() => cluster.handle.stop())

const services = '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices'
const virtualService = (name: string, labels: Record<string, string> = {}, host = name) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'bookinfo', labels },
  spec: { hosts: [host] },
})
const configMap = (index: number) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: `c${index % 100}`, namespace: 'bookinfo' },
  data: { turn: `${index}` },
})
const versionOf = async (path: string) => (await cluster.ask(path)).json.metadata.resourceVersion
const tell = ({ type, object }: WatchEvent) => `${type} ${object.metadata.name}`

test('a watch from a version tells each later change once and in order, those before it began included', async () => {
  cluster = await startCluster()
  const since = await versionOf(services)
  cluster.handle.store.put(virtualService('before'))
  const events = cluster.watch(`${services}?watch=1&resourceVersion=${since}`)
  const first = await takeEvents(events, 1)
  cluster.handle.store.put(virtualService('before', {}, 'other'))
  cluster.handle.store.put({
    ...virtualService('elsewhere'),
    metadata: { name: 'elsewhere', namespace: 'shop' },
  })
  cluster.handle.store.remove('networking.istio.io/v1', 'VirtualService', 'bookinfo', 'before')
  const rest = await takeEvents(events, 2)
  expect([...first, ...rest].map(tell)).toEqual(['ADDED before', 'MODIFIED before', 'DELETED before'])
  const versions = [...first, ...rest].map(({ object }) => Number(object.metadata.resourceVersion))
  expect(versions).toEqual(versions.toSorted((left, right) => left - right))
  expect(rest[1]?.object.spec).toEqual({ hosts: ['other'] })
  expect(rest[0]?.object.metadata.generation).toBe(2)
})

test('without a version a watch begins with what is there', async () => {
  cluster = await startCluster()
  const listed = (await cluster.ask(services)).json.items
  const events = await takeEvents(cluster.watch(`${services}?watch=true`), listed.length)
  expect(events).toEqual(listed.map((object: unknown) => ({ type: 'ADDED', object })))
})

test('a watch-list ends the state with a bookmark that says so, and goes on with changes', async () => {
  cluster = await startCluster()
  const count = (await cluster.ask(services)).json.items.length
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const events = cluster.watch(`${services}?${query}`)
  const state = await takeEvents(events, count + 1)
  cluster.handle.store.put(virtualService('later'))
  const [change] = await takeEvents(events, 1)
  expect(state.slice(0, -1).every(({ type }) => type === 'ADDED')).toBe(true)
  expect(state.at(-1)).toEqual({
    type: 'BOOKMARK',
    object: {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: {
        annotations: { 'k8s.io/initial-events-end': 'true' },
        resourceVersion: expect.stringMatching(/^\d+$/),
      },
    },
  })
  expect(change && tell(change)).toBe('ADDED later')
})

test('a version that history no longer reaches is an ERROR event with the Status of 410', async () => {
  cluster = await startCluster()
  const events = await takeEvents(cluster.watch('/api/v1/pods?watch=1&resourceVersion=1'), 9)
  const current = cluster.handle.store.resourceVersion()
  expect(events).toEqual([
    {
      type: 'ERROR',
      object: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: `too old resource version: 1 (${current})`,
        reason: 'Expired',
        code: 410,
      },
    },
  ])
  const recorded = new URL('../../../shared/recorded/kubernetes/watch-410.stream.json', import.meta.url)
  if (existsSync(recorded)) {
    const line = readFileSync(recorded, 'utf8').replace('(552)', `(${current})`)
    expect(events).toEqual([JSON.parse(line)])
  }
})

test('history is bounded: a version is good until more changes came than are kept', async () => {
  cluster = await startCluster({ historyLimit: 100 })
  const since = await versionOf('/api/v1/configmaps')
  for (let index = 0; index < 100; index++) cluster.handle.store.put(configMap(index))
  const good = await takeEvents(cluster.watch(`/api/v1/configmaps?watch=1&resourceVersion=${since}`), 100)
  expect(new Set(good.map(({ type }) => type))).toEqual(new Set(['ADDED']))
  for (let index = 0; index < 100; index++) cluster.handle.store.put(configMap(index))
  const [bad] = await takeEvents(cluster.watch(`/api/v1/configmaps?watch=1&resourceVersion=${since}`), 1)
  expect(bad?.object.code).toBe(410)
})

test('bookmarks tell the newest version of all kinds, at intervals, and nothing twice', async () => {
  cluster = await startCluster({ bookmarkMs: 20 })
  const since = await versionOf(services)
  const events = cluster.watch(
    `${services}?watch=1&resourceVersion=${since}&allowWatchBookmarks=true&timeoutSeconds=1`,
  )
  const first = takeEvents(events, 1)
  cluster.handle.store.put(configMap(1))
  const all = await first
  cluster.handle.store.put(configMap(2))
  all.push(...(await takeEvents(events, Number.POSITIVE_INFINITY)))
  expect(all.length).toBe(2)
  expect(new Set(all.map(({ type }) => type))).toEqual(new Set(['BOOKMARK']))
  expect(all.at(-1)?.object).toEqual({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { resourceVersion: String(cluster.handle.store.resourceVersion()) },
  })
})

test('a watch that did not ask for bookmarks gets none, and ends cleanly after timeoutSeconds', async () => {
  cluster = await startCluster({ bookmarkMs: 20 })
  const since = await versionOf(services)
  const events = cluster.watch(`${services}?watch=1&resourceVersion=${since}&timeoutSeconds=1`)
  expect(await takeEvents(events, Number.POSITIVE_INFINITY)).toEqual([])
  expect(cluster.handle.watchCount()).toBe(0)
})

test('through a selector an object comes as ADDED when it begins to match and goes as DELETED when it ceases', async () => {
  cluster = await startCluster()
  const since = await versionOf(services)
  const events = cluster.watch(`${services}?watch=1&resourceVersion=${since}&labelSelector=tier%3Dgold`)
  cluster.handle.store.put(virtualService('x', { tier: 'tin' }))
  cluster.handle.store.put(virtualService('x', { tier: 'gold' }))
  cluster.handle.store.put(virtualService('x', { tier: 'gold' }, 'y'))
  const last = cluster.handle.store.put(virtualService('x', { tier: 'tin' }))
  const seen = await takeEvents(events, 3)
  expect(seen.map(tell)).toEqual(['ADDED x', 'MODIFIED x', 'DELETED x'])
  expect(seen[2]?.object.metadata.labels).toEqual({ tier: 'gold' })
  expect(seen[2]?.object.metadata.resourceVersion).toBe(String(last.resourceVersion))
})

test('10,000 changes lose none when every watch is cut over and over', async () => {
  cluster = await startCluster()
  let since = await versionOf('/api/v1/namespaces/bookinfo/configmaps')
  const seen: string[] = []
  let made = 0
  let cuts = 0
  const change = () => {
    for (let index = 0; index < 250 && made < 10_000; index++) cluster.handle.store.put(configMap(made++))
  }
  while (seen.length < 10_000) {
    change()
    const events = cluster.watch(`/api/v1/namespaces/bookinfo/configmaps?watch=1&resourceVersion=${since}`)
    try {
      for await (const { object } of events) {
        seen.push(object.data.turn)
        since = object.metadata.resourceVersion
        if (seen.length % 97 === 0) cluster.handle.cutWatches()
        if (seen.length === 10_000) break
      }
    } catch {
      cuts += 1
    }
  }
  expect(cuts).toBeGreaterThan(10)
  expect(seen).toEqual(Array.from({ length: 10_000 }, (_, index) => `${index}`))
})

test('a watch ends when its client goes, and a slow reader of a large state still gets all of it', async () => {
  cluster = await startCluster({ workloads: 1_000 })
  const count = (await cluster.ask('/api/v1/pods?resourceVersion=0')).json.items.length
  const abort = new AbortController()
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'
  const events = cluster.watch(`/api/v1/pods?${query}`, { signal: abort.signal })
  await takeEvents(events, 1)
  expect(cluster.handle.watchCount()).toBe(1)
  const rest = await takeEvents(events, count)
  expect(rest.at(-1)?.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' })
  abort.abort()
  await expect.poll(() => cluster.handle.watchCount()).toBe(0)
})

test('a client that reads nothing is cut off when too much waits for it', async () => {
  cluster = await startCluster()
  const since = await versionOf('/api/v1/configmaps')
  const token = cluster.handle.users.find(({ name }) => name === 'admin')?.token
  const request = get(`${cluster.handle.url}/api/v1/configmaps?watch=1&resourceVersion=${since}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const [response] = await once(request, 'response')
  response.pause()
  expect(cluster.handle.watchCount()).toBe(1)
  for (let index = 0; index < 80_000; index++) cluster.handle.store.put(configMap(index))
  expect(cluster.handle.watchCount()).toBe(0)
  response.on('error', () => undefined)
  response.destroy()
})
