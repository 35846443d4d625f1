import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPrometheus, type WorldPrometheusHandle } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'

const nowMs = 1_800_000_000_000
let server: WorldPrometheusHandle

beforeAll(async () => {
  server = await startPrometheus({ world: buildWorld({ seed: 1, nowMs }), nowMs: () => nowMs })
})
afterAll(() => server?.stop())

async function ask(path: string, parameters: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${server.url}/api/v1/${path}?${new URLSearchParams(parameters)}`)
  const { data, error } = await response.json()
  if (error) throw new Error(error)
  return data
}

const read = async (query: string) => {
  const { result } = await ask('query', { query, time: String(nowMs / 1_000) })
  return result.map(({ metric, value }: { metric: object; value: [number, string] }) => ({
    metric,
    value: Number(value[1]),
  }))
}

test('a recorded series is what its rule says of the same moment, under the labels of the rule', async () => {
  const payment = '{reporter="source",destination_service_namespace="shop",destination_service_name="payment"'
  const [own] = await read('slo:sli_error:ratio_rate5m{sloth_id="payment-requests-availability"}')
  const [asked] = await read(
    `sum(rate(istio_requests_total${payment},response_code=~"5.."}[5m])) / sum(rate(istio_requests_total${payment}}[5m]))`,
  )
  expect(own.value).toBeCloseTo(asked.value, 9)
  expect(own.metric).toMatchObject({ sloth_service: 'payment', sloth_window: '5m' })
})

test('rules read what other rules record', async () => {
  const [objective] = await read('slo:objective:ratio')
  const [ratio] = await read('slo:sli_error:ratio_rate30d')
  const [left] = await read('slo:period_error_budget_remaining:ratio')
  expect(left.value).toBeCloseTo(1 - ratio.value / (1 - objective.value), 9)
  expect(left.value).toBeLessThan(0)
  const [kept] = await read('pyrra_availability{slo="frontend-availability"}')
  expect(kept.value).toBeGreaterThan(0.99)
})

test('recorded series have a sample for each evaluation, and are listed among the others', async () => {
  const { result } = await ask('query_range', {
    query: 'istio_requests:burnrate5m',
    start: String(nowMs / 1_000 - 60),
    end: String(nowMs / 1_000),
    step: '30',
  })
  expect(result).toHaveLength(1)
  expect(result[0].values).toHaveLength(3)
  const names = await ask('label/__name__/values')
  expect(names).toEqual(
    expect.arrayContaining(['slo:objective:ratio', 'pyrra_objective', 'istio_requests_total']),
  )
  expect(await ask('series', { 'match[]': '{slo="frontend-availability",__name__="pyrra_window"}' })).toEqual(
    [{ __name__: 'pyrra_window', slo: 'frontend-availability' }],
  )
})

test('the alerts of an objective that is missed bear its labels, and those of one that is kept do not fire', async () => {
  const { alerts } = await ask('alerts')
  const burning = alerts.filter(({ labels }: { labels: Record<string, string> }) => labels['sloth_slo'])
  expect(burning.length).toBeGreaterThan(0)
  expect(burning[0]).toMatchObject({
    labels: { alertname: 'SloBurnsTooFast', sloth_id: 'payment-requests-availability', severity: 'warning' },
    annotations: { summary: expect.stringContaining('requests-availability of payment') },
  })
  expect(burning[0].labels).not.toHaveProperty('__name__')
  expect(alerts.filter(({ labels }: { labels: Record<string, string> }) => labels['slo'])).toEqual([])
})

test('the rules are told by kind', async () => {
  const { groups } = await ask('rules', { type: 'record' })
  const kinds = groups.flatMap(({ rules }: { rules: { type: string }[] }) => rules.map(({ type }) => type))
  expect(new Set(kinds)).toEqual(new Set(['recording']))
})
