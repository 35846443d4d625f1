import { expect, it } from 'vitest'
import { buildRelations, chooseShown } from '#components/security/access/relations.ts'

const use = (column: number) => ({ column, requests: 1, refused: 0, connections: 0 })
const row = (name: string, cells: string, used: readonly number[], doubts: readonly string[] = []) => ({
  namespace: 'shop',
  kind: 'Deployment',
  name,
  mode: 'sidecar' as const,
  cells,
  doubts: doubts.map((text) => ({ code: 'x', params: {}, text })),
  used: used.map(use),
})
const matrix = {
  asOf: '2026-01-01T00:00:00Z',
  rangeSeconds: 60,
  columns: ['', 'td/ns/shop/sa/web', 'td/ns/shop/sa/cart'].map((principal) => ({ principal, workloads: [] })),
  rows: [row('pay', 'dad', [1, 2]), row('cart', 'oop', [0]), row('web', 'aaa', [0], ['not seen'])],
  hidden: [],
  observed: true,
  notices: [],
}
const grid = buildRelations(matrix)
const show = (only: Parameters<typeof chooseShown>[1]['only'], find = '') => {
  const { rows, columns } = chooseShown(grid, { only, find })
  return [rows.map((at) => matrix.rows[at]?.name), columns]
}

it('a cell is what policies and observation say together, and unknown where policies are in doubt', () => {
  expect(matrix.rows.map((_, at) => [0, 1, 2].map((column) => grid.read(at, column)))).toEqual([
    ['denied', 'used', 'tried'],
    ['openUsed', 'open', 'partly'],
    ['unknown', 'unknown', 'unknown'],
  ])
  expect(grid.counts.get('unknown')).toBe(3)
})

it('a relation leaves the rows and columns that have it', () => {
  expect(show('tried')).toEqual([['pay'], [2]])
  expect(show(undefined)).toEqual([
    ['pay', 'cart', 'web'],
    [0, 1, 2],
  ])
})

it('a text leaves what it names, as caller or as workload', () => {
  expect(show(undefined, 'sa/web')).toEqual([['pay', 'cart', 'web'], [1]])
  expect(show(undefined, 'shop/pay')).toEqual([['pay'], [0, 1, 2]])
})
