import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkObject } from '#server/mesh/checks/check-object.ts'

function judge(apiVersion: string, kind: string, spec: string, metadata: object = {}) {
  const object = {
    apiVersion,
    kind,
    metadata: { name: 'a', namespace: 'demo', ...metadata },
    spec: parse(spec) as unknown,
  }
  return checkObject(object).map(({ level, code, path }) =>
    `${level === 'error' ? '' : '~'}${code} ${path.replace(/^spec\.?/, '')}`.trim(),
  )
}

const security = (kind: string) => (spec: string) => judge('security.istio.io/v1', kind, spec)

// istio pkg/config/validation/validation.go, ValidateAuthorizationPolicy; pkg/config/security/security.go
describe('an AuthorizationPolicy', () => {
  const check = security('AuthorizationPolicy')
  it.each<[string, string, readonly string[]]>([
    [
      'is good',
      '{rules: [{from: [{source: {principals: ["*"]}}], to: [{operation: {paths: ["/a/{*}"]}}]}]}',
      [],
    ],
    ['of DENY needs rules', '{action: DENY}', ['config-rules-needed']],
    [
      'of CUSTOM needs a provider',
      '{action: CUSTOM, provider: {}, rules: [{}]}',
      ['config-required provider.name'],
    ],
    [
      'of CUSTOM asks no identity',
      '{action: CUSTOM, provider: {name: p}, rules: [{when: [{key: source.namespace, values: [a]}]}]}',
      ['config-custom-identity rules[0].when[0].key'],
    ],
    ['takes no empty source', '{rules: [{from: [{source: {}}]}]}', ['config-empty rules[0].from[0].source']],
    [
      'takes no empty value',
      '{rules: [{to: [{operation: {notHosts: [""]}}]}]}',
      ['config-empty rules[0].to[0].operation.notHosts[0]'],
    ],
    [
      'takes blocks of addresses',
      '{rules: [{from: [{source: {remoteIpBlocks: ["10.0.0.0/8", "10.0.0"]}}]}]}',
      ['config-subnet rules[0].from[0].source.remoteIpBlocks[1]'],
    ],
    [
      'takes ports',
      '{rules: [{to: [{operation: {ports: ["0", "65536"]}}]}]}',
      ['config-port rules[0].to[0].operation.ports[1]'],
    ],
    [
      'takes trust domains without slash',
      '{rules: [{from: [{source: {trustDomains: ["a*", "a*b", "a/b"]}}]}]}',
      [
        'config-wildcard-place rules[0].from[0].source.trustDomains[1]',
        'config-trust-domain rules[0].from[0].source.trustDomains[2]',
      ],
    ],
    [
      'takes accounts',
      '{rules: [{from: [{source: {serviceAccounts: ["a", "a/b", "/b", "a*"]}}]}]}',
      [
        'config-service-account rules[0].from[0].source.serviceAccounts[2]',
        'config-service-account rules[0].from[0].source.serviceAccounts[3]',
      ],
    ],
    [
      'takes templates of whole segments',
      '{rules: [{to: [{operation: {paths: ["/{**}/a", "/a{*}", "/{**}/{*}", "/{a}"]}}]}]}',
      [1, 2, 3].map((index) => `config-path-template rules[0].to[0].operation.paths[${index}]`),
    ],
    [
      'asks known attributes with their brackets',
      '{rules: [{when: [{key: request.body, values: [a]}, {key: "request.headers[]", values: [a]}, {key: source.ip}]}]}',
      [
        'config-condition-unknown rules[0].when[0].key',
        'config-condition-brackets rules[0].when[1].key',
        'config-required rules[0].when[2]',
      ],
    ],
    [
      'is attached in one way',
      '{selector: {matchLabels: {a: b}}, targetRefs: [{kind: Service, group: "", name: a}]}',
      ['schema-rule'],
    ],
    [
      'is attached to what can be',
      '{targetRefs: [{kind: Deployment, group: apps, name: a}]}',
      ['config-unsupported targetRefs[0]'],
    ],
    [
      'of DENY for HTTP alone is told',
      '{action: DENY, rules: [{to: [{operation: {methods: [GET]}}]}]}',
      ['~config-deny-http-only rules[0]'],
    ],
    [
      'of DENY with a port is not',
      '{action: DENY, rules: [{to: [{operation: {methods: [GET], notPorts: ["80"]}}]}]}',
      [],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(check(spec)).toEqual(faults)
  })

  it.each<[string, string, string, readonly string[]]>([
    ['ALLOW', 'true', 'AuthorizationPolicy', []],
    ['ALLOW', 'maybe', 'AuthorizationPolicy', ['config-unsupported']],
    ['AUDIT', 'true', 'AuthorizationPolicy', ['config-dry-run']],
    ['ALLOW', 'true', 'PeerAuthentication', ['config-dry-run']],
  ])('of %s may be a dry run by %s as %s: %j', (action, value, kind, codes) => {
    const spec = kind === 'AuthorizationPolicy' ? `{action: ${action}, rules: [{}]}` : '{}'
    const faults = judge('security.istio.io/v1', kind, spec, { annotations: { 'istio.io/dry-run': value } })
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(codes)
  })
})

// ValidatePeerAuthentication, ValidateRequestAuthentication
describe('authentication', () => {
  it.each<[string, string, readonly string[]]>([
    ['{mtls: {mode: STRICT}}', 'a mode', []],
    ['{mtls: {mode: LAX}}', 'an unknown mode', ['schema-enum mtls.mode']],
    ['{selector: {}}', 'an empty selector', ['~config-selector-empty selector']],
    ['{portLevelMtls: {80: {mode: STRICT}}}', 'ports without a selector', ['schema-rule']],
    [
      '{selector: {matchLabels: {a: b}}, portLevelMtls: {70000: {}}}',
      'a port out of range',
      ['schema-rule portLevelMtls'],
    ],
  ])('of peers %s: %s', (spec, _what, faults) => {
    expect(security('PeerAuthentication')(spec)).toEqual(faults)
  })

  const rsa = '{"keys":[{"kty":"RSA","n":"a","e":"AQAB"}]}'
  it.each<[string, string, readonly string[]]>([
    ['public keys', `{issuer: a, jwks: '${rsa}'}`, []],
    [
      'a private key',
      `{issuer: a, jwks: '${rsa.replace('"e"', '"d":"x","e"')}'}`,
      ['~config-jwks-private jwtRules[0].jwks'],
    ],
    ['no JSON', '{issuer: a, jwks: x}', ['config-jwks jwtRules[0].jwks']],
    ['a key of no type', '{issuer: a, jwks: \'{"keys":[{"kty":"x"}]}\'}', ['config-jwks jwtRules[0].jwks']],
    ['neither issuer nor keys', '{audiences: [a]}', ['config-required jwtRules[0]']],
    [
      'a header that is no name',
      '{issuer: a, outputClaimToHeaders: [{header: "a b", claim: c}]}',
      ['schema-pattern jwtRules[0].outputClaimToHeaders[0].header'],
    ],
    ...[
      ...['http://127.0.0.1/keys', 'http://127.1:8080/', 'http://2130706433/', 'https://localhost/keys'],
      ...[
        'http://169.254.169.254/latest/meta-data',
        'http://[::1]:15014/',
        'http://[fe80::1]/',
        'http://0.0.0.0/',
      ],
      ...['http://[::ffff:127.0.0.1]/', 'http://[::ffff:a9fe:a9fe]/', 'http://metadata.google.internal/'],
    ].map((uri): [string, string, readonly string[]] => [
      `keys of istiod's own place: ${uri}`,
      `{issuer: a, jwksUri: "${uri}"}`,
      ['~config-jwks-inward jwtRules[0].jwksUri'],
    ]),
    ...[
      'https://issuer.example/keys',
      'http://10.0.0.7/keys',
      'http://keys.default.svc:8080/',
      'https://[2001:db8::1]/',
    ].map((uri): [string, string, readonly string[]] => [
      `keys of another place: ${uri}`,
      `{issuer: a, jwksUri: "${uri}"}`,
      [],
    ]),
    ['keys from elsewhere', '{issuer: a, jwksUri: "ftp://a"}', ['schema-rule jwtRules[0].jwksUri']],
  ])('of requests by %s', (_what, rule, faults) => {
    expect(security('RequestAuthentication')(`{jwtRules: [${rule}]}`)).toEqual(faults)
  })
})

describe('what is checked first', () => {
  it('is whether the kind is known', () => {
    expect(checkObject({ apiVersion: 'v1', kind: 'Pod' }).map(({ code }) => code)).toEqual([
      'schema-unknown-kind',
    ])
    expect(checkObject(null).map(({ code }) => code)).toEqual(['schema-unknown-kind'])
  })

  it('is the structure, and rules only of what has it', () => {
    expect(judge('networking.istio.io/v1', 'ServiceEntry', '{hosts: ["*", 7]}')).toEqual([
      'schema-type hosts[1]',
    ])
    expect(judge('networking.istio.io/v1', 'ServiceEntry', '{hosts: ["*"]}')).toEqual([
      'schema-rule hosts[0]',
    ])
  })

  it('are annotations that istiod alone may set', () => {
    const annotations = { 'internal.istio.io/parents': 'x' }
    expect(judge('security.istio.io/v1', 'PeerAuthentication', '{}', { annotations })).toEqual([
      'config-annotation-internal metadata.annotations["internal.istio.io/parents"]',
    ])
  })
})

// istio validates these in Go, the Gateway API by its CRDs alone
describe('other kinds', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['telemetry.istio.io/v1', 'Telemetry', '{tracing: [{randomSamplingPercentage: 10}]}', []],
    ['telemetry.istio.io/v1', 'Telemetry', '{tracing: [{}, {}]}', ['~config-one-only tracing']],
    [
      'telemetry.istio.io/v1',
      'Telemetry',
      '{accessLogging: [{filter: {expression: "a ="}}]}',
      ['config-cel accessLogging[0].filter.expression'],
    ],
    [
      'telemetry.istio.io/v1',
      'Telemetry',
      '{tracing: [{randomSamplingPercentage: 101}]}',
      ['schema-maximum tracing[0].randomSamplingPercentage'],
    ],
    [
      'extensions.istio.io/v1alpha1',
      'WasmPlugin',
      '{url: "oci://a/b", vmConfig: {env: [{name: A}, {name: A}]}}',
      ['schema-duplicate vmConfig.env[1]'],
    ],
    ['extensions.istio.io/v1alpha1', 'WasmPlugin', '{url: "ftp://a"}', ['schema-rule url']],
    [
      'extensions.istio.io/v1alpha1',
      'TrafficExtension',
      '{lua: {inlineCode: a}, selector: {}}',
      ['~config-selector-empty selector'],
    ],
    [
      'networking.istio.io/v1beta1',
      'ProxyConfig',
      '{concurrency: 0, selector: {}}',
      ['~config-selector-empty selector'],
    ],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute', '{rules: [{backendRefs: [{name: a, port: 80}]}]}', []],
    [
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
      '{rules: [{backendRefs: [{name: a}]}]}',
      ['schema-rule rules[0].backendRefs[0]'],
    ],
    [
      'gateway.networking.k8s.io/v1',
      'Gateway',
      '{gatewayClassName: istio, listeners: [{name: a, port: 80, protocol: HTTP}]}',
      [],
    ],
  ])('%s %s %s', (apiVersion, kind, spec, faults) => {
    expect(judge(apiVersion, kind, spec)).toEqual(faults)
  })
})
