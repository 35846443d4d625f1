import { describe, expect, it } from 'vitest'
import { buildInferredModes, buildWorkloadMtls, readPortMtls } from '#server/mesh/mtls/build-workload-mtls.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

/** `namespace/name` and the spec; the later in the list the younger. */
type Policy = readonly [string, Readonly<Record<string, unknown>>]
const cart = { matchLabels: { app: 'cart' } }
const workload = { namespace: 'shop', name: 'cart', labels: { app: 'cart', version: 'v1' } }

function snapshotOf(policies: readonly Policy[], rootNamespace?: string) {
  const manifests = policies.map(([path, spec], index) => {
    const [namespace = '', name = ''] = path.split('/')
    const creationTimestamp = `2026-01-01T00:00:0${index}Z`
    return {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { namespace, name, creationTimestamp },
      spec,
    }
  })
  return buildSnapshotFromManifests({ manifests, ...(rootNamespace ? { rootNamespace } : {}) })
}

const strict = { mtls: { mode: 'STRICT' } }
const disable = { mtls: { mode: 'DISABLE' } }
const unset = { mtls: { mode: 'UNSET' } }

// istio pilot/pkg/security/authn/policy_applier.go, ComposePeerAuthentication
describe('the mTLS of a workload', () => {
  it.each<[string, readonly Policy[], string, string | undefined]>([
    ['is PERMISSIVE where nothing is set, and nothing decides it', [], 'PERMISSIVE', undefined],
    ['comes from the mesh', [['istio-system/m', strict]], 'STRICT', 'istio-system/m mtls'],
    [
      'comes from the namespace before the mesh',
      [
        ['istio-system/m', strict],
        ['shop/n', disable],
      ],
      'DISABLE',
      'shop/n mtls',
    ],
    [
      'comes from its own policy before the namespace',
      [
        ['shop/n', strict],
        ['shop/w', { selector: cart, ...disable }],
      ],
      'DISABLE',
      'shop/w mtls',
    ],
    [
      'goes through UNSET to the level above',
      [
        ['istio-system/m', strict],
        ['shop/n', unset],
        ['shop/w', { selector: cart }],
      ],
      'STRICT',
      'istio-system/m mtls',
    ],
    [
      'is that of the oldest, even where it sets nothing',
      [
        ['shop/a', unset],
        ['shop/b', strict],
      ],
      'PERMISSIVE',
      undefined,
    ],
    [
      'is not set by a selector in the root namespace',
      [['istio-system/r', { selector: cart, ...strict }]],
      'PERMISSIVE',
      undefined,
    ],
    [
      'is not set by another namespace or another workload',
      [
        ['bank/n', strict],
        ['shop/w', { selector: { matchLabels: { app: 'pay' } }, ...strict }],
      ],
      'PERMISSIVE',
      undefined,
    ],
    [
      'takes an empty selector for the namespace',
      [['shop/n', { selector: {}, ...strict }]],
      'STRICT',
      'shop/n mtls',
    ],
  ])('%s', (_what, policies, mode, decidedBy) => {
    const mtls = buildWorkloadMtls(snapshotOf(policies), workload)
    const by = mtls.decidedBy
    expect([mtls.mode, by && `${by.namespace}/${by.name} ${by.field}`]).toEqual([mode, decidedBy])
  })

  const exceptions: readonly Policy[] = [
    ['shop/n', strict],
    [
      'shop/w',
      { selector: cart, portLevelMtls: { 8080: { mode: 'DISABLE' }, 9000: { mode: 'UNSET' }, 9001: {} } },
    ],
  ]

  it('has its own mode on a port that sets one, and the inherited one elsewhere', () => {
    const mtls = buildWorkloadMtls(snapshotOf(exceptions), workload)
    expect([8080, 9000, 9001, 1].map((port) => readPortMtls(mtls, port).mode)).toEqual([
      'DISABLE',
      'STRICT',
      'STRICT',
      'STRICT',
    ])
    expect(readPortMtls(mtls, 8080).decidedBy?.field).toBe('portLevelMtls[8080]')
    expect(readPortMtls(mtls, 9000).decidedBy?.name).toBe('n')
  })

  it('lets no younger policy fill what the oldest leaves open', () => {
    const policies: readonly Policy[] = [
      ['shop/a', { selector: cart, portLevelMtls: { 80: { mode: 'STRICT' } } }],
      ['shop/b', { selector: cart, ...disable, portLevelMtls: { 81: { mode: 'STRICT' } } }],
    ]
    const mtls = buildWorkloadMtls(snapshotOf(policies), workload)
    expect([mtls.mode, [...mtls.ports.keys()]]).toEqual(['PERMISSIVE', [80]])
  })

  it('tells every level that speaks, the deciding one last', () => {
    const mtls = buildWorkloadMtls(snapshotOf([['istio-system/m', strict], ...exceptions]), workload)
    const codes = readPortMtls(mtls, 8080).reasons.map(({ code }) => code)
    expect(codes).toEqual(['mtls-mesh', 'mtls-namespace', 'mtls-port'])
  })

  it('asks the root namespace that the mesh names', () => {
    const mtls = buildWorkloadMtls(
      snapshotOf(
        [
          ['istio-system/m', strict],
          ['mesh-root/m', disable],
        ],
        'mesh-root',
      ),
      workload,
    )
    expect(mtls.mode).toBe('DISABLE')
  })
})

// istio pilot/pkg/model/authentication.go, GetNamespaceMutualTLSMode
describe('what clients infer', () => {
  it.each<[string, readonly Policy[], object]>([
    ['is unknown where no policy speaks', [['shop/w', { selector: cart, ...strict }]], {}],
    [
      'is the mesh mode, PERMISSIVE for UNSET',
      [['istio-system/m', unset]],
      { namespace: 'PERMISSIVE', mesh: 'PERMISSIVE' },
    ],
    [
      'is the namespace mode, the mesh for UNSET',
      [
        ['istio-system/m', strict],
        ['shop/n', unset],
      ],
      { namespace: 'STRICT', mesh: 'STRICT' },
    ],
    ['is PERMISSIVE for UNSET without a mesh policy', [['shop/n', unset]], { namespace: 'PERMISSIVE' }],
  ])('%s', (_what, policies, inferred) => {
    expect(buildInferredModes(snapshotOf(policies), 'shop')).toEqual(inferred)
  })
})
