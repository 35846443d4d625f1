import { describe, expect, it } from 'vitest'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { listAuthorizers } from '#server/mesh/edge/list-authorizers.ts'
import { listEgressExceptions, listEgressHosts } from '#server/mesh/edge/list-egress.ts'
import { listGatewayWays } from '#server/mesh/edge/list-gateway-ways.ts'
import { listPlugins } from '#server/mesh/edge/list-plugins.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig, type MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import { listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'

const apis: Readonly<Record<string, string>> = {
  Namespace: 'v1',
  Service: 'v1',
  Deployment: 'apps/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  AuthorizationPolicy: 'security.istio.io/v1',
  RequestAuthentication: 'security.istio.io/v1',
  WasmPlugin: 'extensions.istio.io/v1alpha1',
}

function make(kind: string, at: string, rest: object = {}) {
  const [namespace = '', name = ''] = at.includes('/') ? at.split('/') : ['', at]
  // Of each kind the fields that are read; labels stand with the name.
  const { labels, ...more } = rest as { labels?: Readonly<Record<string, string>> }
  return {
    apiVersion: apis[kind] ?? 'networking.istio.io/v1',
    kind,
    metadata: {
      ...(namespace ? { namespace } : {}),
      ...{ name, uid: `${kind} ${at}`, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
      ...(labels ? { labels } : {}),
    },
    ...more,
  }
}

function deploy(at: string, labels: Readonly<Record<string, string>>) {
  return make('Deployment', at, {
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels } } },
    status: { replicas: 1, availableReplicas: 1, updatedReplicas: 1 },
  })
}

const world = [
  make('Namespace', 'edge'),
  make('Namespace', 'shop', { labels: { 'istio-injection': 'enabled' } }),
  deploy('edge/gw', {
    app: 'gw',
    istio: 'ingressgateway',
    'istio.io/rev': 'default',
    'sidecar.istio.io/inject': 'false',
  }),
  deploy('shop/pay', { app: 'pay' }),
  make('Service', 'shop/pay', {
    spec: { selector: { app: 'pay' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  }),
]

const gateway = (tls?: object) =>
  make('Gateway', 'edge/main', {
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: tls
            ? { number: 443, name: 'https', protocol: 'HTTPS' }
            : { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['*/pay.example'],
          ...(tls ? { tls } : {}),
        },
      ],
    },
  })

const route = make('VirtualService', 'shop/pay', {
  spec: {
    hosts: ['pay.example'],
    gateways: ['edge/main'],
    http: [
      {
        match: [{ uri: { exact: '/health' } }],
        route: [{ destination: { host: 'pay', port: { number: 80 } } }],
      },
      { route: [{ destination: { host: 'pay', port: { number: 80 } } }] },
    ],
  },
})

const policy = (at: string, spec: object) => make('AuthorizationPolicy', at, { spec })
const needsToken = { rules: [{ from: [{ source: { requestPrincipals: ['*'] } }] }] }
const tokens = make('RequestAuthentication', 'edge/tokens', {
  spec: { jwtRules: [{ issuer: 'https://issuer.example', jwks: '{"keys":[]}' }] },
})

function build(objects: readonly object[], meshConfig: Partial<MeshConfig> = {}) {
  // The manifests above have the shape that the reader of manifests asks for.
  const snapshot = buildSnapshotFromManifests({ manifests: [...world, ...objects] as typeof world })
  return { snapshot, facts: indexAccess(snapshot, { ...defaultMeshConfig, ...meshConfig }) }
}

function ingress(
  objects: readonly object[],
  isSeen: (workload: Workload) => boolean = () => true,
  meshConfig = {},
) {
  const { snapshot, facts } = build(objects, meshConfig)
  return listWorkloads(snapshot)
    .filter(({ role }) => role === 'gateway')
    .flatMap((workload) => listGatewayWays(facts, workload, isSeen))
    .map(
      ({ host, route: of, exposure }) =>
        `${host} ${of?.takes ?? ''} ${exposure.state} ${exposure.reasons[0]?.code}`,
    )
}

const opa: Partial<MeshConfig> = {
  extensionProviders: [
    { name: 'opa', authorizer: { protocol: 'grpc', service: 'pay.shop.svc.cluster.local', port: 80 } },
  ],
}

const outside = make('ServiceEntry', 'shop/rates', {
  spec: {
    hosts: ['rates.example'],
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    resolution: 'DNS',
  },
})

describe('a way through a gateway', () => {
  const to = (...hosts: string[]) =>
    make('VirtualService', 'shop/out', {
      spec: {
        hosts: ['pay.example'],
        gateways: ['edge/main'],
        http: [{ route: hosts.map((host) => ({ destination: { host }, weight: 50 })) }],
      },
    })
  it.each<[string, readonly object[], boolean]>([
    ['to a service leads in', [gateway(), route], false],
    ['to a declared host outside of the mesh leads out', [gateway(), to('rates.example'), outside], true],
    ['to both leads in', [gateway(), to('rates.example', 'pay.shop.svc.cluster.local'), outside], false],
    ['to a host that nobody declares is not known to lead out', [gateway(), to('rates.example')], false],
    ['that no route takes leads in', [gateway()], false],
  ])('%s', (_, objects, leadsOut) => {
    const { snapshot, facts } = build(objects)
    const ways = listWorkloads(snapshot)
      .filter(({ role }) => role === 'gateway')
      .flatMap((workload) => listGatewayWays(facts, workload, () => true))
    expect(ways.map((way) => way.leadsOut)).toEqual(ways.map(() => leadsOut))
    expect(ways.length).toBeGreaterThan(0)
  })

  it('is open or closed by the path that the route writes for those behind', () => {
    const rewrites = make('VirtualService', 'shop/pay', {
      spec: {
        hosts: ['pay.example'],
        gateways: ['edge/main'],
        http: [
          {
            match: [{ uri: { exact: '/health' } }],
            rewrite: { uri: '/internal' },
            route: [{ destination: { host: 'pay', port: { number: 80 } } }],
          },
        ],
      },
    })
    const closes = (path: string) =>
      policy('shop/closed', { action: 'DENY', rules: [{ to: [{ operation: { paths: [path] } }] }] })
    expect(ingress([gateway(), rewrites, closes('/internal')])).toEqual([
      'pay.example /health closed edge-closed-workload',
    ])
    expect(ingress([gateway(), rewrites, closes('/health')])).toEqual([
      'pay.example /health open edge-open-allowed',
    ])
  })
})

describe('a way into the mesh', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    [
      'is open where no policy stands on the way',
      [gateway(), route],
      ['pay.example /health open edge-open-unguarded', 'pay.example /* open edge-open-unguarded'],
    ],
    [
      'is open though tokens are checked, for one may come without',
      [gateway(), route, tokens],
      ['pay.example /health open edge-open-unguarded', 'pay.example /* open edge-open-unguarded'],
    ],
    [
      'is closed where the gateway wants a token',
      [gateway(), route, tokens, policy('edge/need', needsToken)],
      ['pay.example /health closed edge-closed-gateway', 'pay.example /* closed edge-closed-gateway'],
    ],
    [
      'is closed where the workload behind wants one',
      [gateway(), route, policy('shop/need', needsToken)],
      ['pay.example /health closed edge-closed-workload', 'pay.example /* closed edge-closed-workload'],
    ],
    [
      'is open by the path that a policy lets through, and depends where a route takes more',
      [gateway(), route, policy('edge/some', { rules: [{ to: [{ operation: { paths: ['/health'] } }] }] })],
      ['pay.example /health open edge-open-allowed', 'pay.example /* depends edge-depends'],
    ],
    [
      'asks for a certificate where the server does',
      [gateway({ mode: 'MUTUAL', credentialName: 'c' }), route],
      ['pay.example /health certificate edge-certificate', 'pay.example /* certificate edge-certificate'],
    ],
    [
      'is no door for strangers by an optional certificate alone',
      [gateway({ mode: 'OPTIONAL_MUTUAL', credentialName: 'c' }), route],
      ['pay.example /health open edge-open-unguarded', 'pay.example /* open edge-open-unguarded'],
    ],
    ['answers nothing without a route', [gateway()], ['pay.example  closed edge-no-route']],
  ])('%s', (_what, objects, rows) => {
    expect(ingress(objects)).toEqual(rows)
  })

  it('is decided by whom a CUSTOM policy names', () => {
    const custom = policy('edge/opa', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] })
    expect(
      new Set(ingress([gateway(), route, custom], undefined, opa).map((row) => row.split(' ')[2])),
    ).toEqual(new Set(['external']))
  })

  it('is not called open where a policy that decides is out of sight, but closed where one in sight closes it', () => {
    const unseen = () => false
    expect(ingress([gateway(), route], unseen)[0]).toBe('pay.example /health unknown edge-unseen')
    expect(ingress([gateway(), route, policy('edge/need', needsToken)], unseen)[0]).toBe(
      'pay.example /health closed edge-closed-gateway',
    )
  })
})

describe('an external authorizer', () => {
  const slice = (ready: boolean) =>
    make('EndpointSlice', 'shop/pay-1', {
      labels: { 'kubernetes.io/service-name': 'pay' },
      ports: [{ name: 'http', port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }],
    })
  const at = (service: string, port: number): Partial<MeshConfig> => ({
    extensionProviders: [{ name: 'opa', authorizer: { protocol: 'grpc', service, port } }],
  })
  const pay = 'pay.shop.svc.cluster.local'
  const custom = policy('shop/ask', { action: 'CUSTOM', provider: { name: 'opa' }, rules: [{}] })
  const entry = make('ServiceEntry', 'shop/out', {
    spec: { hosts: ['authz.example'], ports: [{ number: 9000, name: 'grpc', protocol: 'GRPC' }] },
  })

  it.each<[string, Partial<MeshConfig>, readonly object[], string]>([
    ['is ready where an endpoint is', at(pay, 80), [slice(true)], 'ready'],
    ['has no endpoints where none is ready', at(pay, 80), [slice(false)], 'no-endpoints'],
    ['has none on a port that its service lacks', at(pay, 9191), [slice(true)], 'no-endpoints'],
    ['is unusable where no service is', at('opa.shop.svc.cluster.local', 9191), [], 'unusable'],
    ['is outside where an entry declares it', at('authz.example', 9000), [entry], 'outside'],
    ['is missing where only policies name it', {}, [custom], 'missing'],
  ])('%s', (_what, meshConfig, objects, state) => {
    const { facts } = build(objects, meshConfig)
    const rows = listAuthorizers(facts, { maySee: () => true })
    expect(rows.map((row) => [row.name, row.state])).toEqual([['opa', state]])
  })

  it('names the policies that ask it, and says nothing of services out of sight', () => {
    const { facts } = build([custom, slice(true)], at(pay, 80))
    expect(listAuthorizers(facts, { maySee: () => true })[0]?.usedBy).toEqual(['shop/ask'])
    expect(listAuthorizers(facts, { maySee: () => false })[0]?.state).toBe('unknown')
  })
})

describe('the way out', () => {
  it('is told with TLS as sidecars begin it, exceptions of Sidecars, and the gateway it is led through', () => {
    const { facts } = build([
      make('ServiceEntry', 'shop/api', {
        spec: {
          hosts: ['api.example'],
          ports: [{ number: 443, name: 'https', protocol: 'HTTPS' }],
          resolution: 'DNS',
        },
      }),
      make('DestinationRule', 'shop/api', {
        spec: { host: 'api.example', trafficPolicy: { tls: { mode: 'SIMPLE' } } },
      }),
      make('Sidecar', 'shop/default', { spec: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } }),
      make('Service', 'edge/out', {
        spec: { selector: { app: 'gw' }, ports: [{ name: 'https', port: 443 }] },
      }),
      make('VirtualService', 'shop/api', {
        spec: {
          hosts: ['api.example'],
          gateways: ['mesh'],
          tls: [
            {
              match: [{ sniHosts: ['api.example'], port: 443 }],
              route: [{ destination: { host: 'out.edge.svc.cluster.local', port: { number: 443 } } }],
            },
          ],
        },
      }),
    ])
    const shop = new Set(['shop'])
    expect(listEgressHosts(facts, shop)).toEqual([
      {
        entry: { namespace: 'shop', name: 'api' },
        host: 'api.example',
        ports: [{ port: 443, protocol: 'HTTPS', tls: 'SIMPLE' }],
        exportTo: ['*'],
        through: ['edge/gw'],
      },
    ])
    expect(listEgressExceptions(facts, shop)).toEqual([
      { namespace: 'shop', name: 'default', mode: 'REGISTRY_ONLY', selects: false },
    ])
    expect(listEgressHosts(facts, new Set(['edge']))).toEqual([])
  })
})

describe('what beside policies decides', () => {
  it.each<[string, string, object, readonly string[]]>([
    [
      'a plugin of a phase of security',
      'WasmPlugin',
      { phase: 'AUTHN', url: 'oci://r.example/a@sha256:1' },
      ['edge-wasm-phase'],
    ],
    [
      'a plugin that is skipped where it fails, fetched in plain text and not pinned',
      'WasmPlugin',
      { url: 'http://r.example/a.wasm', failStrategy: 'FAIL_OPEN' },
      ['edge-wasm-fail-open', 'edge-wasm-plain', 'edge-wasm-unpinned'],
    ],
    [
      'a filter before the check of tokens',
      'EnvoyFilter',
      {
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: {
              listener: { filterChain: { filter: { subFilter: { name: 'envoy.filters.http.jwt_authn' } } } },
            },
            patch: { operation: 'INSERT_BEFORE', value: { name: 'envoy.filters.http.lua' } },
          },
        ],
      },
      ['edge-filter-touches', 'edge-filter-touches'],
    ],
  ])('is told: %s', (_what, kind, spec, codes) => {
    const { snapshot } = build([make(kind, 'shop/one', { spec })])
    expect(listPlugins(snapshot, new Set(['shop']))[0]?.reasons.map(({ code }) => code)).toEqual(codes)
  })

  it('leaves out filters that touch nothing of it, and other namespaces', () => {
    const { snapshot } = build([
      make('EnvoyFilter', 'shop/buffer', {
        spec: {
          configPatches: [
            { applyTo: 'CLUSTER', patch: { operation: 'MERGE', value: { connect_timeout: '1s' } } },
          ],
        },
      }),
      make('WasmPlugin', 'edge/other', { spec: { url: 'oci://r.example/a' } }),
    ])
    expect(listPlugins(snapshot, new Set(['shop']))).toEqual([])
  })
})
