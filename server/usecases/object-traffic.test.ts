import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectTraffic } from '#contract/inventory.ts'
import { readApplications } from '#server/usecases/read-applications.ts'
import { readObjectTraffic } from '#server/usecases/read-object-traffic.ts'
import { readServices } from '#server/usecases/read-services.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const rangeSeconds = 60
const name = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }) =>
  `${kind}/${namespace}/${name}`

describe("the traffic of a list's rows", () => {
  it.each([
    ['workloads', readWorkloads],
    ['services', readServices],
    ['applications', readApplications],
  ] as const)('ends at the numbers of the rows: %s', async (_, read) => {
    const list = await read({ namespaces: ['bookinfo', 'shop', 'loyalty'], rangeSeconds }, demo.as('admin'))
    const rows = list.items.filter(({ direction }) => direction !== undefined).slice(0, 60)
    expect(rows.length).toBeGreaterThan(10)
    const answer = objectTraffic.output.parse(
      await readObjectTraffic({ objects: rows.map(name), rangeSeconds, at: list.asOf }, demo.as('admin')),
    )
    const told = answer.items.map((item) => ({
      id: name(item),
      direction: item.direction,
      rate: item.requestsPerSecond.at(-1),
      errors: item.errorsPerSecond.at(-1),
    }))
    expect(told).toEqual(
      rows.map((row) => ({
        id: name(row),
        direction: row.direction,
        rate: expect.closeTo(row.requestsPerSecond ?? Number.NaN, 6),
        errors: expect.closeTo(((row.requestsPerSecond ?? 0) * (row.errorPercent ?? 0)) / 100, 6),
      })),
    )
  })

  it('has a value for each step of the span', async () => {
    const input = { objects: ['Service/shop/frontend'], rangeSeconds }
    const { items, spanSeconds, stepSeconds } = await readObjectTraffic(input, demo.as('admin'))
    expect(spanSeconds).toBeGreaterThanOrEqual(600 - stepSeconds)
    expect(items[0]?.requestsPerSecond).toHaveLength(Math.round(spanSeconds / stepSeconds) + 1)
  })

  it.each([
    ['of another namespace', 'Deployment/shop/frontend-v1', 'editor'],
    ['that is not there', 'Deployment/bookinfo/nobody', 'admin'],
    ['of another kind', 'StatefulSet/bookinfo/details-v1', 'admin'],
    ['whose name is a pattern', 'Service/bookinfo/.*', 'admin'],
  ] as const)('says nothing of an object %s', async (_, object, user) => {
    const input = { objects: [object, 'Deployment/bookinfo/details-v1'], rangeSeconds }
    const { items, notices } = await readObjectTraffic(input, demo.as(user))
    expect(items.map(name)).toEqual(['Deployment/bookinfo/details-v1'])
    expect(JSON.stringify(notices)).not.toContain('shop')
  })

  it.each([
    ['no object', []],
    ['more than sixty', Array.from({ length: 61 }, (_, at) => `Service/shop/s-${at}`)],
    ['what is no reference', ['shop/frontend']],
  ])('refuses %s', (_, objects) => {
    expect(objectTraffic.input.safeParse({ objects }).success).toBe(false)
  })

  it('refuses a moment to come, and fails while Prometheus is away', async () => {
    const objects = ['Service/shop/frontend']
    const at = new Date(Date.now() + 3_600_000).toISOString()
    await expect(readObjectTraffic({ objects, rangeSeconds, at }, demo.as('admin'))).rejects.toMatchObject({
      code: 'moment-in-future',
    })
    const context = demo.as('admin')
    const { prometheus: _, ...adapters } = context.adapters
    await expect(
      readObjectTraffic({ objects, rangeSeconds }, { ...context, adapters }),
    ).rejects.toMatchObject({
      code: 'prometheus-not-configured',
    })
  })
})
