import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { listFlags, listResponses } from '#components/graph/panels/list-responses.ts'
import { resolveChosen } from '#components/graph/panels/resolve-chosen.ts'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { sumEdges } from '#components/graph/picture/sum-edges.ts'

describe('adding up edges', () => {
  it('weighs errors and latency by requests', () => {
    const flow = sumEdges([
      buildEdge('a/x', 'a/y', { requestsPerSecond: 9, errorPercent: 0, latencyMsP95: 10, mtlsPercent: 100 }),
      buildEdge('a/x', 'a/z', { requestsPerSecond: 1, errorPercent: 50, latencyMsP95: 110, mtlsPercent: 0 }),
    ])
    expect(flow.http).toMatchObject({ perSecond: 10, errorPercent: 5 })
    expect(flow.latencyMs).toEqual({ p95: 20 })
    expect(flow.mtls).toEqual({ requests: 90, tcp: undefined })
  })

  it('keeps what nobody measured absent', () => {
    const flow = sumEdges([buildEdge('a/x', 'a/y', { requestsPerSecond: 0 })])
    expect(flow.grpc).toBeUndefined()
    expect(flow.tcp).toBeUndefined()
    expect(flow.latencyMs).toEqual({})
    expect(flow.mtls.requests).toBeUndefined()
    expect(flow.http?.errorPercent).toBe(0)
  })

  it('calls many times all of it all of it, whatever the rates', () => {
    const edges = Array.from({ length: 7 }, (_, at) =>
      buildEdge('a/x', `a/y${at}`, { requestsPerSecond: 0.1 + at / 3, mtlsPercent: 100 }),
    )
    expect(sumEdges(edges).mtls.requests).toBe(100)
  })
})

describe('who answered what', () => {
  const responses = [
    { code: '200', flags: '-', host: 'y.a', percent: 75 },
    { code: '503', flags: 'UH,URX', host: 'y.a', percent: 25 },
  ]

  it('is told by code, flag and host as shares of all requests', () => {
    const found = listResponses([
      buildEdge('a/x', 'a/y', { requestsPerSecond: 4, responses }),
      buildEdge('a/x', 'a/z', {
        requestsPerSecond: 6,
        responses: [{ code: '200', flags: '-', host: 'z.a', percent: 100 }],
      }),
    ])
    expect(found.codes.map(({ key, percent, perSecond }) => [key, percent, perSecond])).toEqual([
      ['200', 90, 9],
      ['503', 10, 1],
    ])
    expect(found.flags.map(({ key }) => key)).toEqual(['UH', 'URX'])
    expect(found.hosts.map(({ key, percent }) => [key, percent])).toEqual([
      ['z.a', 60],
      ['y.a', 40],
    ])
  })

  it('never mixes bytes with requests', () => {
    const found = listResponses([
      buildEdge('a/x', 'a/y', { requestsPerSecond: 4, responses }),
      buildEdge('a/x', 'a/db', {
        protocol: 'tcp',
        bytesPerSecond: 5_000,
        responses: [{ code: '-', flags: 'DC', host: 'db.a', percent: 50 }],
      }),
    ])
    expect(found.codes.map(({ key }) => key)).toEqual(['200', '503'])
    expect(found.flags.find(({ key }) => key === 'DC')).toMatchObject({ unit: 'bytes', percent: 50 })
  })

  it.each([
    ['-', []],
    ['', []],
    ['NR', ['NR']],
    ['UF, URX', ['UF', 'URX']],
  ])('reads the flags "%s"', (text, flags) => expect(listFlags(text)).toEqual(flags))
})

describe('what is chosen', () => {
  const graph = buildGraph(
    [buildNode('a/x'), buildNode('a/y'), buildNode('b/z')],
    [buildEdge('a/x', 'a/y'), buildEdge('a/y', 'b/z'), buildEdge('b/z', 'a/x')],
  )
  const folded = buildPicture(graph, { mode: 'always', open: new Set(), boxes: new Set(), edgeMode: 'all' })
  const resolve = (kind: 'node' | 'edge' | 'box', id: string) => resolveChosen(graph, folded, { kind, id })

  it('is the whole graph when nothing is', () => {
    expect(resolveChosen(graph, folded, undefined)).toMatchObject({
      kind: 'graph',
      group: { inner: { length: 3 } },
    })
  })

  it('tells a node with what comes in and goes out, though it is folded', () => {
    expect(resolve('node', 'a/x')).toMatchObject({
      kind: 'node',
      group: { inward: [{ source: 'b/z' }], outward: [{ target: 'a/y' }], inner: [] },
    })
  })

  it('tells a folded edge by the edges behind it', () => {
    expect(resolve('edge', 'fold-edge|fold|east|a>fold|east|b')).toMatchObject({
      kind: 'edge',
      edges: [{ source: 'a/y', target: 'b/z' }],
    })
  })

  it.each(['box|namespace|east|a', 'fold|east|a'])('tells a namespace by its box or its fold (%s)', (id) => {
    expect(resolve('box', id)).toMatchObject({
      kind: 'box',
      boxKind: 'namespace',
      name: 'a',
      group: { inward: { length: 1 }, outward: { length: 1 }, inner: { length: 1 } },
    })
  })

  it.each([
    ['node', 'a/gone'],
    ['edge', 'x'],
    ['box', 'box|namespace|east|gone'],
    ['box', '__proto__'],
    ['box', 'box|constructor|x'],
  ] as const)('says so when the answer no longer holds it (%s %s)', (kind, id) => {
    expect(resolve(kind, id)).toEqual({ kind: 'gone', id })
  })
})
