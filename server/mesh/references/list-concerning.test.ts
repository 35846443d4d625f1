import { describe, expect, it } from 'vitest'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { findWorkload } from '#server/mesh/objects/workloads.ts'
import { indexFaults } from '#server/mesh/references/index-faults.ts'
import { listConcerningService, listConcerningWorkload } from '#server/mesh/references/list-concerning.ts'

const groups: Readonly<Record<string, string>> = {
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  PeerAuthentication: 'security.istio.io/v1',
  Telemetry: 'telemetry.istio.io/v1',
  EnvoyFilter: 'networking.istio.io/v1alpha3',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  K8sGateway: 'gateway.networking.k8s.io/v1',
}
const write = (kind: string, place: string, spec: object, labels: object = {}) => {
  const [namespace, name = ''] = place.includes('/') ? place.split('/') : ['', place]
  return {
    apiVersion: groups[kind] ?? 'networking.istio.io/v1',
    kind: kind === 'K8sGateway' ? 'Gateway' : kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      labels: { ...labels },
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec,
  }
}
const selector = { matchLabels: { app: 'cart' } }
const cluster = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'istio.io/use-waypoint': 'way' } },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { matchLabels: { app: 'cart' } }, template: { metadata: { labels: { app: 'cart' } } } },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { app: 'cart' } },
  },
]
const rows = [
  [write('PeerAuthentication', 'shop/strict', { selector }), 'object', 'concern-selector'],
  [write('AuthorizationPolicy', 'shop/all', {}), 'namespace', 'concern-namespace'],
  [write('RequestAuthentication', 'istio-system/jwt', {}), 'mesh', 'concern-mesh'],
  [write('Telemetry', 'shop/logs', {}), 'namespace', 'concern-namespace'],
  [
    write('EnvoyFilter', 'shop/tune', { workloadSelector: { labels: { app: 'cart' } } }),
    'object',
    'concern-selector',
  ],
  [write('WasmPlugin', 'istio-system/wasm', {}), 'mesh', 'concern-mesh'],
  [write('DestinationRule', 'shop/cart', { host: 'cart' }), 'object', 'concern-names'],
  [write('DestinationRule', 'istio-system/tls', { host: '*.local' }), 'object', 'concern-wildcard'],
  [
    write('VirtualService', 'shop/cart', { hosts: ['cart'], gateways: ['shop/edge'] }),
    'object',
    'concern-names',
  ],
  [write('Gateway', 'shop/edge', { selector: { istio: 'ingress' } }), 'object', 'concern-gateway'],
  [
    write('HTTPRoute', 'shop/cart', {
      parentRefs: [{ name: 'front' }],
      rules: [{ backendRefs: [{ name: 'cart' }] }],
    }),
    'object',
    'concern-names',
  ],
  [write('K8sGateway', 'shop/front', { gatewayClassName: 'istio' }), 'object', 'concern-gateway'],
  [write('K8sGateway', 'shop/way', { gatewayClassName: 'istio-waypoint' }), 'object', 'concern-waypoint'],
  [
    write('AuthorizationPolicy', 'shop/at-waypoint', {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'way' }],
    }),
    'object',
    'concern-waypoint-policy',
  ],
  [
    write('Sidecar', 'shop/cart', { workloadSelector: { labels: { app: 'cart' } } }),
    'object',
    'concern-selector',
  ],
  [write('Sidecar', 'shop/rest', {}), 'namespace', 'concern-sidecar-idle'],
] as const
const others = [
  write('PeerAuthentication', 'shop/other', { selector: { matchLabels: { app: 'web' } } }),
  write('DestinationRule', 'shop/web', { host: '*.example.com' }),
  write('AuthorizationPolicy', 'books/all', {}),
  write('Gateway', 'shop/other', { selector: { istio: 'ingress' } }),
  write('K8sGateway', 'shop/not-mine', { gatewayClassName: 'istio-waypoint' }),
]
const snapshot = buildSnapshotFromManifests({
  manifests: [...cluster, ...rows.map(([object]) => object), ...others],
})
const keyOf = ({ kind, namespace, name }: { kind: string; namespace: string; name: string }) =>
  `${kind} ${namespace}/${name}`

describe('what concerns a workload', () => {
  const workload = findWorkload(snapshot, 'shop', 'cart')
  const found = workload ? listConcerningWorkload(snapshot, workload) : []

  it.each(rows.map(([object, scope, code]) => [object.kind, object.metadata, scope, code] as const))(
    '%s %j: %s, %s',
    (kind, { namespace, name }, scope, code) => {
      const one = found.find(
        (each) => each.kind.endsWith(kind) && each.namespace === namespace && each.name === name,
      )
      expect(one).toMatchObject({ scope, why: { code } })
    },
  )

  it('is nothing else, and each object once', () => {
    expect(found.map(keyOf).length).toBe(rows.length)
    expect(new Set(found.map(keyOf)).size).toBe(rows.length)
  })
})

it('a service is concerned by what names or covers it, its gateways and its waypoint, not by what selects pods', () => {
  const found = listConcerningService(snapshot, { kind: 'Service', namespace: 'shop', name: 'cart' })
  expect(found.map(keyOf).sort()).toEqual([
    'AuthorizationPolicy shop/at-waypoint',
    'DestinationRule istio-system/tls',
    'DestinationRule shop/cart',
    'Gateway shop/front',
    'Gateway shop/way',
    'HTTPRoute shop/cart',
    'IstioGateway shop/edge',
    'VirtualService shop/cart',
  ])
})

it('`none` keeps an object from the waypoint of its namespace', () => {
  const [space, root, deployment] = cluster
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop', labels: { 'istio.io/use-waypoint': 'none' } },
    spec: { selector: { app: 'cart' } },
  }
  const waypoint = write('K8sGateway', 'shop/way', { gatewayClassName: 'istio-waypoint' })
  const manifests = [space, root, deployment, service, waypoint].filter((one) => one !== undefined)
  const found = listConcerningService(buildSnapshotFromManifests({ manifests }), {
    kind: 'Service',
    namespace: 'shop',
    name: 'cart',
  })
  expect(found).toEqual([])
})

describe('faults of the configuration', () => {
  const faults = indexFaults({
    access: { viewer: 'admin', readOnly: false, may: () => true },
    snapshot: buildSnapshotFromManifests({
      manifests: [
        ...cluster,
        write('DestinationRule', 'shop/bad', {
          host: 'cart',
          trafficPolicy: { loadBalancer: { simple: 'NONSENSE' } },
        }),
        write('DestinationRule', 'shop/good', { host: 'cart' }),
        write('ServiceEntry', 'shop/entry', { hosts: [], ports: [] }),
      ],
    }),
  })

  it('are known of what the faulty object names, with what is wrong', () => {
    const [one, ...rest] = faults.listAbout({ kind: 'Service', namespace: 'shop', name: 'cart' })
    expect(rest).toEqual([])
    expect(one).toMatchObject({ kind: 'DestinationRule', name: 'bad', status: 'invalid' })
    expect(one?.problems.length).toBeGreaterThan(0)
  })

  it('are known of a ServiceEntry itself and of their namespace, and of nothing else', () => {
    expect(faults.listAbout({ kind: 'ServiceEntry', namespace: 'shop', name: 'entry' })).toHaveLength(1)
    expect(
      faults
        .listIn('shop')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['bad', 'entry'])
    expect(faults.listAbout({ kind: 'Service', namespace: 'shop', name: 'web' })).toEqual([])
    expect(faults.listIn('books')).toEqual([])
  })
})
