import { describe, expect, test } from 'vitest'
import { type Around, describeAround } from '#server/mesh/graph/around.ts'
import type { GraphFacts } from '#server/mesh/graph/enrich/graph-facts.ts'
import {
  type ImaginedSeries,
  imagineGraph,
  imagineSample,
} from '#server/mesh/graph/imagined-graph.test-support.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

const x: Around = { kind: 'workload', namespace: 'a', name: 'x', isWaypoint: false }
const fromSource = { reporter: 'source' } as const

const around = (node: Around, requests: readonly ImaginedSeries[], facts: Partial<GraphFacts> = {}) =>
  imagineGraph({ requests, facts: { around: node, ...facts }, asked: [node.namespace] }).lines

/** Kiali's two questions about a node (graph/telemetry/istio/istio.go, buildNodeTrafficMap). */
describe('the graph around a workload', () => {
  const cases: readonly [name: string, requests: ImaginedSeries[], lines: string[]][] = [
    ['has who calls it, as it saw them', [{ from: 'b/y', to: 'a/x' }], ['b/y > a/x 1']],
    ['has whom it calls, as it saw them', [{ from: 'a/x', to: 'b/y', ...fromSource }], ['a/x > b/y 1']],
    [
      'has nothing that others do',
      [
        { from: 'a/y', to: 'a/z' },
        { from: 'b/x', to: 'b/y' },
      ],
      [],
    ],
    ['takes no word of a caller for what came in', [{ from: 'b/y', to: 'a/x', ...fromSource }], []],
    ['takes no word of the called for what went out', [{ from: 'a/x', to: 'b/y' }], []],
    [
      'counts a call to itself once, as it received it',
      [
        { from: 'a/x', to: 'a/x' },
        { from: 'a/x', to: 'a/x', ...fromSource, value: 2 },
      ],
      ['a/x > a/x 1'],
    ],
    [
      'takes the word of a waypoint for both',
      [
        { from: 'a/x', to: 'b/y', reporter: 'waypoint' },
        { from: 'b/y', to: 'a/x', reporter: 'waypoint' },
      ],
      ['a/x > b/y 1', 'b/y > a/x 1'],
    ],
    [
      'has what it called and nothing answered',
      [{ from: 'a/x', to: '', service: 'b/gone', code: '503', ...fromSource }],
      ['a/x > b/gone 1'],
    ],
  ]
  test.each(cases)('%s', (_, requests, lines) => {
    expect(around(x, requests)).toEqual(lines)
  })

  test('has services between where they are asked for', () => {
    expect(around(x, [{ from: 'b/y', to: 'a/x' }], { serviceNodes: true })).toEqual([
      'a/x > a/x 1',
      'b/y > a/x 1',
    ])
  })

  test('keeps the workloads behind services in the service view', () => {
    const lines = around(x, [{ from: 'b/y', to: 'a/x', service: 'a/front' }], { view: 'service' })
    expect(lines).toEqual(['a/front > a/x 1', 'b/y > a/front 1'])
  })

  test('takes the word of a caller into an ambient namespace, where no server tells', () => {
    const call: ImaginedSeries = { from: 'b/y', to: 'a/x', ...fromSource, value: 2 }
    const ambient = { ambient: new Set(['a']) }
    expect(around(x, [call], ambient)).toEqual(['b/y > a/x 2'])
    expect(around(x, [call, { ...call, reporter: 'waypoint', value: 1 }], ambient)).toEqual(['b/y > a/x 1'])
  })

  test('is of one cluster where that is said', () => {
    const east = { labels: { destination_cluster: 'east' } }
    const calls: ImaginedSeries[] = [
      { from: 'b/y', to: 'a/x', ...east },
      { from: 'b/z', to: 'a/x' },
    ]
    expect(around({ ...x, cluster: 'east' }, calls)).toEqual(['b/y > a/x 1'])
    expect(around(x, calls)).toHaveLength(2)
  })

  test('adds no node at rest', () => {
    const graph = imagineGraph({
      requests: [{ from: 'b/y', to: 'a/x' }],
      asked: ['a'],
      facts: { around: x, idleNodes: true, serviceNodes: true },
      manifests: [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'resting', namespace: 'a' } }],
    })
    expect(graph.nodes.map(({ name }) => name)).not.toContain('resting')
  })

  test('has its connections as its own side counted them', () => {
    const tcp = (from: string, to: string, reporter: 'source' | 'destination') =>
      imagineSample({ from, to, reporter, labels: { app: 'ztunnel' } })
    const samples = {
      tcp: [
        tcp('b/y', 'a/x', 'source'),
        tcp('b/y', 'a/x', 'destination'),
        tcp('a/x', 'b/z', 'source'),
        tcp('a/x', 'b/w', 'destination'),
      ],
    }
    const lines = (node: Around) => imagineGraph({ samples, facts: { around: node }, asked: ['a'] }).lines
    expect(lines(x)).toEqual(['a/x > b/z 1', 'b/y > a/x 1'])
    // Of a waypoint's connections the ztunnels at the other end tell.
    expect(lines({ ...x, isWaypoint: true })).toEqual(['a/x > b/w 1', 'b/y > a/x 1'])
  })
})

describe('the graph around an app', () => {
  const app: Around = { ...x, kind: 'app' }
  const v2 = { labels: { destination_canonical_revision: 'v2' } }
  const calls: ImaginedSeries[] = [
    { from: 'b/y', to: 'a/x' },
    { from: 'b/z', to: 'a/x', ...v2 },
    { from: 'a/x', to: 'b/w', ...fromSource, labels: { source_canonical_revision: 'v2' } },
  ]
  test('is of all its versions, or of one', () => {
    expect(around(app, calls, { view: 'app' })).toEqual(['a/x > b/w 1', 'b/y > a/x 1', 'b/z > a/x 1'])
    expect(around({ ...app, version: 'v2' }, calls, { view: 'versionedApp' })).toEqual([
      'a/x > b/w 1',
      'b/z > a/x 1',
    ])
  })
})

describe('the graph around a service', () => {
  const service: Around = { ...x, kind: 'service' }
  test('has who calls it, answered or not, and who answers, but not what those call', () => {
    const calls: ImaginedSeries[] = [
      { from: 'b/y', to: 'a/x-v1', service: 'a/x' },
      { from: 'b/y', to: '', service: 'a/x', code: '503', ...fromSource, value: 2 },
      { from: 'b/y', to: 'a/x-v1', service: 'a/x', ...fromSource, value: 9 },
      { from: 'a/x-v1', to: 'b/z', ...fromSource },
      { from: 'b/y', to: 'a/other', service: 'a/x-other' },
    ]
    expect(around(service, calls, { serviceNodes: true })).toEqual(['a/x > a/x-v1 1', 'b/y > a/x 3'])
  })

  const entry = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'ext', namespace: 'a' },
    spec: { hosts: ['api.example.com'], location: 'MESH_EXTERNAL' },
  }
  const snapshot = buildSnapshotFromManifests({ manifests: [entry] })
  const describeEntry = (namespace: string) =>
    describeAround({ kind: 'service', namespace, name: 'ext' }, snapshot, () => false)
  const calls: ImaginedSeries[] = ['a/x', 'b/y'].map((from) => ({
    from,
    to: '',
    service: 'unknown/api.example.com',
    host: 'api.example.com',
    ...fromSource,
  }))

  test('that is a ServiceEntry is found by its hosts, in its own namespace for all callers', () => {
    const graph = (namespace: string) =>
      imagineGraph({
        requests: calls,
        asked: [namespace],
        manifests: [entry],
        facts: { around: describeEntry(namespace) },
      }).lines
    expect(graph('a')).toHaveLength(2)
    expect(graph('b')).toEqual(['b/y > b/ext 1'])
  })
})

describe('the graph around an operation', () => {
  const operation: Around = { kind: 'operation', namespace: 'a', name: 'List', isWaypoint: false }
  const call = (from: string, to: string, request_operation: string): ImaginedSeries => ({
    from,
    to,
    labels: { request_operation },
  })
  const calls = [call('b/y', 'a/x', 'List'), call('b/y', 'a/z', 'List'), call('b/w', 'a/x', 'Get')]
  test('has who calls it and who answers it, of one service where that is said', () => {
    const facts = { operationNodes: true }
    expect(around(operation, calls, facts)).toEqual(['a/List > a/x 1', 'a/List > a/z 1', 'b/y > a/List 2'])
    expect(around({ ...operation, service: 'x' }, calls, facts)).toEqual(['a/List > a/x 1', 'b/y > a/List 1'])
  })
})
