import { describe, expect, it } from 'vitest'
import { cutAround, findAround } from '#components/graph/around/cut-around.ts'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'

const graph = buildGraph(
  [
    buildNode('a/in'),
    buildNode('a/mid'),
    buildNode('a/svc', { kind: 'service' }),
    buildNode('a/out-1'),
    buildNode('a/out-2'),
    buildNode('a/far'),
    buildNode('a/stranger'),
  ],
  [
    buildEdge('a/in', 'a/mid'),
    buildEdge('a/mid', 'a/svc'),
    buildEdge('a/svc', 'a/out-1'),
    buildEdge('a/svc', 'a/out-2'),
    buildEdge('a/out-1', 'a/far'),
    buildEdge('a/stranger', 'a/svc'),
    buildEdge('a/in', 'a/out-1'),
    buildEdge('a/mid', 'a/mid'),
  ],
)
const listAround = (id: string) => {
  const cut = cutAround(graph, id)
  return cut && { nodes: cut.nodes.map((node) => node.id), edges: cut.edges.map((edge) => edge.id) }
}

describe('the graph around a node', () => {
  it('holds its callers, what it calls, and what stands behind a service on the way', () => {
    expect(listAround('a/mid')).toEqual({
      nodes: ['a/in', 'a/mid', 'a/svc', 'a/out-1', 'a/out-2'],
      edges: [
        'a/in>a/mid>http',
        'a/mid>a/svc>http',
        'a/svc>a/out-1>http',
        'a/svc>a/out-2>http',
        'a/mid>a/mid>http',
      ],
    })
  })

  it('goes back through a service to who calls it', () => {
    expect(listAround('a/out-2')?.nodes).toEqual(['a/mid', 'a/svc', 'a/out-2', 'a/stranger'])
  })

  it('around a service ends at those that call it and those behind it', () => {
    expect(listAround('a/svc')?.nodes).toEqual(['a/mid', 'a/svc', 'a/out-1', 'a/out-2', 'a/stranger'])
  })

  it('does not change when it is cut again', () => {
    const once = cutAround(graph, 'a/mid')
    expect(once && cutAround(once, 'a/mid')).toEqual(once)
  })

  it('is not there without the node', () => expect(listAround('a/gone')).toBeUndefined())
})

describe('findAround', () => {
  const nodes = [buildNode('a/mid', { cluster: 'east' }), buildNode('b/mid', { cluster: 'west' })]
  it.each([
    ['workload/a/mid', 'a/mid'],
    ['workload/a/mid@east', 'a/mid'],
    ['workload/a/m%69d', 'a/mid'],
    ['workload/a/mid@west', undefined],
    ['app/a/mid', undefined],
    ['nonsense', undefined],
    [undefined, undefined],
  ])('%s is the node %s', (around, id) => expect(findAround(nodes, around)?.id).toBe(id))
})
