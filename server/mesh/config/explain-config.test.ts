import { expect, test } from 'vitest'
import { explainConfig } from '#server/mesh/config/explain-config.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'

const metadata = {
  name: 'x',
  namespace: 'shop',
  uid: '',
  resourceVersion: '',
  creationTimestamp: '',
  labels: {},
  annotations: {},
}
const explain = (kind: MeshKind, spec: object) =>
  explainConfig(kind, { metadata, spec }).map(({ code, params }) => [code, ...Object.values(params)])

test.each<[string, MeshKind, object, unknown[][]]>([
  [
    'where requests go, by which match and share',
    'VirtualService',
    {
      hosts: ['cart'],
      http: [
        { match: [{ uri: { prefix: '/v2' } }], route: [{ destination: { host: 'cart', subset: 'v2' } }] },
        {
          route: [
            { destination: { host: 'cart', subset: 'v1' }, weight: 90 },
            { destination: { host: 'cart', subset: 'v2' }, weight: 10 },
          ],
        },
      ],
    },
    [
      ['says-hosts', 'cart'],
      ['says-matched', 'uri prefix /v2', 'cart v2'],
      ['says-requests', 'cart v1 (90%), cart v2 (10%)'],
    ],
  ],
  [
    'subsets and TLS',
    'DestinationRule',
    {
      host: 'cart',
      subsets: [{ name: 'v1', labels: { version: 'v1' } }],
      trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } },
    },
    [
      ['says-rule-host', 'cart'],
      ['says-subsets', 'v1 (version=v1)'],
      ['says-tls', 'ISTIO_MUTUAL'],
    ],
  ],
  [
    'who is held to mTLS, and on which port otherwise',
    'PeerAuthentication',
    {
      selector: { matchLabels: { app: 'cart' } },
      mtls: { mode: 'STRICT' },
      portLevelMtls: { 81: { mode: 'DISABLE' } },
    },
    [
      ['says-mtls', 'STRICT', 'app=cart'],
      ['says-mtls-port', '81', 'DISABLE'],
    ],
  ],
  [
    'that a policy without rules is for all',
    'AuthorizationPolicy',
    {},
    [['says-authorization', 'ALLOW', 0, '*']],
  ],
  [
    'backends and their weights',
    'HTTPRoute',
    { rules: [{ backendRefs: [{ name: 'a', weight: 3 }, { name: 'b' }] }] },
    [
      ['says-hosts', '*'],
      ['says-requests', 'a (3), b (1)'],
    ],
  ],
  ['nothing of a kind that is not explained', 'Sidecar', {}, []],
  [
    'what is written, also where it is nonsense',
    'VirtualService',
    { hosts: 5, http: 'x' },
    [['says-hosts', '']],
  ],
])('it says %s', (_, kind, spec, says) => {
  expect(explain(kind, spec)).toEqual(says)
})
