import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { discoverKinds } from '#server/adapters/kubernetes/discover-kinds.ts'
import { listMeshKinds } from '#server/mesh/objects/kinds.ts'

const { signal } = new AbortController()

/** A connection that gives fixed answers: the discovery form is data, the wire is tested elsewhere. */
function answering(answers: Readonly<Record<string, unknown>>): Connection {
  return {
    identity: 'test',
    address: 'http://test',
    ask: async ({ path }) => answers[path],
    stream: () => Promise.reject(new Error('not asked')),
    upgrade: () => Promise.reject(new Error('not asked')),
    begin: () => Promise.reject(new Error('not asked')),
    close: () => undefined,
  }
}

const aggregatedOf = (group: string, versions: Record<string, string[]>) => ({
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: group },
      versions: Object.entries(versions).map(([version, resources]) => ({
        version,
        resources: resources.map((resource) => ({ resource })),
      })),
    },
  ],
})

test.each([
  [
    'the newest where all are served',
    { v1alpha3: ['gateways'], v1beta1: ['gateways'], v1: ['gateways'] },
    '/apis/networking.istio.io/v1',
  ],
  [
    'the best of what is served',
    { v1alpha3: ['gateways'], v1beta1: ['gateways'] },
    '/apis/networking.istio.io/v1beta1',
  ],
  ['one that has the kind', { v1: ['other'], v1alpha3: ['gateways'] }, '/apis/networking.istio.io/v1alpha3'],
  ['none of an unknown version', { v2: ['gateways'] }, undefined],
])('the version of a kind is %s', async (_name, versions, path) => {
  const served = await discoverKinds(
    answering({ '/apis': aggregatedOf('networking.istio.io', versions) }),
    signal,
  )
  expect(served.get('IstioGateway')?.path).toBe(path)
  expect(served.get('Pod')?.path).toBe('/api/v1')
  expect(served.has('Gateway')).toBe(false)
})

const recorded = new URL('../../../../shared/recorded/kubernetes/apis-aggregated.json', import.meta.url)
test.skipIf(!existsSync(recorded))(
  'a real API server with Istio and the Gateway API serves every kind',
  async () => {
    const body: unknown = JSON.parse(readFileSync(recorded, 'utf8'))
    const served = await discoverKinds(answering({ '/apis': body }), signal)
    const notServed = listMeshKinds().filter((kind) => !served.has(kind))
    expect(notServed).toEqual(['InferencePool'])
    expect(served.get('HTTPRoute')?.path).toBe('/apis/gateway.networking.k8s.io/v1')
    expect(served.get('VirtualService')?.versions).toEqual(['v1', 'v1beta1', 'v1alpha3'])
  },
)
