import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStaticSource, type StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { type PrometheusHandle, startPrometheusOver } from '#demo/prometheus/serve.ts'
import { askPrometheus, explainDifference } from '#demo/testing/compare-answers.ts'
import { buildRandomMatrix, MATRIX_END_SECONDS } from '#demo/testing/random-matrix.ts'
import { buildRandomExpression } from '#demo/testing/random-promql.ts'
import {
  type RealPrometheus,
  skipsRealPrometheus,
  startLoadedPrometheus,
  whySkipped,
} from '#demo/testing/real-prometheus.ts'
import { createRandom } from '#demo/world/random.ts'

const TOLERANCE = 1e-9
/** Off the grid of both targets' scrapes, so that no window begins or ends on a sample. */
const OFF_GRID = MATRIX_END_SECONDS - 97.655
const random = createRandom(20_261_121)
const expressions = Array.from({ length: 500 }, () => buildRandomExpression(random))

/** Counters that begin at the times asked about: where 2.42 and 3 differ. */
const edgeMatrix: StaticMatrix = {
  scrapeIntervalSeconds: 5,
  result: [
    {
      metric: { __name__: 'steady_total' },
      values: Array.from({ length: 40 }, (_, at) => [MATRIX_END_SECONDS - 195 + at * 5, 10_000 + at * 5]),
    },
    {
      metric: { __name__: 'young_total' },
      values: Array.from({ length: 10 }, (_, at) => [MATRIX_END_SECONDS - 45 + at * 5, 0.8 + at]),
    },
    {
      metric: { __name__: 'still' },
      values: Array.from({ length: 40 }, (_, at) => [MATRIX_END_SECONDS - 195 + at * 5, 7]),
    },
  ],
}

describe.skipIf(skipsRealPrometheus)(`the evaluator beside a real Prometheus 2.42${whySkipped}`, () => {
  const running: { stop(): Promise<void> }[] = []
  let demo: PrometheusHandle
  let real: RealPrometheus
  let demoEdges: PrometheusHandle
  let realEdges: RealPrometheus

  beforeAll(async () => {
    const matrix = buildRandomMatrix(7)
    demo = await startPrometheusOver(buildStaticSource(matrix), {})
    running.push(demo)
    demoEdges = await startPrometheusOver(buildStaticSource(edgeMatrix), {})
    running.push(demoEdges)
    real = await startLoadedPrometheus(matrix)
    running.push(real)
    realEdges = await startLoadedPrometheus(edgeMatrix)
    running.push(realEdges)
  }, 30_000)

  afterAll(async () => {
    await Promise.all(running.map((server) => server.stop()))
  })

  async function compare(path: 'query' | 'query_range', parameters: Record<string, string>) {
    const [own, expected] = await Promise.all([
      askPrometheus(demo.url, path, parameters),
      askPrometheus(real.url, path, parameters),
    ])
    return { expected, difference: explainDifference(own, expected, TOLERANCE) }
  }

  test('500 random expressions give the same answers at one moment', async () => {
    const differences: string[] = []
    let filled = 0
    let refused = 0
    for (const query of expressions) {
      const { expected, difference } = await compare('query', { query, time: String(OFF_GRID) })
      if (difference) differences.push(`${query}: ${difference}`)
      if (expected.series.size > 0) filled += 1
      if (expected.errorType === 'execution') refused += 1
      expect(expected.errorType, query).not.toBe('bad_data')
    }
    expect(differences).toEqual([])
    expect(filled).toBeGreaterThan(300)
    expect(refused).toBeGreaterThan(0)
  }, 60_000)

  test('the first hundred of them give the same answers step by step', async () => {
    const differences: string[] = []
    for (const query of expressions.slice(0, 100)) {
      const range = { start: String(OFF_GRID - 120), end: String(OFF_GRID), step: '15' }
      const { difference } = await compare('query_range', { query, ...range })
      if (difference) differences.push(`${query}: ${difference}`)
    }
    expect(differences).toEqual([])
  }, 60_000)

  test('sort, topk and bottomk give their elements in the same order', async () => {
    for (const query of [
      'sort(rate(http_requests_total[1m]))',
      'sort_desc(temperature)',
      'topk(4, temperature)',
      'bottomk(4, capacity)',
    ]) {
      const parameters = { query, time: String(OFF_GRID) }
      const own = await askPrometheus(demo.url, 'query', parameters)
      const expected = await askPrometheus(real.url, 'query', parameters)
      expect([...own.series.keys()], query).toEqual([...expected.series.keys()])
    }
  })

  test.each([
    {
      rule: 'a window leaves out a sample on its start',
      query: 'count_over_time(steady_total[30s])',
      own: 6,
      older: 7,
    },
    {
      rule: 'an increase on the grid has one sample fewer, and of even growth comes out the same',
      query: 'increase(steady_total[30s])',
      own: 30,
      older: 30,
    },
    {
      rule: 'a window of one scrape holds one sample, which is no rate',
      query: 'rate(steady_total[5s])',
      own: undefined,
      older: 1,
    },
    {
      rule: 'the lookback leaves out a sample of exactly five minutes ago',
      query: 'still offset -5m',
      own: undefined,
      older: 7,
    },
    {
      rule: 'a young counter extends by half a step at most, then to its zero (3 bounds first, 2.42 last)',
      query: 'increase(young_total[2m])',
      own: 9 * ((45 + 2.5) / 45),
      older: 9 * ((45 + 4) / 45),
    },
    {
      rule: 'the deviation of one infinite value is not a number',
      query: 'stddev(still / 0)',
      own: Number.NaN,
      older: 0,
    },
  ])('3 and 2.42 differ, and the demo follows 3: $rule', async ({ query, own, older }) => {
    const parameters = { query, time: String(MATRIX_END_SECONDS) }
    const read = async (url: string) =>
      [...(await askPrometheus(url, 'query', parameters)).series.values()][0]?.[0]?.[1]
    const [actual, expected] = [await read(demoEdges.url), await read(realEdges.url)]
    if (own === undefined || Number.isNaN(own)) expect(actual).toEqual(own)
    else expect(actual).toBeCloseTo(own, 9)
    expect(expected).toBeCloseTo(older, 9)
  })
})
