import { describe, expect, it } from 'vitest'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { buildAccessMatrix, judgeCell } from '#server/mesh/access/build-access-matrix.ts'
import { describeTarget } from '#server/mesh/access/describe-target.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

const names = ['web', 'cart', 'pay']
const idOf = (name: string, namespace = 'shop') => `cluster.local/ns/${namespace}/sa/${name}`
const columns = [
  '',
  ...names.map((name) => idOf(name)),
  idOf('web', 'other'),
  'another.domain/ns/shop/sa/web',
]

function policy(name: string, spec: object, namespace = 'shop'): RawObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec: { ...spec },
  }
}

const peer = (mode: string, portLevelMtls: object = {}): RawObject => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'PeerAuthentication',
  metadata: { name: 'default', namespace: 'shop' },
  spec: {
    mtls: { mode },
    ...(Object.keys(portLevelMtls).length > 0
      ? { selector: { matchLabels: { app: 'pay' } }, portLevelMtls }
      : {}),
  },
})

function meshOf(manifests: readonly RawObject[], mode = 'sidecar') {
  const pods = names.flatMap((name): RawObject[] => [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-1`,
        namespace: 'shop',
        labels: { app: name },
        annotations: {
          [`${mode === 'ambient' ? 'ambient.istio.io/redirection' : 'sidecar.istio.io/status'}`]: 'enabled',
        },
      },
      spec: {
        serviceAccountName: name,
        containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080 }] }],
      },
      status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop' },
      spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
  ])
  return buildSnapshotFromManifests({ manifests: [...pods, ...manifests] })
}

const matrixOf = (manifests: readonly RawObject[], question = {}, mode?: string) => {
  const snapshot = meshOf(manifests, mode)
  const rows = buildAccessMatrix({
    snapshot,
    meshConfig: defaultMeshConfig,
    workloads: listWorkloads(snapshot),
    columns,
    question,
  })
  return Object.fromEntries(
    rows.map(({ workload, cells }) => [workload.name.replace(/-1$/, ''), cells.join(' ')]),
  )
}

const only = (...principals: readonly string[]) => ({ rules: [{ from: [{ source: { principals } }] }] })
const forPay = { selector: { matchLabels: { app: 'pay' } } }

describe('the cells of', () => {
  it.each<[string, readonly RawObject[], object, string]>([
    ['no policy at all', [], {}, 'open open open open open open'],
    ['STRICT, which refuses plaintext', [peer('STRICT')], {}, 'denied open open open open open'],
    [
      'a port that takes plaintext beside others that do not',
      [peer('STRICT', { 9090: { mode: 'PERMISSIVE' } })],
      {},
      'partly open open open open open',
    ],
    [
      'an ALLOW policy of one caller',
      [policy('p', { ...forPay, ...only(idOf('cart')) })],
      {},
      'denied denied allowed denied denied denied',
    ],
    [
      'an ALLOW policy of a namespace',
      [policy('p', { ...forPay, rules: [{ from: [{ source: { namespaces: ['shop'] } }] }] })],
      {},
      'denied allowed allowed allowed denied allowed',
    ],
    [
      'an ALLOW policy that asks for a method',
      [policy('p', { ...forPay, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
      {},
      'partly partly partly partly partly partly',
    ],
    [
      'the same where the method is said',
      [policy('p', { ...forPay, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
      { method: 'GET' },
      'allowed allowed allowed allowed allowed allowed',
    ],
    [
      'DENY of one beside ALLOW of the namespace',
      [
        policy('a', { rules: [{ from: [{ source: { namespaces: ['shop'] } }] }] }),
        policy('d', { ...forPay, action: 'DENY', ...only(idOf('web')) }),
      ],
      {},
      'denied denied allowed allowed denied allowed',
    ],
    [
      'an external authorizer that is not defined',
      [policy('c', { ...forPay, action: 'CUSTOM', provider: { name: 'x' }, rules: [{}] })],
      {},
      'denied denied denied denied denied denied',
    ],
  ])('%s', (_, manifests, question, cells) => {
    expect(matrixOf(manifests, question)['pay']).toBe(cells)
  })

  it('an ambient workload follow ztunnel, which cannot tell methods', () => {
    const asks = { ...forPay, rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }
    expect(matrixOf([policy('p', asks)], {}, 'ambient')['pay']).toBe(
      'denied denied denied denied denied denied',
    )
  })

  it('more rules than can be judged at once say so, and are never called allowed', () => {
    const rules = Array.from({ length: 2_001 }, (_, index) => ({
      from: [{ source: { principals: [idOf(`s${index}`)] } }],
    }))
    expect(matrixOf([policy('p', { ...forPay, rules })])['pay']).toBe(columns.map(() => 'unjudged').join(' '))
  })
})

describe('rows and cells', () => {
  const manifests = [
    policy('a', { rules: [{ from: [{ source: { namespaces: ['s*p'], notPrincipals: [idOf('web')] } }] }] }),
    policy('d', {
      ...forPay,
      action: 'DENY',
      rules: [{ from: [{ source: { serviceAccounts: ['cart'] } }] }],
    }),
    peer('PERMISSIVE', { 9090: { mode: 'STRICT' } }),
  ]

  it.each(['sidecar', 'ambient'])('are what one question alone would answer, %s', (mode) => {
    const snapshot = meshOf(manifests, mode)
    const facts = indexAccess(snapshot, defaultMeshConfig)
    const workloads = listWorkloads(snapshot)
    const rows = buildAccessMatrix({
      snapshot,
      meshConfig: defaultMeshConfig,
      workloads,
      columns,
      question: {},
    })
    for (const { workload, cells } of rows)
      expect(cells).toEqual(
        columns.map((principal) => judgeCell(facts, describeTarget(facts, workload, {}), principal, {})),
      )
  })

  it('outlive a snapshot, but for the rows before which a policy changed', () => {
    const ask = (snapshot: ReturnType<typeof meshOf>) =>
      buildAccessMatrix({
        snapshot,
        meshConfig: defaultMeshConfig,
        workloads: listWorkloads(snapshot),
        columns,
        question: {},
      })
    const first = meshOf(manifests)
    const again = ask(first)
    expect(ask(first).map(({ cells }) => cells)).toEqual(again.map(({ cells }) => cells))
    expect(ask(first).every(({ cells }, index) => cells === again[index]?.cells)).toBe(true)
    const [, changed] = [first, meshOf([...manifests, policy('p', { ...forPay, ...only(idOf('pay')) })])]
    expect(ask(changed).find(({ workload }) => workload.name.startsWith('pay'))?.cells[3]).toBe('allowed')
  })
})
