import { expect, it } from 'vitest'
import { listPolicyFaults } from '#server/mesh/access/list-faults.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

function listCodes(spec: object): readonly string[] {
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { name: 'p', namespace: 'shop' },
        spec: { ...spec },
      },
    ],
  })
  return snapshot
    .all('AuthorizationPolicy')
    .flatMap((policy) => listPolicyFaults(policy).map(({ path }) => path))
}

it.each<[string, object, string]>([
  ['an unknown key of when', { rules: [{ when: [{ key: 'request.mood', values: ['good'] }] }] }, 'key'],
  ['a block that is no CIDR', { rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/99'] } }] }] }, 'ipBlocks'],
  ['DENY without rules', { action: 'DENY' }, 'spec'],
  ['an action that is none', { action: 'MAYBE', rules: [{}] }, 'action'],
])('%s is a fault, told at its place', (_, spec, place) => {
  expect(listCodes(spec).join()).toContain(place)
})

it('a good policy has none', () => {
  expect(listCodes({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })).toEqual([])
})

// maxItems of the CRD: an API server of these CRDs stores no more, older ones did.
it('ten thousand rules are told at once, by their number', () => {
  const rules = Array.from({ length: 10_000 }, () => ({ to: [{ operation: { methods: ['GET'] } }] }))
  expect(listCodes({ rules })).toEqual(['spec.rules'])
  expect(listCodes({ rules: rules.slice(0, 3) })).toEqual([])
})
