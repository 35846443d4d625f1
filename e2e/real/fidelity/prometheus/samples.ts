import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { buildRandomMatrix, MATRIX_END_SECONDS } from '#demo/testing/random-matrix.ts'

/** When most expressions are asked for: off the grid of every scrape, so that no window begins or ends on a sample. */
export const OFF_GRID_SECONDS = MATRIX_END_SECONDS - 97.655
/** On the grid, where versions of Prometheus differ in which sample a window still holds. */
export const ON_GRID_SECONDS = MATRIX_END_SECONDS

type Series = StaticMatrix['result'][number]

/** Twenty minutes of samples that both servers hold: counters, gauges, histograms, gaps, two targets, and odd values. */
export function buildSamples(): StaticMatrix {
  const { result } = buildRandomMatrix(7)
  return { scrapeIntervalSeconds: 5, result: [...result, ...listEdges(), ...listOddities()] }
}

const STEP_SECONDS = 5

function buildSeries(
  metric: Readonly<Record<string, string>>,
  count: number,
  read: (at: number) => number | string,
): Series {
  return {
    metric,
    values: Array.from({ length: count }, (_, at) => [
      MATRIX_END_SECONDS - (count - 1 - at) * STEP_SECONDS,
      read(at),
    ]),
  }
}

/** Counters that begin at the times asked about, and one that stands still. */
function listEdges(): Series[] {
  return [
    buildSeries({ __name__: 'steady_total' }, 40, (at) => 10_000 + at * 5),
    buildSeries({ __name__: 'young_total' }, 10, (at) => 0.8 + at),
    buildSeries({ __name__: 'still' }, 40, () => 7),
    buildSeries({ __name__: 'restarted_total', job: 'api' }, 120, (at) => (at % 40) * 3),
  ]
}

/** Values and labels that are hard to write: no number, no end, signs of zero, quotes, letters of the world. */
function listOddities(): Series[] {
  const odd = (kind: string, value: number | string) =>
    buildSeries({ __name__: 'odd', kind }, 120, () => value)
  return [
    odd('nan', 'NaN'),
    odd('inf', '+Inf'),
    odd('minus-inf', '-Inf'),
    odd('zero', 0),
    odd('tiny', 1e-300),
    odd('huge', 1e300),
    odd('fraction', 0.1),
    odd('negative', -2.5),
    buildSeries({ __name__: 'spelled', text: 'a "quoted" \\ name' }, 120, (at) => at),
    buildSeries({ __name__: 'spelled', text: 'größe 漢字' }, 120, (at) => at / 3),
    ...['0.1', '1', '+Inf'].map((le, at) =>
      buildSeries({ __name__: 'flat_seconds_bucket', le }, 120, (step) => step * (at + 1)),
    ),
    // A histogram without its last bucket, which has no quantiles.
    ...['0.1', '1'].map((le, at) =>
      buildSeries({ __name__: 'open_seconds_bucket', le }, 120, (step) => step * (at + 1)),
    ),
    // One whose counts fall, as scrapes of a running process can leave it.
    ...['0.1', '1', '+Inf'].map((le, at) =>
      buildSeries({ __name__: 'falling_seconds_bucket', le }, 120, (step) => step * (at === 1 ? 2 : 3)),
    ),
  ]
}
