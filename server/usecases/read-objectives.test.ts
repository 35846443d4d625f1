import { afterAll, beforeAll, expect, it } from 'vitest'
import { objectives } from '#contract/objectives.ts'
import { readObjectives } from '#server/usecases/read-objectives.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const read = async (input: object, user: 'admin' | 'auditor' | 'editor' = 'admin') =>
  objectives.output.parse(await readObjectives(objectives.input.parse(input), demo.as(user)))

it('tells budget, burn rates, alerts and what it is about, the worst first', async () => {
  const { items, total, notices } = await read({})
  expect(notices).toEqual([])
  expect(total).toBe(2)
  const [missed, kept] = items
  expect(missed).toMatchObject({
    tool: 'sloth',
    name: 'requests-availability',
    about: { kind: 'service', namespace: 'shop', name: 'payment' },
    objectivePercent: 99,
    windowSeconds: 2_592_000,
    health: { status: 'failing' },
  })
  expect(missed?.remainingPercent).toBeLessThan(0)
  expect(missed?.burnRates.map(({ windowSeconds }) => windowSeconds)).toEqual([
    300, 1_800, 3_600, 7_200, 21_600, 86_400, 259_200,
  ])
  expect(missed?.alerts).toContainEqual(expect.objectContaining({ name: 'SloBurnsTooFast', state: 'firing' }))
  expect(missed?.health.reasons.map(({ text }) => text).join(' ')).toMatch(
    /30 days is spent.*SloBurnsTooFast/,
  )
  expect(kept).toMatchObject({
    tool: 'pyrra',
    name: 'frontend-availability',
    about: { kind: 'service', namespace: 'shop', name: 'frontend' },
    health: { status: 'healthy' },
  })
  expect(kept?.remainingPercent).toBeGreaterThan(0)
})

it.each([
  [{ kind: 'service', name: 'payment' }, ['requests-availability']],
  [{ kind: 'workload', name: 'payment-v2' }, ['requests-availability']],
  [{ kind: 'application', name: 'frontend' }, ['frontend-availability']],
  [{ kind: 'workload', name: 'ads-v1' }, []],
])('of %o are %o', async (of, names) => {
  const { items } = await read({ namespaces: 'shop', ...of })
  expect(items.map(({ name }) => name)).toEqual(names)
})

it('tells the editor of one namespace nothing of others', async () => {
  expect(JSON.stringify(await read({}, 'editor'))).not.toMatch(/shop|payment|frontend/)
  await expect(read({ namespaces: 'shop' }, 'editor')).rejects.toMatchObject({ code: 'namespaces-not-found' })
})

it('without a Prometheus says so', async () => {
  const context = demo.as('admin')
  const { prometheus: _, ...adapters } = context.adapters
  await expect(readObjectives({}, { ...context, adapters })).rejects.toMatchObject({
    code: 'prometheus-not-configured',
  })
})

it('is told what a sick rules API costs: no alerts, and what nothing but rules name', async () => {
  demo.prometheus.setFault({ answer: '5xx', only: '/api/v1/rules' })
  const { items, notices } = await read({})
  demo.prometheus.setFault(undefined)
  demo.reopen()
  expect(notices.map(({ code }) => code)).toEqual(['alerts-missing'])
  expect(items.map(({ name, about }) => [name, about?.name])).toEqual([
    ['requests-availability', undefined],
    ['frontend-availability', 'frontend'],
  ])
})
