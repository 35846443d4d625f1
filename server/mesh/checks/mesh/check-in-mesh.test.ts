import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { checkChangeInSnapshot } from '#server/mesh/checks/mesh/check-in-mesh.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

const others = `
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
---
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}, spec: {selector: {app: cart}, ports: [{port: 80, name: http}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cart-1, namespace: shop, labels: {app: cart}}, spec: {containers: []}, status: {phase: Running}}
---
{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: cart, namespace: shop}, spec: {host: cart, subsets: [{name: v1}]}}
---
{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: old, namespace: shop}, spec: {hosts: [taken.example.com], http: [{route: [{destination: {host: cart, subset: v1}}]}]}}
---
{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: front, namespace: shop}, spec: {selector: {app: cart}, servers: [{hosts: ["*/*.example.com"], port: {number: 80}}]}}
`

/** Codes, places and analyzer codes of one more object; `~` before a warning. */
function judge(kind: MeshKind, apiVersion: string, spec: string, name = 'new'): string[] {
  const word = kind === 'IstioGateway' ? 'Gateway' : kind
  const text = `${others}\n---\n{apiVersion: ${apiVersion}, kind: ${word}, metadata: {name: ${name}, namespace: shop}, spec: ${spec}}`
  // What a test writes is a manifest.
  const manifests = parseAllDocuments(text).map((document) => document.toJS() as RawObject)
  const snapshot = buildSnapshotFromManifests({ manifests })
  return checkChangeInSnapshot(
    { kind, namespace: 'shop', name },
    { snapshot, isSeen: (namespace) => namespace !== 'hidden' },
  ).map(
    ({ level, code, path, analyzer }) => `${level === 'error' ? '' : '~'}${code} ${path} ${analyzer.code}`,
  )
}

const networking = 'networking.istio.io/v1'
const to = (destination: string) => `http: [{route: [{destination: {${destination}}}]}]`

describe('what an object names is there', () => {
  it.each<[string, MeshKind, string, readonly string[]]>([
    ['all of it', 'VirtualService', `{hosts: [cart], ${to('host: cart, subset: v1')}}`, []],
    [
      'a host that nobody has',
      'VirtualService',
      `{hosts: [cart], ${to('host: crat')}}`,
      ['mesh-host-missing spec.http[0].route[0].destination.host IST0101'],
    ],
    [
      'a host that is not to be seen',
      'VirtualService',
      `{hosts: [cart], ${to('host: a.hidden.svc.cluster.local')}}`,
      [],
    ],
    [
      'a subset that nobody defines',
      'VirtualService',
      `{hosts: [cart], ${to('host: cart, subset: v2')}}`,
      ['mesh-subset-missing spec.http[0].route[0].destination.subset IST0101'],
    ],
    [
      'a gateway that nobody has',
      'VirtualService',
      `{hosts: [a.example.com], gateways: [back], ${to('host: cart')}}`,
      ['mesh-object-missing spec.gateways[0] IST0101'],
    ],
    [
      'a host that its gateway does not listen for',
      'VirtualService',
      `{hosts: [a.example.org], gateways: [front], ${to('host: cart')}}`,
      ['~mesh-host-not-listened spec.hosts[0] IST0132'],
    ],
    [
      'a host that another one has',
      'VirtualService',
      `{hosts: [cart, taken.example.com], ${to('host: cart')}}`,
      ['mesh-host-shared spec.hosts[1] IST0109'],
    ],
    [
      'a host that another one has where neither sees the other',
      'VirtualService',
      `{hosts: [taken.example.com], gateways: [front], ${to('host: cart')}}`,
      [],
    ],
    [
      'a rule for a host that is not there',
      'DestinationRule',
      '{host: crat}',
      ['~mesh-host-missing spec.host IST0101'],
    ],
    [
      'a gateway without pods',
      'IstioGateway',
      '{selector: {app: none}}',
      ['mesh-selects-none spec.selector IST0101'],
    ],
  ])('%s', (_what, kind, spec, faults) => {
    expect(judge(kind, networking, spec)).toEqual(faults)
  })

  it('a policy that selects nobody is told of', () => {
    const spec = '{selector: {matchLabels: {app: none}}, rules: [{}]}'
    expect(judge('AuthorizationPolicy', 'security.istio.io/v1', spec)).toEqual([
      '~mesh-selects-none spec.selector.matchLabels IST0127',
    ])
  })

  it('a rule that takes a subset from a route is told of', () => {
    expect(judge('DestinationRule', networking, '{host: cart, subsets: [{name: v2}]}', 'cart')).toEqual([
      'mesh-subset-lost spec.subsets IST0101',
    ])
  })
})
