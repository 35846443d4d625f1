import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { startTracing, type TracingApi, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const world = buildWorld({ seed: 1, nowMs })
const pods = buildPods(world)
const requests = createRequestSource({ world, readPods: () => pods })
const servers = new Map<TracingApi, TracingHandle>()

beforeAll(async () => {
  for (const api of ['v3', 'both', 'older'] as const) {
    servers.set(api, await startTracing({ requests, api, nowMs: () => nowMs }))
  }
})
afterAll(() => Promise.all([...servers.values()].map((server) => server.stop())))

const ask = async (path: string, api: TracingApi = 'both') => {
  const answer = await fetch(`${servers.get(api)?.url}${path}`)
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const hourAgo = new Date(nowMs - 3_600_000).toISOString()
const window = `query.start_time_min=${hourAgo}&query.start_time_max=${new Date(nowMs).toISOString()}`

interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: { key: string; value: { stringValue?: string; intValue?: string } }[]
  readonly status: { code?: number }
}

interface ServiceSpans {
  readonly resource: { readonly attributes: OtlpSpan['attributes'] }
  readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[]
}

const find = async (query: string) => {
  const { status, text } = await ask(`/api/v3/traces?${window}&${query}`)
  if (status === 404) return []
  const { result } = JSON.parse(text) as { result: { resourceSpans: ServiceSpans[] } }
  const spans = result.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, service: readTag(resource.attributes, 'service.name') })),
    ),
  )
  return [...Map.groupBy(spans, ({ traceId }) => traceId).values()]
}

const readTag = (attributes: OtlpSpan['attributes'], key: string) => {
  const value = attributes.find((attribute) => attribute.key === key)?.value
  return value?.stringValue ?? value?.intValue
}

describe('a search', () => {
  test('gives whole traces, newest first, no more than asked for, and the same at every asking', async () => {
    const traces = await find('query.service_name=reviews.bookinfo&query.search_depth=5')
    expect(traces).toHaveLength(5)
    const starts = traces.map(([root]) => BigInt(root?.startTimeUnixNano ?? 0))
    expect(starts.toSorted((left, right) => (left < right ? 1 : -1))).toEqual(starts)
    for (const spans of traces) {
      const ids = new Set(spans.map(({ spanId }) => spanId))
      expect(ids.size).toBe(spans.length)
      expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1)
      for (const { parentSpanId } of spans) if (parentSpanId) expect(ids).toContain(parentSpanId)
      expect(spans.map(({ service }) => service)).toContain('reviews.bookinfo')
      expect(spans.map(({ service }) => service)).toContain('istio-ingressgateway.istio-ingress')
    }
    expect(await find('query.service_name=reviews.bookinfo&query.search_depth=5')).toEqual(traces)
  })

  test('by tag finds failures, and by duration slow ones', async () => {
    const attributes = encodeURIComponent('{"error":"true"}')
    const failed = await find(
      `query.service_name=payment.shop&query.search_depth=3&query.attributes=${attributes}`,
    )
    expect(failed.length).toBeGreaterThan(0)
    for (const spans of failed) {
      expect(spans.some(({ service, status }) => service === 'payment.shop' && status.code === 2)).toBe(true)
    }
    const slow = await find('query.service_name=currency.shop&query.search_depth=4&query.duration_min=1.2s')
    expect(slow).toHaveLength(4)
    for (const spans of slow) {
      const longest = spans
        .filter(({ service }) => service === 'currency.shop')
        .map((span) => Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6)
      expect(Math.max(...longest)).toBeGreaterThanOrEqual(1_200)
    }
  }, 20_000)

  test('for a service that nobody has finds nothing', async () => {
    expect(await ask(`/api/v3/traces?${window}&query.service_name=nope.none`)).toMatchObject({ status: 404 })
  })
})

test('a span tells of the request that the access logs tell of: by its id, its pod, its cluster and its answer', async () => {
  const [spans = []] = await find('query.service_name=details.bookinfo&query.search_depth=1')
  const ids = spans.map(({ attributes }) => readTag(attributes, 'guid:x-request-id'))
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]?.[14]).toBe('9')
  const server = spans.find(({ service, kind }) => service === 'details.bookinfo' && kind === 2)
  const pod = pods.find(({ workload }) => workload === 'details-v1')
  const tags = Object.fromEntries(
    (server?.attributes ?? []).map(({ key }) => [key, readTag(server?.attributes ?? [], key)]),
  )
  expect(tags).toMatchObject({
    component: 'proxy',
    'http.status_code': '200',
    'istio.canonical_service': 'details',
    'istio.canonical_revision': 'v1',
    'istio.namespace': 'bookinfo',
    node_id: `sidecar~${pod?.ip}~${pod?.name}.bookinfo~bookinfo.svc.cluster.local`,
    response_flags: '-',
    upstream_cluster: 'inbound|9080||',
  })
  const story = requests.findTrace(server?.traceId ?? '')
  expect(story?.sampled).toBe(true)
})

test('a waypoint has a span with both ends, and ambient workloads have none', async () => {
  const [spans = []] = await find('query.service_name=waypoint.loyalty&query.search_depth=1')
  const waypoint = spans.find(({ service }) => service === 'waypoint.loyalty')
  expect(readTag(waypoint?.attributes ?? [], 'istio.destination_workload')).toBe('points-v1')
  expect(readTag(waypoint?.attributes ?? [], 'node_id')).toMatch(/^waypoint~/)
  const services: string[] = JSON.parse((await ask('/api/v3/services')).text).services
  expect(services).toContain('waypoint.loyalty')
  expect(services.filter((name) => name.endsWith('.loyalty'))).toEqual(['waypoint.loyalty'])
})

test('both APIs tell one trace: ids, times to the microsecond, kinds and tags', async () => {
  const [spans = []] = await find('query.service_name=productpage.bookinfo&query.search_depth=1')
  const id = spans[0]?.traceId ?? ''
  const { data } = JSON.parse((await ask(`/api/traces/${id}`)).text)
  expect(data).toHaveLength(1)
  const [older] = data
  expect(older.spans).toHaveLength(spans.length)
  for (const span of spans) {
    const same = older.spans.find(({ spanID }: { spanID: string }) => spanID === span.spanId)
    expect(same.startTime).toBe(Number(BigInt(span.startTimeUnixNano) / 1000n))
    expect(same.references.map((one: { spanID: string }) => one.spanID)).toEqual(
      span.parentSpanId ? [span.parentSpanId] : [],
    )
    expect(older.processes[same.processID].serviceName).toBe(span.service)
    const tag = (key: string) => same.tags.find((one: { key: string }) => one.key === key)?.value
    expect(tag('http.status_code')).toBe(Number(readTag(span.attributes, 'http.status_code')))
    expect(tag('span.kind')).toBe(span.kind === 3 ? 'client' : 'server')
  }
  const found = JSON.parse((await ask('/api/traces?service=productpage.bookinfo&limit=1&lookback=1h')).text)
  expect(found.data[0].traceID).toBe(id)
})

test('dependencies count who causes whom', async () => {
  const { data } = JSON.parse((await ask(`/api/dependencies?endTs=${nowMs}&lookback=3600000`)).text)
  const count = (parent: string, child: string) =>
    data.find((link: { parent: string; child: string }) => link.parent === parent && link.child === child)
      ?.callCount
  expect(count('productpage.bookinfo', 'details.bookinfo')).toBeCloseTo(12 * 0.05 * 3_600, 0)
  expect(count('details.bookinfo', 'productpage.bookinfo')).toBeUndefined()
})

describe('the switch between the APIs', () => {
  test.each<[TracingApi, string, number]>([
    ['v3', '/api/v3/services', 200],
    ['v3', '/api/services', 404],
    ['v3', '/api/traces?service=reviews.bookinfo', 404],
    ['v3', '/api/operations?service=reviews.bookinfo', 404],
    ['v3', `/api/dependencies?endTs=${nowMs}`, 200],
    ['both', '/api/services', 200],
    ['both', '/api/v3/services', 200],
    ['older', '/api/services', 200],
    ['older', '/api/v3/services', 404],
    ['v3', '/api/nope', 501],
  ])('%s answers %s with %i', async (api, path, status) => {
    expect((await ask(path, api)).status).toBe(status)
  })
})

const recorded = new URL('../../../shared/recorded/', import.meta.url)

describe.skipIf(!existsSync(recorded))('recordings of real servers', () => {
  const read = (folder: string, name: string) =>
    readFileSync(new URL(`${folder}/${name}.json`, recorded), 'utf8')
  const unknown = '0000000000000000000000000000abcd'

  test.each<[TracingApi, string, string, number]>([
    ['both', 'error-trace-404', `/api/traces/${unknown}`, 404],
    ['both', 'error-trace-400', '/api/traces/zzz', 400],
    ['both', 'error-noservice', '/api/traces?limit=1', 400],
    ['both', 'error-limit', '/api/traces?service=productpage.bookinfo&limit=abc', 400],
    ['both', 'error-duration', '/api/traces?service=productpage.bookinfo&minDuration=abc', 400],
    ['both', 'traces-empty', '/api/traces?service=nope.none&limit=1', 200],
    ['both', 'metrics-disabled', '/api/metrics/calls?service=productpage.bookinfo', 501],
    ['both', 'v3-error-404', `/api/v3/traces/${unknown}`, 404],
    ['both', 'v3-error-noservice', '/api/v3/traces', 400],
    ['both', 'v3-error-trace', '/api/v3/traces/zzz', 400],
    ['v3', 'services', '/api/services', 404],
    ['v3', 'traces', '/api/traces?service=productpage.bookinfo&limit=2&lookback=1h', 404],
  ])('%s: %s is answered to the byte', async (api, name, path, status) => {
    const answer = await ask(path, api)
    expect([answer.status, answer.text]).toEqual([
      status,
      read(api === 'v3' ? 'jaeger-master' : 'jaeger', name),
    ])
  })

  test.each<[string, string]>([
    ['v3-services', '/api/v3/services'],
    ['v3-operations', '/api/v3/operations?service=productpage.bookinfo'],
    ['v3-traces', `/api/v3/traces?query.service_name=productpage.bookinfo&${window}&query.search_depth=2`],
    [
      'v3-trace-summaries',
      `/api/v3/trace-summaries?query.service_name=productpage.bookinfo&${window}&query.search_depth=3`,
    ],
    ['services', '/api/services'],
    ['operations', '/api/services/productpage.bookinfo/operations'],
    ['operations-kind', '/api/operations?service=productpage.bookinfo&spanKind=server'],
    ['traces', '/api/traces?service=productpage.bookinfo&limit=2'],
    ['dependencies', `/api/dependencies?endTs=${nowMs}&lookback=3600000`],
  ])('%s has the recorded shape: every field, its type, and no other', async (name, path) => {
    const answer = await ask(path)
    expect([answer.status, answer.type]).toEqual([200, 'application/json'])
    expect(describeShape(JSON.parse(answer.text))).toEqual(describeShape(JSON.parse(read('jaeger', name))))
  })

  test('the tags of spans are those that Envoy was recorded with', async () => {
    const keys = (text: string) =>
      new Set(
        JSON.parse(text).data.flatMap(({ spans }: { spans: { tags: { key: string }[] }[] }) =>
          spans.flatMap(({ tags }) => tags.map(({ key }) => key)),
        ),
      )
    expect(keys((await ask('/api/traces?service=productpage.bookinfo&limit=1')).text)).toEqual(
      keys(read('jaeger', 'trace')),
    )
  })
})

/** The fields of all items of a list together; of an object under made-up ids those of its values. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) return [value.map(describeShape).reduce(joinShapes, undefined)]
  if (!isObject(value)) return value === null ? 'null' : typeof value
  const entries = Object.entries(value).filter(([key]) => key !== 'errorSpanCount')
  if (entries.every(([key]) => /^p\d+$/.test(key))) return describeShape(entries.map(([, item]) => item))
  return Object.fromEntries(entries.map(([key, item]) => [key, describeShape(item)]))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function joinShapes(left: unknown, right: unknown): unknown {
  if (!isObject(left) || !isObject(right)) return right ?? left
  if (Array.isArray(left) && Array.isArray(right)) return [joinShapes(left[0], right[0])]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return Object.fromEntries(keys.map((key) => [key, joinShapes(left[key], right[key])]))
}
