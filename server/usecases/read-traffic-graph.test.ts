import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type TrafficGraph, trafficGraphInputSchema, trafficGraphSchema } from '#contract/traffic-graph.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo.stop())
afterEach(() => {
  demo.prometheus.setFault(undefined)
  demo.reopen()
})

type Options = Parameters<DemoContext['as']>[1]

/** Answers are remembered for seconds, so that each test asks with a window of its own. */
let window = 100

function read(input: object, user: UserName = 'admin', options?: Options): Promise<TrafficGraph> {
  window += 1
  const parsed = trafficGraphInputSchema.parse({ namespaces: 'bookinfo', rangeSeconds: window, ...input })
  return readTrafficGraph(parsed, demo.as(user, options))
}

const codes = ({ notices }: TrafficGraph): string[] => notices.map(({ code }) => code)

describe('a graph of the demo', () => {
  test.each(['workload', 'app', 'versionedApp', 'service'])(
    'in the %s view has traffic and keeps the contract',
    async (view) => {
      const graph = await read({
        view,
        serviceNodes: true,
        idleNodes: true,
        idleEdges: true,
        operations: true,
      })
      expect(trafficGraphSchema.parse(graph)).toEqual(graph)
      expect(graph.edges.some(({ requestsPerSecond }) => (requestsPerSecond ?? 0) > 0)).toBe(true)
      expect(graph.notices).toEqual([])
      const ids = new Set(graph.nodes.map(({ id }) => id))
      for (const { source, target } of graph.edges) expect(ids.has(source) && ids.has(target)).toBe(true)
    },
  )

  test('tells the mean and one quantile, unless others are asked for', async () => {
    const latencies = async (input: object) => {
      const { edges } = await read(input)
      return [
        ...new Set(edges.flatMap((edge) => Object.keys(edge).filter((key) => key.startsWith('latencyMs')))),
      ].sort()
    }
    expect(await latencies({})).toEqual(['latencyMsAvg', 'latencyMsP95'])
    expect(await latencies({ latency: 'p50' })).toEqual(['latencyMsAvg', 'latencyMsP50'])
    expect(await latencies({ latency: 'all' })).toHaveLength(4)
    expect(await latencies({ latency: 'none' })).toEqual([])
  })

  test('of a moment that was is of that moment', async () => {
    const at = new Date(Date.now() - 600_000).toISOString()
    expect(await read({ at })).toMatchObject({ asOf: at, rangeSeconds: window })
  })

  test('of a moment just ahead is of now', async () => {
    const nowMs = Date.now()
    const at = new Date(nowMs + 30_000).toISOString()
    expect((await read({ at }, 'admin', { nowMs })).asOf).toBe(new Date(nowMs).toISOString())
  })

  test('of the future is refused', async () => {
    const at = new Date(Date.now() + 90_000).toISOString()
    await expect(read({ at })).rejects.toMatchObject({ kind: 'invalid', code: 'moment-in-future' })
  })

  test('from before what Prometheus keeps is refused, for an empty graph would say that nothing happened', async () => {
    const at = new Date(Date.now() - 16 * 86_400_000).toISOString()
    await expect(read({ at })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'moment-not-kept',
      params: { at, keptSeconds: 15 * 86_400 },
    })
  })

  test('over more than is kept is clipped, and says so', async () => {
    const graph = await read({ rangeSeconds: 2_592_000 })
    expect(graph.rangeSeconds).toBe(15 * 86_400)
    expect(codes(graph)).toEqual(['range-clipped'])
  })
})

describe('namespaces', () => {
  test('that are not there are named in a notice', async () => {
    const graph = await read({ namespaces: 'bookinfo,nowhere' })
    expect(graph.notices).toMatchObject([
      { code: 'namespaces-not-found', params: { count: 1, names: 'nowhere' } },
    ])
    expect(graph.edges.length).toBeGreaterThan(0)
  })

  test('of which none is there are a problem', async () => {
    await expect(read({ namespaces: 'nowhere' })).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('that may not be seen are as those that are not there', async () => {
    await expect(read({}, 'nobody')).rejects.toMatchObject({
      kind: 'not-found',
      code: 'namespaces-not-found',
    })
  })

  test('ten thousand of them are answered', async () => {
    const many = Array.from({ length: 9_999 }, (_, at) => `n-${at}`)
    const graph = await read({ namespaces: [...many, 'bookinfo'] })
    expect(graph.edges.length).toBeGreaterThan(0)
    expect(graph.notices[0]?.params).toMatchObject({ count: 9_999 })
  })

  test("beside the viewer's own are withheld", async () => {
    const whole = await read({})
    const cut = await read({}, 'editor')
    const namespaces = (graph: TrafficGraph) =>
      [...new Set(graph.nodes.map(({ namespace }) => namespace))].sort()
    expect(namespaces(whole)).toEqual(['bookinfo', 'istio-ingress'])
    expect(namespaces(cut)).toEqual(['bookinfo', 'unknown'])
    expect(cut.nodes.filter(({ flags }) => flags.includes('restricted'))).toHaveLength(1)
    expect(JSON.stringify(cut)).not.toContain('istio-ingress')
    expect(JSON.stringify(cut)).not.toContain(forbiddenNamespace)
  })

  test.each([
    ['beside others', ['shop', forbiddenNamespace]],
    ['as callers alone', ['shop']],
  ])('of which the name alone may be known are withheld, %s', async (_name, namespaces) => {
    const graph = await read({ namespaces }, 'auditor')
    expect(graph.edges.length).toBeGreaterThan(0)
    // A notice names what was asked for by name.
    expect(JSON.stringify([graph.nodes, graph.edges])).not.toMatch(/forbidden|secret-/)
    expect(JSON.stringify(await read({ namespaces }))).toMatch(/secret-/)
  })
})

describe('alerts', () => {
  const alertsOf = ({ nodes }: TrafficGraph) => nodes.flatMap((node) => node.alerts ?? [])

  test('are on the workload that they name, while they fire', async () => {
    const graph = await read({ namespaces: 'shop,bookinfo' })
    const sick = graph.nodes.filter((node) => node.alerts)
    expect(sick.length).toBeGreaterThan(0)
    for (const { name, alerts = [] } of sick)
      for (const { summary } of alerts) expect(summary).toContain(name)
    const severities = new Set(alertsOf(graph).map(({ state, severity }) => `${state} ${severity}`))
    expect(severities).toContain('firing critical')
  })

  test('are not told of a moment that was', async () => {
    const at = new Date(Date.now() - 600_000).toISOString()
    expect(alertsOf(await read({ namespaces: 'shop', at }))).toEqual([])
  })

  test('that cannot be read are told and cost the graph nothing else', async () => {
    demo.prometheus.setFault({ answer: '5xx', only: '/api/v1/alerts' })
    const graph = await read({ namespaces: 'shop' })
    expect(graph.notices).toMatchObject([
      { code: 'alerts-missing', severity: 'warning', adapter: 'prometheus' },
    ])
    expect(alertsOf(graph)).toEqual([])
    expect(graph.edges.length).toBeGreaterThan(0)
  })
})

describe('what is counted', () => {
  test('is what was asked for, and nothing else is asked of Prometheus', async () => {
    const protocols = async (input: object) => {
      const { edges } = await read({ namespaces: 'shop,bookinfo', ...input })
      return [...new Set(edges.map(({ protocol }) => protocol))].sort()
    }
    expect(await protocols({})).toEqual(['grpc', 'http', 'tcp'])
    expect(await protocols({ tcpRate: 'none', grpcRate: 'none' })).toEqual(['http'])
    expect(await protocols({ httpRate: 'none', grpcRate: 'none' })).toEqual(['tcp'])
    demo.prometheus.setFault({ answer: '5xx' })
    expect(await protocols({ httpRate: 'none', grpcRate: 'none', tcpRate: 'none' })).toEqual([])
  })

  test('of TCP is the sum of both directions where the total is asked for', async () => {
    const rates = async (tcpRate: string) =>
      new Map(
        (await read({ namespaces: 'shop,bookinfo', tcpRate })).edges
          .filter(({ protocol }) => protocol === 'tcp')
          .map(({ id, ratePerSecond }) => [id, ratePerSecond ?? 0]),
      )
    const [sent, received, total] = [await rates('sent'), await rates('received'), await rates('total')]
    expect(total.size).toBeGreaterThan(0)
    for (const [id, rate] of total)
      expect(rate / ((sent.get(id) ?? 0) + (received.get(id) ?? 0))).toBeCloseTo(1, 1)
  })
})

describe('a graph around one node', () => {
  test.each([
    ['workload', { around: 'workload/bookinfo/reviews-v3' }, 'reviews-v3'],
    ['app', { around: 'app/bookinfo/reviews', view: 'app' }, 'reviews'],
    ['service', { around: 'service/bookinfo/reviews', serviceNodes: true }, 'reviews'],
    ['object', { around: { kind: 'workload', namespace: 'bookinfo', name: 'ratings-v1' } }, 'ratings-v1'],
  ])('by its %s has it, its neighbours and nothing else', async (_kind, input, name) => {
    const { nodes, edges } = await read(input)
    const own = nodes.filter((node) => node.name === name && node.namespace === 'bookinfo')
    expect(own).toHaveLength(1)
    expect(edges.length).toBeGreaterThan(1)
    const touched = new Set(edges.flatMap(({ source, target }) => [source, target]))
    expect(nodes.map(({ id }) => id).sort()).toEqual([...touched].sort())
    for (const { source, target } of edges) expect([source, target]).toContain(own[0]?.id)
  })

  test('has the rates of the whole graph', async () => {
    const whole = await read({})
    const part = await read({ around: 'workload/bookinfo/reviews-v3' })
    const rates = new Map(whole.edges.map(({ id, requestsPerSecond }) => [id, requestsPerSecond]))
    for (const { id, requestsPerSecond } of part.edges)
      expect(requestsPerSecond).toBeCloseTo(rates.get(id) ?? Number.NaN, 1)
  })

  test('is of its own namespace whatever others are named, and neighbours of theirs are not outside', async () => {
    const outside = async (namespaces: string) =>
      (await read({ namespaces, around: 'workload/bookinfo/productpage-v1' })).nodes
        .filter(({ flags }) => flags.includes('outside'))
        .map(({ namespace }) => namespace)
    expect(await outside('bookinfo')).toEqual(['istio-ingress'])
    expect(await outside('istio-ingress')).toEqual([])
  })

  test('that is not there is empty, and in a namespace that may not be seen is not found', async () => {
    expect(await read({ around: 'workload/bookinfo/nobody' })).toMatchObject({ nodes: [], edges: [] })
    const hidden = read({ namespaces: 'bookinfo', around: 'workload/istio-ingress/x' }, 'editor')
    await expect(hidden).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('a Prometheus that is ill', () => {
  const answers = [
    ['html', 'unavailable'],
    ['truncated', 'unavailable'],
    ['hang', 'timeout'],
    ['422', 'refused'],
    ['5xx', 'unavailable'],
    ['forbidden', 'forbidden'],
  ] as const
  test.each(answers)('altogether (%s) is a problem that names it', async (answer, kind) => {
    demo.prometheus.setFault({ answer })
    await expect(read({})).rejects.toMatchObject({ kind, adapter: 'prometheus' })
  })

  test('altogether leaves what the cluster knows, where nodes at rest are asked for', async () => {
    demo.prometheus.setFault({ answer: '5xx' })
    const graph = await read({ idleNodes: true })
    expect(graph.nodes.length).toBeGreaterThan(0)
    expect(graph.nodes.every(({ health }) => health.status !== 'idle' && health.status !== 'healthy')).toBe(
      true,
    )
    expect(graph.notices).toMatchObject([
      { code: 'telemetry-missing', severity: 'error', adapter: 'prometheus' },
    ])
  })

  test('in one query costs the graph what that told', async () => {
    demo.prometheus.setFault({ answer: '422', only: 'histogram_quantile' })
    const graph = await read({})
    expect(graph.notices).toMatchObject([{ code: 'telemetry-missing', params: { fact: 'latency' } }])
    expect(graph.edges.some((edge) => edge.requestsPerSecond && edge.latencyMsP95 === undefined)).toBe(true)
    expect(graph.edges.some((edge) => edge.latencyMsAvg !== undefined)).toBe(true)
  })

  test('and says no numbers draws nothing of them', async () => {
    demo.prometheus.setFault({ answer: 'nan' })
    const graph = await read({})
    expect(graph.edges).toEqual([])
    expect(codes(graph)).toEqual(['samples-dropped'])
  })

  test('that is not there at all is a problem which says how to set it', async () => {
    const { adapters, ...context } = demo.as('admin')
    const alone = { ...context, adapters: { kubernetes: adapters.kubernetes, texts: adapters.texts } }
    const input = trafficGraphInputSchema.parse({ namespaces: 'bookinfo', rangeSeconds: 99 })
    await expect(readTrafficGraph(input, alone)).rejects.toMatchObject({ code: 'prometheus-not-configured' })
  })

  test('a caller who goes away is not answered', async () => {
    demo.prometheus.setFault({ answer: 'hang' })
    const gone = new AbortController()
    const asked = read({}, 'admin', { signal: gone.signal })
    gone.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
  })
})

describe('the same question soon again', () => {
  test('has the same answer, for some seconds and for the same viewer', async () => {
    const nowMs = Date.now()
    const first = await read({ rangeSeconds: 77 }, 'admin', { nowMs })
    expect(await read({ rangeSeconds: 77 }, 'admin', { nowMs: nowMs + 1000 })).toBe(first)
    expect(await read({ rangeSeconds: 78 }, 'admin', { nowMs: nowMs + 1000 })).not.toBe(first)
    expect(await read({ rangeSeconds: 77 }, 'auditor', { nowMs: nowMs + 1000 })).not.toBe(first)
    expect(await read({ rangeSeconds: 77 }, 'admin', { nowMs: nowMs + 15_001 })).not.toBe(first)
  })

  test('is asked anew after a failure, whole or in part', async () => {
    demo.prometheus.setFault({ answer: '422', only: 'istio_tcp' })
    const partial = await read({ rangeSeconds: 79 })
    expect(codes(partial)).toEqual(['telemetry-missing'])
    demo.prometheus.setFault(undefined)
    expect(codes(await read({ rangeSeconds: 79 }))).toEqual([])
  })
})
