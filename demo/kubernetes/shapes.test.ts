import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
const now = Date.parse('2026-11-21T12:00:00Z')
beforeAll(async () => {
  cluster = await startCluster({ now: () => now })
})
afterAll(() => cluster.handle.stop())

const recorded = new URL('../../../shared/recorded/kubernetes/', import.meta.url)
const readRecorded = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, recorded), 'utf8'))
const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Maps whose keys are data, not shape. */
const openMaps =
  /(labels|annotations|matchLabels|selector|fieldsV1|data|capacity|allocatable|limits|requests|images)$/

/** Every path of keys in a value, with lists folded; `a.b[]` and so on, each with the type of what is there. */
function listPaths(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) listPaths(item, `${path}[]`, found)
  else if (isRecord(value) && !openMaps.test(path)) {
    for (const [key, inner] of Object.entries(value)) listPaths(inner, `${path}.${key}`, found)
  } else found.add(`${path}: ${value === null ? 'null' : isRecord(value) ? 'map' : typeof value}`)
  return found
}

/** Fields that real objects have and the recorded ones do not: no kubelet ran there, and people write other specs. */
const known: Readonly<Record<string, readonly string[]>> = {
  'pods-limit2': ['.items[].status.initContainerStatuses[].started'],
  nodes: ['.items[].spec.podCIDR'],
  virtualservices: ['.items[].spec.http[]'],
  'gwapi-gateways': ['.items[].spec.addresses', '.items[].spec.listeners[].hostname'],
  'gwapi-httproutes': [
    '.items[].spec.hostnames',
    '.items[].spec.parentRefs[].namespace',
    '.items[].status.parents[].parentRef.namespace',
  ],
}

describe.skipIf(!existsSync(recorded))('no field that the recorded server does not have', () => {
  test.each([
    ['pods-limit2', '/api/v1/namespaces/bookinfo/pods?limit=2'],
    ['services', '/api/v1/namespaces/bookinfo/services'],
    ['deployments', '/apis/apps/v1/namespaces/bookinfo/deployments?limit=2'],
    ['endpointslices', '/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices?limit=2'],
    ['nodes', '/api/v1/nodes?limit=1'],
    ['namespaces', '/api/v1/namespaces'],
    ['serviceaccounts', '/api/v1/namespaces/bookinfo/serviceaccounts'],
    ['virtualservices', '/apis/networking.istio.io/v1/virtualservices'],
    ['peerauthentications', '/apis/security.istio.io/v1/peerauthentications'],
    ['gwapi-gateways', '/apis/gateway.networking.k8s.io/v1/gateways'],
    ['gwapi-gatewayclasses', '/apis/gateway.networking.k8s.io/v1/gatewayclasses'],
    ['gwapi-httproutes', '/apis/gateway.networking.k8s.io/v1/httproutes'],
  ])('%s', async (name, path) => {
    const { json } = await cluster.ask(path)
    const theirs = listPaths(readRecorded(name))
    const extra = [...listPaths(json)].filter(
      (found) => !theirs.has(found) && !(known[name] ?? []).some((prefix) => found.startsWith(prefix)),
    )
    expect(extra).toEqual([])
    expect(Object.keys(json)).toEqual(Object.keys(readRecorded(name)))
  })

  test('a table of pods has the recorded columns and cells of the same types', async () => {
    const { json } = await cluster.ask('/api/v1/namespaces/bookinfo/pods?includeObject=None', {
      headers: { accept: tableAccept },
    })
    const theirs = readRecorded('pods-table')
    const plain = (table: typeof json) =>
      table.columnDefinitions.map(
        ({ description: _description, ...column }: { description: string }) => column,
      )
    expect(plain(json)).toEqual(plain(theirs))
    const types = (row: { cells: unknown[] }) => row.cells.map((cell) => typeof cell)
    expect(types(json.rows[0])).toEqual(types(theirs.rows[0]))
    expect(json.rows[0].object).toBeNull()
  })

  test('metadata alone comes in the recorded form', async () => {
    const { json } = await cluster.ask('/api/v1/namespaces/bookinfo/pods?limit=2', {
      headers: { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' },
    })
    const theirs = readRecorded('pods-partialmeta')
    expect(Object.keys(json)).toEqual(Object.keys(theirs))
    expect(Object.keys(json.items[0])).toEqual(Object.keys(theirs.items[0]))
    expect([json.kind, json.apiVersion, json.items[0].kind]).toEqual([
      theirs.kind,
      theirs.apiVersion,
      theirs.items[0].kind,
    ])
  })
})

describe('tables', () => {
  const readRows = async (path: string) => {
    const { json } = await cluster.ask(path, { headers: { accept: `${tableAccept},application/json` } })
    return json.rows.map(({ cells }: { cells: unknown[] }) => cells)
  }

  test('a failing pod shows why it waits, and sidecars count as containers', async () => {
    const rows: string[][] = await readRows('/api/v1/namespaces/shop/pods')
    const row = (name: string) => rows.find(([first]) => first?.startsWith(name))?.slice(1, 3)
    expect(row('recommendation-v2')).toEqual(['1/2', 'CrashLoopBackOff'])
    expect(row('frontend-v1')).toEqual(['2/2', 'Running'])
    expect(row('schema-migration')).toEqual(['0/2', 'Completed'])
  })

  test('custom kinds show what their CRD says, lists as JSON, what is absent as null', async () => {
    const [first] = await readRows('/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices')
    expect(first.slice(0, 3)).toEqual(['bookinfo', '["bookinfo-gateway"]', '["bookinfo.demo.example"]'])
    const [details] = (
      await readRows('/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices')
    ).slice(1)
    expect(details.slice(0, 3)).toEqual(['details', null, '["details"]'])
  })

  test('a watch can carry tables', async () => {
    const events = cluster.watch('/api/v1/namespaces?watch=1', { headers: { accept: tableAccept } })
    const { value } = await events.next()
    await events.return(undefined)
    expect(value.type).toBe('ADDED')
    expect(value.object).toMatchObject({
      kind: 'Table',
      rows: [{ object: { kind: 'PartialObjectMetadata' } }],
    })
  })
})
