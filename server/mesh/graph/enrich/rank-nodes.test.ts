import { describe, expect, test } from 'vitest'
import { type ImaginedSeries, imagineGraph } from '#server/mesh/graph/imagined-graph.test-support.ts'

const calls = (...pairs: string[]): ImaginedSeries[] =>
  pairs.map((pair) => {
    const [from = '', to = ''] = pair.split(' ')
    return { from: `a/${from}`, to: `a/${to}` }
  })

const ranks = (requests: readonly ImaginedSeries[], direction: 'in' | 'out' | 'total') =>
  Object.fromEntries(imagineGraph({ requests }).nodes.map(({ name, rank }) => [name, rank?.[direction]]))

describe('the rank of a node', () => {
  const requests = calls('x hub', 'y hub', 'z hub', 'hub db', 'x db')

  test.each([
    ['in', { hub: 1, db: 2, x: 3, y: 3, z: 3 }],
    ['out', { x: 1, hub: 2, y: 2, z: 2, db: 3 }],
    ['total', { hub: 1, db: 2, x: 2, y: 3, z: 3 }],
  ] as const)('by edges %s has the most first and none last, and is shared', (direction, expected) => {
    expect(ranks(requests, direction)).toEqual(expected)
  })

  test('counts an edge for each protocol', () => {
    const both = [...calls('x y', 'x z'), { from: 'a/x', to: 'a/z', protocol: 'grpc' as const }]
    expect(ranks(both, 'in')).toEqual({ z: 1, y: 2, x: 3 })
  })

  test('of all alike is the first', () => {
    expect(ranks(calls('x y', 'y x'), 'total')).toEqual({ x: 1, y: 1 })
  })

  test('never passes a hundred and keeps its order', () => {
    // Node n is called by n others, so that each has a count of its own.
    const many = Array.from({ length: 110 }, (_, n) =>
      Array.from({ length: n }, (_, caller) => `c${caller} n${n}`),
    ).flat()
    const graph = imagineGraph({ requests: calls(...many) })
    const ranked = graph.nodes.filter(({ name }) => name.startsWith('n'))
    const inOrder = ranked
      .toSorted((a, b) => Number(b.name.slice(1)) - Number(a.name.slice(1)))
      .map(({ rank }) => rank?.in ?? 0)
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b))
    expect(inOrder[0]).toBe(1)
    expect(
      new Set(graph.nodes.filter(({ name }) => name.startsWith('c')).map(({ rank }) => rank?.in)),
    ).toEqual(new Set([100]))
  })
})
