import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { metricPoints } from '#contract/metric-points.ts'
import { metrics } from '#contract/metrics.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import {
  durations,
  type HistogramExporter,
  startHistogramExporter,
  traceId,
} from '#e2e/real/servers/histogram-exporter.ts'
import { type ScrapingPrometheus, startScrapingPrometheus } from '#e2e/real/servers/prometheus.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'

/** How Prometheus may keep the same histograms, and the bucket that each quantile then lies in, in milliseconds. */
const forms = [
  { name: 'classic', scrape: {}, p50: [1, 5], p99: [100, 250] },
  {
    name: 'native, of the bounds of classic ones',
    scrape: { convert_classic_histograms_to_nhcb: true },
    p50: [1, 5],
    p99: [100, 250],
  },
  {
    name: 'native, of bounds that grow by the eighth root of two',
    scrape: { scrape_native_histograms: true },
    p50: [2 ** (12 / 8), 2 ** (13 / 8)],
    p99: [2 ** (61 / 8), 2 ** (62 / 8)],
  },
] as const

const average = durations.reduce<number>((sum, each) => sum + each, 0) / durations.length
const of = { kind: 'workload', namespace: 'bookinfo', name: 'reviews-v2' }
let folder: string
let demo: Demo
let exporter: HistogramExporter
const servers: ScrapingPrometheus[] = []
const consoles: RunningConsole[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-histograms-'))
  const { prometheus } = await buildPrograms()
  ;[demo, exporter] = await Promise.all([
    startDemo({ kubeconfigPath: join(folder, 'kubeconfig') }),
    startHistogramExporter(),
  ])
  for (const [at, { scrape }] of forms.entries()) {
    const server = await startScrapingPrometheus({
      program: prometheus,
      folder: await mkdtemp(join(folder, `${at}-`)),
      targets: [{ name: 'istio', url: exporter.url }],
      intervalSeconds: 1,
      scrape,
      flags: ['--enable-feature=exemplar-storage'],
    })
    servers.push(server)
    const env = { KUBECONFIG: demo.kubeconfigPath, VARDIA_PROMETHEUS_URL: server.url }
    consoles.push(await startConsole({ ...env, VARDIA_FIND_SOURCES: 'false', VARDIA_CHECK_OUTPUT: 'true' }))
  }
})
afterAll(async () => {
  await Promise.all([...consoles, ...servers].map((server) => server.stop()))
  await Promise.all([demo?.stop(), exporter?.stop()])
  await rm(folder, { recursive: true, force: true })
})

async function ask(at: number, path: string, input: Record<string, string>): Promise<unknown> {
  const response = await fetch(`${consoles[at]?.url}${path}?${new URLSearchParams({ ...of, ...input })}`)
  return await response.json()
}

async function countSeries(at: number, name: string): Promise<number> {
  const query = new URLSearchParams({ query: `count(${name})` })
  const response = await fetch(`${servers[at]?.url}/api/v1/query?${query}`)
  const { data }: { data: { result: { value: [number, string] }[] } } = await response.json()
  return Number(data.result[0]?.value[1] ?? 0)
}

describe.each(forms.map((form, at) => ({ ...form, at })))('histograms that are $name', ({ at, p50, p99 }) => {
  test('tell the average and the quantiles of what was requested', async () => {
    const input = { measures: 'requests,duration', rangeSeconds: '60', rateSeconds: '60' }
    const readLast = async () => {
      const { charts } = metrics.output.parse(await ask(at, metrics.path, input))
      const [requests, duration] = ['requests', 'duration'].map((measure) =>
        charts.find((chart) => chart.measure === measure),
      )
      const told = new Map(duration?.series.map(({ statistic, values }) => [statistic, values.at(-1) ?? 0]))
      return { requests: requests?.series[0]?.values.at(-1) ?? 0, ...Object.fromEntries(told) }
    }
    await expect
      .poll(readLast)
      .toMatchObject({ requests: expect.any(Number), avg: expect.closeTo(average, 6) })
    const last: Record<string, number> = await readLast()
    expect(last['requests']).toBeGreaterThan(0)
    for (const [name, [low, high]] of Object.entries({ p50, p99 })) {
      expect(last[name]).toBeGreaterThanOrEqual(low)
      expect(last[name]).toBeLessThanOrEqual(high)
    }
    expect((await countSeries(at, 'istio_request_duration_milliseconds_bucket')) > 0).toBe(at === 0)
    expect((await countSeries(at, 'istio_request_duration_milliseconds')) > 0).toBe(at > 0)
  })

  test('give the exemplars beside them as points that name their trace', async () => {
    const readFirst = async () =>
      metricPoints.output.parse(await ask(at, metricPoints.path, { rangeSeconds: '300' })).points[0]
    await expect
      .poll(readFirst)
      .toMatchObject({ source: 'exemplar', traceId, durationMs: 200, at: expect.any(String) })
  })
})
