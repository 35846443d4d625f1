import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { type BoxColumn, boxColumns, buildBoxRows } from '#components/graph/table/box-rows.ts'
import { parseSort } from '#components/graph/table/rows.ts'
import { parseColumns } from '#components/shell/use-columns.ts'

const graph = buildGraph(
  [
    buildNode('a/web-v1'),
    buildNode('a/web-v2', { health: { status: 'degraded', reasons: [] } }),
    buildNode('b/db', { health: { status: 'failing', reasons: [] } }),
    buildNode('unknown/unknown', { kind: 'unknown', cluster: 'unknown' }),
  ],
  [
    buildEdge('a/web-v1', 'a/web-v2', { requestsPerSecond: 100 }),
    buildEdge('a/web-v2', 'b/db', { requestsPerSecond: 4, errorPercent: 25, mtlsPercent: 50 }),
    buildEdge('unknown/unknown', 'a/web-v1', { requestsPerSecond: 3 }),
  ],
)
const list = (sort = '') => buildBoxRows(graph, parseSort<BoxColumn>(sort, boxColumns))

describe('rows of boxes', () => {
  it('are the namespaces and the apps of several nodes; one cluster says nothing', () => {
    expect(list('name').map(({ id }) => id)).toEqual([
      'box|namespace|east|a',
      'box|app|east|a|web',
      'box|namespace|east|b',
    ])
  })

  it('count what crosses their border, not what stays inside', () => {
    const [a] = list('name')
    expect(a).toMatchObject({ nodes: 2, trouble: 1, status: 'degraded' })
    expect(a?.inward.http?.perSecond).toBe(3)
    expect(a?.outward.http).toMatchObject({ perSecond: 4, errorPercent: 25 })
  })

  it.each([
    ['', 'box|namespace|east|b'],
    ['-in', 'box|namespace|east|b'],
    ['-nodes', 'box|namespace|east|a'],
    ['-mtls', 'box|namespace|east|b'],
    ['-name', 'box|namespace|east|b'],
  ])('sorted by "%s" begin with %s', (sort, id) => expect(list(sort)[0]?.id).toBe(id))

  it('name the clusters where there are several', () => {
    const two = buildGraph([buildNode('a/x'), buildNode('a/x2', { cluster: 'west' })])
    expect(
      buildBoxRows(two, parseSort<BoxColumn>('', boxColumns)).filter(({ kind }) => kind === 'cluster'),
    ).toHaveLength(2)
  })
})

it.each([
  ['out,name', ['name', 'out']],
  ['gone,in,__proto__', ['in']],
  ['', []],
])('columns remembered as "%s" come in the order of the table', (text, columns) =>
  expect(parseColumns(text, boxColumns)).toEqual(columns),
)
