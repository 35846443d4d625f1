import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { askPrometheus, explainDifference } from '#demo/testing/compare-answers.ts'
import {
  type RealPrometheus,
  skipsRealPrometheus,
  startScrapingPrometheus,
  whySkipped,
} from '#demo/testing/real-prometheus.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { buildGraphQueries } from '#server/mesh/promql/graph-queries.ts'

/** Scraped every second, a window of ten seconds is what one of a minute is to scrapes every five. */
const RANGE_SECONDS = 10
const WITHIN = 0.02

const queries = buildGraphQueries({
  namespaces: undefined,
  rangeSeconds: RANGE_SECONDS,
  reporters: { waypoint: true, ztunnel: true },
  idleEdges: true,
  operations: false,
})

describe.skipIf(skipsRealPrometheus)(`a real Prometheus that scrapes the demo${whySkipped}`, () => {
  let demo: PrometheusHandle
  let real: RealPrometheus
  /** Scrapes as Prometheus does where nobody says `honor_labels`. */
  let plain: RealPrometheus

  beforeAll(async () => {
    demo = await startPrometheus({ world: buildWorld({ seed: 1, nowMs: Date.now() }) })
    const options = { targetUrl: demo.url, intervalSeconds: 1 }
    real = await startScrapingPrometheus({ ...options, honorLabels: true })
    plain = await startScrapingPrometheus({ ...options, honorLabels: false })
    await Promise.all([real, plain].map(({ url }) => waitForSamples(url, RANGE_SECONDS + 2)))
  }, 45_000)

  afterAll(() => Promise.all([demo?.stop(), real?.stop(), plain?.stop()]))

  // Scrapes come by the clock: on a machine that does much else one of a window may be late, and the next window tells.
  test('without honor_labels the rates are the same, and job and instance are exported ones', {
    retry: 2,
  }, async () => {
    const time = String(Date.now() / 1000 - 0.5)
    const query = queries.get('requests') ?? ''
    const [kept, renamed] = await Promise.all([
      askPrometheus(real.url, 'query', { query, time }),
      askPrometheus(plain.url, 'query', { query, time }),
    ])
    expect(explainDifference(renamed, kept, WITHIN)).toBeUndefined()
    const jobs = await askPrometheus(plain.url, 'query', {
      query: 'count by (exported_job) (istio_requests_total)',
      time,
    })
    expect([...jobs.series.keys()]).toEqual(['[["exported_job","kubernetes-pods"]]'])
  })

  test.each([...queries.keys()])(
    'finds the same series in %s, and the same rates within 2 %%',
    { retry: 2 },
    async (fact) => {
      const parameters = { query: queries.get(fact) ?? '', time: String(Date.now() / 1000 - 0.5) }
      const [own, scraped] = await Promise.all([
        askPrometheus(demo.url, 'query', parameters),
        askPrometheus(real.url, 'query', parameters),
      ])
      expect(scraped.series.size).toBeGreaterThan(5)
      expect([...own.series.keys()].sort()).toEqual([...scraped.series.keys()].sort())
      for (const [metric, [point]] of scraped.series) {
        const expected = point?.[1] ?? Number.NaN
        const actual = own.series.get(metric)?.[0]?.[1] ?? Number.NaN
        expect(Math.abs(actual - expected), `${actual} against ${expected} in ${metric}`).toBeLessThanOrEqual(
          WITHIN * Math.abs(expected),
        )
      }
    },
  )

  test('keeps the pods, jobs and instances that the demo names', async () => {
    const parameters = {
      query: 'count by (job, instance, pod) (istio_requests_total)',
      time: String(Date.now() / 1000),
    }
    const own = await askPrometheus(demo.url, 'query', parameters)
    const scraped = await askPrometheus(real.url, 'query', parameters)
    expect([...scraped.series.keys()].sort()).toEqual([...own.series.keys()].sort())
  })
})

/** Resolves once a series has that many scrapes; asks again as each one comes in. */
async function waitForSamples(url: string, count: number): Promise<void> {
  const query = 'min(count_over_time(istio_requests_total[1m]))'
  for (;;) {
    const answer = await askPrometheus(url, 'query', { query, time: String(Date.now() / 1000) })
    const found = [...answer.series.values()][0]?.[0]?.[1] ?? 0
    if (found >= count) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
