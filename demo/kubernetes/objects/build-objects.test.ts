import { describe, expect, test } from 'vitest'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import type { Manifest } from '#demo/world/types.ts'
import { findSchema, type StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const world = buildWorld({ seed: 3, workloads: 120, nowMs })
const { manifests, pods } = buildObjects(world)

// biome-ignore lint/suspicious/noExplicitAny: manifests of every kind are read here
const fields = (manifest: Manifest): any => manifest
const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind).map(fields)

test('every object is of a kind that the server serves, in a namespace where the kind has one', () => {
  for (const { apiVersion, kind, metadata } of manifests) {
    const resource = findResourceOfKind(apiVersion, kind)
    expect(resource, `${apiVersion} ${kind}`).toBeDefined()
    expect(metadata.namespace !== undefined, `${kind} ${metadata.name}`).toBe(resource?.namespaced)
  }
})

test('one seed makes the same objects, identities and addresses', () => {
  const again = buildObjects(buildWorld({ seed: 3, workloads: 120, nowMs }))
  expect(again.manifests).toEqual(manifests)
})

test('uids and pod addresses are never given twice', () => {
  const uids = manifests.map(({ metadata }) => metadata['uid'])
  expect(new Set(uids).size).toBe(uids.length)
  const addresses = ofKind('Pod').map((pod) => pod.status.podIP)
  expect(new Set(addresses).size).toBe(addresses.length)
})

test('every controlling owner exists, with the uid that its dependants name', () => {
  const known = new Set(
    manifests.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name} ${metadata['uid']}`,
    ),
  )
  for (const { metadata } of manifests.map(fields)) {
    for (const owner of metadata.ownerReferences ?? []) {
      expect(known).toContain(`${owner.kind} ${metadata.namespace}/${owner.name} ${owner.uid}`)
    }
  }
})

test('owners select the pods that they own', () => {
  const sets = new Map(ofKind('ReplicaSet').map((set) => [set.metadata.uid, set]))
  for (const pod of ofKind('Pod')) {
    const set = sets.get(pod.metadata.ownerReferences?.[0].uid)
    if (set) expect(pod.metadata.labels).toMatchObject(set.spec.selector.matchLabels)
  }
})

test('each Service with a selector has the pods of its workloads behind it, ready or not', () => {
  const slices = new Map(
    ofKind('EndpointSlice').map((slice) => [
      `${slice.metadata.namespace}/${slice.metadata.labels['kubernetes.io/service-name']}`,
      slice,
    ]),
  )
  for (const service of world.services) {
    if (Object.keys(service.selector).length === 0) continue
    const slice = slices.get(`${service.namespace}/${service.name}`)
    expect(slice?.endpoints.length, service.name).toBeGreaterThan(0)
  }
  const ready = (name: string) =>
    slices.get(name)?.endpoints.map(({ conditions }: { conditions: { ready: boolean } }) => conditions.ready)
  expect(ready('shop/ads').toSorted()).toEqual([false, false, true])
})

test('workloads have as many pods as they want, and as many ready ones as the world says', () => {
  for (const { namespace, name, replicas, ready } of world.workloads) {
    const own = pods.filter((pod) => pod.namespace === namespace && pod.workload === name)
    expect([own.length, own.filter((pod) => pod.ready).length], name).toEqual([replicas, ready])
  }
})

test('a DaemonSet has one pod on each node', () => {
  const nodes = pods.filter(({ workload }) => workload === 'ztunnel').map(({ node }) => node)
  expect(nodes.toSorted()).toEqual(
    ofKind('Node')
      .map((node) => node.metadata.name)
      .toSorted(),
  )
})

test('injected pods show it: annotation, label and the proxy, as a container or as a native sidecar', () => {
  const find = (app: string, namespace: string) =>
    ofKind('Pod').find((pod) => pod.metadata.labels.app === app && pod.metadata.namespace === namespace)
  const classic = find('productpage', 'bookinfo')
  expect(classic.spec.containers.map(({ name }: { name: string }) => name)).toContain('istio-proxy')
  const native = find('frontend', 'shop')
  expect(native.spec.initContainers.at(-1)).toMatchObject({ name: 'istio-proxy', restartPolicy: 'Always' })
  for (const pod of [classic, native]) {
    expect(JSON.parse(pod.metadata.annotations['sidecar.istio.io/status']).revision).toBe('default')
    expect(pod.metadata.labels['security.istio.io/tlsMode']).toBe('istio')
  }
  const ambient = find('points', 'loyalty')
  expect(ambient.metadata.annotations).toEqual({ 'ambient.istio.io/redirection': 'enabled' })
  expect(ambient.spec.initContainers).toBeUndefined()
  expect(find('stock-importer', 'warehouse').metadata.annotations).toBeUndefined()
})

/** What a structural schema objects to: unknown fields, wrong types, values outside enums, missing fields. */
function listFaults(schema: StructuralSchema, value: unknown, path: string): string[] {
  // biome-ignore lint/suspicious/noExplicitAny: a schema is JSON of OpenAPI's own shape
  const { type, properties, items, additionalProperties, enum: values, required = [] } = schema as any
  if (values && !values.includes(value)) return [`${path}: ${String(value)} is none of ${values}`]
  if (Array.isArray(value)) {
    if (type !== 'array') return [`${path}: a list`]
    return value.flatMap((item, index) => listFaults(items, item, `${path}[${index}]`))
  }
  if (typeof value === 'object' && value !== null) {
    if (type !== 'object') return [`${path}: an object`]
    const missing = required.filter((name: string) => !Object.hasOwn(value, name))
    const inner = Object.entries(value).flatMap(([name, item]) => {
      const known = properties?.[name] ?? additionalProperties
      if (known) return listFaults(known, item, `${path}.${name}`)
      return schema['x-kubernetes-preserve-unknown-fields'] ? [] : [`${path}.${name}: unknown`]
    })
    return [...missing.map((name: string) => `${path}.${name}: missing`), ...inner]
  }
  const expected = typeof value === 'number' ? ['integer', 'number'] : [typeof value]
  if (type === undefined || schema['x-kubernetes-int-or-string']) return []
  return expected.includes(type) ? [] : [`${path}: ${typeof value}, not ${type}`]
}

describe('the CRDs accept', () => {
  const custom = manifests.filter(({ apiVersion }) => /istio\.io|gateway\.networking/.test(apiVersion))

  test.each(
    custom.map((manifest) => [
      `${manifest.kind} ${manifest.metadata.namespace}/${manifest.metadata.name}`,
      manifest,
    ]),
  )('%s', (_title, manifest) => {
    const [group = '', version = ''] = manifest.apiVersion.split('/')
    const schema = findSchema(group, version, manifest.kind)
    expect(schema).toBeDefined()
    const { apiVersion: _version, kind: _kind, metadata: _metadata, ...rest } = manifest
    expect(listFaults(schema ?? {}, rest, '')).toEqual([])
  })
})

test('schemas do refuse what is wrong, so that the test above can fail', () => {
  const schema = findSchema('security.istio.io', 'v1', 'PeerAuthentication') ?? {}
  expect(listFaults(schema, { spec: { mtls: { mode: 'NOPE' } } }, '')).toHaveLength(1)
  expect(listFaults(schema, { spec: { mtl: {} } }, '')).toEqual(['.spec.mtl: unknown'])
})
