import { describe, expect, it } from 'vitest'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'

const istio = 'networking.istio.io/v1'
const security = 'security.istio.io/v1'
const gatewayApi = 'gateway.networking.k8s.io/v1'
const make = (apiVersion: string, kind: string, name: string, spec: object = {}, namespace = 'shop') => ({
  apiVersion,
  kind,
  metadata: {
    name,
    namespace,
    uid: `${kind}-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec,
})
const deployment = (name: string, namespace = 'shop') =>
  make(
    'apps/v1',
    'Deployment',
    name,
    {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [] } },
    },
    namespace,
  )

const snapshot = buildSnapshotFromManifests({
  manifests: [
    deployment('cart'),
    deployment('ingress', 'edge'),
    make('v1', 'Service', 'cart', { selector: { app: 'cart' }, ports: [] }),
    make('v1', 'Service', 'cart', { selector: { app: 'cart' }, ports: [] }, 'other'),
    make(istio, 'ServiceEntry', 'pay', { hosts: ['pay.example.com'], ports: [] }),
    make(
      istio,
      'Gateway',
      'front',
      { selector: { app: 'ingress' }, servers: [{ tls: { credentialName: 'cert' } }] },
      'edge',
    ),
    make(istio, 'VirtualService', 'cart', {
      hosts: ['cart', 'shop.example.com', '*.shop.example.com'],
      gateways: ['mesh', 'edge/front', 'gone'],
      http: [
        {
          route: [
            { destination: { host: 'cart' } },
            { destination: { host: 'cart.other.svc.cluster.local' } },
          ],
          mirror: { host: 'pay.example.com' },
          mirrors: [{ destination: { host: 'nobody' } }],
        },
        { delegate: { name: 'part' } },
      ],
      tcp: [{ route: [{ destination: { host: 'lost.example.com' } }] }],
    }),
    make(istio, 'DestinationRule', 'cart', {
      host: 'cart',
      workloadSelector: { matchLabels: { app: 'cart' } },
    }),
    make(
      security,
      'AuthorizationPolicy',
      'all',
      { selector: { matchLabels: { app: 'cart' } } },
      'istio-system',
    ),
    make(security, 'AuthorizationPolicy', 'edge', {
      targetRefs: [
        { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'wp' },
        { kind: 'Service', name: 'cart' },
      ],
    }),
    make(gatewayApi, 'Gateway', 'wp', { gatewayClassName: 'istio-waypoint', listeners: [] }),
    make(gatewayApi, 'HTTPRoute', 'cart', {
      parentRefs: [{ name: 'wp' }, { group: '', kind: 'Service', name: 'cart' }],
      rules: [
        {
          backendRefs: [
            { name: 'cart', port: 80 },
            { name: 'gone', port: 80 },
          ],
        },
      ],
    }),
  ],
})
const index = indexReferences(snapshot)
const at = (kind: ReferredObject['kind'], name: string, namespace = 'shop'): ReferredObject => ({
  kind,
  namespace,
  name,
})

describe('what an object names', () => {
  it.each<[ReferredObject, readonly (readonly [field: string, to: string, missing?: true])[]]>([
    [
      at('VirtualService', 'cart'),
      [
        ['spec.hosts[0]', 'Service shop/cart'],
        ['spec.gateways[1]', 'IstioGateway edge/front'],
        ['spec.gateways[2]', 'IstioGateway shop/gone', true],
        ['spec.http[0].route[0].destination.host', 'Service shop/cart'],
        ['spec.http[0].route[1].destination.host', 'Service other/cart'],
        ['spec.http[0].mirror.host', 'ServiceEntry shop/pay'],
        ['spec.http[0].mirrors[0].destination.host', 'Service shop/nobody', true],
        ['spec.http[1].delegate', 'VirtualService shop/part', true],
        ['spec.tcp[0].route[0].destination.host', 'ServiceEntry shop/lost.example.com', true],
      ],
    ],
    [
      at('DestinationRule', 'cart'),
      [
        ['spec.host', 'Service shop/cart'],
        ['spec.workloadSelector.matchLabels', 'Workload shop/cart'],
      ],
    ],
    [
      at('IstioGateway', 'front', 'edge'),
      [
        ['spec.selector', 'Workload edge/ingress'],
        ['spec.servers[0].tls.credentialName', 'Secret edge/cert'],
      ],
    ],
    [at('AuthorizationPolicy', 'all', 'istio-system'), [['spec.selector.matchLabels', 'Workload shop/cart']]],
    [
      at('AuthorizationPolicy', 'edge'),
      [
        ['spec.targetRefs[0]', 'Gateway shop/wp'],
        ['spec.targetRefs[1]', 'Service shop/cart'],
      ],
    ],
    [
      at('HTTPRoute', 'cart'),
      [
        ['spec.parentRefs[0]', 'Gateway shop/wp'],
        ['spec.parentRefs[1]', 'Service shop/cart'],
        ['spec.rules[0].backendRefs[0]', 'Service shop/cart'],
        ['spec.rules[0].backendRefs[1]', 'Service shop/gone', true],
      ],
    ],
    [at('Gateway', 'wp'), [['spec.gatewayClassName', 'GatewayClass /istio-waypoint', true]]],
    [at('ServiceEntry', 'pay'), []],
  ])('%o', (object, expected) => {
    const told = index.listFrom(object).map(({ field, to, missing }) => {
      const name = `${to.kind} ${to.namespace}/${to.name}`
      return missing ? [field, name, true] : [field, name]
    })
    expect(told).toEqual(expected)
  })
})

it('tells of an object who names it, and where', () => {
  expect(
    index.listTo(at('Service', 'cart')).map(({ from, field }) => `${from.kind} ${from.name} ${field}`),
  ).toEqual([
    'VirtualService cart spec.hosts[0]',
    'VirtualService cart spec.http[0].route[0].destination.host',
    'DestinationRule cart spec.host',
    'AuthorizationPolicy edge spec.targetRefs[1]',
    'HTTPRoute cart spec.parentRefs[1]',
    'HTTPRoute cart spec.rules[0].backendRefs[0]',
  ])
  expect(index.listTo(at('Workload', 'cart')).map(({ from }) => from.kind)).toEqual([
    'DestinationRule',
    'AuthorizationPolicy',
  ])
  expect(index.listTo(at('Service', 'nothing'))).toEqual([])
})
