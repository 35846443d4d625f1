import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplica } from '#demo/testing/real-prometheus.ts'
import { buildEach } from '#e2e/real/servers/build-programs.ts'
import { storePrograms } from '#e2e/real/servers/programs.ts'
import { startThanos, type Thanos } from '#e2e/real/servers/thanos.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import {
  expectSameGraph,
  type StoreGraphs,
  startStoreGraphs,
} from '#server/usecases/stages/store-graphs.test-support.ts'

let folder: string
let graphs: StoreGraphs
let prometheusUrl: string
let thanos: Thanos
const started: { stop(): Promise<void> }[] = []

/** Two replicas that have the same samples, as a pair of Prometheus for high availability. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-thanos-'))
  graphs = await startStoreGraphs()
  started.push(graphs)
  const replicas = []
  for (const replica of ['a', 'b']) {
    const each = await startReplica(graphs.samples, { cluster: 'demo', replica })
    started.unshift(each)
    replicas.push(each.url)
  }
  prometheusUrl = replicas[0] ?? ''
  const { thanos: program } = await buildEach(storePrograms.filter(({ name }) => name === 'thanos'))
  thanos = await startThanos({ program, folder, prometheusUrls: replicas, replicaLabel: 'replica' })
  started.unshift(thanos)
})
afterAll(async () => {
  for (const server of started) await server.stop()
  await rm(folder, { recursive: true, force: true })
})

test('the graph through Thanos Query over two replicas is that of their Prometheus, request for request', async () => {
  expectSameGraph(await graphs.drawOver(thanos.url), await graphs.drawOver(prometheusUrl), 6)
})

test('Thanos tells its version, and neither scrape interval nor retention, which the settings give', async () => {
  const adapter = openPrometheus({
    VARDIA_PROMETHEUS_URL: thanos.url,
    VARDIA_PROMETHEUS_SCRAPE_INTERVAL: '10s',
    VARDIA_PROMETHEUS_RETENTION: '1y',
    VARDIA_QUERY_TIMEOUT_SECONDS: 20,
  })
  const facts = await adapter.readFacts(AbortSignal.timeout(20_000))
  adapter.close()
  expect(facts).toMatchObject({
    version: '0.42.5',
    scrapeIntervalSeconds: 10,
    retentionSeconds: 31_536_000,
  })
})
