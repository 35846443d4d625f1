import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphHistory } from '#contract/graph-history.ts'
import { metrics } from '#contract/metrics.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import { configSchema } from '#server/config/schema.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readGraphHistory } from '#server/usecases/read-graph-history.ts'
import { readMeshHealth } from '#server/usecases/read-mesh-health.ts'
import { readMetrics } from '#server/usecases/read-metrics.ts'
import { readNamespaceTraffic } from '#server/usecases/read-namespace-traffic.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 30 })
})
afterAll(() => demo.stop())

/** A context whose questions to Prometheus are kept, and are of one mesh of several. */
function watch(): { context: UseCaseContext; asked: string[] } {
  const { VARDIA_PROMETHEUS_QUERY_SCOPE } = configSchema.parse({
    VARDIA_PROMETHEUS_QUERY_SCOPE: JSON.stringify({ mesh_id: 'no-such "mesh"' }),
  })
  const context = demo.as('admin', { config: { VARDIA_PROMETHEUS_QUERY_SCOPE } })
  const { prometheus } = context.adapters
  if (!prometheus) throw new Error('no Prometheus')
  const asked: string[] = []
  const watched: typeof prometheus = {
    ...prometheus,
    query: (expr, options) => {
      asked.push(expr)
      return prometheus.query(expr, options)
    },
    queryRange: (expr, options) => {
      asked.push(expr)
      return prometheus.queryRange(expr, options)
    },
  }
  return { context: { ...context, adapters: { ...context.adapters, prometheus: watched } }, asked }
}

const graphInput = trafficGraph.input.parse({ namespaces: 'bookinfo', latency: 'all', idleEdges: true })

test.each<[string, (context: UseCaseContext) => Promise<unknown>]>([
  ['the graph', (context) => readTrafficGraph(graphInput, context)],
  ['health', (context) => readMeshHealth({ rangeSeconds: 60 }, context)],
  ['traffic over time', (context) => readNamespaceTraffic({ rangeSeconds: 600 }, context)],
  [
    'charts',
    (context) =>
      readMetrics(
        metrics.input.parse({ kind: 'workload', namespace: 'bookinfo', name: 'reviews-v3' }),
        context,
      ),
  ],
  [
    'the history of an edge',
    async (context) => {
      const { edges } = await readTrafficGraph({ ...graphInput, rangeSeconds: 90 }, demo.as('admin'))
      const edge = edges[0]?.id
      return readGraphHistory(graphHistory.input.parse({ namespaces: 'bookinfo', edge }), context)
    },
  ],
])('every selector of %s is narrowed by the labels of the settings', async (_, read) => {
  const { context, asked } = watch()
  await read(context)
  expect(asked.length).toBeGreaterThan(1)
  for (const expr of asked) {
    const selectors = expr.match(/istio_\w+\{/g) ?? []
    expect(selectors.length).toBeGreaterThan(0)
    expect(expr.split('mesh_id="no-such \\"mesh\\""').length - 1).toBe(selectors.length)
  }
})

test('labels that are no labels are refused before anything starts', () => {
  const parse = (scope: unknown) =>
    configSchema.safeParse({ VARDIA_PROMETHEUS_QUERY_SCOPE: JSON.stringify(scope) }).success
  expect(parse({ mesh_id: 'a\nb' })).toBe(true)
  for (const scope of [{ 'a"b': 'x' }, { __name__: 'up' }, { a: 1 }, ['a'], 'a'])
    expect(parse(scope)).toBe(false)
})
