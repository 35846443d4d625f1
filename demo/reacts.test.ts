import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { afterPush } from '#demo/testing/after-push.ts'
import type { Manifest } from '#demo/world/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-reacts-'))
let nowMs = Date.UTC(2026, 10, 21, 12)
let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig'), nowMs: () => nowMs })
})
afterAll(async () => {
  await demo.stop()
  rmSync(folder, { recursive: true })
})

/** Writes into the cluster, waits until proxies have it, and lets the window of the queries pass. */
async function apply(...manifests: Manifest[]): Promise<() => Promise<void>> {
  const { store, traffic } = demo.kubernetes
  const settle = async (change: () => void) => {
    await afterPush(traffic, change)
    nowMs += 45_000
  }
  const before = manifests.map((manifest) => findStored(manifest))
  await settle(() => {
    for (const manifest of manifests) store.put(manifest)
  })
  return () =>
    settle(() =>
      manifests.forEach((manifest, at) => {
        const old = before[at]
        const { namespace = '', name } = manifest.metadata
        if (old) store.put(old)
        else store.remove(manifest.apiVersion, manifest.kind, namespace, name)
      }),
    )
}

function findStored({ apiVersion, kind, metadata }: Manifest): Manifest | undefined {
  const resource = findResourceOfKind(apiVersion, kind)
  const found = resource && demo.kubernetes.store.collection(resource).all()
  return found?.find(
    ({ name, namespace }) => name === metadata.name && namespace === (metadata.namespace ?? ''),
  )?.manifest
}

/** Requests a second by a label, over the last 30 s. */
function rate(matchers: string, by: string): Promise<Record<string, number>> {
  return ask(`sum by (${by}) (rate(istio_requests_total{${matchers}}[30s])) > 0`, by)
}

async function ask(query: string, by: string): Promise<Record<string, number>> {
  const url = `${demo.prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(nowMs / 1000) })}`
  // The demo's own answers have this form, which its fidelity tests hold.
  const answer = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return Object.fromEntries(
    answer.data.result.map(({ metric, value }) => [metric[by] ?? '', Number(value[1])]),
  )
}

const istio = (kind: string, name: string, spec: unknown, namespace = 'bookinfo'): Manifest => ({
  apiVersion: ['PeerAuthentication', 'AuthorizationPolicy'].includes(kind)
    ? 'security.istio.io/v1'
    : 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
})
const server = (name: string) => `reporter="destination",destination_workload="${name}"`
const client = (host: string) => `reporter="source",destination_service_name="${host}"`

describe('the traffic follows the configuration', () => {
  test('a shift of reviews to v3 moves all of its requests there, and back when it is taken back', async () => {
    const atFirst = await rate(client('reviews'), 'destination_workload')
    const total = Object.values(atFirst).reduce((sum, value) => sum + value, 0)
    expect(Object.keys(atFirst).sort()).toEqual(['reviews-v1', 'reviews-v2', 'reviews-v3'])
    const undo = await apply(
      istio('VirtualService', 'reviews', {
        hosts: ['reviews'],
        http: [{ route: [{ destination: { host: 'reviews', subset: 'v3' } }] }],
      }),
    )
    const shifted = await rate(client('reviews'), 'destination_workload')
    expect(Object.keys(shifted)).toEqual(['reviews-v3'])
    expect(shifted['reviews-v3']).toBeGreaterThan(total * 0.95)
    expect(shifted['reviews-v3']).toBeLessThan(total * 1.05)
    await undo()
    const restored = await rate(client('reviews'), 'destination_workload')
    for (const [workload, value] of Object.entries(atFirst))
      expect(Math.abs((restored[workload] ?? 0) - value)).toBeLessThan(value * 0.1)
  })

  test('weights split as they say', async () => {
    const route = (subset: string, weight: number) => ({ destination: { host: 'reviews', subset }, weight })
    const undo = await apply(
      istio('VirtualService', 'reviews', {
        hosts: ['reviews'],
        http: [{ route: [route('v1', 80), route('v3', 20)] }],
      }),
    )
    const split = await rate(client('reviews'), 'destination_workload')
    const total = (split['reviews-v1'] ?? 0) + (split['reviews-v3'] ?? 0)
    expect((split['reviews-v3'] ?? 0) / total).toBeGreaterThan(0.15)
    expect((split['reviews-v3'] ?? 0) / total).toBeLessThan(0.25)
    await undo()
  })

  test('an abort is answered by the client alone, with FI, and the server hears nothing of it', async () => {
    const before = await rate(server('details-v1'), 'response_code')
    const undo = await apply(
      istio('VirtualService', 'details', {
        hosts: ['details'],
        http: [
          {
            fault: { abort: { httpStatus: 555, percentage: { value: 50 } } },
            route: [{ destination: { host: 'details', subset: 'v1' } }],
          },
        ],
      }),
    )
    const codes = await rate(client('details'), 'response_code')
    const flags = await rate(`${client('details')},response_code="555"`, 'response_flags')
    const heard = await rate(server('details-v1'), 'response_code')
    expect(Math.abs((codes['555'] ?? 0) - (codes['200'] ?? 0))).toBeLessThan((codes['200'] ?? 0) * 0.1)
    expect(Object.keys(flags)).toEqual(['FI'])
    expect(heard['200'] ?? 0).toBeLessThan((before['200'] ?? 0) * 0.6)
    expect(heard['555']).toBeUndefined()
    await undo()
  })

  test('a delay makes the client wait and marks it DI', async () => {
    const undo = await apply(
      istio('VirtualService', 'ratings', {
        hosts: ['ratings'],
        http: [
          {
            fault: { delay: { fixedDelay: '2s', percentage: { value: 100 } } },
            route: [{ destination: { host: 'ratings', subset: 'v1' } }],
          },
        ],
      }),
    )
    const flags = await rate(client('ratings'), 'response_flags')
    expect(Object.keys(flags)).toEqual(['DI'])
    expect(await rate(server('ratings-v1'), 'response_flags')).toHaveProperty('-')
    await undo()
  })

  test('a policy that denies answers 403 on both sides', async () => {
    const undo = await apply(
      istio('AuthorizationPolicy', 'no-ratings', {
        selector: { matchLabels: { app: 'ratings' } },
        action: 'DENY',
        rules: [{}],
      }),
    )
    expect(Object.keys(await rate(client('ratings'), 'response_code'))).toEqual(['403'])
    expect(Object.keys(await rate(server('ratings-v1'), 'response_code'))).toEqual(['403'])
    await undo()
    expect(Object.keys(await rate(client('ratings'), 'response_code'))).toEqual(['200'])
  })

  test('a client in plain text fails at a STRICT server and succeeds at a PERMISSIVE one', async () => {
    const plain = istio('DestinationRule', 'ratings', {
      host: 'ratings',
      trafficPolicy: { tls: { mode: 'DISABLE' } },
      subsets: [
        { name: 'v1', labels: { version: 'v1' } },
        { name: 'v2', labels: { version: 'v2' } },
      ],
    })
    const undoPlain = await apply(plain)
    expect(Object.keys(await rate(client('ratings'), 'response_code'))).toEqual(['503'])
    const undoMode = await apply(
      istio('PeerAuthentication', 'ratings', {
        selector: { matchLabels: { app: 'ratings' } },
        mtls: { mode: 'PERMISSIVE' },
      }),
      istio('AuthorizationPolicy', 'allow-ratings', {
        selector: { matchLabels: { app: 'ratings' } },
        rules: [{}],
      }),
    )
    expect(await rate(server('ratings-v1'), 'connection_security_policy')).toHaveProperty('none')
    await undoMode()
    await undoPlain()
  })

  test('a route to a subset that nobody defines ends in 503 with NC', async () => {
    const undo = await apply(
      istio('VirtualService', 'details', {
        hosts: ['details'],
        http: [{ route: [{ destination: { host: 'details', subset: 'v9' } }] }],
      }),
    )
    expect(Object.keys(await rate(client('details'), 'response_flags'))).toEqual(['NC'])
    expect(await rate(server('details-v1'), 'response_code')).toEqual({})
    await undo()
  })

  test('what is behind a service that gets nothing gets nothing either', async () => {
    const undo = await apply(
      istio('VirtualService', 'reviews', {
        hosts: ['reviews'],
        http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }],
      }),
    )
    expect(await rate(server('ratings-v1'), 'response_code')).toEqual({})
    await undo()
  })

  test('a mirror is heard by the server it copies to, and told by no client', async () => {
    const before = await rate(client('reviews'), 'destination_workload')
    const undo = await apply(
      istio('VirtualService', 'reviews', {
        hosts: ['reviews'],
        http: [
          {
            route: [{ destination: { host: 'reviews', subset: 'v1' } }],
            mirror: { host: 'reviews', subset: 'v3' },
            mirrorPercentage: { value: 50 },
          },
        ],
      }),
    )
    const total = Object.values(before).reduce((sum, value) => sum + value, 0)
    expect(Object.keys(await rate(client('reviews'), 'destination_workload'))).toEqual(['reviews-v1'])
    const heard = await rate(server('reviews-v3'), 'response_code')
    expect((heard['200'] ?? 0) / total).toBeGreaterThan(0.45)
    expect((heard['200'] ?? 0) / total).toBeLessThan(0.55)
    await undo()
  })

  test('a workload without ready pods gets nothing: what is left takes it, and its own calls cease', async () => {
    const { store } = demo.kubernetes
    const pods = store
      .collection({ collection: findResourceOfKind('v1', 'Pod')?.collection ?? '' })
      .all()
      .filter(({ name, namespace }) => namespace === 'bookinfo' && name.startsWith('reviews-v2'))
    expect(pods.length).toBeGreaterThan(0)
    const crash = pods.map(({ manifest }): Manifest => {
      const status = Object(manifest['status'])
      const conditions = [{ type: 'Ready', status: 'False' }]
      return { ...manifest, status: { ...status, conditions } }
    })
    const undo = await apply(...crash)
    const byServer = await rate(client('reviews'), 'destination_workload')
    expect(byServer).not.toHaveProperty('reviews-v2')
    const callers = await rate(client('ratings'), 'source_workload')
    expect(callers).not.toHaveProperty('reviews-v2')
    expect(callers).toHaveProperty('reviews-v3')
    await undo()
  })

  test('outlier detection takes a workload that always fails out of its service', async () => {
    const version = (name: string) => ({ name, labels: { version: name } })
    const bothVersions = istio(
      'VirtualService',
      'payment',
      { hosts: ['payment'], http: [{ route: [{ destination: { host: 'payment' } }] }] },
      'shop',
    )
    const undoRoute = await apply(bothVersions)
    const shared = await rate(client('payment'), 'destination_workload')
    expect(Object.keys(shared).sort()).toEqual(['payment-v1', 'payment-v2'])
    const undoRule = await apply(
      istio(
        'DestinationRule',
        'payment',
        {
          host: 'payment',
          trafficPolicy: {
            outlierDetection: { consecutive5xxErrors: 1, interval: '30s', maxEjectionPercent: 100 },
          },
          subsets: [version('v1'), version('v2')],
        },
        'shop',
      ),
    )
    expect(Object.keys(await rate(client('payment'), 'destination_workload'))).toEqual(['payment-v1'])
    await undoRule()
    await undoRoute()
  })

  test('a waypoint answers 403 to what a policy for its service denies', async () => {
    const waypoint = 'reporter="waypoint",destination_service_name="rewards"'
    expect(Object.keys(await rate(waypoint, 'response_code'))).toEqual(['200'])
    const undo = await apply(
      istio(
        'AuthorizationPolicy',
        'no-rewards',
        {
          targetRefs: [{ group: '', kind: 'Service', name: 'rewards' }],
          action: 'DENY',
          rules: [{ to: [{ operation: { methods: ['GET'] } }] }],
        },
        'loyalty',
      ),
    )
    expect(Object.keys(await rate(waypoint, 'response_code'))).toEqual(['403'])
    await undo()
  })

  test('a waypoint routes, waits and aborts as a VirtualService of its namespace says', async () => {
    const undo = await apply(
      istio(
        'VirtualService',
        'rewards',
        {
          hosts: ['rewards'],
          http: [
            {
              fault: { abort: { httpStatus: 418, percentage: { value: 100 } } },
              route: [{ destination: { host: 'rewards' } }],
            },
          ],
        },
        'loyalty',
      ),
    )
    const codes = await rate('reporter="waypoint",destination_service_name="rewards"', 'response_code')
    expect(Object.keys(codes)).toEqual(['418'])
    await undo()
  })

  test('ztunnel closes what a policy of layer 4 denies, and says DENY', async () => {
    const opened = async () => {
      const query = `sum by (response_flags) (rate(istio_tcp_connections_opened_total{destination_workload="valkey"}[30s])) > 0`
      return Object.keys(await ask(query, 'response_flags'))
    }
    expect(await opened()).toEqual(['-'])
    const undo = await apply(
      istio(
        'AuthorizationPolicy',
        'no-valkey',
        { selector: { matchLabels: { app: 'valkey' } }, action: 'DENY', rules: [{}] },
        'loyalty',
      ),
    )
    expect(await opened()).toEqual(['DENY'])
    await undo()
  })
})
