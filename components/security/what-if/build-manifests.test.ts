import { expect, it } from 'vitest'
import { buildManifests, emptyForm, type SecurityForm } from '#components/security/what-if/build-manifests.ts'

const place = { name: 'tried', namespace: 'shop', labels: 'app=cart, version = v1' }
const selector = { matchLabels: { app: 'cart', version: 'v1' } }

it.each<[string, Partial<SecurityForm>, readonly object[]]>([
  [
    'a policy of who may do what, which only counts at first',
    {
      principals: 'spiffe://cluster.local/ns/shop/sa/frontend\ncluster.local/ns/shop/sa/checkout',
      methods: 'get, POST',
      paths: '/cart/*',
      ports: '8080',
    },
    [
      {
        metadata: { name: 'tried', namespace: 'shop', annotations: { 'istio.io/dry-run': 'true' } },
        spec: {
          selector,
          action: 'ALLOW',
          rules: [
            {
              from: [
                {
                  source: {
                    principals: ['cluster.local/ns/shop/sa/frontend', 'cluster.local/ns/shop/sa/checkout'],
                  },
                },
              ],
              to: [{ operation: { methods: ['GET', 'POST'], paths: ['/cart/*'], ports: ['8080'] } }],
            },
          ],
        },
      },
    ],
  ],
  [
    'a policy without any field matches everything',
    { action: 'DENY', dryRun: false },
    [{ metadata: { name: 'tried', namespace: 'shop' }, spec: { selector, action: 'DENY', rules: [{}] } }],
  ],
  [
    'mutual TLS with an exception of a port',
    { kind: 'PeerAuthentication', portModes: '8080=permissive' },
    [{ spec: { selector, mtls: { mode: 'STRICT' }, portLevelMtls: { '8080': { mode: 'PERMISSIVE' } } } }],
  ],
  [
    'tokens of an issuer, and the policy without which requests without one pass',
    { kind: 'RequestAuthentication', issuer: 'https://i', jwksUri: 'https://i/keys', audiences: 'a, b' },
    [
      { spec: { jwtRules: [{ issuer: 'https://i', jwksUri: 'https://i/keys', audiences: ['a', 'b'] }] } },
      {
        kind: 'AuthorizationPolicy',
        metadata: { name: 'tried-required', namespace: 'shop' },
        spec: { action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }] },
      },
    ],
  ],
])('%s', (_what, form, manifests) => {
  const built = buildManifests({ ...emptyForm, ...place, ...form })
  expect(built).toMatchObject(manifests)
  expect(built.length).toBe(manifests.length)
})

it('what is left empty is left out', () => {
  const [peer] = buildManifests({ ...emptyForm, kind: 'PeerAuthentication' })
  expect(peer).toEqual({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'new', namespace: 'default' },
    spec: { mtls: { mode: 'STRICT' } },
  })
})
