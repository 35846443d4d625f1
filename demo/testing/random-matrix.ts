import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { createRandom, type Random } from '#demo/world/random.ts'

/** 2027-01-15 08:00:00 UTC: when the samples end. On the grid of the first target's scrapes. */
export const MATRIX_END_SECONDS = 1_800_000_000
const STEP_SECONDS = 5
const SCRAPES = 240
const BOUNDS = ['0.5', '1', '5', '10', '50', '100', '+Inf']

/**
 * Twenty minutes of samples of every kind that the evaluator must cope with: counters that grow unevenly and restart,
 * gauges that cross zero, histograms, labels that some series lack, gaps in the scrapes, two targets scraped at
 * different moments. Counters stay far above zero, where Prometheus 2.42 and 3 extrapolate alike.
 */
export function buildRandomMatrix(seed: number): StaticMatrix {
  const random = createRandom(seed)
  const result = ['a', 'b'].flatMap((instance) => buildTarget(random.fork(instance), instance))
  return { scrapeIntervalSeconds: STEP_SECONDS, result }
}

type Series = StaticMatrix['result'][number]

function buildTarget(random: Random, instance: string): Series[] {
  const times = Array.from(
    { length: SCRAPES },
    (_, at) => MATRIX_END_SECONDS - (SCRAPES - 1 - at) * STEP_SECONDS + (instance === 'b' ? 1.83 : 0),
  )
  const series: Series[] = []
  for (const job of ['api', 'web', 'db']) {
    for (const code of ['200', '404', '503']) {
      const labels = { instance, job, code, ...(job !== 'db' && { zone: job === 'api' ? 'north' : 'south' }) }
      series.push({
        metric: { __name__: 'http_requests_total', ...labels },
        values: buildCounter(random, times),
      })
    }
    series.push({ metric: { __name__: 'temperature', instance, job }, values: buildGauge(random, times) })
    series.push({
      metric: { __name__: 'capacity', instance, job, kind: job },
      values: buildGauge(random, times),
    })
    series.push(...buildHistogram(random, times, { instance, job }))
  }
  return series
}

function buildCounter(random: Random, times: readonly number[]): Series['values'] {
  let value = random.integer(10_000, 90_000)
  const speed = random.spread(1, 200)
  return times.flatMap((time): [number, number][] => {
    value += Math.round(random.next() * speed * 100) / 100
    if (random.chance(0.01)) value = random.integer(5_000, 10_000)
    return random.chance(0.03) ? [] : [[time, value]]
  })
}

function buildGauge(random: Random, times: readonly number[]): Series['values'] {
  let value = random.next() * 40 - 20
  return times.flatMap((time): [number, number][] => {
    value += random.next() * 4 - 2
    return random.chance(0.03) ? [] : [[time, value]]
  })
}

function buildHistogram(random: Random, times: readonly number[], labels: Record<string, string>): Series[] {
  const counts = BOUNDS.map(() => random.integer(5_000, 9_000))
  const values = BOUNDS.map((): [number, number][] => [])
  for (const time of times) {
    let below = 0
    BOUNDS.forEach((_, at) => {
      counts[at] = (counts[at] ?? 0) + random.integer(0, 30)
      below += counts[at] ?? 0
      values[at]?.push([time, below])
    })
  }
  return BOUNDS.map((le, at) => ({
    metric: { __name__: 'latency_seconds_bucket', ...labels, le },
    values: values[at] ?? [],
  }))
}
