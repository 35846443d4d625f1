import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  applicationDetail,
  namespaceDetail,
  objectManifest,
  serviceDetail,
  workloadDetail,
} from '#contract/details.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import { type IstiodHandle, startIstiod } from '#demo/istiod/serve.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { openIstiod } from '#server/adapters/istiod/open-istiod.ts'
import type { IstiodAdapter } from '#server/adapters/istiod/types.ts'
import { openFileCluster } from '#server/adapters/kubernetes/files/open-file-cluster.ts'
import { configSchema } from '#server/config/schema.ts'
import { readApplicationDetail } from '#server/usecases/read-application-detail.ts'
import { readApplications } from '#server/usecases/read-applications.ts'
import { readNamespaceDetail } from '#server/usecases/read-namespace-detail.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readObjectManifest } from '#server/usecases/read-object-manifest.ts'
import { readServiceDetail } from '#server/usecases/read-service-detail.ts'
import { readServices } from '#server/usecases/read-services.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { readWorkloadDetail } from '#server/usecases/read-workload-detail.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const at = (namespace: string, name: string) => ({ namespace, name, rangeSeconds: 60 })

describe('the detail of', () => {
  it('every workload of the demo answers as the contract says, with the numbers of the list', async () => {
    const context = demo.as('admin')
    const { items } = await readWorkloads({ rangeSeconds: 60 }, context)
    for (const { namespace, name, kind, ...item } of items) {
      const detail = workloadDetail.output.parse(
        await readWorkloadDetail({ ...at(namespace, name), kind }, context),
      )
      expect(detail.item.pods).toBe(detail.pods.length)
      expect([name, detail.item.health.status]).toEqual([name, item.health.status])
    }
  }, 60_000)

  it('every service of the demo answers as the contract says', async () => {
    const context = demo.as('admin')
    const { items } = await readServices({ rangeSeconds: 60 }, context)
    for (const { namespace, name, kind, workloads } of items) {
      const detail = serviceDetail.output.parse(
        await readServiceDetail({ ...at(namespace, name), kind }, context),
      )
      expect([name, detail.workloads.length]).toEqual([name, workloads])
    }
  })

  it.each([
    ['Deployment', 'bookinfo', 'reviews-v1'],
    ['StatefulSet', 'shop', 'postgres'],
    ['DaemonSet', 'istio-system', 'ztunnel'],
    ['Job', 'shop', 'schema-migration'],
    ['CronJob', 'shop', 'search-indexer'],
    ['Rollout', 'shop', 'wishlist-v1'],
  ])('a %s has a page, and its YAML is of that very object', async (kind, namespace, name) => {
    const detail = await readWorkloadDetail({ ...at(namespace, name), kind }, demo.as('admin'))
    expect(detail.item).toMatchObject({ kind, namespace, name })
    const { manifest } = await readObjectManifest({ kind, namespace, name }, demo.as('admin'))
    expect(manifest).toMatchObject({ kind, metadata: { namespace, name } })
  })

  it('of every kind of workload in the demo each has a page and YAML, machines by their own names', async () => {
    const context = demo.as('admin')
    const { items } = await readWorkloads({ rangeSeconds: 60 }, context)
    const one = new Map(items.map((item) => [item.kind, item]))
    expect([...one.keys()]).toEqual(expect.arrayContaining(['WorkloadGroup', 'WorkloadEntry']))
    for (const { kind, namespace, name } of one.values()) {
      await readWorkloadDetail({ ...at(namespace, name), kind }, context)
      const { manifest } = await readObjectManifest({ kind, namespace, name }, context)
      expect(manifest).toMatchObject({ kind, metadata: { namespace } })
    }
  })

  it.each([
    ['ReplicaSet', { apiVersion: 'apps/v1', spec: { replicas: 2 } }],
    ['Pod', { apiVersion: 'v1', spec: { containers: [{ name: 'a', image: 'b' }] } }],
  ])('a bare %s, which nobody owns, has a page and YAML', async (kind, rest) => {
    const context = demo.as('admin')
    const kubernetes = openFileCluster(configSchema.parse({}), {
      path: 'here',
      takenMs: 1_700_000_000_000,
      manifests: [{ kind, metadata: { name: 'bare', namespace: 'shop' }, ...rest }],
    })
    const files = { ...context, adapters: { ...context.adapters, kubernetes } }
    const { item } = await readWorkloadDetail({ ...at('shop', 'bare'), kind }, files)
    expect(item).toMatchObject({ kind, name: 'bare' })
    const { manifest } = await readObjectManifest({ kind, namespace: 'shop', name: 'bare' }, files)
    expect(manifest).toMatchObject({ kind, metadata: { name: 'bare' } })
  })

  it('an owner of a kind that the console does not know is counted by its scale, and read as the viewer', async () => {
    const input = { ...at('shop', 'wishlist-v1'), kind: 'Rollout' }
    const detail = await readWorkloadDetail(input, demo.as('admin'))
    expect(detail).toMatchObject({
      apiVersion: 'argoproj.io/v1alpha1',
      item: { replicas: { desired: 2, current: 2, available: 2 }, pods: 2, version: 'v1' },
    })
    const object = { kind: 'Rollout', namespace: 'shop', name: 'wishlist-v1' }
    const auditor = await readObjectManifest(object, demo.as('auditor'))
    expect(auditor.manifest).toMatchObject({ apiVersion: 'argoproj.io/v1alpha1', spec: { replicas: 2 } })
    await expect(readObjectManifest(object, demo.as('editor'))).rejects.toMatchObject({
      code: 'kind-not-shown',
    })
    for (const kind of ['Secret', 'ConfigMap', 'Node', 'constructor'])
      await expect(readObjectManifest({ ...object, kind }, demo.as('admin'))).rejects.toMatchObject({
        code: 'kind-not-shown',
      })
  })

  it('a workload names its pods, services, and the configuration that concerns it with the fields that do', async () => {
    const detail = await readWorkloadDetail(at('bookinfo', 'reviews-v2'), demo.as('admin'))
    expect(detail.services).toEqual([{ kind: 'Service', namespace: 'bookinfo', name: 'reviews' }])
    const rule = detail.config.find(({ kind, name }) => kind === 'DestinationRule' && name === 'reviews')
    expect(rule).toMatchObject({ scope: 'object', fields: ['spec.host'] })
    expect(detail.pods[0]?.containers.map(({ name }) => name)).toContain('istio-proxy')
    expect(detail.mtls?.reasons.length).toBeGreaterThan(0)
  })

  it('a workload that crashes brings what Kubernetes said of its pods', async () => {
    const { items } = await readWorkloads({ rangeSeconds: 60 }, demo.as('admin'))
    const crashing = items.find(({ health }) =>
      health.reasons.some(({ code }) => code === 'replicas-none-available'),
    )
    const detail = await readWorkloadDetail(
      at(crashing?.namespace ?? '', crashing?.name ?? ''),
      demo.as('admin'),
    )
    expect(detail.events[0]).toMatchObject({ type: 'Warning' })
    expect(detail.pods.map(({ waitingReason }) => waitingReason)).toContain('CrashLoopBackOff')
  })

  it('a service lists its endpoints, each with its pod', async () => {
    const detail = await readServiceDetail(
      { ...at('bookinfo', 'reviews'), kind: 'Service' },
      demo.as('admin'),
    )
    expect(detail.endpoints.length).toBeGreaterThan(2)
    expect(detail.endpoints.every(({ pod, ready }) => ready && pod?.startsWith('reviews'))).toBe(true)
  })

  it('an application holds all versions', async () => {
    const detail = applicationDetail.output.parse(
      await readApplicationDetail(at('bookinfo', 'reviews'), demo.as('admin')),
    )
    expect(detail.workloads.map(({ name }) => name)).toEqual(['reviews-v1', 'reviews-v2', 'reviews-v3'])
    expect(detail.services.map(({ name }) => name)).toEqual(['reviews'])
  })

  it.each([
    ['another namespace', 'editor', at('shop', 'cart')],
    ['a namespace of which the name alone may be known', 'auditor', at(forbiddenNamespace, 'vault')],
    ['any', 'nobody', at('bookinfo', 'reviews-v1')],
    ['nothing', 'admin', at('bookinfo', 'no-such-thing')],
  ] as const)('%s is not found for %s', async (_, user, input) => {
    for (const refused of [
      () => readWorkloadDetail(input, demo.as(user)),
      () => readServiceDetail({ ...input, kind: 'Service' }, demo.as(user)),
      () => readApplicationDetail(input, demo.as(user)),
    ])
      await expect(refused()).rejects.toMatchObject({ kind: 'not-found' })
  })

  // That nothing is told where the mesh's policy would decide is mtls-rights.test.ts's.
  it("mTLS is told to who may read only the namespace's policy, which decides whatever the mesh's says", async () => {
    const detail = await readWorkloadDetail(at('bookinfo', 'reviews-v1'), demo.as('editor'))
    expect(detail.mtls).toMatchObject({ mode: 'STRICT', reasons: [{ code: 'mtls-namespace' }] })
  })
})

describe('what istiod sent to the proxies of a workload', () => {
  let kubernetes: KubernetesHandle
  let istiods: IstiodHandle[]
  let adapter: IstiodAdapter
  beforeAll(async () => {
    const world = buildWorld({ seed: 1, nowMs: Date.now() })
    kubernetes = await startKubernetes({ world })
    const start = (replica: number) =>
      startIstiod({ world, store: kubernetes.store, readPods: () => kubernetes.pods, replica })
    istiods = await Promise.all([0, 1].map(start))
    adapter = openIstiod({ VARDIA_ISTIOD_URL: istiods.map(({ url }) => url) })
  })
  afterAll(async () => {
    adapter.close()
    await Promise.all([...istiods, kubernetes].map((server) => server.stop()))
  })
  /** Another window than above: answers of a mesh without istiod are remembered. */
  const rangeSeconds = 61
  const withIstiod = () => {
    const context = demo.as('admin')
    return { ...context, adapters: { ...context.adapters, istiod: adapter } }
  }

  it('stands beside each pod, what one did not take is told, and why when istiod does not tell', async () => {
    for (const istiod of istiods) istiod.setFault({ answer: 'forbidden' })
    const untold = await readWorkloadDetail({ ...at('bookinfo', 'reviews-v2'), rangeSeconds }, withIstiod())
    expect(untold.syncUntold?.text).toMatch(/Whether the proxies have what istiod sent is not known/)
    for (const istiod of istiods) istiod.setFault(undefined)
    const fine = await readWorkloadDetail({ ...at('bookinfo', 'reviews-v2'), rangeSeconds }, withIstiod())
    expect(fine.pods[0]?.sync).toEqual(
      ['CDS', 'LDS', 'EDS', 'RDS'].map((type) => ({ type, state: 'SYNCED' })),
    )
    const late = await readWorkloadDetail({ ...at('shop', 'gift-wrap'), rangeSeconds }, withIstiod())
    expect(late.pods[0]?.sync).toContainEqual({ type: 'RDS', state: 'STALE' })
    expect(late.syncUntold).toBeUndefined()
  })

  it('is told by the rows of workloads, applications and namespaces, with the reason', async () => {
    const rowOf = (items: readonly { name: string; sync?: object | undefined }[], name: string) =>
      items.find((item) => item.name === name)?.sync
    const workloads = await readWorkloads({ rangeSeconds }, withIstiod())
    const [behind, refused, fine] = ['gift-wrap', 'email-v1', 'reviews-v2'].map((name) =>
      rowOf(workloads.items, name),
    )
    expect(behind).toMatchObject({ state: 'behind', reasons: [{ code: 'sync-behind' }] })
    expect(refused).toMatchObject({
      state: 'refused',
      reasons: [{ text: expect.stringContaining('refused CDS: Error adding/updating cluster') }],
    })
    expect(fine).toEqual({ state: 'synced', reasons: [] })
    const apps = await readApplications({ rangeSeconds }, withIstiod())
    expect(rowOf(apps.items, 'email')).toMatchObject({ state: 'refused' })
    const { items } = await readNamespaces({ health: true, rangeSeconds }, withIstiod())
    expect(rowOf(items, 'shop')).toMatchObject({
      state: 'refused',
      reasons: [
        { text: expect.stringContaining('email-v1') },
        { text: expect.stringContaining('gift-wrap') },
      ],
    })
    expect(rowOf(items, 'bookinfo')).toEqual({ state: 'synced', reasons: [] })
    const { item } = await readNamespaceDetail({ name: 'shop', rangeSeconds }, withIstiod())
    expect(item.sync).toEqual(rowOf(items, 'shop'))
  })

  it('is missing from the lists with a word of why, while all else is there', async () => {
    const silent = openIstiod({ VARDIA_ISTIOD_URL: istiods.map(({ url }) => url) })
    for (const istiod of istiods) istiod.setFault({ answer: 'forbidden' })
    const context = demo.as('admin')
    const adapters = { ...context.adapters, istiod: silent }
    const { items, notices } = await readWorkloads({ rangeSeconds: 62 }, { ...context, adapters })
    for (const istiod of istiods) istiod.setFault(undefined)
    silent.close()
    expect(items.length).toBeGreaterThan(20)
    expect(items.some(({ sync }) => sync)).toBe(false)
    expect(notices).toContainEqual(expect.objectContaining({ adapter: 'istiod' }))
  })
})

describe('the detail of a namespace', () => {
  it('is the row of the list, with every workload counted once', async () => {
    const context = demo.as('admin')
    const { items } = await readNamespaces({ health: true, rangeSeconds: 60 }, context)
    for (const row of items) {
      const detail = namespaceDetail.output.parse(
        await readNamespaceDetail({ name: row.name, rangeSeconds: 60 }, context),
      )
      expect(detail.item).toMatchObject({ health: row.health, workloads: row.workloads, mtls: row.mtls })
      expect(Object.values(detail.counts).reduce((sum, count) => sum + count, 0)).toBe(row.workloads)
    }
  })

  it('lists what is written in it and what the mesh sets for all', async () => {
    const { config, meshPoliciesSeen } = await readNamespaceDetail(
      { name: 'bookinfo', rangeSeconds: 60 },
      demo.as('admin'),
    )
    expect(meshPoliciesSeen).toBe(true)
    expect(config).toContainEqual(expect.objectContaining({ kind: 'DestinationRule', name: 'reviews' }))
    expect(config.some(({ scope, namespace }) => scope === 'mesh' && namespace === 'istio-system')).toBe(true)
  })

  it('says so where the policies of the whole mesh are not to be seen', async () => {
    const told = [
      await readNamespaceDetail({ name: 'bookinfo', rangeSeconds: 60 }, demo.as('editor')),
      await readWorkloadDetail(at('bookinfo', 'reviews-v1'), demo.as('editor')),
    ]
    for (const { meshPoliciesSeen, config } of told) {
      expect(meshPoliciesSeen).toBe(false)
      expect(config.filter(({ namespace }) => namespace !== 'bookinfo')).toEqual([])
    }
  })

  it.each([
    ['a closed one', 'auditor', forbiddenNamespace],
    ['another', 'editor', 'shop'],
    ['none', 'admin', 'no-such-namespace'],
  ] as const)('%s is not found for %s', async (_, user, name) => {
    await expect(readNamespaceDetail({ name, rangeSeconds: 60 }, demo.as(user))).rejects.toMatchObject({
      kind: 'not-found',
    })
  })
})

describe('the numbers of one window', () => {
  it('are the same in the graph around a workload, in the list and in the detail', async () => {
    const context = demo.as('admin')
    const { items } = await readWorkloads({ namespaces: ['bookinfo', 'shop'], rangeSeconds: 60 }, context)
    const asked = items.filter(
      ({ direction, requestsPerSecond }) => direction === 'inbound' && requestsPerSecond,
    )
    expect(asked.length).toBeGreaterThan(5)
    for (const { namespace, name, kind, requestsPerSecond, errorPercent } of asked) {
      const graph = await readTrafficGraph(
        trafficGraph.input.parse({ namespaces: [namespace], around: `workload/${namespace}/${name}` }),
        context,
      )
      const node = graph.nodes.find((one) => one.workload === name && one.namespace === namespace)
      const into = graph.edges.filter(({ target }) => target === node?.id)
      const edges = into.reduce((sum, edge) => sum + (edge.requestsPerSecond ?? 0), 0)
      const { item } = await readWorkloadDetail({ ...at(namespace, name), kind }, context)
      expect([name, item.requestsPerSecond, item.errorPercent]).toEqual([
        name,
        requestsPerSecond,
        errorPercent,
      ])
      expect([name, edges]).toEqual([name, expect.closeTo(requestsPerSecond ?? 0, 2)])
    }
  }, 60_000)
})

describe('an object as YAML', () => {
  it('is whole but for managedFields and the last applied copy', async () => {
    const { manifest } = objectManifest.output.parse(
      await readObjectManifest({ kind: 'DestinationRule', ...at('bookinfo', 'reviews') }, demo.as('admin')),
    )
    expect(manifest).toMatchObject({ kind: 'DestinationRule', spec: { host: 'reviews' } })
    expect(JSON.stringify(manifest)).not.toMatch(/managedFields|last-applied/)
  })

  it.each([
    ['a Secret', { kind: 'Secret', namespace: 'bookinfo', name: 'x' }, 'kind-not-shown'],
    ['a ConfigMap', { kind: 'ConfigMap', namespace: 'bookinfo', name: 'x' }, 'kind-not-shown'],
    ['what every object has', { kind: 'constructor', namespace: 'bookinfo', name: 'x' }, 'kind-not-shown'],
    ['a kind of a namespace without one', { kind: 'Pod', name: 'x' }, 'namespace-missing'],
    ['what is not there', { kind: 'Pod', namespace: 'bookinfo', name: 'x' }, 'kubernetes-not-found'],
  ])('is refused for %s', async (_, input, code) => {
    await expect(readObjectManifest(input, demo.as('admin'))).rejects.toMatchObject({ code })
  })

  it('is refused by the API server to who may not get it', async () => {
    const input = { kind: 'Deployment', namespace: 'shop', name: 'cart' }
    await expect(readObjectManifest(input, demo.as('editor'))).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
