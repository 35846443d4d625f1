import { describe, expect, it } from 'vitest'
import { type AccessQuestionInput, authorizationAsk } from '#contract/authorization.ts'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { askAccess } from '#server/mesh/access/ask-access.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { defaultWorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { chooseAccess } from '#server/usecases/stages/choose-access.ts'

type Labels = Readonly<Record<string, string>>

const pod = (
  name: string,
  labels: Labels = {},
  annotations: Labels = { 'sidecar.istio.io/status': '{}' },
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name, ...labels }, annotations },
  spec: { serviceAccountName: name, containers: [{ name: 'app', image: 'app' }] },
  status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
})
const service = (name: string, portName = 'http') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ name: portName, port: 80, targetPort: 8080 }] },
})
const istio = (kind: string, name: string, spec: object): RawObject => ({
  apiVersion: kind === 'AuthorizationPolicy' ? 'security.istio.io/v1' : 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { ...spec },
})
const server = (number: number, protocol: string, hosts: readonly string[], tls?: object) => ({
  port: { number, name: `${protocol}-${number}`.toLowerCase(), protocol },
  hosts,
  ...(tls ? { tls } : {}),
})
const door = (...servers: object[]) => istio('Gateway', 'door', { selector: { app: 'edge' }, servers })
const plainDoor = door(server(80, 'HTTP', ['*']))
const routes = (http: readonly object[], more: object = {}) =>
  istio('VirtualService', 'shop', { hosts: ['shop.example'], gateways: ['door'], http, ...more })
const to = (host: string, weight?: number) => ({
  destination: { host },
  ...(weight === undefined ? {} : { weight }),
})
/** The pods of pay take this path alone. */
const allow = (operation: object, from: object[] = []) =>
  istio('AuthorizationPolicy', 'pay', {
    selector: { matchLabels: { app: 'pay' } },
    rules: [{ ...(from.length > 0 ? { from } : {}), to: [{ operation }] }],
  })
const gatewayApi = (kind: string, name: string, spec: object): RawObject => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { ...spec },
})

function ask(manifests: readonly RawObject[], question: Partial<AccessQuestionInput>, portName?: string) {
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      pod('web'),
      pod('edge', { istio: 'ingressgateway', 'operator.istio.io/component': 'IngressGateways' }, {}),
      pod('gw-istio', {
        'gateway.networking.k8s.io/gateway-name': 'gw',
        'gateway.networking.k8s.io/gateway-class-name': 'istio',
        'gateway.istio.io/managed': 'istio.io-gateway-controller',
      }),
      pod('pay'),
      pod('bank'),
      service('pay', portName),
      service('bank'),
      ...manifests,
    ],
  })
  const facts = indexAccess(snapshot, defaultMeshConfig)
  const input = authorizationAsk.input.parse({
    from: { namespace: 'shop', workload: 'edge' },
    to: { namespace: 'shop', service: 'pay' },
    ...question,
  })
  return chooseAccess(input, facts, defaultWorkloadLabels).map((chosen) => {
    const { decision, hops } = askAccess(facts, chosen.question)
    const last = hops.at(-1)
    const told = hops
      .flatMap(({ reasons }) => reasons)
      .flatMap(({ code, params }) => {
        const what = /^access-route-(.*)$/.exec(code)?.[1]
        return what
          ? [
              [
                what,
                ...[params['percent'] ?? []],
                ...[params['path'] ?? params['location'] ?? params['host'] ?? []],
              ]
                .flat()
                .join(' '),
            ]
          : []
      })
    const seen = last?.request?.http
    return {
      decision,
      told,
      at: chosen.question.target.name,
      ...(seen
        ? { path: seen.path, host: seen.host, open: [...(last.request?.open ?? [])].toSorted().join() }
        : {}),
    }
  })
}

const known = { method: 'GET', path: '/api/x', headers: {}, claims: null, sourceIp: '10.0.0.9' }
const rewritten = [{ match: [{ uri: { prefix: '/api/' } }], rewrite: { uri: '/' }, route: [to('pay')] }]

// istio pilot/pkg/networking/core/gateway.go, route/route.go; Envoy rewrites in its router, behind RBAC
describe('a gateway that is asked for as the caller', () => {
  it.each<[string, readonly RawObject[], Partial<AccessQuestionInput>, readonly object[]]>([
    [
      'by the route that leads there, for the host that it names',
      [plainDoor, routes([{ route: [to('pay')] }]), allow({ hosts: ['shop.example'] })],
      known,
      [{ decision: 'ALLOW', at: 'pay', path: '/api/x', host: 'shop.example' }],
    ],
    [
      'the policy behind asks for the rewritten path',
      [plainDoor, routes(rewritten), allow({ paths: ['/x'] })],
      known,
      [{ decision: 'ALLOW', path: '/x' }],
    ],
    [
      'and not for the one that came in',
      [plainDoor, routes(rewritten), allow({ paths: ['/api/*'] })],
      known,
      [{ decision: 'DENY', path: '/x' }],
    ],
    [
      'a rewrite of an exact path is known while the path is open',
      [
        plainDoor,
        routes([{ match: [{ uri: { exact: '/in' } }], rewrite: { uri: '/out' }, route: [to('pay')] }]),
        allow({ paths: ['/out'] }),
      ],
      { method: 'GET' },
      [{ decision: 'ALLOW', path: '/out', open: 'address,headers,sni,token' }],
    ],
    [
      'of another one it stays open',
      [plainDoor, routes(rewritten), allow({ paths: ['/x'] })],
      { method: 'GET' },
      [{ decision: 'DEPENDS', open: 'address,headers,path,sni,token' }],
    ],
    [
      'every host and match that leads there, while they are open',
      [
        plainDoor,
        routes([{ match: [{ uri: { prefix: '/a' } }], route: [to('pay')] }, { route: [to('bank')] }]),
        istio('VirtualService', 'other', {
          hosts: ['other.example'],
          gateways: ['door'],
          http: [{ route: [to('pay')] }],
        }),
        allow({ hosts: ['other.example'] }),
      ],
      {},
      [
        { decision: 'ALLOW', host: 'other.example' },
        { decision: 'DENY', host: 'shop.example' },
      ],
    ],
    [
      'a host of a wildcard stays open',
      [
        plainDoor,
        routes([{ route: [to('pay')] }], { hosts: ['*.example'] }),
        allow({ hosts: ['a.example'] }),
      ],
      { method: 'GET', path: '/' },
      [{ decision: 'DEPENDS' }],
    ],
    [
      'its share, where the rest goes elsewhere',
      [plainDoor, routes([{ route: [to('pay', 20), to('bank', 80)] }])],
      known,
      [{ decision: 'ALLOW', told: ['arrives shop.example', 'sent 20 pay.shop.svc.cluster.local'] }],
    ],
    [
      'what nothing leads to is sent nowhere, and what becomes of the request is told',
      [plainDoor, routes([{ route: [to('bank')] }])],
      { ...known, host: 'shop.example' },
      [
        {
          decision: 'DENY',
          told: [
            'gateway-none pay.shop.svc.cluster.local',
            'arrives shop.example',
            'sent 100 bank.shop.svc.cluster.local',
          ],
        },
      ],
    ],
    [
      'another path than the route takes',
      [plainDoor, routes(rewritten)],
      { ...known, path: '/other', host: 'shop.example' },
      [
        {
          decision: 'DENY',
          told: ['gateway-none pay.shop.svc.cluster.local', 'arrives shop.example', 'not-found'],
        },
      ],
    ],
    [
      'a redirect says where to',
      [plainDoor, routes([{ redirect: { uri: '/new', authority: 'b.example', redirectCode: 302 } }])],
      { ...known, host: 'shop.example' },
      [
        {
          decision: 'DENY',
          told: [
            'gateway-none pay.shop.svc.cluster.local',
            'arrives shop.example',
            'redirect http://b.example/new',
          ],
        },
      ],
    ],
    [
      'no Gateway selects it',
      [routes([{ route: [to('pay')] }])],
      known,
      [{ decision: 'DENY', told: ['gateway-none pay.shop.svc.cluster.local'] }],
    ],
    [
      'a server that sends everybody to https leads there by its other one',
      [
        door(
          server(80, 'HTTP', ['*'], { httpsRedirect: true }),
          server(443, 'HTTPS', ['*'], { mode: 'SIMPLE', credentialName: 'c' }),
        ),
        routes([{ route: [to('pay')] }]),
      ],
      { ...known, host: 'shop.example' },
      [{ decision: 'ALLOW', told: ['arrives shop.example', 'sent 100 pay.shop.svc.cluster.local'] }],
    ],
    [
      'an authority and a header that the route sets',
      [
        plainDoor,
        routes([
          {
            rewrite: { authority: 'pay.internal' },
            headers: { request: { set: { 'x-via': 'door' } } },
            route: [to('pay')],
          },
        ]),
        allow({ hosts: ['pay.internal'] }),
      ],
      known,
      [
        {
          decision: 'ALLOW',
          host: 'pay.internal',
          told: [
            'arrives shop.example',
            'sent 100 pay.shop.svc.cluster.local',
            'authority pay.internal',
            'headers',
          ],
        },
      ],
    ],
    [
      'a workload, by the service through which routes lead to it',
      [plainDoor, routes(rewritten), allow({ paths: ['/x'] })],
      { ...known, to: { namespace: 'shop', workload: 'pay' }, port: 8080 },
      [{ decision: 'ALLOW', at: 'pay', path: '/x' }],
    ],
    [
      'connections by their server name',
      [
        door(server(443, 'TLS', ['shop.example'], { mode: 'PASSTHROUGH' })),
        routes([], { tls: [{ match: [{ sniHosts: ['shop.example'] }], route: [to('pay')] }] }),
      ],
      {},
      [{ decision: 'ALLOW', told: ['arrives-connection', 'sent 100 pay.shop.svc.cluster.local'] }],
    ],
    [
      'AUTO_PASSTHROUGH calls nobody as the gateway',
      [door(server(15443, 'TLS', ['*.local'], { mode: 'AUTO_PASSTHROUGH' }))],
      {},
      [{ decision: 'DENY', told: ['gateway-none pay.shop.svc.cluster.local', 'gateway-passes'] }],
    ],
  ])('%s', (_, manifests, question, answers) => {
    const [tls] = manifests.flatMap(({ spec }) =>
      JSON.stringify(spec).includes('sniHosts') ? ['https'] : [],
    )
    expect(ask(manifests, question, tls)).toMatchObject(answers)
  })

  it('of the Gateway API, whose routes match and rewrite by segment', () => {
    const manifests = [
      gatewayApi('Gateway', 'gw', {
        gatewayClassName: 'istio',
        listeners: [{ name: 'web', port: 80, protocol: 'HTTP' }],
      }),
      gatewayApi('HTTPRoute', 'pay', {
        parentRefs: [{ name: 'gw' }],
        hostnames: ['shop.example'],
        rules: [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/api' } }],
            filters: [
              {
                type: 'URLRewrite',
                urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
              },
            ],
            backendRefs: [{ name: 'pay', port: 80 }],
          },
        ],
      }),
      allow({ paths: ['/x'] }, [{ source: { principals: ['cluster.local/ns/shop/sa/gw-istio'] } }]),
    ]
    const from = { namespace: 'shop', workload: 'gw-istio' }
    expect(ask(manifests, { ...known, from })).toMatchObject([
      {
        decision: 'ALLOW',
        path: '/x',
        told: ['arrives shop.example', 'sent 100 pay.shop.svc.cluster.local', 'rewrite /x'],
      },
    ])
    expect(ask(manifests, { ...known, from, path: '/apix' })).toMatchObject([{ decision: 'DENY' }])
  })
})

describe('a sidecar whose route rewrites', () => {
  const mesh = istio('VirtualService', 'pay', {
    hosts: ['pay'],
    http: [{ match: [{ uri: { prefix: '/api/' } }], rewrite: { uri: '/v2/' }, route: [to('pay')] }],
  })
  it.each<[string, string, string]>([
    ['asks the policy behind for what it wrote', '/v2/x', 'ALLOW'],
    ['not for what it was asked', '/api/x', 'DENY'],
  ])('%s', (_, path, decision) => {
    const question = { ...known, from: { namespace: 'shop', workload: 'web' } }
    expect(ask([mesh, allow({ paths: [path] })], question)).toMatchObject([{ decision, path: '/v2/x' }])
  })
})
