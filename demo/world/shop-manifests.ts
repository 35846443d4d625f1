import { buildDashboards } from '#demo/world/dashboards.ts'
import { buildMeshObject } from '#demo/world/parts.ts'
import type { Manifest } from '#demo/world/types.ts'

/** The shop's own Istio configuration, with the fault of a route to a subset that no pod has. */
export function buildShopManifests(namespace: string): Manifest[] {
  return [
    ...buildGateways(namespace),
    ...buildRoutes(namespace),
    ...buildRules(namespace),
    ...buildPolicies(namespace),
    ...buildDashboards(namespace),
  ]
}

function buildGateways(namespace: string): Manifest[] {
  return [
    buildMeshObject('IstioGateway', namespace, 'shop-gateway', {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['shop.demo.example'],
          tls: { mode: 'SIMPLE', credentialName: 'shop-demo-example' },
        },
        {
          port: { number: 80, name: 'http', protocol: 'HTTP' },
          hosts: ['shop.demo.example'],
          tls: { httpsRedirect: true },
        },
      ],
    }),
    // Its certificate has ended: who opens the outlet is warned.
    buildMeshObject('IstioGateway', namespace, 'outlet-gateway', {
      selector: { istio: 'ingressgateway' },
      servers: [
        {
          port: { number: 443, name: 'https-outlet', protocol: 'HTTPS' },
          hosts: ['outlet.demo.example'],
          tls: { mode: 'SIMPLE', credentialName: 'outlet-demo-example' },
        },
      ],
    }),
  ]
}

function buildRoutes(namespace: string): Manifest[] {
  const route = (name: string, spec: Record<string, unknown>) =>
    buildMeshObject('VirtualService', namespace, name, spec)
  return [
    route('outlet', {
      hosts: ['outlet.demo.example'],
      gateways: ['outlet-gateway'],
      http: [{ route: [{ destination: { host: 'frontend', port: { number: 80 } } }] }],
    }),
    route('frontend', {
      hosts: ['shop.demo.example'],
      gateways: ['shop-gateway'],
      http: [{ route: [{ destination: { host: 'frontend', port: { number: 80 } } }], timeout: '10s' }],
    }),
    route('payment', {
      hosts: ['payment'],
      http: [
        {
          route: [
            { destination: { host: 'payment', subset: 'v1' }, weight: 75 },
            { destination: { host: 'payment', subset: 'v2' }, weight: 25 },
          ],
          retries: { attempts: 2, perTryTimeout: '1s', retryOn: 'unavailable,cancelled' },
        },
      ],
    }),
    // Its second route is never reached, which istiod lets through with a warning.
    route('feature-flags', {
      hosts: ['feature-flags'],
      http: [
        { name: 'all', route: [{ destination: { host: 'feature-flags' } }] },
        { name: 'rest', route: [{ destination: { host: 'feature-flags' } }], timeout: '2s' },
      ],
    }),
    route('shipping', {
      hosts: ['shipping'],
      http: [
        {
          match: [{ headers: { 'x-delivery': { exact: 'express' } } }],
          route: [{ destination: { host: 'shipping', subset: 'express' } }],
        },
        { route: [{ destination: { host: 'shipping', subset: 'v1' } }] },
      ],
    }),
    route('recommendation', {
      hosts: ['recommendation'],
      http: [
        {
          route: [{ destination: { host: 'recommendation', subset: 'v1' } }],
          mirror: { host: 'recommendation', subset: 'v2' },
          mirrorPercentage: { value: 5 },
        },
      ],
    }),
  ]
}

function buildRules(namespace: string): Manifest[] {
  const rule = (host: string, versions: readonly string[], trafficPolicy?: Record<string, unknown>) =>
    buildMeshObject('DestinationRule', namespace, host, {
      host,
      ...(trafficPolicy ? { trafficPolicy } : {}),
      subsets: versions.map((version) => ({ name: version, labels: { version } })),
    })
  return [
    rule('payment', ['v1', 'v2'], {
      outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
    }),
    rule('shipping', ['v1']),
    rule('recommendation', ['v1', 'v2']),
    rule('currency', ['v1'], { connectionPool: { http: { http2MaxRequests: 200 } } }),
  ]
}

function buildPolicies(namespace: string): Manifest[] {
  const account = (name: string) => `cluster.local/ns/${namespace}/sa/${name}`
  const allow = (app: string, sources: readonly string[]) =>
    buildMeshObject('AuthorizationPolicy', namespace, `${app}-callers`, {
      selector: { matchLabels: { app } },
      action: 'ALLOW',
      rules: [{ from: [{ source: { principals: sources.map(account) } }] }],
    })
  return [
    buildMeshObject('PeerAuthentication', namespace, 'default', { mtls: { mode: 'STRICT' } }),
    // Inventory takes plaintext from the warehouse's importer, which has no proxy.
    buildMeshObject('PeerAuthentication', namespace, 'inventory-permissive', {
      selector: { matchLabels: { app: 'inventory' } },
      mtls: { mode: 'PERMISSIVE' },
    }),
    allow('payment', ['checkout']),
    allow('redis-cart', ['cart']),
    allow('postgres', ['catalog', 'orders', 'inventory']),
    buildMeshObject('RequestAuthentication', namespace, 'frontend-jwt', {
      selector: { matchLabels: { app: 'frontend' } },
      jwtRules: [
        { issuer: 'https://login.demo.example', jwksUri: 'https://login.demo.example/.well-known/jwks.json' },
      ],
    }),
    buildMeshObject('Telemetry', namespace, 'shop', {
      tracing: [{ randomSamplingPercentage: 5 }],
      accessLogging: [{ providers: [{ name: 'envoy' }] }],
    }),
  ]
}
