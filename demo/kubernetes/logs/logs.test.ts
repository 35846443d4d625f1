import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'

const startMs = Date.parse('2026-11-21T12:00:00Z')
let nowMs = startMs
const world = buildWorld({ seed: 1, nowMs })
let server: KubernetesHandle

beforeAll(async () => {
  server = await startKubernetes({ world, now: () => nowMs })
})
afterAll(() => server.stop())

const findPod = (workload: string) => {
  const pod = server.pods.find((one) => one.workload === workload)
  if (!pod) throw new Error(`no pod of ${workload}`)
  return pod
}

const ask = (workload: string, query: string, options: RequestInit = {}, user = 'admin') => {
  const { namespace, name } = findPod(workload)
  const token = server.users.find((one) => one.name === user)?.token
  return fetch(`${server.url}/api/v1/namespaces/${namespace}/pods/${name}/log?${query}`, {
    headers: { authorization: `Bearer ${token}` },
    ...options,
  })
}

const readLines = async (workload: string, query: string): Promise<string[]> => {
  const answer = await ask(workload, query)
  const text = await answer.text()
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain'])
  return text.split('\n').slice(0, -1)
}

describe('which lines', () => {
  test('tailLines are the last ones, and time moves on in them', async () => {
    const lines = await readLines('productpage-v1', 'container=istio-proxy&tailLines=50&timestamps=true')
    const times = lines.map((line) => /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) \[/.exec(line)?.[1] ?? '')
    expect(times).toHaveLength(50)
    expect(times.toSorted()).toEqual(times)
    expect(Date.parse(times.at(-1) ?? '')).toBeGreaterThan(nowMs - 3_000)
    expect(await readLines('productpage-v1', 'container=istio-proxy&tailLines=50')).toEqual(
      lines.map((line) => line.slice(31)),
    )
    expect(await readLines('productpage-v1', 'container=istio-proxy&tailLines=0')).toEqual([])
  })

  test('sinceSeconds and sinceTime begin where they say, and the same lines are in both', async () => {
    const seconds = await readLines('productpage-v1', 'container=istio-proxy&sinceSeconds=30&timestamps=true')
    const sinceTime = new Date(nowMs - 30_000).toISOString()
    const time = await readLines(
      'productpage-v1',
      `container=istio-proxy&sinceTime=${sinceTime}&timestamps=true`,
    )
    expect(time).toEqual(seconds)
    expect(seconds.length).toBeGreaterThan(100)
    for (const line of seconds) expect(line.slice(0, 24) >= sinceTime.slice(0, 23)).toBe(true)
    const tail = await readLines(
      'productpage-v1',
      'container=istio-proxy&sinceSeconds=30&tailLines=7&timestamps=true',
    )
    expect(tail).toEqual(seconds.slice(-7))
  })

  test('the whole log is as long as the kubelet keeps, and limitBytes cuts it at the byte', async () => {
    const whole = await (await ask('ratings-v1', 'container=istio-proxy')).text()
    expect(whole.length).toBeGreaterThan(1_000_000)
    expect(whole.length).toBeLessThan(12 * 2 ** 20)
    const cut = await (await ask('ratings-v1', 'container=istio-proxy&limitBytes=1000')).text()
    expect(cut).toBe(whole.slice(0, 1_000))
  }, 20_000)

  test('follow goes on with what is written, misses nothing and repeats nothing', async () => {
    const stop = new AbortController()
    const answer = await ask('ratings-v1', 'container=istio-proxy&tailLines=3&follow=true&timestamps=true', {
      signal: stop.signal,
    })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readUntil = async (isEnough: () => boolean) => {
      while (!isEnough()) text += (await reader?.read())?.value ?? ''
    }
    await readUntil(() => text.split('\n').length > 3)
    const before = nowMs
    nowMs += 20_000
    await readUntil(() => text.split('\n').length > 60)
    stop.abort()
    const followed = text.split('\n').slice(3, 50)
    const expected = await readLines(
      'ratings-v1',
      `container=istio-proxy&timestamps=true&sinceTime=${new Date(before).toISOString()}`,
    )
    expect(followed).toEqual(expected.slice(0, 47))
  })

  test('a followed log ends with its pod', async () => {
    const pod = findPod('gift-wrap')
    const answer = await ask('gift-wrap', 'container=gift-wrap&tailLines=1&follow=true')
    server.store.remove('v1', 'Pod', pod.namespace, pod.name)
    expect((await answer.text()).length).toBeGreaterThan(0)
  })
})

/** EnvoyJSONLogFormatIstio of istio pilot/pkg/model/telemetry_logging.go. */
const jsonKeys = [
  ...['start_time', 'route_name', 'method', 'path', 'protocol', 'response_code', 'response_flags'],
  ...['response_code_details', 'connection_termination_details', 'bytes_received', 'bytes_sent', 'duration'],
  ...['upstream_service_time', 'x_forwarded_for', 'user_agent', 'request_id', 'authority', 'upstream_host'],
  ...['upstream_cluster', 'upstream_local_address', 'downstream_local_address', 'downstream_remote_address'],
  ...['requested_server_name', 'upstream_transport_failure_reason'],
]

test('a container that writes hundreds of thousands of lines in a chunk of time is read like any other', async () => {
  const loud = await startKubernetes({ world, now: () => nowMs, logLinesPerSecond: 200_000 })
  try {
    const pod = loud.pods.find(({ workload }) => workload === 'ratings-v1')
    const token = loud.users.find(({ name }) => name === 'admin')?.token
    const answer = await fetch(
      `${loud.url}/api/v1/namespaces/${pod?.namespace}/pods/${pod?.name}/log?container=ratings&tailLines=3`,
      { headers: { authorization: `Bearer ${token}` } },
    )
    const serials = [...(await answer.text()).matchAll(/serial=(\d+)/g)].map(([, serial]) => Number(serial))
    expect(serials).toHaveLength(3)
    expect(serials.map((serial) => serial - (serials[0] ?? 0))).toEqual([0, 1, 2])
  } finally {
    await loud.stop()
  }
})

describe('what they tell', () => {
  test('one request id leads from the gateway through every proxy and program that the request met', async () => {
    const idOf = (line: string) =>
      /[0-9a-f]{8}-[0-9a-f]{4}-[49][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/.exec(line)?.[0]
    const query = (container: string) => `container=${container}&sinceSeconds=20`
    const ids = async (workload: string, container: string) =>
      new Set((await readLines(workload, query(container))).flatMap((line) => idOf(line) ?? []))
    const [own, proxy, reviews] = await Promise.all([
      ids('reviews-v2', 'reviews'),
      ids('reviews-v2', 'istio-proxy'),
      ids('ratings-v1', 'ratings'),
    ])
    expect(own.size).toBeGreaterThan(40)
    expect(own.isSubsetOf(proxy)).toBe(true)
    expect(own.intersection(reviews).size).toBeGreaterThan(40)
  })

  test('the text format has its fields in the order of Istio', async () => {
    const [line = ''] = await readLines('details-v1', 'container=istio-proxy&tailLines=1')
    const format =
      /^\[\S+\] "GET \/details\/0 HTTP\/1\.1" 200 - via_upstream - "-" 0 \d+ \d+ \d+ "-" "[^"]+" "[0-9a-f-]{36}" "details:9080" "[\d.]+:9080" inbound\|9080\|\| 127\.0\.0\.6:\d+ [\d.]+:9080 [\d.]+:\d+ outbound_\.9080_\.v1_\.details\.bookinfo\.svc\.cluster\.local default$/
    expect(line).toMatch(format)
  })

  test("the gateway's lines are JSON with the keys of Istio's JSON format, in order", async () => {
    const lines = await readLines('istio-ingressgateway', 'tailLines=5')
    for (const line of lines) {
      const entry = JSON.parse(line)
      expect(Object.keys(entry)).toEqual(jsonKeys.toSorted())
      expect(entry).toMatchObject({ bytes_received: expect.any(Number), response_code: expect.any(Number) })
    }
  })

  test.each<[string, string, RegExp]>([
    ['productpage-v1', 'productpage', /^\d{4}-\d\d-\d\d [\d:.]+ (INFO|WARN) /],
    ['frontend-v1', 'frontend', /^\{"time":"[^"]+","level":"(info|warn|error)","logger":"frontend"/],
    ['inventory-v1', 'inventory', /^ts=\S+ level=(info|warn) msg="/],
    [
      'orders-v1',
      'orders',
      /^\d{4}-\d\d-\d\d [\d:,]+ (INFO|WARN) +\[http-nio-8080-exec-\d+\] c\.d\.orders\.OrdersResource - /,
    ],
    ['istiod', 'discovery', /^\S+Z\tinfo\tads\t[CLRE]DS: PUSH for node:/],
    ['waypoint', 'istio-proxy', /^\[\S+\] "\w+ \S+ HTTP\/2" \d{3} /],
  ])('%s writes in its own style', async (workload, container, style) => {
    const lines = await readLines(workload, `container=${container}&tailLines=20`)
    expect(lines.filter((line) => style.test(line)).length).toBeGreaterThanOrEqual(18)
  })

  test('a failure of payment is told by payment itself, by its proxy and by who called it, under one id', async () => {
    const failed = (await readLines('payment-v2', 'container=payment&sinceSeconds=300')).filter((line) =>
      line.includes('"level":"error"'),
    )
    const { request_id: id, error, stack } = JSON.parse(failed.at(-1) ?? '')
    expect(error).toBeTruthy()
    expect(stack).toContain(error)
    const proxies = await readLines('payment-v2', 'container=istio-proxy&sinceSeconds=300')
    expect(proxies.filter((line) => line.includes(id) && /" 50[03] /.test(line))).toHaveLength(1)
    const callers = server.pods.filter(({ workload }) => workload === 'checkout-v1')
    expect(callers).toHaveLength(2)
    const lines = await readLines('checkout-v1', 'container=checkout&sinceSeconds=300')
    const warned = lines.filter((line) => line.includes('call of payment failed'))
    expect(warned.length).toBeGreaterThan(0)
  }, 60_000)

  test('a ztunnel tells of connections of its own node, and of those that it denied', async () => {
    const ledger = findPod('ledger-v1')
    const ztunnel = server.pods.find(({ workload, node }) => workload === 'ztunnel' && node === ledger.node)
    const token = server.users.find(({ name }) => name === 'admin')?.token
    const answer = await fetch(
      `${server.url}/api/v1/namespaces/istio-system/pods/${ztunnel?.name}/log?sinceSeconds=120`,
      { headers: { authorization: `Bearer ${token}` } },
    )
    const lines = (await answer.text()).split('\n').slice(0, -1)
    expect(
      lines.some((line) => line.includes('dst.workload="ledger-v1-') && line.includes('direction="inbound"')),
    ).toBe(true)
    const denied = lines.filter((line) => line.includes('\terror\taccess\t'))
    expect(denied.length).toBeGreaterThan(5)
    for (const line of denied) expect(line).not.toContain('src.identity')
  })

  test("plaintext to a STRICT server is in that server's access log alone, without a filter chain", async () => {
    const pods = server.pods.filter(({ workload }) => workload === 'orders-v1')
    const token = server.users.find(({ name }) => name === 'admin')?.token
    const texts = await Promise.all(
      pods.map(async ({ name }) => {
        const path = `/api/v1/namespaces/shop/pods/${name}/log?container=istio-proxy&sinceSeconds=120`
        return (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })).text()
      }),
    )
    const refused = texts
      .join('')
      .split('\n')
      .filter((line) => line.includes('filter_chain_not_found'))
    expect(refused.length).toBeGreaterThan(10)
    for (const line of refused) expect(line).toMatch(/ "- - -" 0 NR filter_chain_not_found - "-" /)
  })
})

describe('a container that does not run', () => {
  test('tells why it crashed, now and as the previous one', async () => {
    const now = await readLines('recommendation-v2', 'container=recommendation')
    expect(now.at(-1)).toMatch(/^RuntimeError: /)
    expect(now).toContain('Traceback (most recent call last):')
    expect(await readLines('recommendation-v2', 'container=recommendation&previous=true')).toEqual(now)
  })

  test.each<[string, string, string, number, string]>([
    [
      'productpage-v1',
      'tailLines=3',
      'BadRequest',
      400,
      'a container name must be specified for pod POD, choose one of: [istio-validation productpage istio-proxy]',
    ],
    ['productpage-v1', 'container=nope', 'BadRequest', 400, 'container nope is not valid for pod POD'],
    [
      'productpage-v1',
      'container=productpage&previous=true',
      'BadRequest',
      400,
      'previous terminated container "productpage" in pod "POD" not found',
    ],
    [
      'productpage-v1',
      'container=productpage&tailLines=-1',
      'Invalid',
      422,
      'PodLogOptions "POD" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'productpage-v1',
      'container=productpage&limitBytes=0',
      'Invalid',
      422,
      'PodLogOptions "POD" is invalid: limitBytes: Invalid value: 0: must be greater than 0',
    ],
    [
      'productpage-v1',
      'container=productpage&sinceSeconds=1&sinceTime=2026-11-21T00:00:00Z',
      'Invalid',
      422,
      'PodLogOptions "POD" is invalid: <nil>: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
    ],
  ])('%s?%s is refused in the words of Kubernetes', async (workload, query, reason, code, message) => {
    const answer = await ask(workload, query)
    const words = message.replaceAll('POD', findPod(workload).name)
    expect(await answer.json()).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      reason,
      code,
      message: words,
    })
    expect(answer.status).toBe(code)
  })

  test('an image that cannot be pulled has no log yet', async () => {
    const waiting = server.pods.find(({ workload, ready }) => workload === 'ads-v1' && !ready)
    const token = server.users.find(({ name }) => name === 'admin')?.token
    const answer = await fetch(
      `${server.url}/api/v1/namespaces/shop/pods/${waiting?.name}/log?container=ads`,
      { headers: { authorization: `Bearer ${token}` } },
    )
    expect((await answer.json()).message).toBe(
      `container "ads" in pod "${waiting?.name}" is waiting to start: trying and failing to pull image`,
    )
  })

  test('who may not read logs is told which permission is missing', async () => {
    const answer = await ask('productpage-v1', 'container=productpage', {}, 'nobody')
    expect(answer.status).toBe(403)
    expect((await answer.json()).message).toContain('cannot get resource "pods/log" in API group ""')
  })
})

const folder = new URL('../../../../shared/recorded/kubernetes/', import.meta.url)

describe.skipIf(!existsSync(folder))('recordings of the real server', () => {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

  test.each(['error-log-400-container', 'error-log-400-nocontainer'])(
    '%s is answered alike',
    async (name) => {
      const query = name.endsWith('nocontainer') ? 'tailLines=3' : 'tailLines=3&container=nope'
      const pod = findPod('productpage-v1').name
      const recorded = read(`${name}.json`).replace(/productpage-v1-\w+-\w+/g, pod)
      expect(await (await ask('productpage-v1', query)).json()).toEqual(JSON.parse(recorded))
    },
  )

  test('a line of the access log has as many parts as a recorded one', async () => {
    const split = (line: string) => line.match(/"[^"]*"|\[[^\]]*\]|\S+/g)?.length
    const [recorded = ''] = read('log-ok.txt.json').split('\n')
    const [own = ''] = await readLines('productpage-v1', 'container=istio-proxy&tailLines=1&timestamps=true')
    expect(split(own)).toBe(split(recorded))
  })
})
