import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { type FaultProxy, startFaultProxy } from '#server/adapters/kubernetes/fault-proxy.test-support.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import { defaultMeshOptions, type MeshOptions } from '#server/adapters/kubernetes/watch/keep-mesh.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { isProblem } from '#server/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-kubernetes-'))
const world = buildWorld({ seed: 1, workloads: 0, nowMs: Date.now() })
const { signal } = new AbortController()
const opened: KubernetesAdapter[] = []
let demo: KubernetesHandle
let proxy: FaultProxy

/** All but the kind of an extension that the demo does not install. */
const servedKinds = Object.keys(meshKinds)
  .filter((kind) => kind !== 'InferencePool')
  .sort()

const quick: MeshOptions = { ...defaultMeshOptions, batchMs: 10, firstRetryMs: 5, longestRetryMs: 50 }

async function open(options: {
  context?: string
  url?: string
  mesh?: Partial<MeshOptions>
  excludes?: string[]
  selectors?: string
}): Promise<KubernetesAdapter> {
  const path = join(folder, `kubeconfig-${opened.length}`)
  await writeKubeconfig(path, formatKubeconfig(options.url ?? demo.url, demo.users, 'admin'))
  const adapter = openKubernetes(
    {
      KUBECONFIG: path,
      VARDIA_CONTEXT: options.context,
      VARDIA_CLUSTER_NAME: 'Kubernetes',
      VARDIA_ROOT_NAMESPACE: 'istio-system',
      VARDIA_NAMESPACE_EXCLUDES: options.excludes ?? [],
      VARDIA_DISCOVERY_SELECTORS: options.selectors ?? '',
    },
    undefined,
    { ...quick, ...options.mesh },
  )
  opened.push(adapter)
  return adapter
}

/** The first snapshot, from now on, of which the condition holds. */
function until(
  adapter: KubernetesAdapter,
  holds: (snapshot: MeshSnapshot) => boolean,
): Promise<MeshSnapshot> {
  return new Promise((resolve) => {
    const check = () => {
      const snapshot = adapter.peekSnapshot()
      if (!snapshot || !holds(snapshot)) return
      stop()
      resolve(snapshot)
    }
    const stop = adapter.onChange(check)
    check()
  })
}

function untilStatus(
  adapter: KubernetesAdapter,
  holds: (status: ReturnType<KubernetesAdapter['status']>) => boolean,
): Promise<ReturnType<KubernetesAdapter['status']>> {
  return new Promise((resolve) => {
    const check = () => {
      const status = adapter.status()
      if (!holds(status)) return
      stop()
      resolve(status)
    }
    const stop = adapter.onChange(check)
    check()
  })
}

/** Cuts the watches until the adapter says so: one that was just being opened misses a single cut. */
async function cutUntil(adapter: KubernetesAdapter, wanted: 'degraded' | 'down'): Promise<void> {
  const cutting = setInterval(() => demo.cutWatches(), 5)
  await untilStatus(adapter, ({ state }) => state === wanted)
  clearInterval(cutting)
}

const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'istio-system' },
})
const service = (name: string, namespace = 'bookinfo', labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { selector: { app: name }, ports: [{ port: 80, name: 'http' }] },
})

const lists = () =>
  [...demo.requests].filter(([name]) => name.startsWith('list ')).reduce((sum, [, count]) => sum + count, 0)

beforeEach(async () => {
  demo = await startKubernetes({ controllers: false, world })
  proxy = await startFaultProxy(demo.url)
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((adapter) => adapter.close()))
  await proxy.stop()
  await demo.stop()
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the first snapshot', () => {
  test('holds every kind that is served, listed once and with nothing of Secrets or foreign ConfigMaps', async () => {
    demo.store.put(configMap('somebody-elses'))
    const adapter = await open({})
    const snapshot = await adapter.readSnapshot(signal)
    expect([...snapshot.kinds].sort()).toEqual(servedKinds)
    expect(snapshot.all('Pod').length).toBeGreaterThan(40)
    expect(snapshot.all('ConfigMap').map(({ metadata }) => metadata.name)).toEqual(['istio'])
    expect(snapshot.all('VirtualService').length).toBeGreaterThan(0)
    const asked = [...demo.requests.keys()].filter((name) => /^(list|watch) /.test(name))
    expect(asked.some((name) => name.includes('secrets'))).toBe(false)
    expect(lists()).toBe(servedKinds.length)
    expect(adapter.status()).toMatchObject({ state: 'ok', address: demo.url, unseen: [] })
  })

  test('is read in pages', async () => {
    for (let count = 0; count < 1200; count += 1) demo.store.put(service(`many-${count}`))
    const snapshot = await (await open({})).readSnapshot(signal)
    expect(snapshot.inNamespace('Service', 'bookinfo').length).toBeGreaterThanOrEqual(1200)
    expect(demo.requests.get('list services')).toBeGreaterThanOrEqual(3)
  })

  test('leaves out the namespaces that are excluded, by name or by pattern', async () => {
    const snapshot = await (await open({ excludes: ['book*', 'default'] })).readSnapshot(signal)
    const namespaces = snapshot.all('Namespace').map(({ metadata }) => metadata.name)
    expect(namespaces).toContain('istio-system')
    expect(namespaces).not.toContain('bookinfo')
    expect(namespaces).not.toContain('default')
    expect(snapshot.inNamespace('Pod', 'bookinfo')).toEqual([])
  })

  test("follows the mesh's own discovery selectors, also when they change", async () => {
    const adapter = await open({})
    await adapter.readSnapshot(signal)
    demo.store.put({
      ...configMap('istio'),
      data: { mesh: 'discoverySelectors:\n- matchLabels: {kubernetes.io/metadata.name: shop}\n' },
    })
    const cut = await until(adapter, (snapshot) => snapshot.all('Namespace').length === 2)
    expect(
      cut
        .all('Namespace')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['istio-system', 'shop'])
    expect(cut.inNamespace('Pod', 'bookinfo')).toEqual([])
    demo.store.put({ ...configMap('istio'), data: { mesh: '{}' } })
    const whole = await until(adapter, (snapshot) => snapshot.all('Namespace').length > 2)
    expect(whole.inNamespace('Pod', 'bookinfo').length).toBeGreaterThan(0)
  })

  test("reads the mesh configuration of each istiod's revision, by name", async () => {
    const metadata = {
      name: 'istiod-canary',
      namespace: 'istio-system',
      labels: { app: 'istiod', 'istio.io/rev': 'canary' },
    }
    demo.store.put({ apiVersion: 'apps/v1', kind: 'Deployment', metadata })
    demo.store.put(configMap('istio-canary'))
    demo.store.put(configMap('istio-other'))
    const adapter = await open({})
    const snapshot = await until(adapter, (now) => now.all('ConfigMap').length > 1)
    expect(
      snapshot
        .all('ConfigMap')
        .map((each) => each.metadata.name)
        .sort(),
    ).toEqual(['istio', 'istio-canary'])
  })

  test('holds what a narrower identity may read, and says what it may not', async () => {
    const adapter = await open({ context: 'auditor' })
    const snapshot = await adapter.readSnapshot(signal)
    expect(snapshot.all('Namespace').length).toBeGreaterThan(3)
    const forbidden = adapter.status().unseen.filter(({ reason }) => reason === 'forbidden')
    for (const { kind } of forbidden) expect(snapshot.kinds.has(kind)).toBe(false)
  })

  test('of an identity that may read nothing is a plain refusal', async () => {
    const adapter = await open({ context: 'nobody' })
    await expect(adapter.readSnapshot(signal)).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'kubernetes-sees-nothing',
      params: { identity: 'nobody' },
    })
    expect(adapter.status().state).toBe('down')
  })
})

describe('following', () => {
  test('10,000 changes with the watches cut again and again lose none and list nothing anew', async () => {
    const adapter = await open({})
    await adapter.readSnapshot(signal)
    const before = lists()
    const expected = new Map<string, string>()
    for (let change = 1; change <= 10_000; change += 1) {
      const name = `churn-${change % 501}`
      if (change % 7 === 6) {
        demo.store.remove('v1', 'Service', 'bookinfo', name)
        expected.delete(name)
      } else {
        demo.store.put(service(name, 'bookinfo', { change: String(change) }))
        expected.set(name, String(change))
      }
      // In the middle of a burst of which some was read; then the watches are open again before the next burst.
      if (change % 1000 === 500) {
        await new Promise((resolve) => setImmediate(resolve))
        demo.cutWatches()
      }
      if (change % 1000 === 0) {
        demo.store.put(service('round', 'bookinfo', { round: String(change) }))
        await until(
          adapter,
          (now) => now.find('Service', 'bookinfo', 'round')?.metadata.labels['round'] === String(change),
        )
      }
    }
    const seen = adapter
      .peekSnapshot()
      ?.inNamespace('Service', 'bookinfo')
      .filter(({ metadata }) => metadata.name.startsWith('churn-'))
    expect(new Map(seen?.map(({ metadata }) => [metadata.name, metadata.labels['change']]))).toEqual(expected)
    expect(lists()).toBe(before)
    await untilStatus(adapter, ({ state }) => state === 'ok')
  }, 60_000)

  test('a batch that changes one kind leaves the lists of the others as they were', async () => {
    const adapter = await open({})
    const before = await adapter.readSnapshot(signal)
    demo.store.put(service('new'))
    const after = await until(adapter, (now) => now.find('Service', 'bookinfo', 'new') !== undefined)
    expect(after.version).toBeGreaterThan(before.version)
    for (const kind of Object.keys(meshKinds) as MeshKind[]) {
      if (kind !== 'Service') expect(after.all(kind)).toBe(before.all(kind))
    }
  })

  test('versions that are too old list anew, once, without a flicker and with the unchanged objects kept', async () => {
    const adapter = await open({ url: proxy.url })
    const before = await adapter.readSnapshot(signal)
    const sizes: number[] = []
    adapter.onChange(() => sizes.push(adapter.peekSnapshot()?.all('Service').length ?? 0))
    // While nothing can be watched, something changes and the history is forgotten.
    proxy.setFault((request) => (request.includes('/services?') ? 'reset' : undefined))
    await cutUntil(adapter, 'degraded')
    demo.store.put(service('meanwhile'))
    demo.store.compact()
    const listsBefore = demo.requests.get('list services') ?? 0
    proxy.setFault(undefined)
    const after = await until(adapter, (now) => now.find('Service', 'bookinfo', 'meanwhile') !== undefined)
    expect(demo.requests.get('list services')).toBe(listsBefore + 1)
    expect(after.all('Service').length).toBe(before.all('Service').length + 1)
    expect(Math.min(...sizes)).toBe(before.all('Service').length)
    const old = before.find('Service', 'bookinfo', 'reviews')
    expect(old).toBeDefined()
    expect(after.find('Service', 'bookinfo', 'reviews')).toBe(old)
  })

  test('a watch that has gone silent is noticed and taken up again where it was', async () => {
    let watches = 0
    proxy.setFault((request) =>
      /\/services\?.*watch=1/.test(request) && watches++ === 0 ? { silentAfterBytes: 0 } : undefined,
    )
    const adapter = await open({ url: proxy.url, mesh: { idleMs: 200 } })
    await adapter.readSnapshot(signal)
    demo.store.put(service('unheard'))
    await until(adapter, (now) => now.find('Service', 'bookinfo', 'unheard') !== undefined)
    expect(watches).toBeGreaterThan(1)
    expect(demo.requests.get('list services')).toBe(1)
  })

  test('a kind that may not be listed is unseen, and comes when it is allowed', async () => {
    proxy.setFault((request) => (request.includes('/pods?') ? { status: 403 } : undefined))
    const adapter = await open({ url: proxy.url, mesh: { refusedRetryMs: 20 } })
    const snapshot = await adapter.readSnapshot(signal)
    expect(snapshot.kinds.has('Pod')).toBe(false)
    expect(adapter.status()).toMatchObject({
      state: 'ok',
      unseen: [{ kind: 'Pod', reason: 'forbidden', problem: { code: 'kubernetes-forbidden' } }],
    })
    proxy.setFault(undefined)
    expect((await until(adapter, ({ kinds }) => kinds.has('Pod'))).all('Pod').length).toBeGreaterThan(0)
    expect((await untilStatus(adapter, ({ unseen }) => unseen.length === 0)).state).toBe('ok')
  })

  test('a kind that is refused for a moment, as by a server that has just started, stays', async () => {
    let refusals = 0
    const adapter = await open({ url: proxy.url, mesh: { refusedRetryMs: 600_000 } })
    const { length } = (await adapter.readSnapshot(signal)).all('Pod')
    await expect.poll(() => demo.watchCount()).toBe(servedKinds.length)
    proxy.setFault((request) =>
      request.includes('/pods?') && refusals < 3 ? { status: refusals++ === 0 ? 404 : 403 } : undefined,
    )
    demo.cutWatches()
    await expect.poll(() => refusals).toBe(3)
    await expect.poll(() => demo.watchCount()).toBe(servedKinds.length)
    expect(adapter.status().state).toBe('ok')
    const unserved = adapter.status().unseen.map(({ kind }) => kind)
    expect(unserved.filter((kind) => meshKinds[kind].group === 'gateway.networking.k8s.io')).toEqual([])
    expect(adapter.peekSnapshot()?.all('Pod')).toHaveLength(length)
  })

  test('a kind that is refused again and again is forgotten', async () => {
    const adapter = await open({ url: proxy.url })
    await adapter.readSnapshot(signal)
    await expect.poll(() => demo.watchCount()).toBe(servedKinds.length)
    proxy.setFault((request) => (request.includes('/pods?') ? { status: 403 } : undefined))
    demo.cutWatches()
    expect((await until(adapter, ({ kinds }) => !kinds.has('Pod'))).all('Pod')).toEqual([])
  })

  test('a cluster without the Gateway API is complete without it', async () => {
    proxy.setFault((request) => {
      if (request !== 'GET /apis') return undefined
      const groups = ['apps', 'batch', 'discovery.k8s.io', 'networking.istio.io', 'security.istio.io']
      const body = {
        kind: 'APIGroupList',
        groups: groups.map((name) => ({
          name,
          versions: [{ version: 'v1' }, { version: 'v1beta1' }],
        })),
      }
      return { status: 200, body: JSON.stringify(body) }
    })
    const adapter = await open({ url: proxy.url })
    const snapshot = await adapter.readSnapshot(signal)
    expect(snapshot.kinds.has('VirtualService')).toBe(true)
    expect(snapshot.kinds.has('Gateway')).toBe(false)
    const unserved = adapter.status().unseen.map(({ kind, reason }) => `${kind} ${reason}`)
    expect(unserved).toContain('HTTPRoute not-served')
    expect(unserved).toContain('Telemetry not-served')
  })

  test("of the Gateway API's first kinds alone lacks nothing that is told", async () => {
    const group = '/apis/gateway.networking.k8s.io/v1'
    const first = ['GatewayClass', 'Gateway', 'HTTPRoute', 'GRPCRoute', 'ReferenceGrant']
    const served = first.map((kind) => ({
      kind,
      name: meshKinds[kind as MeshKind].resource, // Each is one of its keys.
      namespaced: kind !== 'GatewayClass',
      verbs: ['get', 'list', 'watch'],
    }))
    const groups = [...new Set(Object.values(meshKinds).map((kind) => kind.group))].filter(Boolean)
    const list = {
      kind: 'APIGroupList',
      groups: groups.map((name) => ({ name, versions: [{ version: 'v1' }] })),
    }
    proxy.setFault((request) => {
      if (request === 'GET /apis') return { status: 200, body: JSON.stringify(list) }
      if (request !== `GET ${group}`) return undefined
      return { status: 200, body: JSON.stringify({ kind: 'APIResourceList', resources: served }) }
    })
    const adapter = await open({ url: proxy.url })
    const snapshot = await adapter.readSnapshot(signal)
    expect(snapshot.kinds.has('HTTPRoute')).toBe(true)
    expect(snapshot.kinds.has('ListenerSet')).toBe(false)
    expect(adapter.status().state).toBe('ok')
    const unserved = adapter.status().unseen.map(({ kind }) => kind)
    expect(unserved.filter((kind) => meshKinds[kind].group === 'gateway.networking.k8s.io')).toEqual([])
  })
})

describe('an API server that is not well', () => {
  test('that is away is a Problem at once, a state, and found again when it is back', async () => {
    proxy.setFault(() => 'reset')
    const adapter = await open({ url: proxy.url })
    await expect(adapter.readSnapshot(signal)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'kubernetes-unreachable',
    })
    expect(adapter.status()).toMatchObject({ state: 'down' })
    proxy.setFault(undefined)
    const snapshot = await until(adapter, () => true)
    expect(snapshot.all('Pod').length).toBeGreaterThan(0)
    expect((await untilStatus(adapter, ({ state }) => state === 'ok')).lastGoodMs).toBeTypeOf('number')
  })

  test('that asks for patience gets it', async () => {
    let refused = 0
    let refusedAtMs = 0
    let askedAgainAtMs = 0
    proxy.setFault((request) => {
      if (!request.includes('/services?limit=')) return undefined
      if (refused++ === 0) {
        refusedAtMs = performance.now()
        return { status: 429, headers: { 'retry-after': '1' } }
      }
      askedAgainAtMs ||= performance.now()
      return undefined
    })
    const adapter = await open({ url: proxy.url })
    await expect(adapter.readSnapshot(signal)).rejects.toMatchObject({ code: 'kubernetes-busy' })
    await until(adapter, () => true)
    expect(askedAgainAtMs - refusedAtMs).toBeGreaterThanOrEqual(1000)
  })

  test.each([
    [
      'a page of HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Sign in' },
      'unavailable',
      'kubernetes-garbled',
    ],
    ['rejected credentials', { status: 401 }, 'forbidden', 'kubernetes-unauthorized'],
    ['an internal error', { status: 500 }, 'unavailable', 'kubernetes-error'],
  ])('%s is a Problem that names it', async (_name, fault, kind, code) => {
    proxy.setFault(() => fault)
    const adapter = await open({ url: proxy.url })
    await expect(adapter.readSnapshot(signal)).rejects.toMatchObject({ kind, code, adapter: 'kubernetes' })
  })

  test('after the first snapshot leaves that snapshot to be read', async () => {
    const adapter = await open({ url: proxy.url })
    const snapshot = await adapter.readSnapshot(signal)
    // A watch that is still being opened when the server goes would end in another way than one that is cut.
    await expect.poll(() => demo.watchCount()).toBe(servedKinds.length)
    proxy.setFault(() => 'reset')
    await cutUntil(adapter, 'down')
    expect(await adapter.readSnapshot(signal)).toBe(snapshot)
  })

  test('a caller who goes away stops waiting', async () => {
    proxy.setFault(() => 'hang')
    const adapter = await open({ url: proxy.url })
    const leaver = new AbortController()
    const reading = adapter.readSnapshot(leaver.signal)
    leaver.abort(new Error('left'))
    await expect(reading).rejects.toThrow('left')
  })

  test('a kubeconfig that is not there is a state and a Problem, until it is there', async () => {
    const path = join(folder, 'later')
    const adapter = openKubernetes(
      {
        KUBECONFIG: path,
        VARDIA_CLUSTER_NAME: 'Kubernetes',
        VARDIA_ROOT_NAMESPACE: 'istio-system',
        VARDIA_NAMESPACE_EXCLUDES: [],
        VARDIA_DISCOVERY_SELECTORS: '',
      },
      undefined,
      quick,
    )
    opened.push(adapter)
    const error = await adapter.readSnapshot(signal).catch((problem: unknown) => problem)
    expect(isProblem(error) && error.code).toBe('kubeconfig-missing')
    await writeKubeconfig(path, formatKubeconfig(demo.url, demo.users, 'admin'))
    expect((await until(adapter, () => true)).all('Pod').length).toBeGreaterThan(0)
  })

  test.each([
    ['is away', 'reset'],
    ['hangs', 'hang'],
  ] as const)('a kubeconfig whose server %s is opened anew when it is written anew', async (_, fault) => {
    proxy.setFault(() => fault)
    const adapter = await open({ url: proxy.url })
    const early = await adapter.readSnapshot(AbortSignal.timeout(200)).catch((problem: unknown) => problem)
    expect(early).toBeInstanceOf(Error)
    const path = join(folder, `kubeconfig-${opened.length - 1}`)
    await writeKubeconfig(path, formatKubeconfig(demo.url, demo.users, 'auditor'))
    await until(adapter, () => true)
    expect(adapter.status().address).toBe(demo.url)
    expect(adapter.listIdentities()[0]).toEqual({ identity: 'auditor' })
    proxy.setFault(undefined)
  })

  test('a kubeconfig that is written anew later changes nothing of what is followed', async () => {
    const adapter = await open({})
    await adapter.readSnapshot(signal)
    const path = join(folder, `kubeconfig-${opened.length - 1}`)
    await writeKubeconfig(path, formatKubeconfig(proxy.url, demo.users, 'editor'))
    await adapter.readAccess({ identity: 'admin' }, signal)
    expect(adapter.status().address).toBe(demo.url)
  })
})

describe('the rights of a viewer', () => {
  test('are those that the cluster says, per kind and namespace', async () => {
    const adapter = await open({})
    await adapter.readSnapshot(signal)
    expect(adapter.listIdentities().map(({ identity }) => identity)).toEqual([
      'admin',
      'editor',
      'auditor',
      'nobody',
    ])
    const [admin, editor, auditor, nobody] = await Promise.all(
      adapter.listIdentities().map((identity) => adapter.readAccess(identity, signal)),
    )
    expect(admin?.may('delete', 'VirtualService')).toBe(true)
    expect(admin?.readOnly).toBe(false)
    expect(editor?.may('list', 'Pod', 'bookinfo')).toBe(true)
    expect(editor?.may('create', 'VirtualService', 'bookinfo')).toBe(true)
    expect(editor?.may('list', 'Pod', 'shop')).toBe(false)
    expect(editor?.may('list', 'Pod')).toBe(false)
    expect(editor?.readOnly).toBe(false)
    expect(auditor?.may('list', 'Pod', 'shop')).toBe(true)
    expect(auditor?.may('create', 'VirtualService', 'shop')).toBe(false)
    expect(auditor?.readOnly).toBe(true)
    expect(nobody?.may('list', 'Pod', 'bookinfo')).toBe(false)
    expect(nobody?.readOnly).toBe(true)
  })

  test('are asked once for all who ask at a time, and remembered', async () => {
    const adapter = await open({})
    await adapter.readSnapshot(signal)
    const editor = { identity: 'editor' }
    const all = await Promise.all([1, 2, 3].map(() => adapter.readAccess(editor, signal)))
    const asked =
      proxy.requests.length + (demo.requests.get('create selfsubjectaccessreviews.authorization.k8s.io') ?? 0)
    expect(await adapter.readAccess(editor, signal)).toBe(all[0])
    expect(all[1]).toBe(all[0])
    expect(demo.requests.get('create selfsubjectaccessreviews.authorization.k8s.io')).toBe(asked)
  })

  test('are none when the question fails, and a failure is not remembered', async () => {
    const adapter = await open({ url: proxy.url })
    await adapter.readSnapshot(signal)
    proxy.setFault((request) => (request.includes('selfsubject') ? { status: 500 } : undefined))
    const editor = { identity: 'editor' }
    await expect(adapter.readAccess(editor, signal)).rejects.toMatchObject({ code: 'kubernetes-error' })
    proxy.setFault(undefined)
    expect((await adapter.readAccess(editor, signal)).may('list', 'Pod', 'bookinfo')).toBe(true)
  })

  test('of an identity that the kubeconfig does not have are a Problem', async () => {
    const adapter = await open({})
    await expect(adapter.readAccess({ identity: 'stranger' }, signal)).rejects.toMatchObject({
      kind: 'not-found',
      code: 'kubernetes-unknown-identity',
    })
  })
})
