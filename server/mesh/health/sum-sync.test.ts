import { expect, it } from 'vitest'
import { sumSync, sumSyncOfWorkloads } from '#server/mesh/health/sum-sync.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { ProxyPush } from '#server/mesh/objects/proxy-sync.ts'

const cds = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'
const rds = 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration'
const taken = { typeUrl: cds, sent: 'a', acked: 'a' }
const stale = { typeUrl: rds, sent: 'b', acked: 'a' }
const refused = { typeUrl: cds, sent: 'b', acked: 'a', lastError: 'bad cluster' }
const unsent = { typeUrl: rds }

const snapshot = buildSnapshotFromManifests({
  manifests: ['a', 'b'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
  })),
})
const pods = snapshot.all('Pod')
const told = (pushes: Readonly<Record<string, readonly ProxyPush[]>>) =>
  new Map(
    Object.entries(pushes).map(([pod, each]) => [`shop/${pod}`, { namespace: 'shop', pod, pushes: each }]),
  )

it.each([
  ['all taken', { a: [taken], b: [taken] }, 'synced', []],
  ['what was never sent is no fault', { a: [taken, unsent] }, 'synced', []],
  ['one has not taken the newest', { a: [taken, stale], b: [taken] }, 'behind', ['sync-behind']],
  [
    'one refused, the other is behind',
    { a: [refused], b: [stale] },
    'refused',
    ['sync-refused', 'sync-behind'],
  ],
] as const)('of the pods of a workload: %s', (_, pushes, state, codes) => {
  const sum = sumSync(pods, told(pushes))
  expect(sum?.state).toBe(state)
  expect(sum?.reasons.map(({ code }) => code)).toEqual(codes)
})

it('counts the proxies and names the types and the words of the first refusal', () => {
  expect(sumSync(pods, told({ a: [refused, stale], b: [taken] }))?.reasons).toEqual([
    { code: 'sync-refused', params: { count: 1, proxies: 2, types: 'CDS', words: 'bad cluster' } },
    { code: 'sync-behind', params: { count: 1, proxies: 2, types: 'RDS', words: '' } },
  ])
})

it('says nothing where istiod knows no proxy of it, or is not there', () => {
  expect(sumSync(pods, told({ other: [stale] }))).toBeUndefined()
  expect(sumSync(pods, undefined)).toBeUndefined()
  expect(sumSyncOfWorkloads([{ name: 'cart', pods }], undefined)).toBeUndefined()
})

it('names the workloads of a namespace that are behind, five of many', () => {
  const workloads = Array.from({ length: 7 }, (_, at) => ({ name: `w${at}`, pods }))
  const sum = sumSyncOfWorkloads(workloads, told({ a: [stale] }))
  expect(sum).toEqual({
    state: 'behind',
    reasons: [{ code: 'sync-workloads-behind', params: { count: 7, names: 'w0, w1, w2, w3, w4', more: 2 } }],
  })
})
