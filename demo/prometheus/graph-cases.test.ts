import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStaticSource, type StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { type PrometheusHandle, startPrometheusOver } from '#demo/prometheus/serve.ts'
import { askPrometheus, explainDifference } from '#demo/testing/compare-answers.ts'
import {
  type RealPrometheus,
  skipsRealPrometheus,
  startLoadedPrometheus,
  whySkipped,
} from '#demo/testing/real-prometheus.ts'
import { buildGraphQueries } from '#server/mesh/promql/graph-queries.ts'

const path = new URL('../../../shared/graph-cases/samples.json', import.meta.url)
const isAbsent = !existsSync(path)
const reason = isAbsent ? ' (skipped: ../shared/graph-cases is not there)' : whySkipped

const everyNamespace = undefined
const six = ['bookinfo', 'sample', 'ambient-demo', 'odd-a', 'odd-b', 'plain']
const questions = [
  { name: 'all namespaces', namespaces: everyNamespace, ambient: true, idle: true, operations: true },
  { name: 'six namespaces', namespaces: six, ambient: true, idle: false, operations: false },
  {
    name: 'one namespace without ambient',
    namespaces: ['odd-a'],
    ambient: false,
    idle: true,
    operations: false,
  },
].flatMap(({ name, namespaces, ambient, idle, operations }) =>
  [
    ...buildGraphQueries({
      namespaces,
      rangeSeconds: 60,
      reporters: { waypoint: ambient, ztunnel: ambient },
      idleEdges: idle,
      operations,
    }),
  ].map(([fact, query]) => ({ name, fact, query })),
)

describe.skipIf(isAbsent || skipsRealPrometheus)(`the samples of a real mesh${reason}`, () => {
  let demo: PrometheusHandle
  let real: RealPrometheus
  let time = 0

  beforeAll(async () => {
    // The file's README gives this shape.
    const matrix = JSON.parse(readFileSync(path, 'utf8')) as StaticMatrix & { time: number }
    time = matrix.time
    demo = await startPrometheusOver(buildStaticSource(matrix), {})
    real = await startLoadedPrometheus(matrix)
  }, 30_000)

  afterAll(() => Promise.all([demo?.stop(), real?.stop()]))

  test.each(questions)('$fact of $name are the same from the demo and from Prometheus', async ({ query }) => {
    const parameters = { query, time: String(time) }
    const own = await askPrometheus(demo.url, 'query', parameters)
    const expected = await askPrometheus(real.url, 'query', parameters)
    expect(expected.status).toBe(200)
    expect(expected.series.size).toBeGreaterThan(0)
    expect(explainDifference(own, expected, 1e-9)).toBeUndefined()
  })
})
