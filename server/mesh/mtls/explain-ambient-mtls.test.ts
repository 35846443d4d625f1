import { describe, expect, it } from 'vitest'
import { explainAmbientMtls } from '#server/mesh/mtls/explain-ambient-mtls.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

type Policy = readonly [namespace: string, spec: Readonly<Record<string, unknown>>]
const cart = { matchLabels: { app: 'cart' } }
const strict = { mtls: { mode: 'STRICT' } }

function explain(policies: readonly Policy[]) {
  const manifests = policies.map(([namespace, spec], index) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { namespace, name: `p${index}` },
    spec,
  }))
  const workload = { namespace: 'shop', name: 'cart', labels: { app: 'cart' } }
  return explainAmbientMtls(buildSnapshotFromManifests({ manifests }), workload).map(({ code }) => code)
}

describe('why ztunnel takes what it takes', () => {
  it.each<[string, readonly Policy[], readonly string[]]>([
    [
      'are the levels',
      [
        ['istio-system', strict],
        ['shop', { mtls: { mode: 'PERMISSIVE' } }],
      ],
      ['mtls-mesh', 'mtls-namespace'],
    ],
    [
      'tells that DISABLE turns nothing off',
      [['shop', { mtls: { mode: 'DISABLE' } }]],
      ['mtls-namespace', 'mtls-ambient-disable'],
    ],
    [
      'tells of a mesh policy with an empty selector',
      [['istio-system', { selector: {}, ...strict }]],
      ['mtls-mesh', 'mtls-ambient-selector'],
    ],
    [
      'tells of the exception of a port that has no effect',
      [
        ['shop', strict],
        ['shop', { selector: cart, portLevelMtls: { 80: { mode: 'DISABLE' } } }],
      ],
      ['mtls-namespace', 'mtls-ambient-converted', 'mtls-ambient-port'],
    ],
    [
      'tells where everything is open',
      [
        ['istio-system', strict],
        ['shop', { mtls: { mode: 'UNSET' } }],
        ['shop', { selector: cart, portLevelMtls: { 80: { mode: 'PERMISSIVE' } } }],
      ],
      ['mtls-mesh', 'mtls-ambient-open'],
    ],
  ])('%s', (_what, policies, codes) => {
    expect(explain(policies)).toEqual(codes)
  })
})
