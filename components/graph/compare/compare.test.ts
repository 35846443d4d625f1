import { describe, expect, it } from 'vitest'
import { findGravest } from '#components/graph/compare/compared-graph.ts'
import { formatDifference } from '#components/graph/compare/format-difference.ts'
import { markChanges } from '#components/graph/compare/mark-changes.ts'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import type { Change, Difference } from '#contract/graph-comparison.ts'

const became = (change: Change, facts: Partial<Difference> = {}): Difference => ({
  change,
  changes: change === 'same' ? [] : [change],
  enough: true,
  ...facts,
})

describe('a change in words', () => {
  const before = { requestsPerSecond: 2, errorPercent: 0, latencyMs: 12 }
  const after = { requestsPerSecond: 8, errorPercent: 40, latencyMs: 80 }
  it.each<[Change, string]>([
    ['failing', '0% → 40%'],
    ['recovered', '0% → 40%'],
    ['slower', '12 ms → 80 ms'],
    ['faster', '12 ms → 80 ms'],
    ['more', '2 rps → 8 rps'],
    ['less', '2 rps → 8 rps'],
  ])('%s tells the numbers that it is about', (change, words) => {
    expect(formatDifference(became(change, { before, after }))).toBe(words)
  })

  it.each<[string, Partial<Difference>, string]>([
    ['of what appeared, those after', { after }, '8 rps'],
    ['of what vanished, those before', { before }, '2 rps'],
    ['of bytes', { before: { bytesPerSecond: 10 }, after: { bytesPerSecond: 2_000 } }, '10 B/s → 2 kB/s'],
    ['of nothing, nothing', {}, ''],
  ])('%s', (_name, facts, words) => expect(formatDifference(became('appeared', facts))).toBe(words))
})

describe('the picture of a comparison', () => {
  const graph = buildGraph(
    [buildNode('shop/cart', { flags: ['root'] }), buildNode('shop/pay'), buildNode('books/page')],
    [buildEdge('books/page', 'shop/cart'), buildEdge('books/page', 'shop/pay')],
  )
  const differences = new Map([
    ['shop/cart', became('slower')],
    ['shop/pay', became('vanished')],
    ['books/page>shop/cart>http', became('failing')],
    ['books/page>shop/pay>http', became('vanished')],
  ])
  const choice = { open: new Set<string>(), boxes: new Set<never>(), edgeMode: 'all' } as const

  it('marks each thing with what became of it, and nothing else', () => {
    const { nodes, edges } = markChanges(buildPicture(graph, { ...choice, mode: 'never' }), differences)
    expect(nodes.map(({ change, badges }) => [change, badges])).toEqual([
      ['slower', []],
      ['vanished', []],
      ['same', []],
    ])
    expect(edges.map(({ change, status, idle }) => [change, status, idle])).toEqual([
      ['failing', 'failing', false],
      ['vanished', 'idle', true],
    ])
  })

  it('marks a fold with the gravest change inside, as it does the edges that it gathers', () => {
    const { nodes, edges } = markChanges(buildPicture(graph, { ...choice, mode: 'always' }), differences)
    expect(nodes.find(({ name }) => name === 'shop')?.change).toBe('vanished')
    expect(edges.map(({ change }) => change)).toEqual(['failing'])
  })

  it.each<[readonly Change[], Change]>([
    [['same', 'faster', 'failing'], 'failing'],
    [['more', 'vanished'], 'vanished'],
    [[], 'same'],
  ])('of %j the gravest is %s', (changes, gravest) => expect(findGravest(changes)).toBe(gravest))
})
