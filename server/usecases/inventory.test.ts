import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applications, services, workloads } from '#contract/inventory.ts'
import { namespaces } from '#contract/overview.ts'
import { trafficGraphInputSchema } from '#contract/traffic-graph.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { readApplications } from '#server/usecases/read-applications.ts'
import { readMeshHealth } from '#server/usecases/read-mesh-health.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readServices } from '#server/usecases/read-services.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const asked = { rangeSeconds: 60 }
const lists = [
  ['workloads', async (user: Parameters<DemoContext['as']>[0]) => await readWorkloads(asked, demo.as(user))],
  ['services', async (user: Parameters<DemoContext['as']>[0]) => await readServices(asked, demo.as(user))],
  [
    'applications',
    async (user: Parameters<DemoContext['as']>[0]) => await readApplications(asked, demo.as(user)),
  ],
] as const

describe('the lists of a mesh', () => {
  it('are as the contract says', async () => {
    workloads.output.parse(await readWorkloads(asked, demo.as('admin')))
    services.output.parse(await readServices(asked, demo.as('admin')))
    applications.output.parse(await readApplications(asked, demo.as('admin')))
    namespaces.output.parse(await readNamespaces({ health: true, rangeSeconds: 60 }, demo.as('admin')))
  })

  it.each(lists)('hold no %s of a namespace that the viewer may not look into', async (_, read) => {
    const { items, notices } = await read('editor')
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    const auditor = await read('auditor')
    expect(JSON.stringify(auditor)).not.toContain(forbiddenNamespace)
    expect(JSON.stringify(notices)).not.toContain('shop')
  })

  it.each(lists)(
    'say to who may look into a part what stays unseen, without its name: %s',
    async (_, read) => {
      const codesFor = async (user: Parameters<typeof read>[0]) =>
        (await read(user)).notices.map(({ code }) => code)
      expect(await codesFor('admin')).toEqual([])
      expect(await codesFor('editor')).toEqual(['scope-viewer'])
      expect(await codesFor('auditor')).toEqual(['scope-closed'])
      const [notice] = (await read('editor')).notices
      expect(notice?.text).toMatch(/namespace bookinfo only; what is in others stays unseen/)
    },
  )

  it.each(lists)('are refused to who may look into nothing, or are empty: %s', async (_, read) => {
    expect((await read('nobody')).items).toEqual([])
  })

  it('say of each workload what the health answer counts', async () => {
    const context = demo.as('admin')
    const [list, health] = [await readWorkloads(asked, context), await readMeshHealth(asked, context)]
    for (const { namespace, counts } of health.namespaces) {
      const own = list.items.filter((item) => item.namespace === namespace)
      for (const [status, count] of Object.entries(counts))
        expect([namespace, status, own.filter((item) => item.health.status === status).length]).toEqual([
          namespace,
          status,
          count,
        ])
    }
  })

  it('tell as many requests into a workload as the graph draws into its node', async () => {
    const context = demo.as('admin')
    const input = trafficGraphInputSchema.parse({ namespaces: 'bookinfo,shop' })
    const [list, graph] = [
      await readWorkloads({ namespaces: ['bookinfo', 'shop'], rangeSeconds: 60 }, context),
      await readTrafficGraph(input, context),
    ]
    const compared = list.items.filter(({ direction }) => direction === 'inbound')
    expect(compared.length).toBeGreaterThan(5)
    for (const item of compared) {
      const node = graph.nodes.find(
        ({ namespace, workload, kind }) =>
          kind === 'workload' && namespace === item.namespace && workload === item.name,
      )
      const drawn = (node?.in.httpPerSecond ?? 0) + (node?.in.grpcPerSecond ?? 0)
      expect([item.name, item.requestsPerSecond]).toEqual([item.name, expect.closeTo(drawn, 1)])
    }
  })

  it('name a ServiceEntry beside the services, with the requests for its hosts', async () => {
    const { items } = await readServices(asked, demo.as('admin'))
    const entries = items.filter(({ kind }) => kind === 'ServiceEntry')
    expect(entries.length).toBeGreaterThan(0)
    expect(entries.every(({ hosts }) => (hosts?.length ?? 0) > 0)).toBe(true)
    expect(entries.some(({ requestsPerSecond }) => (requestsPerSecond ?? 0) > 0)).toBe(true)
  })

  it('tell the worst workload of a namespace as its health, and nothing of one that is closed', async () => {
    const { items } = await readNamespaces({ health: true, rangeSeconds: 60 }, demo.as('auditor'))
    expect(items.find(({ name }) => name === forbiddenNamespace)).not.toHaveProperty('health')
    const health = await readMeshHealth(asked, demo.as('auditor'))
    for (const { namespace, status } of health.namespaces)
      expect([namespace, items.find(({ name }) => name === namespace)?.health?.status]).toEqual([
        namespace,
        status,
      ])
  })

  it('tell what is wrong in the configuration of a namespace, whether its health is asked for or not', async () => {
    const read = async (health: boolean) => {
      const { items } = await readNamespaces({ health, rangeSeconds: 60 }, demo.as('admin'))
      return items.flatMap(({ name, faults }) => (faults ? [[name, faults]] : []))
    }
    const told = await read(false)
    expect(told.length).toBeGreaterThan(0)
    expect(told).toEqual(await read(true))
  })

  it.each(['workloads', 'services', 'applications'] as const)(
    'say without Prometheus what pods tell, and no number: %s',
    async (kind) => {
      const context = demo.as('admin')
      const { prometheus: _, ...adapters } = context.adapters
      const read = { workloads: readWorkloads, services: readServices, applications: readApplications }[kind]
      const { items, notices } = await read({ rangeSeconds: 90 }, { ...context, adapters })
      expect(items.length).toBeGreaterThan(0)
      expect(items.every((item) => item.requestsPerSecond === undefined)).toBe(true)
      expect(notices.map(({ code }) => code)).toEqual(['health-without-traffic'])
    },
  )
})
