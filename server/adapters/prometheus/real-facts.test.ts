import { afterEach, describe, expect, test } from 'vitest'
import {
  type RealPrometheus,
  skipsRealPrometheus,
  startScrapingPrometheus,
  whySkipped,
} from '#demo/testing/real-prometheus.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'

let started: RealPrometheus | undefined
afterEach(async () => {
  await started?.stop()
  started = undefined
})

describe.skipIf(skipsRealPrometheus)(`a real Prometheus${whySkipped}`, () => {
  test.each([7, 120])(
    'that scrapes every %i s says so, its version, and how long it keeps samples',
    async (seconds) => {
      started = await startScrapingPrometheus({
        targetUrl: 'http://127.0.0.1:1',
        intervalSeconds: seconds,
        honorLabels: true,
      })
      const settings = { VARDIA_PROMETHEUS_URL: started.url, VARDIA_QUERY_TIMEOUT_SECONDS: 20 }
      // What the settings say holds only where the server tells nothing.
      const fallback = { VARDIA_PROMETHEUS_SCRAPE_INTERVAL: '1s', VARDIA_PROMETHEUS_RETENTION: '1h' }
      const adapter = openPrometheus({ ...settings, ...fallback })
      const facts = await adapter.readFacts(AbortSignal.timeout(60_000))
      adapter.close()
      expect(facts).toEqual({
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        scrapeIntervalSeconds: seconds,
        // As it is started: a hundred years, so that samples of any time stay.
        retentionSeconds: 100 * 365 * 86_400,
      })
    },
  )
})
