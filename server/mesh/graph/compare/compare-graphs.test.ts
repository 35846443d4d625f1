import { describe, expect, test } from 'vitest'
import {
  type ComparableEdge,
  type ComparableGraph,
  type ComparableNode,
  type CompareChoice,
  compareGraphs,
} from '#server/mesh/graph/compare/compare-graphs.ts'
import { buildNamespaceMap } from '#server/mesh/graph/compare/pair-namespaces.ts'
import { countChanges, rankChanges } from '#server/mesh/graph/compare/rank-changes.ts'

const choice: CompareChoice = {
  thresholds: {
    leastRequests: 20,
    sigmas: 3,
    failingPoints: 1,
    slowerRatio: 1.5,
    slowerMs: 10,
    moreRatio: 1.5,
    leastBytesPerSecond: 1_000,
  },
  quantile: 'p95',
  pairs: [],
}

const node = (name: string, facts: Partial<ComparableNode> = {}): ComparableNode => {
  const [namespace = '', workload = ''] = name.split('/')
  return {
    id: `workload|east|${namespace}|${workload}`,
    kind: 'workload',
    cluster: 'east',
    namespace,
    name: workload,
    workload,
    flags: [],
    in: {},
    out: {},
    ...facts,
  }
}
const edge = (source: string, target: string, facts: Partial<ComparableEdge> = {}): ComparableEdge => {
  const [from, to] = [node(source).id, node(target).id]
  return {
    id: `${from}>${to}>http`,
    source: from,
    target: to,
    protocol: 'http',
    requestsPerSecond: 10,
    errorPercent: 0,
    ...facts,
  }
}
const graph = (
  nodes: readonly ComparableNode[],
  edges: readonly ComparableEdge[] = [],
): ComparableGraph<ComparableNode, ComparableEdge> => ({ nodes, edges, rangeSeconds: 60 })

const marks = (compared: ReturnType<typeof compareGraphs>) =>
  Object.fromEntries(
    [...compared.nodes, ...compared.edges].map(({ id, difference }) => [id, difference.change]),
  )

describe('two moments', () => {
  const served = { in: { httpPerSecond: 10, httpErrorPercent: 0 } }
  const failing = { in: { httpPerSecond: 10, httpErrorPercent: 30 } }
  const before = graph(
    [node('shop/web'), node('shop/cart', served), node('shop/old', served)],
    [edge('shop/web', 'shop/cart', { latencyMsP95: 10 }), edge('shop/web', 'shop/old')],
  )
  const after = graph(
    [node('shop/web'), node('shop/cart', failing), node('shop/new', served)],
    [edge('shop/web', 'shop/cart', { latencyMsP95: 90, errorPercent: 30 }), edge('shop/web', 'shop/new')],
  )

  test('are one graph with each of its parts marked', () => {
    expect(marks(compareGraphs(before, after, choice))).toEqual({
      'workload|east|shop|web': 'same',
      'workload|east|shop|cart': 'failing',
      'workload|east|shop|new': 'appeared',
      'workload|east|shop|old': 'vanished',
      'workload|east|shop|web>workload|east|shop|cart>http': 'failing',
      'workload|east|shop|web>workload|east|shop|new>http': 'appeared',
      'workload|east|shop|web>workload|east|shop|old>http': 'vanished',
    })
  })

  test('tell the numbers of both sides and every change', () => {
    const [first] = compareGraphs(before, after, choice).edges
    expect(first?.difference).toEqual({
      change: 'failing',
      changes: ['failing', 'slower'],
      enough: true,
      before: { requestsPerSecond: 10, errorPercent: 0, latencyMs: 10 },
      after: { requestsPerSecond: 10, errorPercent: 30, latencyMs: 90 },
    })
  })

  test('are listed gravest first, edges before nodes, what chance may have made last', () => {
    const compared = compareGraphs(before, after, choice)
    expect(rankChanges(compared).map(({ kind, change }) => `${change} ${kind}`)).toEqual([
      'failing edge',
      'failing node',
      'vanished edge',
      'vanished node',
      'appeared edge',
      'appeared node',
    ])
    expect(countChanges(compared)).toMatchObject({ failing: 2, vanished: 2, appeared: 2, same: 1, more: 0 })
    const small = graph([node('shop/web')], [edge('shop/web', 'shop/cart', { requestsPerSecond: 0.1 })])
    expect(rankChanges(compareGraphs(graph([]), small, choice))).toMatchObject([
      { change: 'appeared', enough: false },
    ])
  })

  test('of the same graph have no change', () => {
    const compared = compareGraphs(after, after, choice)
    expect(rankChanges(compared)).toEqual([])
    expect(compared.nodes).toHaveLength(after.nodes.length)
  })

  test('without a graph on one side are all appeared or all vanished', () => {
    const empty = graph([])
    expect(new Set(compareGraphs(empty, before, choice).edges.map((each) => each.difference.change))).toEqual(
      new Set(['appeared']),
    )
    expect(new Set(compareGraphs(before, empty, choice).edges.map((each) => each.difference.change))).toEqual(
      new Set(['vanished']),
    )
  })

  test('judge the latency of a node by the mean of what it answers, weighed by requests', () => {
    const at = (fast: number, slow: number) =>
      graph(
        [node('shop/cart', served)],
        [
          edge('shop/web', 'shop/cart', { latencyMsAvg: fast, requestsPerSecond: 9 }),
          edge('shop/app', 'shop/cart', { latencyMsAvg: slow, requestsPerSecond: 1 }),
        ],
      )
    const [cart] = compareGraphs(at(10, 100), at(40, 100), choice).nodes
    expect(cart?.difference).toMatchObject({
      change: 'slower',
      before: { latencyMs: 19 },
      after: { latencyMs: 46 },
    })
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('leave out what is no number: %s', (value) => {
    const sick = graph([], [edge('a/x', 'a/y', { requestsPerSecond: value, latencyMsP95: value })])
    const [only] = compareGraphs(sick, sick, choice).edges
    expect(only?.difference).toEqual({
      change: 'same',
      changes: [],
      enough: true,
      before: { errorPercent: 0 },
      after: { errorPercent: 0 },
    })
  })

  test('ten thousand edges are compared', () => {
    const many = (slow: number) =>
      graph(
        [],
        Array.from({ length: 10_000 }, (_, at) =>
          edge('a/x', `b/y${at}`, { latencyMsP95: at === 7 ? slow : 5 }),
        ),
      )
    const ranked = rankChanges(compareGraphs(many(5), many(500), choice))
    expect(ranked).toMatchObject([{ change: 'slower', id: edge('a/x', 'b/y7').id }])
  })
})

describe('two namespaces', () => {
  const pairs = [{ before: 'live', after: 'trial' }]
  const served = { in: { httpPerSecond: 10 } }
  const live = graph(
    [node('edge/gate'), node('live/cart', served), node('live/old', served)],
    [edge('edge/gate', 'live/cart'), edge('live/cart', 'live/old')],
  )
  const trial = graph(
    [node('edge/gate'), node('trial/cart', served), node('trial/new', served)],
    [edge('edge/gate', 'trial/cart', { errorPercent: 50 }), edge('trial/cart', 'trial/new')],
  )
  const compared = compareGraphs(live, trial, { ...choice, pairs })

  test('match by name with the namespace replaced', () => {
    expect(marks(compared)).toEqual({
      'workload|east|edge|gate': 'same',
      'workload|east|trial|cart': 'same',
      'workload|east|trial|new': 'appeared',
      'before|workload|east|live|old': 'vanished',
      'workload|east|edge|gate>workload|east|trial|cart>http': 'failing',
      'workload|east|trial|cart>workload|east|trial|new>http': 'appeared',
      'workload|east|trial|cart>before|workload|east|live|old>http': 'vanished',
    })
  })

  test('say which namespace a node is compared with, and put what is gone in its place', () => {
    const find = (id: string) => compared.nodes.find((each) => each.id === id)
    expect(find('workload|east|trial|cart')?.difference.namespaceBefore).toBe('live')
    expect(find('before|workload|east|live|old')?.namespace).toBe('trial')
  })

  test('that call each other are mirrored, and no two nodes become one', () => {
    const calls = (from: string, to: string) =>
      graph([node(`${from}/a`), node(`${to}/b`, served)], [edge(`${from}/a`, `${to}/b`)])
    const mirrored = compareGraphs(calls('live', 'trial'), calls('trial', 'live'), { ...choice, pairs })
    expect(mirrored.edges.map((each) => each.difference.change)).toEqual(['same'])
    expect(mirrored.nodes).toHaveLength(2)
  })

  test('with one name each are told apart by their versions', () => {
    const app = (namespace: string, version: string) =>
      node(`${namespace}/cart`, {
        id: `version|east|${namespace}|cart|${version}`,
        kind: 'app',
        workload: undefined,
        app: 'cart',
        version,
      })
    const versions = compareGraphs(graph([app('live', 'v1')]), graph([app('trial', 'v2')]), {
      ...choice,
      pairs,
    })
    expect(versions.nodes).toHaveLength(2)
  })
})

describe('names of namespaces', () => {
  test.each<[string, readonly [string, string][], readonly string[], readonly string[]]>([
    ['that have no partner stay', [['a', 'b']], ['c'], ['c']],
    ['that are partners change places', [['a', 'b']], ['a', 'b'], ['b', 'a']],
    [
      'in a row move on, the last to the place that is free',
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      ['a', 'b', 'c'],
      ['b', 'c', 'a'],
    ],
    [
      'in a ring go round',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      ['a', 'b'],
      ['b', 'a'],
    ],
  ])('%s', (_name, pairs, names, mapped) => {
    const map = buildNamespaceMap(pairs.map(([before, after]) => ({ before, after })))
    expect(names.map(map)).toEqual(mapped)
  })
})
