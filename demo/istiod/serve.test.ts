import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type IstiodHandle, startIstiod } from '#demo/istiod/serve.ts'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const world = buildWorld({ seed: 1, nowMs })
let kubernetes: KubernetesHandle
const istiods: IstiodHandle[] = []

beforeAll(async () => {
  kubernetes = await startKubernetes({ world, now: () => nowMs })
  for (const replica of [0, 1]) {
    const readPods = () => kubernetes.pods
    istiods.push(await startIstiod({ world, store: kubernetes.store, readPods, replica, nowMs: () => nowMs }))
  }
})
afterAll(() => Promise.all([kubernetes, ...istiods].map((server) => server.stop())))

const ask = async (path: string, replica = 0) => {
  const answer = await fetch(`${istiods[replica]?.url}${path}`)
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const read = async (path: string, replica = 0) => JSON.parse((await ask(path, replica)).text)

interface SyncStatus {
  readonly proxy: string
  readonly proxy_type: string
  readonly route_sent?: string
  readonly route_acked?: string
  readonly resources: Record<string, { sent: string; acked?: string; lastError?: string }>
}

const readSync = async (): Promise<SyncStatus[]> => [
  ...(await read('/debug/syncz', 0)),
  ...(await read('/debug/syncz', 1)),
]

const findPod = (workload: string) => {
  const pod = kubernetes.pods.find((one) => one.workload === workload)
  return `${pod?.name}.${pod?.namespace}`
}

describe('which proxy has what', () => {
  test('each proxy is connected to one replica, of the type that it is', async () => {
    const statuses = await readSync()
    const names = statuses.map(({ proxy }) => proxy)
    expect(new Set(names).size).toBe(names.length)
    const types = new Map(statuses.map(({ proxy, proxy_type }) => [proxy, proxy_type]))
    expect(types.get(findPod('productpage-v1'))).toBe('sidecar')
    expect(types.get(findPod('istio-ingressgateway'))).toBe('router')
    expect(types.get(findPod('istio-egressgateway'))).toBe('router')
    expect(types.get(findPod('waypoint'))).toBe('waypoint')
    expect(types.get(findPod('ztunnel'))).toBe('ztunnel')
    expect(types.has(findPod('stock-importer'))).toBe(false)
    expect(types.has(findPod('points-v1'))).toBe(false)
    for (const replica of [0, 1]) expect((await read('/debug/syncz', replica)).length).toBeGreaterThan(10)
  })

  test('all have taken what they were sent, but for the routes of one and the clusters that another refused', async () => {
    const stale = (await readSync()).filter(({ resources }) =>
      Object.values(resources).some(({ sent, acked }) => sent !== acked),
    )
    const [behind, refused] = ['gift-wrap', 'email-v1'].map((workload) =>
      stale.find(({ proxy }) => proxy === findPod(workload)),
    )
    expect(stale.length).toBe(2)
    expect(behind?.route_sent).not.toBe(behind?.route_acked)
    const said = Object.values(refused?.resources ?? {}).flatMap(({ lastError }) => lastError ?? [])
    expect(said).toEqual([expect.stringContaining('outbound|9080||ratings.bookinfo.svc.cluster.local')])
  })

  test('a change of a VirtualService is sent to every proxy as new routes, and as nothing else', async () => {
    const before = new Map((await readSync()).map((status) => [status.proxy, status]))
    const details = world.manifests.find(
      ({ kind, metadata }) => kind === 'VirtualService' && metadata.name === 'details',
    )
    if (!details) throw new Error('the world has routes for details')
    kubernetes.store.put(details)
    for (const status of await readSync()) {
      const old = before.get(status.proxy)
      const changed = Object.keys(status.resources).filter(
        (type) => status.resources[type]?.sent !== old?.resources[type]?.sent,
      )
      const hasRoutes = ['sidecar', 'router'].includes(status.proxy_type)
      expect(changed).toEqual(
        hasRoutes ? ['type.googleapis.com/envoy.config.route.v3.RouteConfiguration'] : [],
      )
    }
  })
})

test('configz, registryz and endpointz follow the cluster: what is applied is there, what is deleted is not', async () => {
  const entry = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'later', namespace: 'shop' },
    spec: {
      hosts: ['later.example'],
      resolution: 'DNS',
      ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
    },
  }
  const look = async () => ({
    config: (await read('/debug/configz')).some(
      ({ metadata }: { metadata: { name: string } }) => metadata.name === 'later',
    ),
    service: (await read('/debug/registryz')).find(
      ({ hostname }: { hostname: string }) => hostname === 'later.example',
    ),
    endpoints: (await read('/debug/endpointz'))['later.example'],
  })
  expect(await look()).toEqual({ config: false, service: undefined, endpoints: undefined })
  kubernetes.store.put(entry)
  const there = await look()
  expect(there.config).toBe(true)
  expect(there.service).toMatchObject({
    MeshExternal: true,
    Resolution: 1,
    ports: [{ name: 'tls', port: 443, protocol: 'TLS' }],
  })
  expect(there.endpoints.shop.Shards['External/Kubernetes'][0].Addresses).toEqual(['later.example'])
  kubernetes.store.remove(entry.apiVersion, entry.kind, 'shop', 'later')
  expect((await look()).config).toBe(false)
})

test('endpoints tell which pods are healthy, which speak mTLS, and the machine behind its ServiceEntry', async () => {
  const shards = await read('/debug/endpointShardz')
  const ads = shards['ads.shop.svc.cluster.local'].shop.Shards['Kubernetes/Kubernetes']
  expect(ads.map(({ HealthStatus }: { HealthStatus: number }) => HealthStatus).toSorted()).toEqual([1, 2, 2])
  expect(ads[0]).toMatchObject({ TLSMode: 'istio', ServiceAccount: 'spiffe://cluster.local/ns/shop/sa/ads' })
  const machine = shards['mainframe.warehouse.example'].warehouse.Shards['External/Kubernetes']
  expect(machine[0]).toMatchObject({
    Addresses: ['192.0.2.17'],
    WorkloadName: 'mainframe-1',
    TLSMode: 'istio',
  })
})

describe('config_dump', () => {
  const dump = async (workload: string, more = '') => {
    const answers = await Promise.all(
      [0, 1].map((replica) => ask(`/debug/config_dump?proxyID=${findPod(workload)}${more}`, replica)),
    )
    const found = answers.filter(({ status }) => status === 200)
    expect(found).toHaveLength(1)
    expect(answers.find(({ status }) => status !== 200)?.text).toMatch(
      /^Proxy not connected to this Pilot instance/,
    )
    const { configs } = JSON.parse(found[0]?.text ?? '')
    return (kind: string) =>
      configs.find((config: { '@type': string }) => config['@type'].endsWith(`.${kind}ConfigDump`))
  }

  test('shows subsets as clusters, and a Sidecar leaves out what it does not name', async () => {
    const part = await dump('productpage-v1')
    const names = part('Clusters').dynamicActiveClusters.map(
      ({ cluster }: { cluster: { name: string } }) => cluster.name,
    )
    expect(names).toContain('outbound|9080|v2|reviews.bookinfo.svc.cluster.local')
    expect(names).toContain('inbound|9080||')
    expect(names.some((name: string) => name.includes('istiod.istio-system'))).toBe(true)
    expect(names.some((name: string) => name.includes('.shop.'))).toBe(false)
  })

  test('shows routes as the VirtualService weighs them, one that leads to a missing subset included', async () => {
    const findHost = async (workload: string, host: string, port: string) => {
      const part = await dump(workload)
      const { routeConfig } = part('Routes').dynamicRouteConfigs.find(
        (config: { routeConfig: { name: string } }) => config.routeConfig.name === port,
      )
      return routeConfig.virtualHosts.find(({ name }: { name: string }) => name === `${host}:${port}`)
    }
    const reviews = await findHost('productpage-v1', 'reviews.bookinfo.svc.cluster.local', '9080')
    expect(reviews.routes[0].route.weightedClusters.clusters).toEqual([
      { name: 'outbound|9080|v1|reviews.bookinfo.svc.cluster.local', weight: 34 },
      { name: 'outbound|9080|v2|reviews.bookinfo.svc.cluster.local', weight: 33 },
      { name: 'outbound|9080|v3|reviews.bookinfo.svc.cluster.local', weight: 33 },
    ])
    const shipping = await findHost('checkout-v1', 'shipping.shop.svc.cluster.local', '80')
    expect(shipping.routes[0].route.cluster).toBe('outbound|80|express|shipping.shop.svc.cluster.local')
    const part = await dump('checkout-v1')
    const clusters = part('Clusters').dynamicActiveClusters.map(
      ({ cluster }: { cluster: { name: string } }) => cluster.name,
    )
    expect(clusters).not.toContain('outbound|80|express|shipping.shop.svc.cluster.local')
  })

  test('holds endpoints only when they are asked for', async () => {
    expect((await dump('productpage-v1'))('Endpoints')).toBeUndefined()
    const part = await dump('productpage-v1', '&include_eds')
    expect(part('Endpoints').dynamicEndpointConfigs.length).toBeGreaterThan(3)
  })
})

test('push_status tells of a subset that no pod has, once there is one', async () => {
  const rule = world.manifests.find(
    ({ kind, metadata }) => kind === 'DestinationRule' && metadata.name === 'details',
  )
  if (!rule) throw new Error('the world has a rule for details')
  expect(await read('/debug/push_status')).toEqual({})
  kubernetes.store.put({
    ...rule,
    spec: { host: 'details', subsets: [{ name: 'v9', labels: { version: 'v9' } }] },
  })
  expect(await read('/debug/push_status')).toEqual({
    pilot_eds_no_instances: { 'outbound|9080|v9|details.bookinfo.svc.cluster.local': { message: '' } },
  })
  kubernetes.store.put(rule)
})

test('mesh is the ConfigMap over the defaults', async () => {
  const mesh = await read('/debug/mesh')
  expect(mesh).toMatchObject({
    accessLogFile: '/dev/stdout',
    enableAutoMtls: true,
    rootNamespace: 'istio-system',
  })
  const names = mesh.extensionProviders.map(({ name }: { name: string }) => name)
  expect(names).toEqual(['prometheus', 'stackdriver', 'envoy', 'envoy-json', 'opa-ext-authz', 'otel-tracing'])
})

test('metrics are those that Prometheus has of this replica, without what a scrape adds', async () => {
  const { text, type } = await ask('/metrics', 1)
  expect(type).toMatch(/^text\/plain; version=0\.0\.4/)
  expect(text).toMatch(/^pilot_info\{version="1\.31\.1"\} 1$/m)
  expect(text).toMatch(/^istiod_uptime_seconds \d/m)
  expect(text).not.toMatch(/instance=|pod=/)
})

test('one replica is ready and says its version', async () => {
  expect(await ask('/ready')).toMatchObject({ status: 200, text: '' })
  expect((await ask('/version')).text).toMatch(/^1\.31\.1-[0-9a-f]+-Clean$/)
})

const recorded = new URL('../../../shared/recorded/istiod/', import.meta.url)

describe.skipIf(!existsSync(recorded))('recordings of a real istiod', () => {
  const readRecorded = (name: string) => readFileSync(new URL(`${name}.json`, recorded), 'utf8')

  test.each<[string, string, number]>([
    ['error-config_dump-noid', '/debug/config_dump', 400],
    ['error-config_dump-unknown', '/debug/config_dump?proxyID=nope.bookinfo', 404],
    ['error-404', '/debug/nope', 404],
    ['clusterz', '/debug/clusterz', 200],
    ['networkz', '/debug/networkz', 200],
    ['cachez', '/debug/cachez', 200],
    ['push_status', '/debug/push_status', 200],
  ])('%s is answered to the byte', async (name, path, status) => {
    const answer = await ask(path)
    expect([answer.status, answer.text]).toEqual([status, readRecorded(name)])
  })

  const listKeys = (items: readonly object[]) => new Set(items.flatMap((item) => Object.keys(item)))

  test.each<[string, (answer: never) => readonly object[]]>([
    ['syncz', (answer: readonly object[]) => answer],
    ['registryz', (answer: readonly object[]) => answer],
    ['connections', (answer: { clients: readonly object[] }) => answer.clients],
    ['adsz', (answer: { clients: readonly object[] }) => answer.clients],
    ['resourcesz', (answer: readonly object[]) => answer],
    ['telemetryz', (answer: object) => [answer]],
    ['authorizationz', (answer: object) => [answer]],
  ])('%s has the recorded fields', async (name, pick) => {
    const [own, real] = [(await ask(`/debug/${name}`)).text, readRecorded(name)].map((text) =>
      pick(JSON.parse(text) as never),
    )
    expect(listKeys(own ?? [])).toEqual(listKeys(real ?? []))
  })

  test('an endpoint has the recorded fields', async () => {
    const list = (text: string) =>
      Object.values(
        JSON.parse(text) as Record<string, Record<string, { Shards: Record<string, object[]> }>>,
      ).flatMap((namespaces) =>
        Object.values(namespaces).flatMap(({ Shards }) => Object.values(Shards).flat()),
      )
    expect(listKeys(list((await ask('/debug/endpointz')).text))).toEqual(
      listKeys(list(readRecorded('endpointz'))),
    )
  })

  test('the parts of a config dump are the recorded ones, in their order', async () => {
    const types = (text: string) =>
      JSON.parse(text).configs.map((config: { '@type': string }) => config['@type'])
    const answers = await Promise.all(
      [0, 1].map((replica) => ask(`/debug/config_dump?proxyID=${findPod('productpage-v1')}`, replica)),
    )
    expect(types(answers.find(({ status }) => status === 200)?.text ?? '')).toEqual(
      types(readRecorded('config_dump-productpage')),
    )
  })
})
