import { describe, expect, test } from 'vitest'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

const meta = (name: string, namespace: string, created = '2026-01-01T00:00:00Z') => ({
  name,
  namespace,
  creationTimestamp: created,
})
const service = (name: string, namespace: string, selector?: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name, namespace),
  spec: { ...(selector ? { selector } : {}), ports: [{ port: 80 }] },
})
const pod = (name: string, namespace: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...meta(name, namespace), labels },
})
const entry = (
  name: string,
  namespace: string,
  hosts: string[],
  facts: { exportTo?: string[]; created?: string } = {},
) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: meta(name, namespace, facts.created),
  spec: { hosts, ...(facts.exportTo ? { exportTo: facts.exportTo } : {}) },
})

const index = (manifests: RawObject[]) => indexServices(buildSnapshotFromManifests({ manifests }))

test.each([
  ['cart.shop.svc.cluster.local', 'cart'],
  ['cart.shop.svc.other.domain', 'cart'],
  ['cart.shop.svc', 'cart'],
  ['cart.shop', 'cart'],
  ['cart', undefined],
  ['cart.shop.pod.cluster.local', undefined],
  ['cart.other.svc.cluster.local', undefined],
])('the host %s is the service %s', (host, name) => {
  expect(index([service('cart', 'shop')]).findService(host)?.metadata.name).toBe(name)
})

describe('a ServiceEntry answers for a host', () => {
  const manifests = [
    entry('exact', 'shop', ['api.example.com']),
    entry('wild', 'shop', ['*.example.com']),
    entry('wider', 'shop', ['*.com']),
    entry('private', 'shop', ['private.test'], { exportTo: ['.'] }),
    entry('named', 'shop', ['named.test'], { exportTo: ['blue'] }),
    entry('hidden', 'shop', ['hidden.test'], { exportTo: ['~'] }),
    entry('younger', 'blue', ['twice.test'], { created: '2026-02-01T00:00:00Z' }),
    entry('older', 'shop', ['twice.test']),
  ]
  test.each([
    ['the exact host first', 'api.example.com', undefined, 'exact'],
    ['in any case of letters', 'API.Example.com', undefined, 'exact'],
    ['then the longest wildcard', 'other.example.com', undefined, 'wild'],
    ['then a wider one', 'other.com', undefined, 'wider'],
    ['a wildcard is not its own domain', 'example.org', undefined, undefined],
    ['its own namespace sees a private one', 'private.test', 'shop', 'private'],
    ['others do not', 'private.test', 'blue', undefined],
    ['a named namespace sees it', 'named.test', 'blue', 'named'],
    ['others do not see that either', 'named.test', 'red', undefined],
    ['what is exported nowhere is seen nowhere', 'hidden.test', 'shop', undefined],
    ['the older one where two claim it', 'twice.test', 'red', 'older'],
    ['but one of the own namespace first', 'twice.test', 'blue', 'younger'],
  ])('%s', (_name, host, from, name) => {
    expect(index(manifests).findServiceEntry(host, from)?.metadata.name).toBe(name)
  })
})

test('a service selects the workloads of its namespace whose labels match, and they know it', () => {
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      service('cart', 'shop', { app: 'cart' }),
      service('cart-v2', 'shop', { app: 'cart', version: 'v2' }),
      service('headless', 'shop'),
      pod('cart-1', 'shop', { app: 'cart', version: 'v1' }),
      pod('cart-2', 'shop', { app: 'cart', version: 'v2' }),
      pod('cart-1', 'other', { app: 'cart' }),
    ],
  })
  const services = indexServices(snapshot)
  const selected = (name: string) => {
    const found = snapshot.find('Service', 'shop', name)
    return found ? services.selectWorkloads(found).map((workload) => workload.name) : undefined
  }
  expect(selected('cart')).toEqual(['cart-1', 'cart-2'])
  expect(selected('cart-v2')).toEqual(['cart-2'])
  expect(selected('headless')).toEqual([])
  const told = listWorkloads(snapshot).map((workload) =>
    services.listServicesOf(workload).map(({ metadata }) => metadata.name),
  )
  expect(told).toEqual([[], ['cart'], ['cart', 'cart-v2']])
  expect(indexServices(snapshot)).toBe(services)
})
