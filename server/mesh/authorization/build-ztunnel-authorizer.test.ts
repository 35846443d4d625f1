import { describe, expect, it } from 'vitest'
import { buildZtunnelAuthorizer } from '#server/mesh/authorization/build-ztunnel-authorizer.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

const called: AuthorizationRequest = {
  protocol: 'tcp',
  source: { principal: 'cluster.local/ns/front/sa/web', ip: '10.1.7.20', remoteIp: '10.1.7.20' },
  destination: { ip: '10.1.0.10', port: 8080 },
  sni: '',
}
const plain: AuthorizationRequest = { ...called, source: { ip: '10.1.7.20', remoteIp: '10.1.7.20' } }

function decide(specs: readonly Readonly<Record<string, unknown>>[], request = called, annotations = {}) {
  const manifests = specs.map((spec, index) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace: 'shop', name: `p${index}`, annotations },
    spec,
  }))
  const workload = { namespace: 'shop', labels: { app: 'orders' } }
  return buildZtunnelAuthorizer(buildSnapshotFromManifests({ manifests }), workload).decide(request)
}

const from = (source: object) => ({ from: [{ source }] })
const to = (operation: object) => ({ to: [{ operation }] })

// istio pilot/pkg/serviceregistry/ambient/authorization.go, ztunnel src/rbac.rs
describe('ztunnel', () => {
  it.each<[string, object, boolean]>([
    ['matches everything by an empty rule', {}, true],
    ['asks namespaces by their ends', from({ namespaces: ['*ont'] }), true],
    ['knows no star inside of a namespace', from({ namespaces: ['f*t'] }), false],
    ['asks principals', from({ principals: ['cluster.local/ns/front/*'] }), true],
    ['asks accounts of the policy’s namespace', from({ serviceAccounts: ['web'] }), false],
    ['asks accounts with their namespace', from({ serviceAccounts: ['front/web'] }), true],
    ['asks addresses', from({ ipBlocks: ['10.1.0.0/16'], notIpBlocks: ['10.1.7.0/24'] }), false],
    ['asks ports', to({ ports: ['8080'] }), true],
    ['asks when', { when: [{ key: 'destination.port', notValues: ['8080'] }] }, false],
    ['asks every clause', { ...from({ namespaces: ['front'] }), ...to({ ports: ['9090'] }) }, false],
  ])('%s', (_what, rule, matches) => {
    expect(decide([{ action: 'DENY', rules: [rule] }]).decision).toBe(matches ? 'DENY' : 'ALLOW')
    expect(decide([{ rules: [rule] }]).decision).toBe(matches ? 'ALLOW' : 'DENY')
  })

  it('leaves out rules of ALLOW that ask HTTP, which still turn to denying', () => {
    expect(decide([{ rules: [to({ methods: ['GET'], ports: ['8080'] })] }]).reason).toBe('no-allow-matched')
  })

  it('drops HTTP from DENY: wider beside a port, nothing by itself', () => {
    expect(decide([{ action: 'DENY', rules: [to({ methods: ['PUT'], ports: ['8080'] })] }]).decision).toBe(
      'DENY',
    )
    expect(decide([{ action: 'DENY', rules: [to({ methods: ['PUT'] })] }]).decision).toBe('ALLOW')
    expect(
      decide([{ action: 'DENY', rules: [{ ...from({ namespaces: ['front'] }), ...to({ paths: ['/'] }) }] }])
        .decision,
    ).toBe('ALLOW')
  })

  it('tells a caller without identity by what it lacks', () => {
    const rules = [from({ notPrincipals: ['*'] })]
    expect([
      decide([{ action: 'DENY', rules }]).decision,
      decide([{ action: 'DENY', rules }], plain).decision,
    ]).toEqual(['ALLOW', 'DENY'])
  })

  it.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['AUDIT and CUSTOM', { action: 'AUDIT', rules: [{}] }, {}],
    [
      'references',
      { action: 'DENY', rules: [{}], targetRefs: [{ kind: 'Service', group: '', name: 'a' }] },
      {},
    ],
    ['dry runs', { action: 'DENY', rules: [{}] }, { 'istio.io/dry-run': 'true' }],
    ['an empty selector object', { action: 'DENY', rules: [{}], selector: {} }, {}],
    ['another workload', { action: 'DENY', rules: [{}], selector: { matchLabels: { app: 'x' } } }, {}],
  ])('is not sent policies of %s', (_what, spec, annotations) => {
    expect(decide([spec], called, annotations).reason).toBe('no-allow-policy')
  })

  it('names the rules that decide', () => {
    expect(decide([{ action: 'DENY', rules: [to({ ports: ['1'] }), {}] }]).decidedBy).toEqual([
      { namespace: 'shop', policy: 'p0', rule: 1 },
    ])
  })
})
