import { describe, expect, it } from 'vitest'
import { findServiceWaypoint, listServiceWaypoints } from '#server/mesh/access/find-waypoint.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

type Marks = Readonly<Record<string, string>>

const at = 'istio.io/use-waypoint'
const canary = `${at}-canary`
const weight = `${canary}-weight`

function run(place: string): RawObject {
  const [namespace = '', name = ''] = place.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {
        'gateway.networking.k8s.io/gateway-name': name,
        'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint',
        'gateway.istio.io/managed': 'istio.io-mesh-controller',
      },
    },
    spec: { serviceAccountName: name, containers: [{ name: 'proxy', image: 'proxy' }] },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
  }
}

const gateway = (place: string, allowedRoutes?: object, labels: Marks = {}): RawObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { namespace: place.split('/')[0] ?? '', name: place.split('/')[1] ?? '', labels },
  spec: {
    gatewayClassName: 'istio-waypoint',
    listeners: [
      { name: 'mesh', port: 15008, protocol: 'HBONE', ...(allowedRoutes ? { allowedRoutes } : {}) },
    ],
  },
})
const gatewayClass = (traffic: string): RawObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'istio-waypoint', labels: { 'istio.io/waypoint-for': traffic } },
  spec: { controllerName: 'istio.io/mesh-controller' },
})
const meta = (kind: string, name: string, labels: Marks, annotations: Marks = {}): RawObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, ...(kind === 'Namespace' ? {} : { namespace: 'shop' }), labels, annotations },
  ...(kind === 'Namespace' ? {} : { spec: { selector: { app: 'pay' }, ports: [{ port: 80 }] } }),
})
const service = (labels: Marks, annotations?: Marks) => meta('Service', 'pay', labels, annotations)
const namespace = (labels: Marks, annotations?: Marks) => meta('Namespace', 'shop', labels, annotations)
const place = { namespace: 'shop', name: 'pay' }

function list(manifests: readonly RawObject[]): string {
  const snapshot = buildSnapshotFromManifests({
    manifests: [run('shop/way'), run('shop/new'), run('infra/far'), ...manifests],
  })
  const found = listServiceWaypoints(snapshot, place)
  if (!found) return 'none'
  return [
    ...found.shares.map(({ namespace: of, name, percent, workload }) =>
      [`${of}/${name} ${percent}`, ...(workload ? [] : ['missing'])].join(' '),
    ),
    ...found.reasons.map(({ code }) => code),
  ].join(', ')
}

// istio 1.31.1 pilot/pkg/serviceregistry/ambient/waypoints.go: fetchWaypointForService, buildWeightedWaypoints, and
// their own tests waypoints_test.go; `e2e/real/ambient.real.ts` sets some beside what a real istiod tells ztunnels
describe('the waypoints before a service', () => {
  it.each<[string, readonly RawObject[], string]>([
    ['none is asked for', [service({})], 'none'],
    ['by the label of the service', [service({ [at]: 'way' })], 'shop/way 100'],
    ['by the label of its namespace', [service({}), namespace({ [at]: 'way' })], 'shop/way 100'],
    ['the service opts out', [service({ [at]: 'none' }), namespace({ [at]: 'way' })], 'none'],
    [
      'a missing one of the service does not fall back to the namespace’s',
      [service({ [at]: 'gone' }), namespace({ [at]: 'way' })],
      'shop/gone 100 missing',
    ],
    [
      'of another namespace, whose listener allows it',
      [
        service({ [at]: 'far', [`${at}-namespace`]: 'infra' }),
        gateway('infra/far', { namespaces: { from: 'All' } }),
      ],
      'infra/far 100',
    ],
    [
      'of another namespace, whose listener allows its own alone',
      [service({ [at]: 'far', [`${at}-namespace`]: 'infra' }), gateway('infra/far')],
      'access-waypoint-denied',
    ],
    [
      'of another namespace, whose listener chooses by labels',
      [
        service({ [at]: 'far', [`${at}-namespace`]: 'infra' }),
        namespace({ team: 'pay' }),
        gateway('infra/far', {
          namespaces: {
            from: 'Selector',
            selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['pay'] }] },
          },
        }),
      ],
      'infra/far 100',
    ],
    [
      'of another namespace, whose listener chooses others',
      [
        service({ [at]: 'far', [`${at}-namespace`]: 'infra' }),
        gateway('infra/far', {
          namespaces: { from: 'Selector', selector: { matchLabels: { team: 'pay' } } },
        }),
      ],
      'access-waypoint-denied',
    ],
    [
      'one for workloads takes nothing that is for services',
      [service({ [at]: 'way' }), gateway('shop/way', undefined, { 'istio.io/waypoint-for': 'workload' })],
      'access-waypoint-traffic',
    ],
    [
      'nor does one whose class says so',
      [service({ [at]: 'way' }), gateway('shop/way'), gatewayClass('workload')],
      'access-waypoint-traffic',
    ],
    [
      'its own label goes before its class’s',
      [
        service({ [at]: 'way' }),
        gateway('shop/way', undefined, { 'istio.io/waypoint-for': 'all' }),
        gatewayClass('workload'),
      ],
      'shop/way 100',
    ],
    [
      'a canary takes its weight',
      [service({ [at]: 'way', [canary]: 'new' }, { [weight]: '10' })],
      'shop/way 90, shop/new 10',
    ],
    ['nothing without one', [service({ [at]: 'way', [canary]: 'new' })], 'shop/way 100'],
    ['all of 100', [service({ [at]: 'way', [canary]: 'new' }, { [weight]: '100' })], 'shop/new 100'],
    ['none is no canary', [service({ [at]: 'way', [canary]: 'none' }, { [weight]: '10' })], 'shop/way 100'],
    ['a canary alone is none', [service({ [canary]: 'new' }, { [weight]: '10' })], 'none'],
    [
      'of the namespace, where the waypoint is the namespace’s',
      [service({}), namespace({ [at]: 'way', [canary]: 'new' }, { [weight]: '25' })],
      'shop/way 75, shop/new 25',
    ],
    [
      'not of the namespace, where the waypoint is the service’s own',
      [service({ [at]: 'way' }), namespace({ [canary]: 'new' }, { [weight]: '25' })],
      'shop/way 100',
    ],
    [
      'the service’s own canary and weight before the namespace’s',
      [
        service({ [canary]: 'new' }, { [weight]: '5' }),
        namespace({ [at]: 'way', [canary]: 'x' }, { [weight]: '25' }),
      ],
      'shop/way 95, shop/new 5',
    ],
    [
      'of another namespace',
      [
        service({ [at]: 'way', [canary]: 'far', [`${canary}-namespace`]: 'infra' }, { [weight]: '10' }),
        gateway('infra/far', { namespaces: { from: 'All' } }),
      ],
      'shop/way 90, infra/far 10',
    ],
    [
      'one that may not be attached',
      [
        service({ [at]: 'way', [canary]: 'far', [`${canary}-namespace`]: 'infra' }, { [weight]: '10' }),
        gateway('infra/far'),
      ],
      'shop/way 100, access-waypoint-denied',
    ],
    [
      'the same twice',
      [service({ [at]: 'way', [canary]: 'way' }, { [weight]: '10' })],
      'shop/way 100, access-canary-same',
    ],
    [
      'one that is not there',
      [service({ [at]: 'way', [canary]: 'gone' }, { [weight]: '10' })],
      'shop/way 100, access-canary-missing',
    ],
    ...['101', '-1', '1.5', '', ' 5', '1e1', '0x5'].map((text): [string, readonly RawObject[], string] => [
      `the weight ${JSON.stringify(text)}`,
      [service({ [at]: 'way', [canary]: 'new' }, { [weight]: text })],
      'shop/way 100, access-canary-weight',
    ]),
    [
      'the weight +5',
      [service({ [at]: 'way', [canary]: 'new' }, { [weight]: '+5' })],
      'shop/way 95, shop/new 5',
    ],
    [
      'the first is missing',
      [service({ [at]: 'gone', [canary]: 'new' }, { [weight]: '10' })],
      'shop/gone 100 missing',
    ],
  ])('%s', (_, manifests, told) => {
    expect(list(manifests)).toBe(told)
  })

  it('routes are read by the first of them', () => {
    const manifests = [
      run('shop/way'),
      run('shop/new'),
      service({ [at]: 'way', [canary]: 'new' }, { [weight]: '100' }),
    ]
    expect(findServiceWaypoint(buildSnapshotFromManifests({ manifests }), place)?.name).toBe('way')
  })
})
