import { afterAll, beforeAll, expect, it } from 'vitest'
import { alerts } from '#contract/alerts.ts'
import { readAlerts } from '#server/usecases/read-alerts.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

it('says what fires, since when, how bad it is and what it is about', async () => {
  const answer = alerts.output.parse(await readAlerts({}, demo.as('admin')))
  expect(answer.supported).toBe(true)
  const failing = answer.items.filter(({ name }) => name === 'WorkloadAnswersWithErrors')
  expect(failing.length).toBeGreaterThan(0)
  for (const item of failing) {
    expect(item.severity).toBe('critical')
    expect(Date.parse(item.since ?? '')).toBeLessThan(Date.now())
    expect(item.about).toMatchObject({ kind: 'workload', name: item.labels['destination_workload'] })
    expect(item.summary).toContain(item.about?.name)
  }
})

it('tells the editor of one namespace nothing of others', async () => {
  const all = await readAlerts({}, demo.as('admin'))
  const own = await readAlerts({}, demo.as('editor'))
  const foreign = all.items.flatMap(({ about }) => (about && about.namespace !== 'bookinfo' ? [about] : []))
  expect(foreign.length).toBeGreaterThan(0)
  for (const { namespace } of foreign) expect(JSON.stringify(own)).not.toContain(namespace)
  expect(JSON.stringify(all)).toContain('sloth_service')
  expect(JSON.stringify(own)).not.toMatch(/sloth|payment/)
  await expect(readAlerts({ namespaces: ['shop'] }, demo.as('editor'))).rejects.toMatchObject({
    code: 'namespaces-not-found',
  })
})

it('tells those of one namespace alone', async () => {
  const { items, total } = await readAlerts({ namespaces: ['shop'] }, demo.as('auditor'))
  expect(total).toBe(items.length)
  expect(new Set(items.map(({ about }) => about?.namespace))).toEqual(new Set(['shop']))
})

it('of an object are those that its labels, its workloads and its pods bear', async () => {
  const all = await readAlerts({ namespaces: ['shop'] }, demo.as('admin'))
  const failing = all.items.find(({ about }) => about?.kind === 'workload')?.about
  if (!failing) throw new Error('no workload of the shop is alerted about')
  const { name } = failing
  const app = name.replace(/-v\d+$/, '')
  for (const of of [
    { kind: 'workload', name },
    { kind: 'application', name: app },
    { kind: 'service', name: app },
  ] as const) {
    const { items, total } = await readAlerts({ namespaces: ['shop'], ...of }, demo.as('admin'))
    expect([of, items.map(({ about }) => about?.name).filter((one) => one === name).length]).not.toEqual([
      of,
      0,
    ])
    expect(total).toBe(items.length)
    expect(total).toBeLessThan(all.total)
  }
  const none = await readAlerts({ namespaces: ['shop'], kind: 'workload', name: 'nobody' }, demo.as('admin'))
  expect(none.items).toEqual([])
})

it.each([
  { kind: 'workload', name: 'cart' },
  { namespaces: 'shop', kind: 'workload' },
  { namespaces: 'shop,bookinfo', kind: 'workload', name: 'cart' },
])('asks for an object whole: %o is none', (input) => {
  expect(alerts.input.safeParse(input).success).toBe(false)
})

it('says that Prometheus is not configured', async () => {
  const context = demo.as('admin')
  const { prometheus: _, ...adapters } = context.adapters
  await expect(readAlerts({}, { ...context, adapters })).rejects.toMatchObject({
    code: 'prometheus-not-configured',
  })
})
