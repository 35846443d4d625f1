import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeCases } from '#tools/verdicts/judge-cases.ts'
import { authorization } from '#tools/verdicts/tables/authorization.ts'
import { badInputs } from '#tools/verdicts/tables/bad-inputs.ts'
import { mtls } from '#tools/verdicts/tables/mtls.ts'

const folder = new URL('../../../shared/cases/', import.meta.url)

/** Istio's own verdicts are no part of the checkout; where they are, the core agrees with each. */
describe.skipIf(!existsSync(folder))('the verdicts of Istio', () => {
  it.each([mtls, authorization, badInputs])('on $name are ours, the fields beyond too', (table) => {
    const cases: unknown = JSON.parse(readFileSync(new URL(`${table.name}.json`, folder), 'utf8'))
    const results = judgeCases(table, Array.isArray(cases) ? cases : [])
    expect(results.length).toBeGreaterThan(100)
    expect(results.filter(({ differing, beyond }) => differing.length + beyond.length > 0)).toEqual([])
  })
})

const shared = {
  id: 'own',
  meshConfig: null,
  namespaces: [{ name: 'shop', labels: {} }],
  workloads: [
    { name: 'cart', namespace: 'shop', labels: { app: 'cart' }, serviceAccount: 'cart', ports: [8080] },
  ],
  services: [],
  workload: { namespace: 'shop', name: 'cart' },
}
const policy = (kind: string, spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`
const byPolicy = { namespace: 'shop', name: 'p', field: 'mtls' }
const effective = (mode: string, decidedBy: unknown) => ({
  mode,
  decidedBy,
  ports: { 8080: { mode, decidedBy } },
})
const request = {
  protocol: 'http',
  source: { principal: null, namespace: 'shop', ip: '10.0.0.1', remoteIp: '10.0.0.1' },
  destinationIp: '10.0.0.2',
  destinationPort: 8080,
  method: 'GET',
  path: '/',
  host: 'cart',
  headers: {},
  jwt: null,
  sni: '',
}

/** The tables by cases of our own, so that a checkout by itself shows that they bite. */
describe('a table', () => {
  const strict = policy('PeerAuthentication', '{mtls: {mode: STRICT}}')
  const deny = policy('AuthorizationPolicy', '{action: DENY, rules: [{}]}')
  const inferred = { namespaceMode: 'STRICT', meshMode: 'UNKNOWN' }
  const ambient = (plaintext: boolean) => ({
    attachedPolicies: ['istio-system/istio_converted_static_strict'],
    attachedButNotSent: [],
    plaintextAllowed: { 8080: plaintext },
    mtlsAllowed: { 8080: true },
  })
  const mtlsCase = { ...shared, istio: strict, dataPlane: 'sidecar', ports: [8080] }
  const decided = [{ namespace: 'shop', policy: 'p', rule: 0 }]
  it.each([
    ['mtls agrees', mtls, { ...mtlsCase, verdict: { ...effective('STRICT', byPolicy), ...inferred } }, []],
    [
      'mtls sees another mode',
      mtls,
      { ...mtlsCase, verdict: { ...effective('DISABLE', byPolicy), ...inferred } },
      ['ports.8080.mode', 'workload.mode'],
    ],
    [
      'mtls sees another policy',
      mtls,
      { ...mtlsCase, verdict: { ...effective('STRICT', { ...byPolicy, name: 'q' }), ...inferred } },
      ['ports.8080.decidedBy', 'workload.decidedBy'],
    ],
    ['mtls agrees for ztunnel', mtls, { ...mtlsCase, dataPlane: 'ambient', verdict: ambient(false) }, []],
    [
      'mtls sees what ztunnel lets through',
      mtls,
      { ...mtlsCase, dataPlane: 'ambient', verdict: ambient(true) },
      ['plaintextAllowed'],
    ],
    [
      'authorization agrees',
      authorization,
      {
        ...shared,
        istio: deny,
        request,
        verdict: { decision: 'DENY', reason: 'deny-matched', decidedBy: decided },
      },
      [],
    ],
    [
      'authorization sees another decision',
      authorization,
      {
        ...shared,
        istio: deny,
        request,
        verdict: { decision: 'ALLOW', reason: 'no-allow-policy', decidedBy: [] },
      },
      ['decision', 'decidedBy'],
    ],
    [
      'bad-inputs agrees',
      badInputs,
      { id: 'x', kind: 'PeerAuthentication', yaml: strict, expect: 'ok', layer: 'none' },
      [],
    ],
    [
      'bad-inputs sees another level',
      badInputs,
      {
        id: 'x',
        kind: 'PeerAuthentication',
        yaml: policy('PeerAuthentication', '{selector: {}}'),
        expect: 'ok',
        layer: 'none',
      },
      ['expect'],
    ],
    ['refuses a case of another shape', mtls, { id: 'x' }, ['error']],
  ] as const)('%s', (_what, table, rawCase, differing) => {
    const [result] = judgeCases(table, [rawCase])
    expect(result?.differing.map(({ field }) => field)).toEqual(differing)
  })
})
