import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type GraphHistory, type GraphHistoryLine, graphHistory } from '#contract/graph-history.ts'
import { type GraphEdge, type GraphNode, trafficGraphInputSchema } from '#contract/traffic-graph.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { readGraphHistory } from '#server/usecases/read-graph-history.ts'
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

const at = new Date(Date.now() - 30_000).toISOString()
const asked = { namespaces: 'bookinfo,shop', rangeSeconds: 60, at }

const readGraph = (input: object = {}) =>
  readTrafficGraph(trafficGraphInputSchema.parse({ ...asked, latency: 'all', ...input }), demo.as('admin'))
const read = (input: object, user: UserName = 'admin'): Promise<GraphHistory> =>
  readGraphHistory(graphHistory.input.parse({ ...asked, ...input }), demo.as(user))

const measures = [
  'requestsPerSecond',
  'errorPercent',
  'bytesPerSecond',
  'bytesReturnedPerSecond',
  'messagesSentPerSecond',
  'messagesReceivedPerSecond',
  'requestBytesPerSecond',
  'responseBytesPerSecond',
  'latencyMsAvg',
  'latencyMsP50',
  'latencyMsP95',
  'latencyMsP99',
] as const

const lastValues = (line: GraphHistoryLine | undefined) =>
  measures.map((measure) => [measure, line?.[measure]?.at(-1) ?? undefined])
const valuesOf = (edge: GraphEdge) => measures.map((measure) => [measure, edge[measure]])

describe('the history of a part of the graph', () => {
  const views = [
    { view: 'workload' },
    { view: 'app' },
    { view: 'versionedApp', serviceNodes: true },
    { view: 'service' },
    { view: 'workload', serviceNodes: true, operations: true },
    { view: 'workload', ambient: 'none' },
  ]
  test.each(views)('ends with every number of every edge of the graph ($view)', async (view) => {
    const { edges } = await readGraph(view)
    expect(edges.length).toBeGreaterThan(5)
    for (const edge of edges) {
      const history = await read({ ...view, edge: edge.id, windowSeconds: 60 })
      expect({ id: edge.id, lines: history.lines.length }).toEqual({ id: edge.id, lines: 1 })
      expect({ id: edge.id, values: lastValues(history.lines[0]) }).toEqual({
        id: edge.id,
        values: valuesOf(edge),
      })
      expect(history.asOf).toBe(at)
    }
  })

  test('of a node ends with its rates in and out, by protocol', async () => {
    const { nodes } = await readGraph()
    const rateOf = (rates: GraphNode['in']) => ({
      http: rates.httpPerSecond,
      grpc: rates.grpcPerSecond,
      tcp: rates.tcpBytesPerSecond,
    })
    for (const node of nodes) {
      const { lines } = await read({ node: node.id, windowSeconds: 60 })
      for (const direction of ['in', 'out'] as const) {
        const own = lines.filter((line) => line.direction === direction)
        const last = Object.fromEntries(
          own.map((line) => [
            line.protocol,
            (line.protocol === 'tcp' ? line.bytesPerSecond : line.requestsPerSecond)?.at(-1),
          ]),
        )
        const rates = Object.fromEntries(
          Object.entries(rateOf(node[direction])).filter(([, rate]) => rate !== undefined),
        )
        expect({ id: node.id, direction, last }).toEqual({ id: node.id, direction, last: rates })
      }
    }
  })

  test('has at most sixty steps after the first, no closer than a scrape', async () => {
    const { edges } = await readGraph()
    const edge = edges[0]?.id
    for (const [windowSeconds, stepSeconds, steps] of [
      [60, 5, 13],
      [1_800, 30, 61],
      [86_400, 1_440, 61],
    ] as const) {
      const history = await read({ edge, windowSeconds })
      expect(history).toMatchObject({ stepSeconds, steps })
      for (const line of history.lines)
        for (const measure of measures) if (line[measure]) expect(line[measure]).toHaveLength(steps)
    }
  })

  test('keeps the contract', async () => {
    const { nodes } = await readGraph()
    const history = await read({ node: nodes[0]?.id })
    expect(graphHistory.output.parse(history)).toEqual(history)
  })
})

describe('what cannot be told', () => {
  test.each(['workload|x', 'restricted|Kubernetes', 'pod|Kubernetes|shop|x', ''.padEnd(300, '|')])(
    'of node %.30s is not found',
    async (node) => {
      await expect(read({ node })).rejects.toMatchObject({ kind: 'not-found', code: 'graph-part-not-found' })
    },
  )
  test.each(['a>b', 'workload|c|a|b>workload|c|a|b>udp', '>>>>http'])(
    'of edge %s is not found',
    async (edge) => {
      await expect(read({ edge })).rejects.toMatchObject({ code: 'graph-part-not-found' })
    },
  )
  test.each([{}, { node: 'unknown|Kubernetes', edge: 'a>b>http' }, { node: '' }])(
    'is refused: %o',
    (input) => {
      expect(graphHistory.input.safeParse({ ...asked, ...input }).success).toBe(false)
    },
  )

  test('of what rests or never was is no line', async () => {
    expect((await read({ node: 'workload|Kubernetes|shop|nobody' })).lines).toEqual([])
  })

  test('of a namespace that may not be seen is not found, alone or at one end', async () => {
    const { edges } = await readGraph({ namespaces: 'bookinfo' })
    const foreign = edges.find(({ source }) => source.includes('istio-ingress'))
    expect((await read({ edge: foreign?.id })).lines).toHaveLength(1)
    const hidden = { code: 'graph-part-not-found' }
    const namespaces = 'bookinfo'
    await expect(read({ namespaces, edge: foreign?.id }, 'editor')).rejects.toMatchObject(hidden)
    await expect(read({ namespaces, node: foreign?.source }, 'editor')).rejects.toMatchObject(hidden)
    expect((await read({ namespaces, node: foreign?.target }, 'editor')).lines.length).toBeGreaterThan(0)
  })

  test('because one query failed is told, and the rest is there', async () => {
    const { edges } = await readGraph()
    const edge = edges.find(({ latencyMsP95 }) => latencyMsP95 !== undefined)?.id
    demo.prometheus.setFault({ answer: '422', only: 'histogram_quantile' })
    const { lines, notices } = await read({ edge })
    expect(notices).toMatchObject([{ code: 'telemetry-missing', params: { fact: 'latency' } }])
    expect(lines[0]?.requestsPerSecond?.at(-1)).toBeGreaterThan(0)
    expect(lines[0]?.latencyMsP95).toBeUndefined()
  })

  test('because Prometheus is ill is a problem', async () => {
    demo.prometheus.setFault({ answer: '5xx' })
    await expect(read({ node: 'unknown|Kubernetes' })).rejects.toMatchObject({ adapter: 'prometheus' })
  })
})
