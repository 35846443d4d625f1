import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '#demo/serve.ts'
import { afterPush } from '#demo/testing/after-push.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-stories-'))
let nowMs = Date.UTC(2026, 10, 21, 12)
let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig'), nowMs: () => nowMs })
})
afterAll(async () => {
  await demo.stop()
  rmSync(folder, { recursive: true })
})

/** Writes into the cluster, waits until proxies have it, and lets a minute pass. */
async function change(write: () => void): Promise<void> {
  await afterPush(demo.kubernetes.traffic, write)
  nowMs += 60_000
}

async function readLog(workload: string, container: string, sinceSeconds: number): Promise<string[]> {
  const token = demo.users.find(({ name }) => name === 'admin')?.token
  const pods = demo.kubernetes.traffic.readPods().filter((pod) => pod.workload === workload)
  const texts = await Promise.all(
    pods.map(async ({ namespace, name }) => {
      const url = `${demo.kubernetesUrl}/api/v1/namespaces/${namespace}/pods/${name}/log`
      const query = `container=${container}&sinceSeconds=${sinceSeconds}`
      return (await fetch(`${url}?${query}`, { headers: { authorization: `Bearer ${token}` } })).text()
    }),
  )
  return texts.join('').split('\n').filter(Boolean)
}

interface OtlpAnswer {
  readonly result: {
    readonly resourceSpans: {
      readonly scopeSpans: {
        readonly spans: {
          readonly kind: number
          readonly startTimeUnixNano: string
          readonly endTimeUnixNano: string
          readonly attributes: { key: string; value: { stringValue?: string; intValue?: string } }[]
        }[]
      }[]
    }[]
  }
}

/** The spans that a search finds in the last minute, their tags as text. */
async function findSpans(service: string, tags: Record<string, string>) {
  const query = new URLSearchParams({
    'query.service_name': service,
    'query.start_time_min': new Date(nowMs - 55_000).toISOString(),
    'query.start_time_max': new Date(nowMs).toISOString(),
    'query.attributes': JSON.stringify(tags),
  })
  const answer = await fetch(`${demo.tracingUrl}/api/v3/traces?${query}`)
  if (answer.status === 404) return []
  const { result } = (await answer.json()) as OtlpAnswer
  return result.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ attributes, ...span }) => ({
      ...span,
      tags: Object.fromEntries(
        attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
      ),
    }))
}

async function readRate(matchers: string): Promise<number> {
  const query = `sum(rate(istio_requests_total{${matchers}}[30s]))`
  const url = `${demo.prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(nowMs / 1000) })}`
  const answer = (await (await fetch(url)).json()) as { data: { result: { value: [number, string] }[] } }
  return Number(answer.data.result[0]?.value[1] ?? 0)
}

const routes = (fault?: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'ratings', namespace: 'bookinfo' },
  spec: {
    hosts: ['ratings'],
    http: [{ ...(fault && { fault }), route: [{ destination: { host: 'ratings', subset: 'v1' } }] }],
  },
})

test('an aborted request is told alike by metrics, access logs, programs and traces, and is over when the fault is', async () => {
  const abort = { abort: { httpStatus: 418, percentage: { value: 100 } } }
  await change(() => void demo.kubernetes.store.put(routes(abort)))
  const counted = await readRate('reporter="source",destination_service_name="ratings",response_flags="FI"')
  const lines = (
    await Promise.all(['reviews-v2', 'reviews-v3'].map((workload) => readLog(workload, 'istio-proxy', 30)))
  ).flat()
  const aborted = lines.filter((line) => line.includes('" 418 FI fault_filter_abort '))
  expect(counted).toBeGreaterThan(4)
  expect(Math.abs(aborted.length / 30 - counted)).toBeLessThan(counted * 0.2)
  const spans = await findSpans('reviews.bookinfo', { 'http.status_code': '418' })
  const failed = spans.filter(({ tags }) => tags['http.status_code'] === '418')
  expect(failed.length).toBeGreaterThan(3)
  const ids = failed.flatMap(({ tags }) => tags['guid:x-request-id'] ?? [])
  const all = (
    await Promise.all(['reviews-v2', 'reviews-v3'].map((workload) => readLog(workload, 'istio-proxy', 60)))
  ).flat()
  for (const id of ids) expect(all.some((line) => line.includes(id) && line.includes(' 418 FI '))).toBe(true)
  expect(await readLog('ratings-v1', 'istio-proxy', 30)).toEqual([])

  await change(() => void demo.kubernetes.store.put(routes()))
  expect(await readRate('reporter="source",destination_service_name="ratings",response_flags="FI"')).toBe(0)
  expect(await findSpans('reviews.bookinfo', { 'http.status_code': '418' })).toEqual([])
  expect((await readLog('ratings-v1', 'istio-proxy', 30)).length).toBeGreaterThan(60)
})

test("a denied request names its rule in the log of the server's proxy, and is any answer to the client's", async () => {
  const policy = {
    ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
    metadata: { name: 'no-ratings', namespace: 'bookinfo' },
    spec: { action: 'DENY', selector: { matchLabels: { app: 'ratings' } }, rules: [{}] },
  }
  await change(() => void demo.kubernetes.store.put(policy))
  const [served, asked] = [
    await readLog('ratings-v1', 'istio-proxy', 30),
    await readLog('reviews-v3', 'istio-proxy', 30),
  ]
  expect(served.length).toBeGreaterThan(30)
  for (const line of served)
    expect(line).toContain(
      '" 403 - rbac_access_denied_matched_policy[ns[bookinfo]-policy[no-ratings]-rule[0]] ',
    )
  const refused = asked.filter((line) => line.includes(' 403 '))
  expect(refused.length).toBeGreaterThan(30)
  for (const line of refused) expect(line).toContain(' 403 - via_upstream ')
  await change(
    () => void demo.kubernetes.store.remove(policy.apiVersion, policy.kind, 'bookinfo', 'no-ratings'),
  )
})

test('a delayed request is long for its client, and as short as ever for its server, in one trace', async () => {
  const delay = { delay: { fixedDelay: '3s', percentage: { value: 100 } } }
  await change(() => void demo.kubernetes.store.put(routes(delay)))
  const spans = await findSpans('ratings.bookinfo', {})
  const ratings = spans.filter(({ tags }) => tags['http.url']?.startsWith('http://ratings'))
  const length = ({ startTimeUnixNano: start, endTimeUnixNano: end }: (typeof spans)[number]) =>
    Number(BigInt(end) - BigInt(start)) / 1e6
  const clients = ratings.filter(({ kind }) => kind === 3)
  const servers = ratings.filter(({ kind }) => kind === 2)
  expect(clients.length).toBeGreaterThan(3)
  expect(servers).toHaveLength(clients.length)
  for (const span of clients) {
    expect(length(span)).toBeGreaterThan(3_000)
    expect(span.tags['response_flags']).toBe('DI')
  }
  for (const span of servers) expect(length(span)).toBeLessThan(200)
  const id = servers[0]?.tags['guid:x-request-id'] ?? 'none'
  const logs = await Promise.all([
    readLog('ratings-v1', 'ratings', 60),
    readLog('ratings-v1', 'istio-proxy', 60),
  ])
  const own = servers.filter(({ tags }) => tags['guid:x-request-id'] === id)
  for (const lines of logs) expect(lines.filter((line) => line.includes(id))).toHaveLength(own.length)
  await change(() => void demo.kubernetes.store.put(routes()))
})

test('a shift of reviews moves its log lines and spans with it', async () => {
  const shift = {
    ...routes(),
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { hosts: ['reviews'], http: [{ route: [{ destination: { host: 'reviews', subset: 'v3' } }] }] },
  }
  await change(() => void demo.kubernetes.store.put(shift))
  const lines = (await readLog('productpage-v1', 'istio-proxy', 30)).filter((line) =>
    line.includes('/reviews/0'),
  )
  expect(lines.length).toBeGreaterThan(250)
  for (const line of lines) expect(line).toContain('outbound|9080|v3|reviews')
  expect((await readLog('reviews-v1', 'reviews', 30)).filter((line) => line.includes('/reviews'))).toEqual([])
  const spans = await findSpans('reviews.bookinfo', {})
  const versions = spans.filter(({ tags }) => tags['istio.canonical_service'] === 'reviews')
  expect(new Set(versions.map(({ tags }) => tags['istio.canonical_revision']))).toEqual(new Set(['v3']))
})
