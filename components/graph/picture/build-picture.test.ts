import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh, buildNode } from '#components/graph/graph.test-support.ts'
import { buildPicture, type PictureChoice } from '#components/graph/picture/build-picture.ts'
import {
  findOnCanvas,
  foldAboveNodes,
  foldAboveNodesNarrow,
  namespaceNodesAtMost,
} from '#components/graph/picture/fold.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

const plain: PictureChoice = { mode: 'never', open: new Set(), boxes: new Set(), edgeMode: 'all' }
const folded: PictureChoice = { ...plain, mode: 'always' }

const failing: GraphNode['health'] = { status: 'failing', reasons: [] }
const small = buildGraph(
  [
    buildNode('shop/cart'),
    buildNode('shop/pay', { health: failing }),
    buildNode('books/page'),
    buildNode('books/ratings'),
    buildNode('unknown/unknown', { kind: 'unknown', name: 'unknown' }),
  ],
  [
    buildEdge('books/page', 'shop/cart', { requestsPerSecond: 3, errorPercent: 10, latencyMsP95: 10 }),
    buildEdge('books/ratings', 'shop/pay', {
      requestsPerSecond: 1,
      errorPercent: 50,
      latencyMsP95: 50,
      health: 'failing',
    }),
    buildEdge('books/page', 'shop/pay', { protocol: 'tcp', bytesPerSecond: 100, mtlsPercent: 100 }),
    buildEdge('shop/cart', 'shop/pay'),
    buildEdge('unknown/unknown', 'shop/cart'),
  ],
)

describe('folding', () => {
  it('draws every node when nothing is folded', () => {
    expect(buildPicture(small, plain).nodes.map((node) => node.id)).toEqual(
      small.nodes.map((node) => node.id),
    )
  })

  it('makes one node of a namespace, with the worst state of its members and how many have it', () => {
    const shop = buildPicture(small, folded).nodes.find((node) => node.name === 'shop')
    expect(shop).toMatchObject({
      kind: 'namespace',
      status: 'failing',
      alike: 1,
      members: ['shop/cart', 'shop/pay'],
    })
  })

  it('never folds what telemetry cannot name', () => {
    expect(buildPicture(small, folded).nodes.map((node) => node.kind)).toContain('unknown')
  })

  it('adds up the edges between two folds and drops those inside', () => {
    const between = buildPicture(small, folded).edges.filter((edge) =>
      edge.id.startsWith('fold-edge|fold|east|books>'),
    )
    expect(between).toHaveLength(1)
    expect(between[0]).toMatchObject({ protocol: 'mixed', status: 'failing' })
    expect(between[0]?.flow.http).toMatchObject({ perSecond: 4, errorPercent: 20 })
    expect(between[0]?.flow.tcp).toMatchObject({ sentPerSecond: 100 })
    expect(between[0]?.flow.latencyMs.p95).toBe(20)
  })

  it('shows what is inside a namespace that was opened', () => {
    const ids = buildPicture(small, { ...folded, open: new Set(['shop']) }).nodes.map((node) => node.id)
    expect(ids).toContain('shop/cart')
    expect(ids).not.toContain('books/page')
  })

  it.each([
    [4, 20, false],
    [foldAboveNodes, 2, true],
  ])('by itself only above the threshold: %i namespaces of %i', (namespaces, size, folds) => {
    const picture = buildPicture(buildMesh(namespaces, size), { ...plain, mode: 'auto' })
    expect(picture.folded > 0).toBe(folds)
  })

  it('keeps a single large namespace open: one node would say nothing', () => {
    const graph = buildGraph(Array.from({ length: foldAboveNodes + 1 }, (_, at) => buildNode(`shop/s${at}`)))
    expect(buildPicture(graph, { ...plain, mode: 'auto' }).folded).toBe(0)
  })

  it('folds from fewer nodes on where the window is small, but not the one namespace that was asked for', () => {
    const small = buildMesh(4, 6)
    const choice = { ...plain, mode: 'auto' as const, foldAbove: foldAboveNodesNarrow }
    expect(buildPicture(small, choice).folded).toBe(4)
    const nodes = small.nodes.map((node) =>
      node.namespace === 'team-0' ? node : { ...node, flags: ['outside' as const] },
    )
    const own = buildPicture({ ...small, nodes }, choice)
    expect(own.folded).toBe(3)
    expect(own.nodes.filter(({ id }) => id.startsWith('team-0/'))).toHaveLength(6)
  })

  it('marks the box of a namespace that was opened, and no other', () => {
    const boxed = { ...folded, open: new Set(['shop']), boxes: new Set(['namespace' as const]) }
    expect(buildPicture(small, boxed).boxes.map(({ name, opened }) => [name, opened])).toEqual([
      ['shop', true],
    ])
  })

  it('gathers quiet namespaces when there are too many, and never one in trouble', () => {
    const graph = buildMesh(namespaceNodesAtMost * 2, 3)
    const nodes = graph.nodes.map((node) =>
      node.namespace === 'team-119' ? { ...node, health: failing } : node,
    )
    const picture = buildPicture({ ...graph, nodes }, { ...plain, mode: 'auto' })
    const names = picture.nodes.map((node) => node.name)
    expect(picture.nodes.filter((node) => node.kind === 'namespace')).toHaveLength(namespaceNodesAtMost)
    expect(picture.nodes.find((node) => node.kind === 'rest')?.members.length).toBeGreaterThan(0)
    expect(names).toContain('team-119')
  })

  it('gathers more of them where the window has room for fewer', () => {
    const picture = buildPicture(buildMesh(12, 15), { ...plain, mode: 'auto', namespacesAtMost: 5 })
    expect(picture.nodes.filter((node) => node.kind === 'namespace')).toHaveLength(5)
    expect(picture.nodes.find((node) => node.kind === 'rest')?.name).toBe('7')
  })

  it('loses no request: folds and what is inside them add up to the whole', () => {
    const graph = buildMesh(12, 15)
    const total = (picture: ReturnType<typeof buildPicture>) =>
      picture.edges.reduce((sum, edge) => sum + (edge.flow.http?.perSecond ?? 0), 0)
    const inside = graph.edges
      .filter((edge) => edge.source.split('/')[0] === edge.target.split('/')[0])
      .reduce((sum, edge) => sum + (edge.requestsPerSecond ?? 0), 0)
    expect(total(buildPicture(graph, folded)) + inside).toBeCloseTo(total(buildPicture(graph, plain)), 9)
  })
})

describe('what is chosen stands on the canvas', () => {
  const all = buildPicture(small, folded)
  const open = buildPicture(small, { ...folded, open: new Set(['shop']), boxes: new Set(['namespace']) })

  it.each([
    ['a node in a fold at the fold', all, 'shop/cart', 'fold|east|shop'],
    ['a node in the open at itself', open, 'shop/cart', 'shop/cart'],
    ['the box of a folded namespace at the fold', all, 'box|namespace|east|shop', 'fold|east|shop'],
    ['the fold of an opened namespace at its box', open, 'fold|east|shop', 'box|namespace|east|shop'],
    ['an edge at itself', open, 'shop/cart>shop/pay>http', 'shop/cart>shop/pay>http'],
    ['nothing nowhere', open, undefined, undefined],
  ])('%s', (_what, picture, id, at) => expect(findOnCanvas(picture, id)).toBe(at))
})

describe('an alert of Prometheus', () => {
  const withAlert = (state: 'firing' | 'pending') =>
    buildGraph([
      buildNode('shop/cart', { alerts: [{ name: 'HighLatency', state }], flags: ['root'] }),
      buildNode('shop/pay'),
    ])

  it('is the first badge of its node, and stands on the fold around it, while it fires', () => {
    expect(buildPicture(withAlert('firing'), plain).nodes[0]?.badges).toEqual(['alert', 'root'])
    expect(buildPicture(withAlert('firing'), folded).nodes[0]?.badges).toEqual(['alert'])
  })

  it('is no badge as long as it is pending', () => {
    expect(buildPicture(withAlert('pending'), plain).nodes[0]?.badges).toEqual(['root'])
    expect(buildPicture(withAlert('pending'), folded).nodes[0]?.badges).toEqual([])
  })
})

describe('boxes', () => {
  it('nest app in namespace in cluster, an app only where it has several versions', () => {
    const graph = buildGraph(
      [
        buildNode('books/reviews-v1', { kind: 'app', version: 'v1' }),
        buildNode('books/reviews-v2', { kind: 'app', version: 'v2' }),
        buildNode('books/page', { kind: 'app' }),
      ],
      [],
      { view: 'versionedApp' },
    )
    const picture = buildPicture(graph, { ...plain, boxes: new Set(['cluster', 'namespace', 'app']) })
    expect(picture.boxes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'cluster east',
      'namespace books',
      'app reviews',
    ])
    expect(picture.nodes.map((node) => node.box)).toEqual([
      'box|app|east|books|reviews',
      'box|app|east|books|reviews',
      'box|namespace|east|books',
    ])
  })

  it('puts the namespace beside the name where no box says it', () => {
    expect(buildPicture(small, plain).nodes[0]?.detail).toBe('shop')
    expect(buildPicture(small, { ...plain, boxes: new Set(['namespace']) }).nodes[0]?.detail).toBe('')
  })
})

describe('edges', () => {
  it.each([
    ['all', 5],
    ['unhealthy', 1],
    ['none', 0],
  ] as const)('%s: %i of five', (edgeMode, count) => {
    expect(buildPicture(small, { ...plain, edgeMode }).edges).toHaveLength(count)
  })

  it.each([
    ['UO', 3, true],
    ['UH', 0.1, true],
    ['UO,URX', 1, true],
    ['UF,URX', 50, false],
    ['UO', 0, false],
    ['-', 100, false],
  ])('with the flags %s on %d %% of the traffic are refused: %s', (flags, percent, refused) => {
    const responses = [{ code: '503', flags, host: 'cart', percent }]
    const graph = buildGraph([buildNode('a/a'), buildNode('b/b')], [buildEdge('a/a', 'b/b', { responses })])
    expect(buildPicture(graph, plain).edges[0]?.refused).toBe(refused)
    expect(buildPicture(graph, folded).edges[0]?.refused).toBe(refused)
  })
})
