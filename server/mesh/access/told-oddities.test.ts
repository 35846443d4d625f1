import { describe, expect, it } from 'vitest'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { connectClient } from '#server/mesh/access/connect-client.ts'
import { explainWorkloadMtls } from '#server/mesh/mtls/explain-workload-mtls.ts'
import { listClientTls } from '#server/mesh/mtls/list-client-tls.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

const pod = (namespace: string, name: string, annotations: Readonly<Record<string, string>>): RawObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name }, annotations },
  spec: { containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080 }] }] },
  status: { phase: 'Running' },
})
const sidecar = { 'sidecar.istio.io/status': '{}' }
const ambient = { 'ambient.istio.io/redirection': 'enabled' }
const cart = { selector: { matchLabels: { app: 'cart' } } }

type Policy = readonly [namespace: string, spec: object]

/** In the order of their age. */
function build(
  kind: 'PeerAuthentication' | 'DestinationRule',
  policies: readonly Policy[],
): readonly RawObject[] {
  const group = kind === 'PeerAuthentication' ? 'security' : 'networking'
  return policies.map(([namespace, spec], index) => ({
    apiVersion: `${group}.istio.io/v1`,
    kind,
    metadata: { namespace, name: `p${index}`, creationTimestamp: `2026-01-01T00:00:0${index}Z` },
    spec: { ...spec },
  }))
}

function buildMesh(
  manifests: readonly RawObject[],
  annotations = sidecar as Readonly<Record<string, string>>,
) {
  const service: RawObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { selector: { app: 'cart' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  }
  const pods = [pod('shop', 'cart', annotations), pod('web', 'front', sidecar)]
  const snapshot = buildSnapshotFromManifests({ manifests: [...pods, service, ...manifests] })
  const find = (name: string) => {
    const found = listWorkloads(snapshot).find((workload) => workload.name === name)
    if (!found) throw new Error(`no workload ${name}`)
    return found
  }
  return { snapshot, find, facts: indexAccess(snapshot, defaultMeshConfig) }
}

// Behaviour 1 and 2 of the tables' README, and sections 3.2 of istio.md.
describe('what surprises of PeerAuthentication is told where the mode is', () => {
  const strict = { mtls: { mode: 'STRICT' } }
  const unset = { mtls: { mode: 'UNSET' } }
  it.each<[string, readonly Policy[], Readonly<Record<string, string>>, string]>([
    [
      'ambient fails open: an exception under a namespace that is UNSET is attached and never made',
      [
        ['istio-system', strict],
        ['shop', unset],
        ['shop', { ...cart, portLevelMtls: { 8080: { mode: 'PERMISSIVE' } } }],
      ],
      ambient,
      'mtls-ambient-open',
    ],
    [
      'a mesh policy with an empty selector counts for sidecars alone',
      [['istio-system', { selector: {}, ...strict }]],
      ambient,
      'mtls-ambient-selector',
    ],
    [
      'a port that is DISABLE where the workload is UNSET under STRICT is ignored',
      [
        ['shop', strict],
        ['shop', { ...cart, portLevelMtls: { 8080: { mode: 'DISABLE' } } }],
      ],
      ambient,
      'mtls-ambient-port',
    ],
    [
      'DISABLE turns nothing off in ambient',
      [['shop', { mtls: { mode: 'DISABLE' } }]],
      ambient,
      'mtls-ambient-disable',
    ],
    [
      'the oldest of a namespace hides a younger one, though it is UNSET',
      [
        ['shop', unset],
        ['shop', strict],
      ],
      sidecar,
      'mtls-younger-ignored',
    ],
    [
      'so does the oldest of the mesh',
      [
        ['istio-system', {}],
        ['istio-system', strict],
      ],
      sidecar,
      'mtls-younger-ignored',
    ],
    [
      'and the oldest of a workload',
      [
        ['shop', { ...cart }],
        ['shop', { ...cart, ...strict }],
      ],
      sidecar,
      'mtls-younger-ignored',
    ],
  ])('%s', (_, policies, annotations, code) => {
    const { snapshot, find } = buildMesh(build('PeerAuthentication', policies), annotations)
    expect(explainWorkloadMtls(snapshot, find('cart'))?.reasons.map((reason) => reason.code)).toContain(code)
  })

  it('nothing is told to be hidden by what is of another level or of other workloads', () => {
    const pay = { selector: { matchLabels: { app: 'pay' } } }
    const policies = build('PeerAuthentication', [
      ['istio-system', unset],
      ['shop', strict],
      ['shop', pay],
      ['shop', cart],
    ])
    const { snapshot, find } = buildMesh(policies)
    expect(explainWorkloadMtls(snapshot, find('cart'))?.reasons.map(({ code }) => code)).toEqual([
      'mtls-namespace',
    ])
  })
})

// Behaviour 3 and 4 of the tables' README, and section 3.3 of istio.md.
describe('what surprises of DestinationRules is told in the answer to a question and with the clients of mutual TLS', () => {
  const host = 'cart.shop.svc.cluster.local'
  const disable = { tls: { mode: 'DISABLE' } }
  it.each<[string, readonly Policy[], string | undefined]>([
    [
      'rules of one host that are exported elsewhere are not merged',
      [
        ['shop', { host, exportTo: ['web'], trafficPolicy: disable }],
        ['shop', { host, exportTo: ['*'] }],
      ],
      'access-odd-rule-apart',
    ],
    [
      'equal ones are',
      [
        ['shop', { host, trafficPolicy: disable }],
        ['shop', { host }],
      ],
      undefined,
    ],
    [
      'a rule for other workloads ends the search',
      [
        ['web', { host, workloadSelector: { matchLabels: { app: 'other' } } }],
        ['shop', { host, trafficPolicy: disable }],
      ],
      'access-odd-rule-selector',
    ],
    [
      'a wildcard of the client comes before the exact host of the service',
      [
        ['web', { host: '*.shop.svc.cluster.local' }],
        ['shop', { host, trafficPolicy: disable }],
      ],
      'access-odd-rule-wildcard',
    ],
    [
      'a wildcard that beats nothing surprises nobody',
      [['web', { host: '*.shop.svc.cluster.local' }]],
      undefined,
    ],
    [
      'settings of a port without TLS give auto mTLS under a host that is DISABLE',
      [['shop', { host, trafficPolicy: { ...disable, portLevelSettings: [{ port: { number: 80 } }] } }]],
      'access-odd-rule-port',
    ],
    [
      'with TLS they say it themselves',
      [
        [
          'shop',
          { host, trafficPolicy: { ...disable, portLevelSettings: [{ port: { number: 80 }, ...disable }] } },
        ],
      ],
      undefined,
    ],
  ])('%s', (_, rules, code) => {
    const { find, facts } = buildMesh(build('DestinationRule', rules))
    const { hop } = connectClient(facts, {
      caller: { kind: 'workload', workload: find('front') },
      target: find('cart'),
      service: { namespace: 'shop', name: 'cart', port: 80 },
      request: {
        protocol: 'http',
        source: { ip: '', remoteIp: '' },
        destination: { ip: '', port: 8080 },
        sni: '',
      },
    })
    const odd = (hop?.reasons ?? [])
      .map((reason) => reason.code)
      .filter((each) => each.startsWith('access-odd-'))
    expect(odd).toEqual(code ? [code] : [])
    const ofClients = listClientTls(facts, find('cart')).flatMap(({ oddities }) =>
      oddities.map((one) => one.code),
    )
    expect([...new Set(ofClients)]).toEqual(code ? [code] : [])
  })
})
