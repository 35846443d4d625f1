import { describe, expect, it } from 'vitest'
import { buildAuthorizer } from '#server/mesh/authorization/build-authorizer.ts'
import { explainAuthorization } from '#server/mesh/authorization/explain-authorization.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

interface Policy {
  readonly at?: string
  readonly action?: string
  readonly rules?: readonly object[]
  readonly dryRun?: string
  readonly [field: string]: unknown
}

const web = 'cluster.local/ns/front/sa/web'
const get: AuthorizationRequest = {
  protocol: 'http',
  source: { principal: web, ip: '10.1.7.20', remoteIp: '203.0.113.9' },
  destination: { ip: '10.1.0.10', port: 8080 },
  sni: 'outbound_.8080_._.orders.shop.svc.cluster.local',
  http: { method: 'GET', path: '/api', host: 'orders:8080', headers: { 'X-Env': 'prod' } },
}
const tcp: AuthorizationRequest = {
  protocol: 'tcp',
  source: get.source,
  destination: get.destination,
  sni: get.sni,
}
const plain: AuthorizationRequest = { ...get, source: { ip: '10.1.7.20', remoteIp: '10.1.7.20' }, sni: '' }

function authorizerOf(
  policies: readonly Policy[],
  options: { labels?: Record<string, string>; mesh?: unknown; manifests?: readonly RawObject[] } = {},
) {
  const manifests = policies.map(({ at = 'shop/p', dryRun, ...spec }, index) => {
    const [namespace = '', name = ''] = at.split('/')
    const annotations = dryRun === undefined ? {} : { 'istio.io/dry-run': dryRun }
    return {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { namespace, name: `${name}${index}`, annotations },
      spec,
    }
  })
  const snapshot = buildSnapshotFromManifests({ manifests: [...manifests, ...(options.manifests ?? [])] })
  const proxy = { namespace: 'shop', labels: { app: 'orders', ...options.labels } }
  return buildAuthorizer({ snapshot, meshConfig: parseMeshConfig(options.mesh), proxy })
}

const decide = (policies: readonly Policy[], request: AuthorizationRequest = get) => {
  const { decision, reason, decidedBy } = authorizerOf(policies).decide(request)
  return [decision, reason, decidedBy.map(({ policy, rule }) => `${policy}#${rule}`).join()]
}
const to = (operation: object) => ({ to: [{ operation }] })
const from = (source: object) => ({ from: [{ source }] })
const when = (key: string, values: readonly string[]) => ({ when: [{ key, values }] })

// istio pilot/pkg/security/authz/builder/builder.go
describe('the order of actions', () => {
  it.each<[string, readonly Policy[], readonly string[]]>([
    ['allows where no policy is', [], ['ALLOW', 'no-allow-policy', '']],
    [
      'denies by default once an ALLOW policy is there',
      [{ rules: [to({ methods: ['PUT'] })] }],
      ['DENY', 'no-allow-matched', ''],
    ],
    ['denies all by ALLOW without rules', [{}], ['DENY', 'no-allow-matched', '']],
    [
      'names every rule that allows',
      [{ rules: [{}, to({ methods: ['GET'] })] }, { rules: [{}] }],
      ['ALLOW', 'allow-matched', 'p0#0,p0#1,p1#0'],
    ],
    [
      'lets DENY win over ALLOW',
      [{ rules: [{}] }, { action: 'DENY', rules: [to({ paths: ['/api'] })] }],
      ['DENY', 'deny-matched', 'p1#0'],
    ],
    [
      'does not turn to denying by a DENY policy alone',
      [{ action: 'DENY', rules: [to({ paths: ['/x'] })] }],
      ['ALLOW', 'no-allow-policy', ''],
    ],
    [
      'counts the root namespace',
      [{ at: 'istio-system/p', action: 'DENY', rules: [{}] }],
      ['DENY', 'deny-matched', 'p0#0'],
    ],
    [
      'leaves other namespaces and other workloads out',
      [
        { at: 'bank/p', action: 'DENY', rules: [{}] },
        { action: 'DENY', selector: { matchLabels: { app: 'cart' } }, rules: [{}] },
      ],
      ['ALLOW', 'no-allow-policy', ''],
    ],
    [
      'leaves policies by reference to gateways and waypoints',
      [{ action: 'DENY', targetRefs: [{ kind: 'Service', group: '', name: 'orders' }], rules: [{}] }],
      ['ALLOW', 'no-allow-policy', ''],
    ],
  ])('%s', (_what, policies, verdict) => {
    expect(decide(policies)).toEqual(verdict)
  })
})

// istio pilot/pkg/security/authz/model/{model,generator}.go
describe('a rule', () => {
  it.each<[string, object, boolean]>([
    [
      'asks one of from and one of to',
      {
        from: [{ source: { principals: ['x'] } }, { source: { principals: [web] } }],
        ...to({ ports: ['8080'] }),
      },
      true,
    ],
    ['asks all fields of a source', from({ principals: [web], namespaces: ['bank'] }), false],
    [
      'asks all of when',
      {
        when: [
          { key: 'source.ip', values: ['10.1.0.0/16'] },
          { key: 'remote.ip', values: ['10.1.0.0/16'] },
        ],
      },
      false,
    ],
    ['excludes by not', from({ principals: ['*'], notPrincipals: [web] }), false],
    ['takes a star anywhere in a namespace', from({ namespaces: ['f*t'] }), true],
    ['takes a namespace whole', from({ namespaces: ['fro'] }), false],
    ['takes an account with its namespace', from({ serviceAccounts: ['front/web'] }), true],
    ['means its own namespace by a bare account', from({ serviceAccounts: ['web'] }), false],
    ['takes trust domains with a star', from({ trustDomains: ['cluster*'] }), true],
    ['takes trust domains whole', from({ trustDomains: ['cluster'] }), false],
    ['asks the direct peer by ipBlocks', from({ ipBlocks: ['203.0.113.0/24'] }), false],
    ['asks the client by remoteIpBlocks', from({ remoteIpBlocks: ['203.0.113.0/24'] }), true],
    ['compares names of headers without case', when('request.headers[x-env]', ['prod']), true],
    [
      'matches a missing header by notValues',
      { when: [{ key: 'request.headers[x-none]', notValues: ['a'] }] },
      true,
    ],
    ['asks the SNI', when('connection.sni', ['outbound_.8080_*']), true],
    ['asks the port of the workload', when('destination.port', ['80']), false],
    ['is left out with an unknown key', when('request.body', ['*']), false],
    [
      'has nothing that equals the metadata of other filters',
      when('experimental.envoy.filters.x[y]', ['*']),
      false,
    ],
  ])('%s', (_what, rule, matches) => {
    expect(decide([{ rules: [rule] }])[0]).toBe(matches ? 'ALLOW' : 'DENY')
  })

  it('knows no identity of a caller without mutual TLS', () => {
    expect(decide([{ rules: [from({ principals: ['*'] })] }], plain)[0]).toBe('DENY')
    expect(decide([{ action: 'DENY', rules: [from({ notPrincipals: ['*'] })] }], plain)[0]).toBe('DENY')
  })

  it('on TCP is left out of ALLOW when it asks HTTP, and wider in DENY', () => {
    const rule = to({ methods: ['PUT'], ports: ['8080'] })
    expect(decide([{ rules: [rule] }], tcp)).toEqual(['DENY', 'no-allow-matched', ''])
    expect(decide([{ action: 'DENY', rules: [rule] }], tcp)).toEqual(['DENY', 'deny-matched', 'p0#0'])
    expect(decide([{ action: 'DENY', rules: [to({ methods: ['PUT'], ports: ['9090'] })] }], tcp)[0]).toBe(
      'ALLOW',
    )
  })

  it('asks claims as RequestAuthentication has them split', () => {
    const manifests = [
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'RequestAuthentication',
        metadata: { namespace: 'shop', name: 'jwt' },
        spec: { jwtRules: [{ issuer: 'i', spaceDelimitedClaims: ['groups'] }] },
      },
    ]
    const rules = [
      {
        when: [
          { key: 'request.auth.claims[groups]', values: ['b'] },
          { key: 'request.auth.claims[scope]', values: ['read'] },
        ],
      },
    ]
    const { decide } = authorizerOf([{ rules }], { manifests })
    const asked = (iss: string) =>
      decide({ ...get, token: { iss, groups: 'a b', scope: 'read write' } }).decision
    expect([asked('i'), asked('other')]).toEqual(['ALLOW', 'DENY'])
  })
})

describe('what never decides', () => {
  it('is told beside: AUDIT even of a denied request', () => {
    const { decision, audited } = authorizerOf([
      { action: 'AUDIT', rules: [{}] },
      { action: 'DENY', rules: [{}] },
    ]).decide(get)
    expect([decision, audited]).toEqual(['DENY', [{ namespace: 'shop', policy: 'p0', rule: 0 }]])
  })

  it('is a dry run, which also does not turn to denying', () => {
    const verdict = authorizerOf([{ dryRun: 'true' }, { dryRun: '1', action: 'DENY', rules: [{}] }]).decide(
      get,
    )
    expect([verdict.decision, verdict.dryRun]).toEqual([
      'ALLOW',
      {
        allowMatched: [],
        denyMatched: [{ namespace: 'shop', policy: 'p1', rule: 0 }],
        hasAllow: true,
        hasDeny: true,
      },
    ])
    expect(explainAuthorization(verdict).map(({ code }) => code)).toEqual([
      'authorization-no-allow-policy',
      'authorization-dry-run-deny',
      'authorization-dry-run-no-allow',
    ])
  })
})

// istio pilot/pkg/security/authz/builder/extauthz.go
describe('CUSTOM', () => {
  const gate = { namespace: 'tools', name: 'gate' }
  const manifests = [{ apiVersion: 'v1', kind: 'Service', metadata: gate, spec: { ports: [{ port: 9000 }] } }]
  const host = 'gate.tools.svc.cluster.local'
  const grpc = { name: 'grpc', envoyExtAuthzGrpc: { service: host, port: 9000 } }
  const http = { name: 'http', envoyExtAuthzHttp: { service: `tools/${host}`, port: 9000 } }
  const lost = { name: 'lost', envoyExtAuthzGrpc: { service: 'lost.tools.svc.cluster.local', port: 9000 } }
  const mesh = { extensionProviders: [grpc, http, lost, { name: 'zipkin', zipkin: {} }] }
  const custom = (name: string, path = '/api') => ({
    action: 'CUSTOM',
    provider: { name },
    rules: [to({ paths: [path] })],
  })
  const ask = (policies: readonly Policy[], request = get) =>
    authorizerOf(policies, { mesh, manifests }).decide(request)

  it('delegates matching requests to a usable authorizer', () => {
    expect(ask([custom('grpc')]).delegated).toEqual([{ namespace: 'shop', policy: 'p0', rule: 0 }])
    expect(ask([custom('http')]).decision).toBe('ALLOW')
    expect(ask([custom('grpc', '/other')]).delegated).toEqual([])
  })

  it.each([['missing'], ['lost'], ['zipkin']])(
    'denies matching requests when the provider cannot be used: %s',
    (name) => {
      expect([ask([custom(name)]).reason, ask([custom(name, '/other')]).reason]).toEqual([
        'custom-misconfigured',
        'no-allow-policy',
      ])
    },
  )

  it('denies what matches either of two providers', () => {
    const { reason, decidedBy } = ask([custom('grpc'), custom('http')])
    expect([reason, decidedBy.length]).toEqual(['custom-misconfigured', 2])
  })

  it('does not ask an authorizer of HTTP about TCP', () => {
    expect([
      ask([custom('http')], tcp).delegated.length,
      ask([custom('grpc')], tcp).delegated.length,
    ]).toEqual([0, 1])
  })
})

describe('the reasons', () => {
  it.each<[string, readonly Policy[], string, string | undefined]>([
    ['deny', [{ action: 'DENY', rules: [{}] }], 'authorization-deny-matched', 'shop/p0 #1'],
    ['allow', [{ rules: [{}] }], 'authorization-allow-matched', 'shop/p0 #1'],
    ['nothing that allows', [{}], 'authorization-no-allow-matched', undefined],
  ])('name what decides: %s', (_what, policies, code, rules) => {
    const [first] = explainAuthorization(authorizerOf(policies).decide(get))
    expect([first?.code, first?.params['rules']]).toEqual([code, rules])
  })
})
