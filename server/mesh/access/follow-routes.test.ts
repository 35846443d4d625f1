import { describe, expect, it } from 'vitest'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { type CalledService, followRoutes } from '#server/mesh/access/follow-routes.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { findWorkload } from '#server/mesh/objects/workloads.ts'

const pod = (name: string, labels: Readonly<Record<string, string>>): RawObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels, annotations: { 'sidecar.istio.io/status': '{}' } },
  spec: { containers: [{ name: 'app', image: 'app' }] },
  status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
})
const service = (name: string, portName = 'http'): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { selector: { app: name }, ports: [{ name: portName, port: 80, targetPort: 8080 }] },
})
const networking = (kind: string, name: string, spec: object): RawObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace: 'shop' },
  spec: { ...spec },
})
const route = (...http: object[]) => networking('VirtualService', 'pay', { hosts: ['pay'], http })
const to = (host: string, subset?: string, weight?: number) => ({
  destination: { host, ...(subset ? { subset } : {}) },
  ...(weight === undefined ? {} : { weight }),
})
const subsets = networking('DestinationRule', 'pay', {
  host: 'pay',
  subsets: ['v1', 'v2'].map((name) => ({ name, labels: { version: name } })),
})

function follow(manifests: readonly RawObject[], request: CalledService['request'] = {}, portName = 'http') {
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      pod('web', { app: 'web' }),
      pod('pay-v1', { app: 'pay', version: 'v1' }),
      pod('pay-v2', { app: 'pay', version: 'v2' }),
      pod('bank', { app: 'bank' }),
      service('pay', portName),
      service('bank', portName),
      subsets,
      ...manifests,
    ],
  })
  const workload = findWorkload(snapshot, 'shop', 'web')
  const called = snapshot.find('Service', 'shop', 'pay')
  if (!workload || !called) throw new Error('the world has both')
  const facts = indexAccess(snapshot, defaultMeshConfig)
  const caller = { kind: 'workload', workload } as const
  return followRoutes(facts, { caller, service: called, port: 80, request })?.map(
    ({ to: target, route: { outcome = 'passes', reasons } }) =>
      `${target?.workload.name ?? '-'} ${outcome} ${reasons
        .map(({ code, params }) => `${code.slice('access-route-'.length)} ${params['percent'] ?? ''}`.trim())
        .join(', ')}`,
  )
}

const known = { method: 'GET', path: '/', headers: {} }

describe('where routes lead what a caller asks of a service', () => {
  it.each<[string, readonly RawObject[], CalledService['request'], readonly string[] | undefined]>([
    ['no route is none', [], known, undefined],
    [
      'each destination with its share',
      [route({ route: [to('pay', 'v1', 80), to('bank', undefined, 20)] })],
      known,
      ['pay-v1 passes sent 80', 'bank passes sent 20'],
    ],
    [
      'a destination of weight 0 gets nothing',
      [route({ route: [to('pay', 'v1', 100), to('bank', undefined, 0)] })],
      known,
      ['pay-v1 passes sent 100'],
    ],
    [
      'the first match alone, where the request is known',
      [route({ match: [{ uri: { prefix: '/new' } }], route: [to('bank')] }, { route: [to('pay', 'v2')] })],
      { ...known, path: '/new/1' },
      ['bank passes sent 100'],
    ],
    [
      'every match, where the path is open',
      [route({ match: [{ uri: { prefix: '/new' } }], route: [to('bank')] }, { route: [to('pay', 'v2')] })],
      { method: 'GET', headers: {} },
      ['pay-v2 passes sent 100', 'bank passes sent 100'],
    ],
    [
      'what a match by header asks for, where headers are open',
      [
        route(
          { match: [{ headers: { 'x-beta': { exact: '1' } } }], route: [to('bank')] },
          { route: [to('pay', 'v1')] },
        ),
      ],
      { method: 'GET', path: '/' },
      ['pay-v1 passes sent 100', 'bank passes sent 100'],
    ],
    [
      'a subset that nobody defines is nowhere',
      [route({ route: [to('pay', 'v9')] })],
      known,
      ['- refuses nowhere'],
    ],
    ['a host that nobody has', [route({ route: [to('gone')] })], known, ['- refuses nowhere']],
    ['a redirect', [route({ redirect: { uri: '/other' } })], known, ['- refuses redirect']],
    ['a direct response', [route({ directResponse: { status: 503 } })], known, ['- refuses direct-response']],
    [
      'no route that matches is 404',
      [route({ match: [{ uri: { exact: '/only' } }], route: [to('bank')] })],
      known,
      ['- refuses not-found'],
    ],
    [
      'an abort of a part leaves the rest to depend on it',
      [route({ fault: { abort: { httpStatus: 503, percentage: { value: 50 } } }, route: [to('bank')] })],
      known,
      ['bank depends sent 100, fault 50'],
    ],
    [
      'an abort of all',
      [route({ fault: { abort: { httpStatus: 503, percentage: { value: 100 } } }, route: [to('bank')] })],
      known,
      ['bank refuses sent 100, fault 100'],
    ],
  ])('%s', (_what, manifests, request, targets) => {
    expect(follow(manifests, request)).toEqual(targets)
  })

  it('connections follow routes of tcp', () => {
    const tcp = networking('VirtualService', 'pay', { hosts: ['pay'], tcp: [{ route: [to('bank')] }] })
    expect(follow([tcp], {}, 'tcp')).toEqual(['bank passes sent 100'])
  })

  it('a VirtualService with thousands of matches is bounded', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => ({
      match: [{ uri: { prefix: `/p${at}` } }],
      route: [to('bank')],
    }))
    expect(follow([route(...many, { route: [to('pay', 'v1')] })])?.length).toBeLessThanOrEqual(65)
  })
})
