import { describe, expect, it } from 'vitest'
import { judgeInMesh } from '#server/mesh/config/judge-in-mesh.ts'
import { isConfigObject } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'cart', namespace: 'shop' },
  spec: { ports: [{ port: 80 }] },
}
const write = (kind: string, name: string, spec: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec,
})
const everything: ViewerAccess = { viewer: 'admin', readOnly: false, may: () => true }
const route = (host: string, subset?: string) => ({
  hosts: ['cart'],
  http: [{ route: [{ destination: { host, ...(subset ? { subset } : {}) } }] }],
})

function judge(
  manifests: readonly RawObject[],
  name: string,
  access = everything,
  kind: MeshKind = 'VirtualService',
) {
  const snapshot = buildSnapshotFromManifests({ manifests: [service, ...manifests] })
  const object = snapshot.find(kind, 'shop', name)
  if (!object || !isConfigObject(kind, object)) throw new Error(`no ${kind} ${name}`)
  return judgeInMesh(kind, object, { snapshot, access })
}

describe('an object among the others', () => {
  it.each([
    ['is valid where all that it names is there', [write('VirtualService', 'a', route('cart'))], 'valid', []],
    [
      'is invalid where it sends to a host that nobody has',
      [write('VirtualService', 'a', route('crat'))],
      'invalid',
      ['mesh mesh-host-missing IST0101 spec.http[0].route[0].destination.host'],
    ],
    [
      'is invalid where it sends to a subset that no rule defines',
      [write('VirtualService', 'a', route('cart', 'v9'))],
      'invalid',
      ['mesh mesh-subset-missing IST0101 spec.http[0].route[0].destination.subset'],
    ],
    [
      'is invalid where another has its host',
      [write('VirtualService', 'a', route('cart')), write('VirtualService', 'b', route('cart'))],
      'invalid',
      ['mesh mesh-host-shared IST0109 spec.hosts[0]'],
    ],
  ])('%s', (_, manifests, status, problems) => {
    const validity = judge(manifests, 'a')
    expect(validity.status).toBe(status)
    expect(
      validity.problems.map(
        ({ layer, code, analyzer, path }) => `${layer} ${code} ${analyzer?.code} ${path}`,
      ),
    ).toEqual(problems)
  })

  it('is not blamed for what its viewer may not see', () => {
    const elsewhere = write('VirtualService', 'a', route('cart.books.svc.cluster.local'))
    expect(judge([elsewhere], 'a').status).toBe('invalid')
    const some: ViewerAccess = { ...everything, may: (_verb, _kind, namespace) => namespace === 'shop' }
    expect(judge([elsewhere], 'a', some).status).toBe('valid')
  })

  it('keeps what is wrong with it alone, and is not blamed for the subset that a route asks of it in vain', () => {
    const rule = write('DestinationRule', 'r', {
      host: 'cart',
      trafficPolicy: { loadBalancer: { simple: 'NO' } },
    })
    const routed = write('VirtualService', 'a', route('cart', 'v9'))
    const { status, problems } = judge([rule, routed], 'r', everything, 'DestinationRule')
    expect(status).toBe('invalid')
    expect(problems.map(({ layer }) => layer)).not.toContain('mesh')
  })
})
