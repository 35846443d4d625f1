import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GraphEdge, TrafficGraph } from '#contract/traffic-graph.ts'
import {
  type RealPrometheus,
  skipsRealPrometheus,
  startScrapingPrometheus,
  whySkipped,
} from '#demo/testing/real-prometheus.ts'
import { type RunningConsole, type RunningMesh, startConsole, startMesh } from '#e2e/support/start-console.ts'

const namespaces = 'bookinfo,shop,loyalty,warehouse,istio-ingress'
const rangeSeconds = 60
const scrapeSeconds = 5

describe.skipIf(skipsRealPrometheus)(`a real Prometheus that scrapes the demo${whySkipped}`, () => {
  let mesh: RunningMesh
  let real: RealPrometheus
  let overReal: RunningConsole

  beforeAll(async () => {
    mesh = await startMesh()
    real = await startScrapingPrometheus({
      targetUrl: mesh.demo.prometheusUrl,
      intervalSeconds: scrapeSeconds,
      honorLabels: true,
    })
    overReal = await startConsole({ KUBECONFIG: mesh.demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: real.url })
    await waitForScrapes(real.url, (rangeSeconds + 2 * scrapeSeconds) / scrapeSeconds)
  }, 180_000)

  afterAll(async () => {
    await overReal?.stop()
    await real?.stop()
    await mesh?.stop()
  })

  test.each(['workload', 'app', 'versionedApp', 'service'])(
    'gives the %s graph that the demo gives: the same nodes and edges, rates within two percent',
    async (view) => {
      // Two seconds ago both have every sample up to then; the fraction keeps the moment off any scrape's.
      const at = new Date(Date.now() - 2_137).toISOString()
      const ask = async ({ url }: RunningConsole): Promise<TrafficGraph> => {
        const query = new URLSearchParams({ namespaces, view, at, rangeSeconds: String(rangeSeconds) })
        const response = await fetch(`${url}/api/v1/graph?${query}`)
        expect(response.status).toBe(200)
        // The console's own contract, checked by its own tests.
        return (await response.json()) as TrafficGraph
      }
      const [own, scraped] = await Promise.all([ask(mesh.console), ask(overReal)])
      expect(own.edges.length).toBeGreaterThan(20)
      expect(scraped.nodes.map(({ id }) => id).sort()).toEqual(own.nodes.map(({ id }) => id).sort())
      expect(scraped.edges.map(({ id }) => id).sort()).toEqual(own.edges.map(({ id }) => id).sort())
      const byId = new Map(scraped.edges.map((edge) => [edge.id, edge]))
      const faults = own.edges.flatMap((edge) => compareRates(edge, byId.get(edge.id)))
      expect(faults).toEqual([])
    },
  )
})

function compareRates(own: GraphEdge, scraped: GraphEdge | undefined): readonly string[] {
  return (['requestsPerSecond', 'bytesPerSecond', 'bytesReturnedPerSecond'] as const).flatMap((fact) => {
    const [a, b] = [own[fact] ?? 0, scraped?.[fact] ?? 0]
    return Math.abs(a - b) <= 0.02 * Math.max(a, b) + 1e-6 ? [] : [`${own.id} ${fact}: ${a} and ${b}`]
  })
}

async function waitForScrapes(url: string, count: number): Promise<void> {
  const query = 'min(count_over_time(up[10m]))'
  for (;;) {
    const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`)
    const answer: { data: { result: { value: [number, string] }[] } } = await response.json()
    if (Number(answer.data.result[0]?.value[1] ?? 0) >= count) return
    await wait(500)
  }
}
