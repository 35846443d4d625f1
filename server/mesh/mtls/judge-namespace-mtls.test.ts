import { describe, expect, it } from 'vitest'
import { judgeNamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'

interface Policy {
  readonly in: 'istio-system' | 'shop'
  readonly name?: string
  readonly mode?: string
  readonly selector?: Readonly<Record<string, string>>
  readonly ports?: Readonly<Record<string, string>>
  /** Minutes after midnight at which it was created. */
  readonly made?: number
}

function policy({ in: namespace, name = 'default', mode, selector, ports, made = 0 }: Policy) {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: {
      namespace,
      name,
      uid: `${namespace}/${name}`,
      resourceVersion: '1',
      creationTimestamp: `2026-01-01T00:${String(made).padStart(2, '0')}:00Z`,
    },
    spec: {
      ...(selector ? { selector: { matchLabels: selector } } : {}),
      ...(mode ? { mtls: { mode } } : {}),
      ...(ports
        ? { portLevelMtls: Object.fromEntries(Object.entries(ports).map(([port, m]) => [port, { mode: m }])) }
        : {}),
    },
  }
}

function deployment(name: string, annotations: Readonly<Record<string, string>> = {}) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      namespace: 'shop',
      name,
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name }, annotations } },
    },
    status: { replicas: 1, availableReplicas: 1, updatedReplicas: 1 },
  }
}

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'shop',
    uid: 'shop',
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { 'istio-injection': 'enabled' },
  },
}

function judge(
  policies: readonly Policy[],
  options: {
    of?: string
    workloads?: readonly ReturnType<typeof deployment>[]
    readable?: { mesh: boolean; namespace: boolean }
  } = {},
) {
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      namespace,
      ...(options.workloads ?? [deployment('cart'), deployment('pay')]),
      ...policies.map(policy),
    ],
  })
  const of = options.of ?? 'shop'
  return judgeNamespaceMtls({
    snapshot,
    namespace: of,
    workloads: listWorkloadsOfNamespace(snapshot, of),
    readable: options.readable ?? { mesh: true, namespace: true },
  })
}

const codes = (result: ReturnType<typeof judge>) => result.reasons.map(({ code }) => code)

describe('the mTLS mode of a namespace', () => {
  it.each<[string, readonly Policy[], string, string, readonly string[]]>([
    ['is PERMISSIVE where nothing is set', [], 'PERMISSIVE', 'default', ['mtls-default']],
    [
      'comes from the root namespace for the whole mesh',
      [{ in: 'istio-system', mode: 'STRICT' }],
      'STRICT',
      'mesh',
      ['mtls-mesh'],
    ],
    [
      'is overridden by its own namespace',
      [
        { in: 'istio-system', mode: 'STRICT' },
        { in: 'shop', mode: 'DISABLE' },
      ],
      'DISABLE',
      'namespace',
      ['mtls-mesh', 'mtls-namespace'],
    ],
    [
      'is inherited through UNSET and through an absent mode',
      [
        { in: 'istio-system', mode: 'STRICT' },
        { in: 'shop', mode: 'UNSET' },
      ],
      'STRICT',
      'mesh',
      ['mtls-mesh'],
    ],
    [
      'is that of the oldest of two policies of one level',
      [
        { in: 'shop', name: 'late', mode: 'DISABLE', made: 5 },
        { in: 'shop', name: 'early', mode: 'STRICT', made: 1 },
      ],
      'STRICT',
      'namespace',
      ['mtls-namespace', 'mtls-younger-ignored'],
    ],
    [
      'is that of the first by name where both are equally old',
      [
        { in: 'shop', name: 'b', mode: 'DISABLE' },
        { in: 'shop', name: 'a', mode: 'STRICT' },
      ],
      'STRICT',
      'namespace',
      ['mtls-namespace', 'mtls-younger-ignored'],
    ],
    [
      'ignores a selector in the root namespace',
      [{ in: 'istio-system', mode: 'STRICT', selector: { app: 'cart' } }],
      'PERMISSIVE',
      'default',
      ['mtls-default'],
    ],
    [
      'takes an empty selector for none',
      [{ in: 'shop', mode: 'STRICT', selector: {} }],
      'STRICT',
      'namespace',
      ['mtls-namespace'],
    ],
    [
      'is mixed when a selector sets one workload apart',
      [
        { in: 'shop', mode: 'STRICT' },
        { in: 'shop', name: 'cart', mode: 'PERMISSIVE', selector: { app: 'cart' } },
      ],
      'mixed',
      'workload',
      ['mtls-namespace', 'mtls-workload'],
    ],
    [
      'is not mixed when a selector says what holds anyway',
      [
        { in: 'shop', mode: 'STRICT' },
        { in: 'shop', name: 'cart', mode: 'STRICT', selector: { app: 'cart' } },
      ],
      'STRICT',
      'namespace',
      ['mtls-namespace'],
    ],
    [
      'is not mixed by a selector that matches nothing',
      [{ in: 'shop', name: 'gone', mode: 'DISABLE', selector: { app: 'gone' } }],
      'PERMISSIVE',
      'default',
      ['mtls-default'],
    ],
    [
      'is one mode again when selectors set every workload to it',
      [
        { in: 'shop', name: 'cart', mode: 'STRICT', selector: { app: 'cart' } },
        { in: 'shop', name: 'pay', mode: 'STRICT', selector: { app: 'pay' } },
      ],
      'STRICT',
      'workload',
      ['mtls-default', 'mtls-workload', 'mtls-workload'],
    ],
    [
      'is mixed by the exception of one port',
      [
        { in: 'shop', mode: 'STRICT' },
        { in: 'shop', name: 'cart', selector: { app: 'cart' }, ports: { 8080: 'DISABLE', 9090: 'UNSET' } },
      ],
      'mixed',
      'workload',
      ['mtls-namespace', 'mtls-workload', 'mtls-port'],
    ],
    [
      'lets the oldest of two matching selectors win whole, without merging their fields',
      [
        { in: 'shop', name: 'ports', selector: { app: 'cart' }, ports: { 80: 'PERMISSIVE' }, made: 1 },
        { in: 'shop', name: 'mode', mode: 'STRICT', selector: { app: 'cart' }, made: 2 },
      ],
      'PERMISSIVE',
      'default',
      ['mtls-default'],
    ],
  ])('%s', (_what, policies, mode, from, reasons) => {
    const result = judge(policies)
    expect([result.mode, result.from]).toEqual([mode, from])
    expect(codes(result)).toEqual(reasons)
  })

  it('names the ignored policy and the one that beats it', () => {
    const result = judge([
      { in: 'shop', name: 'late', mode: 'DISABLE', made: 5 },
      { in: 'shop', name: 'early', mode: 'STRICT', made: 1 },
    ])
    expect(result.reasons[1]?.params).toEqual({ policy: 'shop/late', older: 'shop/early' })
  })

  it('tells in the root namespace that a selector there has no effect', () => {
    const result = judge([{ in: 'istio-system', name: 'one', mode: 'STRICT', selector: { app: 'x' } }], {
      of: 'istio-system',
    })
    expect(codes(result)).toEqual(['mtls-default', 'mtls-root-selector'])
  })

  it('says that nothing enforces it where no workload has a proxy', () => {
    const plain = deployment('cart', { 'sidecar.istio.io/inject': 'false' })
    const result = judge([{ in: 'shop', mode: 'STRICT' }], { workloads: [plain] })
    expect([result.mode, codes(result)]).toEqual(['STRICT', ['mtls-namespace', 'mtls-no-proxy']])
  })

  it.each([
    ['its own policies are hidden', { mesh: true, namespace: false }, [] as Policy[], 'unknown'],
    [
      'the mesh policies are hidden and nothing nearer decides',
      { mesh: false, namespace: true },
      [],
      'unknown',
    ],
    [
      'the mesh policies are hidden but its own decides',
      { mesh: false, namespace: true },
      [{ in: 'shop', mode: 'STRICT' }],
      'STRICT',
    ],
  ] as const)('when %s it is not guessed', (_when, readable, policies, mode) => {
    expect(judge(policies, { readable }).mode).toBe(mode)
  })
})
