import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import { skipsRealPrometheus, startLoadedPrometheus } from '#demo/testing/real-prometheus.ts'
import { skipsVictoriaMetrics, startLoadedVictoriaMetrics } from '#demo/testing/real-victoria-metrics.ts'
import {
  expectSameGraph,
  type StoreGraphs,
  startStoreGraphs,
} from '#server/usecases/stages/store-graphs.test-support.ts'

let graphs: StoreGraphs
const started: { stop(): Promise<void> }[] = []
beforeAll(async () => {
  graphs = await startStoreGraphs()
})
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
})
afterAll(() => graphs.stop())

describe.skipIf(skipsRealPrometheus || skipsVictoriaMetrics)('the graph over the same samples', () => {
  test('is the same in Prometheus and in VictoriaMetrics', async () => {
    const prometheus = await startLoadedPrometheus(graphs.samples)
    started.push(prometheus)
    const victoria = await startLoadedVictoriaMetrics(graphs.samples)
    started.push(victoria)
    // VictoriaMetrics does not extrapolate to the ends of a window (its MetricsQL "rate"); a counter is as steep.
    expectSameGraph(await graphs.drawOver(victoria.url), await graphs.drawOver(prometheus.url), 1)
  })
})
