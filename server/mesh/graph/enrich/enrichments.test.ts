import { describe, expect, test } from 'vitest'
import {
  type Imagined,
  type ImaginedSeries,
  imagineGraph,
  imagineSample,
  imagineWorkload,
} from '#server/mesh/graph/imagined-graph.test-support.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

const fromSource = { reporter: 'source' } as const

function manifest(apiVersion: string, kind: string, at: string, spec: unknown, labels = {}): RawObject {
  const [namespace, name] = at.split('/')
  // Manifests are read loosely; the rules under test read what is given here.
  return { apiVersion, kind, metadata: { name, namespace, labels }, spec } as RawObject
}
const istio = (kind: string, at: string, spec: unknown) => manifest('networking.istio.io/v1', kind, at, spec)
const service = (at: string, labels = {}) => manifest('v1', 'Service', at, { ports: [] }, labels)

/** istio.io/docs/reference/config/networking/service-entry; Kiali: service_entry.go. */
describe('hosts of a ServiceEntry', () => {
  const entry = (spec: object) =>
    istio('ServiceEntry', 'b/ext', { hosts: ['x.example', '*.y.example'], ...spec })
  const outward = (host: string): ImaginedSeries => ({
    from: 'a/x',
    to: '',
    service: `a/${host}`,
    host,
    ...fromSource,
  })
  const called = [outward('x.example'), outward('*.y.example')]
  const cases: readonly [name: string, spec: object, folds: boolean][] = [
    ['become one node', {}, true],
    ['become one node when exported everywhere', { exportTo: ['*'] }, true],
    ['become one node when exported to the caller', { exportTo: ['a'] }, true],
    ['stay themselves when exported to its own namespace alone', { exportTo: ['.'] }, false],
    ['stay themselves when exported to others', { exportTo: ['c'] }, false],
    ['stay themselves when exported nowhere', { exportTo: ['~'] }, false],
  ]
  test.each(cases)('%s', (_, spec, folds) => {
    const { lines } = imagineGraph({ requests: called, manifests: [entry(spec)] })
    expect(lines).toEqual(folds ? ['a/x > a/ext 2'] : ['a/x > a/*.y.example 1', 'a/x > a/x.example 1'])
  })

  test('carry the object and its hosts, in the namespace that calls', () => {
    const { node } = imagineGraph({ requests: called, manifests: [entry({})] })
    expect(node('a/ext')).toMatchObject({
      kind: 'service',
      service: 'ext',
      services: ['a/*.y.example', 'a/x.example'],
      serviceEntry: {
        namespace: 'b',
        name: 'ext',
        location: 'MESH_EXTERNAL',
        hosts: ['x.example', '*.y.example'],
      },
    })
  })

  test('of an internal entry may be called by their first label', () => {
    const internal = istio('ServiceEntry', 'a/vm', {
      hosts: ['db.a.svc.cluster.local'],
      location: 'MESH_INTERNAL',
    })
    const requests = [outward('db')]
    expect(imagineGraph({ requests, manifests: [internal] }).lines).toEqual(['a/x > a/vm 1'])
    const global = istio('ServiceEntry', 'a/far', { hosts: ['db.a.global'], location: 'MESH_INTERNAL' })
    expect(imagineGraph({ requests, manifests: [global] }).lines).toEqual(['a/x > a/db 1'])
  })

  test('of another cluster are not known here', () => {
    const far = { ...outward('x.example'), labels: { source_cluster: 'east' } }
    expect(imagineGraph({ requests: [far], manifests: [entry({})] }).lines).toEqual(['a/x > a/x.example 1'])
  })
})

describe('what rests', () => {
  const call: ImaginedSeries = { from: 'a/x', to: 'a/y', value: 0 }
  const both = [...imagineWorkload('a', 'x'), ...imagineWorkload('a', 'y')]
  const cases: readonly [name: string, imagined: Imagined, lines: string[], nodes: string[]][] = [
    ['is left out', { requests: [call], manifests: both }, [], []],
    [
      'is shown where edges at rest are asked for',
      { requests: [call], manifests: both, facts: { idleEdges: true } },
      ['a/x > a/y 0'],
      ['x', 'y'],
    ],
    [
      'is dropped with a workload that is gone',
      { requests: [call], manifests: imagineWorkload('a', 'x'), facts: { idleEdges: true } },
      [],
      ['x'],
    ],
    [
      'is dropped with its unknown source',
      { requests: [{ ...call, from: '' }], manifests: both, facts: { idleEdges: true } },
      [],
      ['y'],
    ],
    [
      'is added where nodes at rest are asked for',
      { manifests: both, facts: { idleNodes: true } },
      [],
      ['x', 'y'],
    ],
  ]
  test.each(cases)('%s', (_, imagined, lines, nodes) => {
    const graph = imagineGraph(imagined)
    expect(graph.lines).toEqual(lines)
    expect(graph.nodes.map(({ name }) => name).sort()).toEqual(nodes)
  })

  test('services and entries are added where services are shown, each once', () => {
    const manifests = [
      ...imagineWorkload('a', 'x'),
      service('a/quiet'),
      istio('ServiceEntry', 'a/ext', { hosts: ['x.example'] }),
    ]
    const requests: ImaginedSeries[] = [
      { from: 'a/x', to: '', service: 'a/x.example', host: 'x.example', ...fromSource },
    ]
    const facts = { idleNodes: true, serviceNodes: true }
    expect(
      imagineGraph({ manifests, facts })
        .nodes.map(({ name }) => name)
        .sort(),
    ).toEqual(['ext', 'quiet', 'x'])
    expect(
      imagineGraph({ manifests, requests, facts })
        .nodes.map(({ name }) => name)
        .sort(),
    ).toEqual(['ext', 'quiet', 'x'])
  })
})

describe('flags', () => {
  const call: ImaginedSeries = { from: 'a/x', to: 'a/y' }
  const route = [{ destination: { host: 'y' } }, { destination: { host: 'z' } }]
  const breaker = { connectionPool: { tcp: { maxConnections: 1 } } }
  const cases: readonly [flags: string[], imagined: Imagined, of?: string][] = [
    [['dead'], { requests: [call] }],
    [[], { requests: [call], manifests: imagineWorkload('a', 'y') }],
    [['outOfMesh'], { requests: [call], manifests: imagineWorkload('a', 'y', { proxy: false }) }],
    [['inaccessible'], { requests: [{ ...call, to: 'c/y', ...fromSource }] }, 'c/y'],
    [
      ['outside'],
      {
        requests: [{ ...call, to: 'c/y', ...fromSource }],
        manifests: [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'c' } },
          ...imagineWorkload('c', 'y'),
        ],
      },
      'c/y',
    ],
    [
      ['circuitBreaker', 'dead'],
      {
        requests: [call],
        manifests: [istio('DestinationRule', 'a/r', { host: 'y', trafficPolicy: breaker })],
      },
    ],
    [
      ['dead'],
      {
        requests: [call],
        manifests: [istio('DestinationRule', 'a/r', { host: 'y', trafficPolicy: { tls: {} } })],
      },
    ],
    [
      ['dead'],
      {
        requests: [call],
        manifests: [istio('DestinationRule', 'b/r', { host: 'y', trafficPolicy: breaker })],
      },
    ],
    [
      ['circuitBreaker', 'dead'],
      {
        requests: [call],
        manifests: [
          istio('DestinationRule', 'b/r', { host: 'y.a.svc.cluster.local', trafficPolicy: breaker }),
        ],
      },
    ],
    [
      ['workloadEntry'],
      { requests: [call], manifests: [istio('WorkloadEntry', 'a/y', { labels: { app: 'y' } })] },
    ],
  ]
  test.each(cases)('%j', (flags, imagined, of = 'a/y') => {
    expect(imagineGraph(imagined).node(of)?.flags).toEqual(flags)
  })

  const virtual: readonly [flags: string[], spec: object][] = [
    [['requestRouting', 'virtualService'], { http: [{ route: [{ destination: { host: 'y' } }] }] }],
    [['requestRouting', 'trafficShifting', 'virtualService'], { http: [{ route }] }],
    [['requestRouting', 'tcpTrafficShifting', 'virtualService'], { tcp: [{ route }] }],
    [['faultInjection', 'requestRouting', 'virtualService'], { http: [{ fault: { abort: {} } }] }],
    [['mirroring', 'requestRouting', 'virtualService'], { http: [{ mirror: { host: 'z' } }] }],
    [['requestRouting', 'requestTimeout', 'virtualService'], { http: [{ timeout: '2s' }] }],
  ]
  test.each(virtual)('of a VirtualService: %j', (flags, spec) => {
    const graph = imagineGraph({
      requests: [call],
      manifests: [istio('VirtualService', 'a/v', { hosts: ['y'], ...spec })],
      facts: { view: 'service' },
    })
    expect(graph.node('a/y')?.flags).toEqual(flags)
  })
})

describe('gateways', () => {
  const call: ImaginedSeries = { from: 'a/gw', to: 'a/y' }
  const labels = { istio: 'ingressgateway' }
  test('say the hosts of the Gateways that select them', () => {
    const gateway = istio('Gateway', 'b/g', {
      selector: labels,
      servers: [{ hosts: ['shop.example', 'a/x.example'] }],
    })
    const { node } = imagineGraph({
      requests: [call],
      manifests: [...imagineWorkload('a', 'gw', { labels }), gateway],
    })
    expect(node('a/gw')?.gateway).toEqual({
      api: 'istio',
      direction: 'ingress',
      hosts: ['shop.example', 'a/x.example'],
    })
  })

  test('of the Gateway API say the hosts of their listeners', () => {
    const own = { 'gateway.networking.k8s.io/gateway-name': 'edge' }
    const gateway = manifest('gateway.networking.k8s.io/v1', 'Gateway', 'a/edge', {
      listeners: [{ hostname: 'x.example' }, {}],
    })
    const { node } = imagineGraph({
      requests: [call],
      manifests: [...imagineWorkload('a', 'gw', { labels: own }), gateway],
    })
    expect(node('a/gw')?.gateway).toEqual({
      api: 'gateway-api',
      direction: 'ingress',
      hosts: ['x.example', '*'],
    })
  })
})

describe('waypoints', () => {
  const labels = { 'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint' }
  const manifests = imagineWorkload('a', 'wp', { labels })
  const requests: ImaginedSeries[] = [
    { from: 'a/x', to: 'a/wp' },
    { from: 'a/x', to: 'a/y' },
    { from: 'a/wp', to: 'a/z' },
  ]

  test('are marked', () => {
    expect(imagineGraph({ requests, manifests }).node('a/wp')?.flags).toContain('waypoint')
  })

  test('are hidden with what had no other edge', () => {
    const graph = imagineGraph({ requests, manifests, facts: { waypoints: false } })
    expect(graph.lines).toEqual(['a/x > a/y 1'])
    expect(graph.nodes.map(({ name }) => name).sort()).toEqual(['x', 'y'])
  })

  test('stay workloads in the app view, and have no service before them, where ztunnel names them', () => {
    const hop = imagineSample({ from: 'a/x', to: 'a/wp', service: 'a/y', labels: { app: 'ztunnel' } })
    const graph = imagineGraph({
      manifests,
      samples: { tcp: [hop] },
      facts: { view: 'app', serviceNodes: true },
    })
    expect(graph.lines).toEqual(['a/x > a/wp 1'])
    expect(graph.node('a/wp')).toMatchObject({ kind: 'workload' })
  })
})

describe('operations', () => {
  const list: ImaginedSeries = { from: 'a/x', to: 'a/y', labels: { request_operation: 'list' } }
  const rest: ImaginedSeries = { from: 'a/x', to: 'a/y', code: '500' }

  test('stand before the workload, and take the place of the whole edge', () => {
    const graph = imagineGraph({ requests: [list, rest], facts: { operationNodes: true } })
    expect(graph.lines).toEqual(['a/list > a/y 1', 'a/x > a/list 1'])
    expect(graph.node('a/list')).toMatchObject({ kind: 'operation', operation: 'list' })
  })

  test('leave what has none to count for its nodes', () => {
    const { node, edge } = imagineGraph({ requests: [list, rest], facts: { operationNodes: true } })
    expect(node('a/x')?.out).toMatchObject({ httpPerSecond: 2, httpErrorPercent: 50 })
    expect(node('a/y')).toMatchObject({ in: { httpPerSecond: 2 }, health: { status: 'failing' } })
    expect(edge('a/x', 'a/list')?.sharePercent).toBe(50)
  })

  test('stand before the service where services are shown', () => {
    const graph = imagineGraph({ requests: [list], facts: { operationNodes: true, serviceNodes: true } })
    expect(graph.lines).toEqual(['a/list > a/y 1', 'a/x > a/list 1', 'a/y > a/y 1'])
    expect(graph.node('a/list')).toMatchObject({ service: 'y' })
  })

  test('that a client reports or that are unknown are none', () => {
    const requests: ImaginedSeries[] = [
      { ...list, ...fromSource },
      { ...list, labels: { request_operation: 'unknown' } },
    ]
    expect(imagineGraph({ requests, facts: { operationNodes: true } }).lines).toEqual(['a/x > a/y 1'])
  })
})

describe('namespaces that the viewer may not see', () => {
  const facts = { isVisible: (namespace: string) => namespace !== 'secret' && namespace !== 'hidden' }
  const requests: ImaginedSeries[] = [
    { from: 'a/x', to: 'secret/vault', ...fromSource },
    { from: 'a/x', to: 'hidden/safe', ...fromSource },
    { from: 'secret/spy', to: 'a/x' },
    {
      from: 'a/x',
      to: '',
      service: 'unknown/PassthroughCluster',
      host: 'vault.secret.svc.cluster.local',
      ...fromSource,
    },
    { from: 'a/x', to: 'a/y', service: 'secret/front', ...fromSource },
    { from: 'a/x', to: 'a/y', labels: { source_principal: 'spiffe://cluster.local/ns/secret/sa/spy' } },
  ]

  test('become one node without a name, and their edges one', () => {
    const graph = imagineGraph({ requests, facts })
    const [hidden, ...others] = graph.nodes.filter(({ flags }) => flags.includes('restricted'))
    expect(others).toEqual([])
    expect(hidden).toMatchObject({
      kind: 'unknown',
      namespace: 'unknown',
      name: 'unknown',
      cluster: 'Kubernetes',
    })
    expect(graph.lines).toContain('a/x > unknown/unknown 2')
    expect(graph.lines).toContain('unknown/unknown > a/x 1')
  })

  test.each(['workload', 'app', 'versionedApp', 'service'] as const)(
    'are named nowhere in the %s view',
    (view) => {
      for (const serviceNodes of [false, true]) {
        const { nodes, edges } = imagineGraph({
          requests,
          facts: { ...facts, view, serviceNodes, idleEdges: true },
        })
        expect(JSON.stringify({ nodes, edges })).not.toMatch(/secret|hidden|vault|safe|spy|front/)
      }
    },
  )

  test('and nothing is withheld from who sees all', () => {
    const graph = imagineGraph({ requests })
    expect(graph.lines).toContain('a/x > secret/vault 1')
    expect(JSON.stringify(graph.edges)).toContain('vault.secret.svc.cluster.local')
  })
})

describe('health', () => {
  test('tells of an edge in trouble which share of its requests passed which tolerance, once, and of a well one nothing', () => {
    const { edges } = imagineGraph({
      requests: [
        { from: 'a/x', to: 'a/y', code: '503' },
        { from: 'a/y', to: 'a/z' },
      ],
    })
    expect(edges.map(({ reasons }) => reasons)).toEqual([
      [
        expect.objectContaining({
          code: 'traffic-failing',
          params: expect.objectContaining({ direction: 'edge', rule: '5XX', percent: 100, failure: 10 }),
        }),
      ],
      undefined,
    ])
  })

  const bad: ImaginedSeries = { from: 'a/x', to: 'a/y', code: '500' }

  test('of an edge is the worst of what its two ends tolerate', () => {
    const lenient = { 'health.kiali.io/rate': '5XX,50,100' }
    const manifests = imagineWorkload('a', 'y', { annotations: lenient })
    expect(imagineGraph({ requests: [bad], manifests }).edges[0]?.health).toBe('failing')
    const both = [
      ...manifests,
      ...imagineWorkload('a', 'x', { annotations: { 'health.kiali.io/rate': '5XX,100,100,http,inbound' } }),
    ]
    expect(imagineGraph({ requests: [bad, { ...bad, code: '200' }], manifests: both }).edges[0]?.health).toBe(
      'degraded',
    )
  })

  test('of a node counts its pods', () => {
    const [deployment] = imagineWorkload('a', 'y')
    const manifests = deployment ? [deployment] : []
    const none = { ...deployment, status: { replicas: 1, availableReplicas: 0 } } as RawObject
    const call = { ...bad, code: '200' }
    expect(imagineGraph({ requests: [call], manifests }).node('a/y')?.health.status).toBe('healthy')
    expect(imagineGraph({ requests: [call], manifests: [none] }).node('a/y')?.health).toMatchObject({
      status: 'failing',
      reasons: [{ code: 'replicas-none-available' }],
    })
  })

  test('is unknown, not idle, where requests could not be read', () => {
    const manifests = imagineWorkload('a', 'y')
    const health = (requestsKnown: boolean) =>
      imagineGraph({ manifests, facts: { idleNodes: true, requestsKnown } }).node('a/y')?.health.status
    expect(health(false)).toBe('unknown')
    expect(health(true)).toBe('idle')
  })
})
