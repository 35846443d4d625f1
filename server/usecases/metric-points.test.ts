import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricPoints } from '#contract/metric-points.ts'
import { buildPods } from '#demo/prometheus/samples/targets.ts'
import { startPrometheus, type WorldPrometheusHandle } from '#demo/prometheus/serve.ts'
import { startTracing, type TracingHandle } from '#demo/tracing/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import { readMetricPoints } from '#server/usecases/read-metric-points.ts'
import { readTrace } from '#server/usecases/read-trace.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
let store: TracingHandle
let exemplars: WorldPrometheusHandle
const nowMs = Date.now()

beforeAll(async () => {
  const world = buildWorld({ seed: 1, nowMs })
  const pods = buildPods(world)
  const requests = createRequestSource({ world, readPods: () => pods })
  ;[demo, store, exemplars] = await Promise.all([
    startDemoContext(),
    startTracing({ requests }),
    startPrometheus({ world, pods, requests }),
  ])
})
afterAll(() => Promise.all([demo?.stop(), store?.stop(), exemplars?.stop()]))

function as(user: 'admin' | 'editor', parts: readonly ('tracing' | 'prometheus')[]) {
  const context = demo.as(user, { nowMs })
  const settings = { VARDIA_QUERY_TIMEOUT_SECONDS: 10 }
  const { tracing: _, prometheus: __, ...adapters } = context.adapters
  return {
    ...context,
    adapters: {
      ...adapters,
      ...(parts.includes('tracing') && {
        tracing: openTracing({ ...settings, VARDIA_TRACING_URL: store.url, VARDIA_TRACING_API: 'auto' }),
      }),
      ...(parts.includes('prometheus') && {
        prometheus: openPrometheus({ ...context.config, ...settings, VARDIA_PROMETHEUS_URL: exemplars.url }),
      }),
    },
  }
}

const reviews = { kind: 'workload', namespace: 'bookinfo', name: 'reviews-v2', rangeSeconds: 300 }
const read = async (input: object, context = as('admin', ['tracing', 'prometheus'])) =>
  metricPoints.output.parse(await readMetricPoints(metricPoints.input.parse(input), context))

describe('the single requests over the durations of a chart', () => {
  it('are spans of the asked side, within the time, each with a trace that can be opened', async () => {
    const { points, from, asOf, notices } = await read(reviews, as('admin', ['tracing']))
    expect(notices).toEqual([])
    expect(points.length).toBeGreaterThan(3)
    for (const point of points) {
      expect(point.source).toBe('span')
      expect(point.at >= from && point.at <= asOf).toBe(true)
    }
    const [first] = points
    const told = await readTrace({ id: first?.traceId ?? '' }, as('admin', ['tracing']))
    const own = told.spans.filter(({ place, side }) => place.workload === 'reviews-v2' && side === 'server')
    expect(own.map(({ durationMs }) => durationMs)).toContainEqual(expect.closeTo(first?.durationMs ?? -1, 3))
  })

  it('are exemplars of Prometheus where no store of traces is, and name the traces that the store has', async () => {
    const { points, notices } = await read(reviews, as('admin', ['prometheus']))
    expect(notices).toEqual([])
    expect(points.length).toBeGreaterThan(3)
    expect(new Set(points.map(({ source }) => source))).toEqual(new Set(['exemplar']))
    const trace = await readTrace({ id: points[0]?.traceId ?? '' }, as('admin', ['tracing']))
    expect(trace.spans.some(({ place }) => place.workload === 'reviews-v2')).toBe(true)
  })

  it.each([
    { kind: 'service', namespace: 'bookinfo', name: 'reviews' },
    { kind: 'application', namespace: 'bookinfo', name: 'reviews', direction: 'out' },
    { kind: 'namespace', namespace: 'bookinfo' },
  ])('are there of %o', async (of) => {
    expect((await read({ ...of, rangeSeconds: 120 })).points.length).toBeGreaterThan(0)
  })

  it('are none of a namespace that the viewer may not look into', async () => {
    await expect(
      read({ ...reviews, namespace: 'shop', name: 'cart-v1' }, as('editor', ['tracing', 'prometheus'])),
    ).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('say which source failed, and tell the rest', async () => {
    exemplars.setFault({ answer: '5xx', only: '/api/v1/query_exemplars' })
    const { points, notices } = await read(reviews)
    exemplars.setFault(undefined)
    expect(points.length).toBeGreaterThan(3)
    expect(notices.map(({ code }) => code)).toEqual(['points-exemplars-missing'])
  })
})
