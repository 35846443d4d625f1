import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mtls } from '#contract/mtls.ts'
import { readMtls } from '#server/usecases/read-mtls.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const read = async (namespaces: string[], as: Parameters<DemoContext['as']>[0] = 'admin') =>
  mtls.output.parse(await readMtls({ namespaces, rangeSeconds: 300 }, demo.as(as)))

describe('mutual TLS of the shop', () => {
  it('is STRICT but for what takes plaintext from a caller without proxy, which was seen', async () => {
    const { workloads, namespaces } = await read(['shop'])
    const find = (name: string) => workloads.find((one) => one.name === name)
    expect(find('payment-v1')?.takes?.mode).toBe('STRICT')
    expect(find('payment-v1')?.observed?.plaintext).toBe(0)
    expect(find('inventory-v1')?.takes?.mode).toBe('PERMISSIVE')
    expect(find('inventory-v1')?.observed?.plaintext).toBeGreaterThan(0)
    const [shop] = namespaces
    expect(shop?.state).toBe('not-ready')
    expect(shop?.plaintext.map(({ workload }) => workload)).toEqual(['shop/inventory-v1'])
    expect(shop?.manifest).toContain('mode: STRICT')
  })

  it('finds the clients that are told otherwise than the workload takes', async () => {
    const { workloads } = await read(['shop', 'bookinfo'])
    for (const { clients, conflicts, takes } of workloads)
      for (const { code } of conflicts)
        expect([code, clients.some(({ tls }) => tls !== 'AUTO') || takes?.mode === 'STRICT']).toEqual([
          code,
          true,
        ])
  })
})

describe('a namespace', () => {
  it('that is STRICT has nothing left to apply', async () => {
    const { namespaces } = await read(['bookinfo'])
    expect(namespaces.map(({ state, manifest }) => [state, manifest])).toEqual([['strict', undefined]])
  })

  it('whose own policy decides is told to who may not read those of the mesh, its workloads as well', async () => {
    const { namespaces, workloads } = await read(['bookinfo'], 'editor')
    expect(namespaces.map(({ namespace, mode }) => [namespace, mode])).toEqual([['bookinfo', 'STRICT']])
    expect(new Set(workloads.map(({ takes }) => takes?.mode))).toEqual(new Set(['STRICT']))
    for (const { takes } of workloads) expect(JSON.stringify(takes)).not.toContain('istio-system')
  })
})

it('without Prometheus tells what is configured, and that readiness is not known', async () => {
  const context = demo.as('admin')
  const { prometheus: _, ...adapters } = context.adapters
  const answer = mtls.output.parse(
    await readMtls({ namespaces: ['shop'], rangeSeconds: 60 }, { ...context, adapters }),
  )
  expect(answer.workloads.every(({ observed }) => observed === undefined)).toBe(true)
  expect(answer.namespaces.map(({ state }) => state)).toEqual(['unknown'])
  expect(answer.notices.map(({ code }) => code)).toContain('access-without-traffic')
})
