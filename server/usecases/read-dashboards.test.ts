import { afterAll, beforeAll, expect, it } from 'vitest'
import { dashboards } from '#contract/dashboards.ts'
import { readDashboards } from '#server/usecases/read-dashboards.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 15 })
})
afterAll(() => demo?.stop())

const cart = { kind: 'workload', namespace: 'shop', name: 'cart-v1', rangeSeconds: 600 }
const read = async (input: object, user: 'admin' | 'auditor' | 'editor' = 'admin') =>
  dashboards.output.parse(await readDashboards(dashboards.input.parse(input), demo.as(user)))

it("draws what the namespace's ConfigMaps describe, of the object's own pods alone", async () => {
  const { items, notices, steps } = await read(cart)
  expect(notices).toEqual([])
  const own = items.find(({ source }) => source === 'team-charts/resources.yaml')
  expect(own).toMatchObject({ title: 'Resources', faults: [] })
  expect(own?.charts.map(({ title, unit }) => [title, unit])).toEqual([
    ['Memory held', 'bytes'],
    ['Processors used', 'number'],
    ['Memory of the proxy', 'bytes'],
  ])
  const [memory, , proxies] = own?.charts ?? []
  expect(memory?.series.map(({ labels }) => labels['container']).sort()).toEqual(['cart', 'istio-proxy'])
  expect(proxies?.series).toHaveLength(2)
  for (const { labels, values } of proxies?.series ?? []) {
    expect(labels['pod']).toMatch(/^cart-v1-/)
    expect(values).toHaveLength(steps)
    expect(values.at(-1)).toBeGreaterThan(1_000_000)
  }
})

it('tells what is wrong in a text with its line, and draws the rest', async () => {
  const { items } = await read(cart)
  const hurried = items.find(({ source }) => source === 'team-charts/proxies.yaml')
  expect(hurried?.faults.map(({ line, text }) => [line, text])).toEqual([
    [7, expect.stringMatching(/^charts\.0\.unit must be one of number, /)],
    [14, expect.stringMatching(/^charts\.1\.label is not known here; known are title, /)],
  ])
  expect(hurried?.charts.map(({ title }) => title)).toEqual(['Duration of requests'])
})

it('is for the kinds that the text names, and of another namespace nothing', async () => {
  const service = await read({ kind: 'service', namespace: 'shop', name: 'cart' })
  expect(service.items).toEqual([])
  expect((await read({ ...cart, namespace: 'bookinfo', name: 'reviews-v1' })).items).toEqual([])
  await expect(read(cart, 'editor')).rejects.toMatchObject({ kind: 'not-found' })
})

it('without a Prometheus says which charts are missing', async () => {
  const context = demo.as('admin')
  const { prometheus: _, ...adapters } = context.adapters
  const { items, notices } = await readDashboards(dashboards.input.parse(cart), { ...context, adapters })
  expect(items.every(({ charts }) => charts.length === 0)).toBe(true)
  expect(new Set(notices.map(({ code }) => code))).toEqual(new Set(['dashboard-chart-missing']))
})
