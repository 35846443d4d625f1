import { describe, expect, it } from 'vitest'
import { listMatches } from '#components/graph/find/language.ts'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { addToHidden, buildNeighboursQuery, buildNodeQuery } from '#components/graph/menu/build-queries.ts'

const graph = buildGraph(
  [
    buildNode('a/web-v1'),
    buildNode('b/web-v1'),
    buildNode('a/web', { kind: 'service', workload: undefined, service: 'web' }),
    buildNode('a/odd "name" (1)', { kind: 'operation', operation: 'GET /a b' }),
    buildNode('a/db'),
    buildNode('unknown/unknown', { kind: 'unknown' }),
  ],
  [
    buildEdge('a/web-v1', 'a/web'),
    buildEdge('unknown/unknown', 'a/web-v1'),
    buildEdge('b/web-v1', 'a/web-v1'),
  ],
)
const find = (query: string | undefined) => listMatches(graph, query ?? '').map(({ id }) => id)

describe('queries of the menu', () => {
  it.each(graph.nodes.filter(({ kind }) => kind !== 'unknown').map((node) => [node.id, node] as const))(
    'find the one node %s, whatever its name',
    (id, node) => expect(find(buildNodeQuery(node))).toEqual([id]),
  )

  it('have no name for what telemetry has none for', () =>
    expect(buildNodeQuery(buildNode('unknown/unknown', { kind: 'unknown' }))).toBeUndefined())

  it('hide a node beside what is hidden already', () => {
    const hidden = addToHidden('', buildNodeQuery(buildNode('a/db')) ?? '')
    const both = addToHidden(hidden ?? '', buildNodeQuery(buildNode('b/web-v1')) ?? '')
    expect(find(both)).toEqual(['b/web-v1', 'a/db'])
  })

  it('find the callers and the called of a node, those that have names', () =>
    expect(find(buildNeighboursQuery(graph, 'a/web-v1'))).toEqual(['b/web-v1', 'a/web']))

  it('are none where they would be longer than a query may be, or where there is nobody', () => {
    expect(addToHidden('x'.repeat(490), 'name = y')).toBeUndefined()
    expect(buildNeighboursQuery(graph, 'a/db')).toBeUndefined()
  })
})
