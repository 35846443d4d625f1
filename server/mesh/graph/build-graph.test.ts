import { describe, expect, test } from 'vitest'
import {
  type Imagined,
  type ImaginedSeries,
  imagineGraph,
  imagineSample,
} from '#server/mesh/graph/imagined-graph.test-support.ts'

const fromSource = { reporter: 'source' } as const

/** Kiali's four questions to each namespace, and what it keeps of their answers (graph/telemetry/istio/istio.go). */
describe('each request counts once', () => {
  const call: ImaginedSeries = { from: 'a/x', to: 'a/y' }
  const abroad: ImaginedSeries = { from: 'a/x', to: 'b/y' }
  const cases: readonly [name: string, imagined: Imagined, lines: string[]][] = [
    ['that both sides report', { requests: [call, { ...call, ...fromSource }] }, ['a/x > a/y 1']],
    [
      'as the server saw it, where the sides differ',
      { requests: [call, { ...call, ...fromSource, value: 9 }] },
      ['a/x > a/y 1'],
    ],
    [
      'and what only the client saw is added within a namespace',
      { requests: [call, { ...call, ...fromSource, code: '503' }] },
      ['a/x > a/y 2'],
    ],
    [
      'as its own namespace saw it leave, between namespaces',
      { requests: [abroad, { ...abroad, ...fromSource, value: 3 }] },
      ['a/x > b/y 3'],
    ],
    [
      'as the server saw it, where the caller was not asked for',
      { requests: [abroad, { ...abroad, ...fromSource, value: 3 }], asked: ['b'] },
      ['a/x > b/y 1'],
    ],
    [
      'as the caller saw it, where the server was not asked for',
      { requests: [abroad, { ...abroad, ...fromSource, value: 3 }], asked: ['a'] },
      ['a/x > b/y 3'],
    ],
    ['and not at all where neither was asked for', { requests: [abroad], asked: ['c'] }, []],
    [
      'with all parts of one sum that the graph does not tell apart',
      { requests: [call, { ...call, labels: { connection_security_policy: 'none' } }] },
      ['a/x > a/y 2'],
    ],
    [
      'of several versions behind one workload',
      { requests: [call, { ...call, labels: { destination_canonical_revision: 'v2' } }] },
      ['a/x > a/y 2'],
    ],
    [
      'by a waypoint, which speaks for both sides',
      { requests: [{ ...abroad, reporter: 'waypoint' }] },
      ['a/x > b/y 1'],
    ],
  ]
  test.each(cases)('%s', (_, imagined, lines) => {
    expect(imagineGraph(imagined).lines).toEqual(lines)
  })

  test('that came from outside to an ambient namespace and that no server reports', () => {
    const arrives: Imagined = { requests: [{ from: 'out/gw', to: 'a/y', ...fromSource }] }
    expect(imagineGraph(arrives).lines).toEqual([])
    const ambient = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'a', labels: { 'istio.io/dataplane-mode': 'ambient' } },
    }
    expect(imagineGraph({ ...arrives, manifests: [ambient] }).lines).toEqual(['out/gw > a/y 1'])
  })

  test('that was meant for a service of the namespace and that nothing answered', () => {
    const requests: ImaginedSeries[] = [
      { from: 'out/gw', to: '', service: 'a/gone', code: '503', ...fromSource },
    ]
    expect(imagineGraph({ requests }).lines).toEqual(['out/gw > a/gone 1'])
    expect(imagineGraph({ requests, asked: ['b'] }).lines).toEqual([])
  })
})

describe('what telemetry cannot name', () => {
  test('is one unknown source, and keeps its calls', () => {
    const { node, lines } = imagineGraph({
      requests: [
        { from: '', to: 'a/x' },
        { from: '', to: 'b/y' },
      ],
    })
    expect(lines).toEqual(['unknown/unknown > a/x 1', 'unknown/unknown > b/y 1'])
    expect(node('unknown/unknown')).toMatchObject({
      kind: 'unknown',
      cluster: 'unknown',
      flags: ['inaccessible', 'root'],
    })
  })

  test.each(['PassthroughCluster', 'BlackHoleCluster'])('%s is a service in namespace unknown', (name) => {
    const service: ImaginedSeries = {
      from: 'a/x',
      to: '',
      service: `unknown/${name}`,
      host: '10.0.0.1',
      ...fromSource,
    }
    const graph = imagineGraph({ requests: [service], facts: { serviceNodes: true } })
    expect(graph.lines).toEqual([`a/x > unknown/${name} 1`])
    expect(graph.node(`unknown/${name}`)).toMatchObject({
      kind: 'service',
      namespace: 'unknown',
      service: name,
      flags: [name.replace('Cluster', '').toLowerCase(), 'inaccessible'].sort(),
    })
  })

  test("a workload whose namespace is unknown is in its service's", () => {
    const ghost = { from: 'a/x', to: 'unknown/ghost', service: 'b/ghost', ...fromSource }
    expect(imagineGraph({ requests: [ghost] }).lines).toEqual(['a/x > b/ghost 1'])
  })

  const bad: readonly [name: string, series: ImaginedSeries][] = [
    [
      'a series without a label that every proxy writes',
      { from: 'a/x', to: 'a/y', labels: { source_canonical_service: '' } },
    ],
    ['a series without flags', { from: 'a/x', to: 'a/y', labels: { response_flags: '' } }],
    ['a source that has a namespace alone', { from: 'a/unknown', to: 'a/y' }],
    ['a source of no known cluster', { from: 'a/x', to: 'a/y', labels: { source_cluster: 'unknown' } }],
    [
      'a bare address that nothing answered',
      { from: 'a/x', to: '', service: 'unknown/10.1.2.3', host: '10.1.2.3', ...fromSource },
    ],
    [
      'a bare address with its port',
      { from: 'a/x', to: '', service: 'unknown/10.1.2.3:80', host: '10.1.2.3:80', ...fromSource },
    ],
  ]
  test.each(bad)('%s draws nothing', (_, series) => {
    expect(imagineGraph({ requests: [series] }).nodes).toEqual([])
  })

  test("an unknown cluster of a known service is the caller's own (istio#29373)", () => {
    const series: ImaginedSeries = { from: 'a/x', to: '', service: 'a/gone', ...fromSource }
    expect(imagineGraph({ requests: [series] }).node('a/gone')?.cluster).toBe('Kubernetes')
  })

  test('an egress gateway reported by its host is the gateway (kiali#2999)', () => {
    const host = 'istio-egressgateway.istio-system.svc.cluster.local'
    const series: ImaginedSeries = { from: 'a/x', to: '', service: `unknown/${host}`, host, ...fromSource }
    expect(imagineGraph({ requests: [series] }).lines).toEqual(['a/x > istio-system/istio-egressgateway 1'])
  })
})

describe('views', () => {
  const requests: ImaginedSeries[] = [
    { from: 'a/x', to: 'a/y' },
    { from: 'a/y', to: 'b/z', ...fromSource },
    {
      from: 'a/y',
      to: 'b/z2',
      service: 'b/z',
      ...fromSource,
      labels: { destination_canonical_service: 'z' },
    },
  ]
  const lines: readonly [name: string, facts: NonNullable<Imagined['facts']>, lines: string[]][] = [
    ['workloads', {}, ['a/x > a/y 1', 'a/y > b/z 1', 'a/y > b/z2 1']],
    ['apps', { view: 'app' }, ['a/x > a/y 1', 'a/y > b/z 2']],
    ['versions of apps', { view: 'versionedApp' }, ['a/x > a/y 1', 'a/y > b/z 1', 'a/y > b/z 1']],
    ['services, with the roots that call one', { view: 'service' }, ['a/x > a/y 1', 'a/y > b/z 2']],
    [
      'workloads with services between',
      { serviceNodes: true },
      ['a/x > a/y 1', 'a/y > a/y 1', 'a/y > b/z 2', 'b/z > b/z 1', 'b/z > b/z2 1'],
    ],
  ]
  test.each(lines)('of %s', (_, facts, expected) => {
    expect(imagineGraph({ requests, facts }).lines).toEqual(expected)
  })

  test('of services: a call over two protocols to one workload does not double what the workload calls', () => {
    const twice: ImaginedSeries[] = [...requests, { from: 'a/x', to: 'a/y', protocol: 'grpc', code: '200' }]
    expect(imagineGraph({ requests: twice, facts: { view: 'service' } }).lines).toContain('a/y > b/z 2')
  })

  test('of versions name the workload and no version where none is known', () => {
    const { node } = imagineGraph({ requests, facts: { view: 'versionedApp' } })
    expect(node('a/y')).toMatchObject({ kind: 'app', app: 'y', workload: 'y' })
    expect(node('a/y')).not.toHaveProperty('version')
  })
})

describe('codes', () => {
  const cases: readonly [
    name: string,
    series: Partial<ImaginedSeries>,
    code: string,
    errorPercent: number,
  ][] = [
    ['HTTP success', { code: '204' }, '204', 0],
    ['HTTP failure', { code: '404' }, '404', 100],
    ['no answer to HTTP', { code: '0' }, '-', 0],
    ['gRPC success', { protocol: 'grpc', labels: { grpc_response_status: '0' } }, '0', 0],
    ['gRPC failure', { protocol: 'grpc', labels: { grpc_response_status: '14' } }, '14', 100],
    [
      'gRPC over failing HTTP',
      { protocol: 'grpc', code: '503', labels: { grpc_response_status: '14' } },
      '503',
      100,
    ],
    ['gRPC without a status', { protocol: 'grpc', code: '200' }, '200', 0],
    ['no answer to gRPC', { protocol: 'grpc', code: '0' }, '-', 100],
  ]
  test.each(cases)('%s', (_, series, code, errorPercent) => {
    const [edge] = imagineGraph({ requests: [{ from: 'a/x', to: 'a/y', ...series }] }).edges
    expect(edge?.responses).toMatchObject([{ code, percent: 100 }])
    expect(edge?.errorPercent).toBe(errorPercent)
  })
})

describe('values that are no number', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%d is left out and counted',
    (value) => {
      const call = { from: 'a/x', to: 'a/y' }
      const latencyP95 = [{ ...imagineSample(call), value }]
      const graph = imagineGraph({
        requests: [call, { ...call, code: '500', value }],
        samples: { latencyP95 },
      })
      expect(graph.lines).toEqual(['a/x > a/y 1'])
      expect(graph.edges[0]).not.toHaveProperty('latencyMsP95')
      expect(graph.dropped).toBe(2)
    },
  )
})

describe('measures', () => {
  const call: ImaginedSeries = { from: 'a/x', to: 'a/y' }
  const at = (value: number, series: ImaginedSeries = call) => ({ ...imagineSample(series), value })

  test('are on the edge of their protocol', () => {
    const requests: ImaginedSeries[] = [call, { ...call, protocol: 'grpc', code: '200' }]
    const graph = imagineGraph({
      requests,
      samples: { latencyP95: [at(20)], latencyAvg: [at(7, { ...call, protocol: 'grpc' })] },
    })
    const [http] = graph.edges.filter(({ protocol }) => protocol === 'http')
    const [grpc] = graph.edges.filter(({ protocol }) => protocol === 'grpc')
    expect(http).toMatchObject({ latencyMsP95: 20 })
    expect(http).not.toHaveProperty('latencyMsAvg')
    expect(grpc).toMatchObject({ latencyMsAvg: 7 })
  })

  test('of a latency leave the edge towards a service without one', () => {
    const graph = imagineGraph({
      requests: [call],
      samples: { latencyP95: [at(20)] },
      facts: { serviceNodes: true },
    })
    expect(graph.edge('a/x', 'a/y')).not.toHaveProperty('latencyMsP95')
    expect(graph.edge('a/y', 'a/y')).toMatchObject({ latencyMsP95: 20 })
  })

  test('of several workloads of one app weigh by requests', () => {
    const other: ImaginedSeries = {
      from: 'a/x',
      to: 'a/y2',
      service: 'a/y',
      value: 3,
      labels: { destination_canonical_service: 'y' },
    }
    const samples = { latencyP95: [at(10), at(50, other)] }
    const graph = imagineGraph({ requests: [call, other], samples, facts: { view: 'app' } })
    expect(graph.edge('a/x', 'a/y')).toMatchObject({ latencyMsP95: 40 })
  })

  test('of mutual TLS are the share among what a server told, its principals beside', () => {
    const plain: ImaginedSeries = {
      ...call,
      value: 3,
      labels: { connection_security_policy: 'none', source_principal: 'unknown' },
    }
    expect(
      imagineGraph({ requests: [call, plain, { ...call, ...fromSource, code: '503', value: 4 }] }).edges[0],
    ).toMatchObject({
      mtlsPercent: 25,
      sourcePrincipals: ['spiffe://cluster.local/ns/a/sa/x'],
    })
    expect(imagineGraph({ requests: [{ ...call, ...fromSource }] }).edges[0]).not.toHaveProperty(
      'mtlsPercent',
    )
  })

  test('of messages and returned bytes belong to edges that are there, or at rest', () => {
    const messages = [at(5), at(2, { ...call, labels: { direction: 'returned' } })]
    const grpc: ImaginedSeries = { ...call, protocol: 'grpc', code: '200' }
    expect(imagineGraph({ requests: [grpc], samples: { messages } }).edges[0]).toMatchObject({
      requestsPerSecond: 1,
      messagesSentPerSecond: 5,
      messagesReceivedPerSecond: 2,
    })
    expect(imagineGraph({ samples: { messages } }).edges).toEqual([])
    expect(imagineGraph({ samples: { messages }, facts: { idleEdges: true } }).edges[0]).toMatchObject({
      idle: false,
      requestsPerSecond: 0,
      messagesSentPerSecond: 5,
    })
  })
})
