import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallInput } from '#contract/define-call.ts'
import { type MetricChart, type Metrics, metrics } from '#contract/metrics.ts'
import { trafficGraphInputSchema } from '#contract/traffic-graph.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { readMetrics } from '#server/usecases/read-metrics.ts'
import { readServices } from '#server/usecases/read-services.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { readWorkloadDetail } from '#server/usecases/read-workload-detail.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
let nowMs: number
beforeAll(async () => {
  // A chart is hundreds of moments, which the demo's own evaluator works out one by one.
  demo = await startDemoContext({ timeoutSeconds: 30 })
  nowMs = Date.now()
})
afterAll(() => demo?.stop())

type Asked = CallInput<typeof metrics>
const reviews: Asked = { kind: 'workload', namespace: 'bookinfo', name: 'reviews-v3' }

async function ask(input: Asked, user: UserName = 'admin'): Promise<Metrics> {
  const answer = await readMetrics(metrics.input.parse(input), demo.as(user, { nowMs }))
  return metrics.output.parse(answer)
}

function find({ charts }: Metrics, measure: MetricChart['measure']): MetricChart {
  const chart = charts.find((one) => one.measure === measure)
  if (!chart) throw new Error(`no ${measure} among ${charts.map((one) => one.measure).join()}`)
  return chart
}

function sumLast({ series }: MetricChart): number {
  return series.reduce((sum, { values }) => sum + (values.at(-1) ?? 0), 0)
}

describe('the charts of a workload', () => {
  it('tell requests, errors, durations with their quantiles, and sizes, each with its unit and its query', async () => {
    const answer = await ask(reviews)
    expect(answer.charts.map(({ measure, unit }) => [measure, unit])).toEqual([
      ['requests', 'requestsPerSecond'],
      ['errors', 'requestsPerSecond'],
      ['duration', 'milliseconds'],
      ['requestSize', 'bytes'],
      ['responseSize', 'bytes'],
      ['throughput', 'bytesPerSecond'],
    ])
    expect(
      find(answer, 'duration')
        .series.map(({ statistic }) => statistic)
        .sort(),
    ).toEqual(['avg', 'p50', 'p95', 'p99'])
    for (const { promql } of answer.charts) expect(promql).toContain('destination_workload="reviews-v3"')
  })

  it('tell as throughput what all requests and all answers weigh a second', async () => {
    const asked = { ...reviews, rangeSeconds: 60, rateSeconds: 60 }
    const answer = await ask({ ...asked, measures: 'requests,requestSize,responseSize,throughput' })
    const last = (measure: MetricChart['measure'], statistic: string) =>
      find(answer, measure)
        .series.find((line) => line.statistic === statistic)
        ?.values.at(-1) ?? Number.NaN
    const requests = sumLast(find(answer, 'requests'))
    expect(last('throughput', 'requestBytes')).toBeCloseTo(requests * last('requestSize', 'avg'), 3)
    expect(last('throughput', 'responseBytes')).toBeCloseTo(requests * last('responseSize', 'avg'), 3)
  })

  it('never have more than 300 values a line, whatever the range', async () => {
    for (const rangeSeconds of [60, 1_800, 86_400, 2_592_000]) {
      const answer = await ask({ ...reviews, rangeSeconds, measures: 'requests' })
      expect(answer.steps).toBeLessThanOrEqual(300)
      for (const { values } of find(answer, 'requests').series) expect(values).toHaveLength(answer.steps)
    }
  })

  it('end in the number that list, detail and graph say of the same window', async () => {
    const context = demo.as('admin', { nowMs })
    const window = { namespaces: ['bookinfo', 'shop'], rangeSeconds: 60 }
    const [workloads, graph] = [
      await readWorkloads(window, context),
      await readTrafficGraph(trafficGraphInputSchema.parse({ ...window }), context),
    ]
    const busy = workloads.items.filter(({ direction }) => direction === 'inbound')
    expect(busy.length).toBeGreaterThan(5)
    for (const item of busy) {
      const { kind, namespace, name } = item
      const detail = await readWorkloadDetail({ kind, namespace, name, rangeSeconds: 60 }, context)
      expect([name, detail.item.requestsPerSecond, detail.item.errorPercent]).toEqual([
        name,
        expect.closeTo(item.requestsPerSecond ?? -1, 6),
        expect.closeTo(item.errorPercent ?? -1, 6),
      ])
      const answer = await ask({
        kind: 'workload',
        namespace: item.namespace,
        name: item.name,
        rangeSeconds: 60,
        rateSeconds: 60,
        measures: 'requests,errors',
      })
      const requests = sumLast(find(answer, 'requests'))
      const drawn = graph.nodes.find(
        ({ kind, namespace, workload }) =>
          kind === 'workload' && namespace === item.namespace && workload === item.name,
      )?.in
      expect([item.name, requests]).toEqual([item.name, expect.closeTo(item.requestsPerSecond ?? -1, 6)])
      expect(requests).toBeCloseTo((drawn?.httpPerSecond ?? 0) + (drawn?.grpcPerSecond ?? 0), 1)
      const failed = (sumLast(find(answer, 'errors')) / requests) * 100
      expect([item.name, failed]).toEqual([item.name, expect.closeTo(item.errorPercent ?? -1, 4)])
    }
  })

  it('lay the range before under the values, step by step', async () => {
    const asked = { ...reviews, rangeSeconds: 600, measures: 'requests', previous: true }
    const answer = await ask(asked)
    const [line] = find(answer, 'requests').series
    const before = await ask({ ...asked, previous: false, at: answer.from })
    expect(line?.previous).toEqual(find(before, 'requests').series[0]?.values)
  })

  it('are of the moments that are asked for', async () => {
    const to = new Date(nowMs - 3_600_000).toISOString()
    const from = new Date(nowMs - 4_200_000).toISOString()
    const answer = await ask({ ...reviews, from, to })
    expect(answer.asOf).toBe(to)
    expect(Math.abs(Date.parse(answer.from) - Date.parse(from))).toBeLessThan(15_000)
  })

  it('are split by labels, most first, and say what stands in no chart', async () => {
    const answer = await ask({ ...reviews, groupBy: 'source_workload', measures: 'requests' })
    expect(find(answer, 'requests').series.map(({ labels }) => labels)).toEqual([
      { source_workload: 'productpage-v1', source_workload_namespace: 'bookinfo' },
    ])
    const many = await ask({
      kind: 'namespace',
      namespace: 'shop',
      groupBy: 'destination_workload,source_workload,response_code',
      measures: 'duration',
      rangeSeconds: 60,
    })
    const duration = find(many, 'duration')
    expect(duration.series.length).toBeLessThanOrEqual(20)
    expect(duration.unshown).toBeGreaterThan(0)
  })

  it.each(['source', 'destination'] as const)(
    'can be of what one side reports alone: %s',
    async (reporter) => {
      const one = sumLast(find(await ask({ ...reviews, reporter, rateSeconds: 60 }), 'requests'))
      const both = sumLast(find(await ask({ ...reviews, rateSeconds: 60 }), 'requests'))
      expect(one / both).toBeGreaterThan(0.8)
      expect(one / both).toBeLessThan(1.2)
    },
  )
})

describe('other objects', () => {
  it('a service ends in the number of its list', async () => {
    const { items } = await readServices(
      { namespaces: ['bookinfo'], rangeSeconds: 60 },
      demo.as('admin', { nowMs }),
    )
    const busy = items.filter(({ requestsPerSecond }) => (requestsPerSecond ?? 0) > 0)
    expect(busy.length).toBeGreaterThan(2)
    for (const { namespace, name, requestsPerSecond } of busy) {
      const answer = await ask({
        kind: 'service',
        namespace,
        name,
        rangeSeconds: 60,
        rateSeconds: 60,
        measures: 'requests',
      })
      const last = sumLast(find(answer, 'requests'))
      expect([name, last]).toEqual([name, expect.closeTo(requestsPerSecond ?? -1, 1)])
    }
  })

  it('an application is all of its workloads', async () => {
    const whole = sumLast(
      find(await ask({ kind: 'application', namespace: 'bookinfo', name: 'reviews' }), 'requests'),
    )
    let parts = 0
    for (const name of ['reviews-v1', 'reviews-v2', 'reviews-v3'])
      parts += sumLast(find(await ask({ ...reviews, name }), 'requests'))
    expect(whole).toBeCloseTo(parts, 3)
  })

  it('TCP and gRPC have charts of their own where there are such calls', async () => {
    const inside = await ask({ kind: 'namespace', namespace: 'shop' })
    expect(
      find(inside, 'tcpBytes')
        .series.map(({ statistic }) => statistic)
        .sort(),
    ).toEqual(['received', 'sent'])
    expect(find(inside, 'tcpConnections').unit).toBe('connectionsPerSecond')
    expect(find(inside, 'grpcMessages').series.length).toBeGreaterThan(0)
  })

  it('what has no traffic, or is not there, has no chart', async () => {
    const answer = await ask({ kind: 'workload', namespace: 'bookinfo', name: 'nothing-of-this-name' })
    expect(answer.charts).toEqual([])
  })
})

describe('what a viewer may not see', () => {
  it('is as what is not there', async () => {
    const shop: Asked = { kind: 'namespace', namespace: 'shop' }
    await expect(ask(shop, 'editor')).rejects.toMatchObject({ code: 'namespaces-not-found' })
    await expect(ask({ kind: 'namespace', namespace: 'no-such' }, 'editor')).rejects.toMatchObject({
      code: 'namespaces-not-found',
    })
  })

  it('is one nameless line where charts are split, and no quantile', async () => {
    const asked: Asked = {
      kind: 'namespace',
      namespace: 'bookinfo',
      groupBy: 'source_workload,source_principal',
      rangeSeconds: 60,
    }
    const [all, cut] = [await ask(asked), await ask(asked, 'editor')]
    const foreign = find(all, 'requests').series.filter(
      ({ labels }) => !['bookinfo', 'unknown'].includes(labels['source_workload_namespace'] ?? ''),
    )
    expect(foreign.length).toBeGreaterThan(0)
    const names = foreign.flatMap(({ labels }) => [
      labels['source_workload_namespace'],
      labels['source_principal'],
    ])
    for (const name of names)
      expect(JSON.stringify(cut.charts.map(({ series }) => series))).not.toContain(name)
    const withheld = find(cut, 'requests').series.filter((line) => line.withheld)
    expect(withheld.map(({ labels }) => labels)).toEqual([{}])
    expect(sumLast(find(cut, 'requests'))).toBeCloseTo(sumLast(find(all, 'requests')), 6)
    expect(cut.notices.map(({ code }) => code)).toContain('metrics-omitted')
  })
})

describe('bad input is refused in words', () => {
  it.each([
    ['a name of a namespace', { kind: 'namespace', namespace: 'shop', name: 'x' }, 'name'],
    ['a label that is not known', { ...reviews, groupBy: 'pod' }, 'groupBy'],
    ['one end alone', { ...reviews, from: '2026-01-01T00:00:00Z' }, 'from'],
    [
      'ends the wrong way round',
      { ...reviews, from: '2026-01-01T01:00:00Z', to: '2026-01-01T00:00:00Z' },
      'to',
    ],
    ['what a service sends', { kind: 'service', namespace: 'a', name: 'b', direction: 'out' }, 'direction'],
    ['a range of a year', { ...reviews, rangeSeconds: 31_536_000 }, 'rangeSeconds'],
  ])('%s', (_, input, path) => {
    const { error } = metrics.input.safeParse(input)
    expect(error?.issues.map((issue) => issue.path[0])).toContain(path)
  })

  it('a moment to come is refused, and one that is no longer kept', async () => {
    const at = new Date(nowMs + 3_600_000).toISOString()
    await expect(ask({ ...reviews, at })).rejects.toMatchObject({ code: 'moment-in-future' })
    await expect(ask({ ...reviews, at: '2001-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'moment-not-kept',
    })
  })

  it('no Prometheus is said, and no chart is drawn as if there were no traffic', async () => {
    const context = demo.as('admin')
    const { prometheus: _, ...adapters } = context.adapters
    await expect(readMetrics(metrics.input.parse(reviews), { ...context, adapters })).rejects.toMatchObject({
      code: 'prometheus-not-configured',
    })
  })
})
