import { describe, expect, test } from 'vitest'
import {
  defaultCounted,
  type ImaginedSeries,
  imagineGraph,
  imagineSample,
} from '#server/mesh/graph/imagined-graph.test-support.ts'
import type { Counted } from '#server/mesh/graph/types.ts'

const messages = (from: string, to: string, value: number, direction: 'sent' | 'returned') =>
  imagineSample({ from, to, value, labels: { direction } })
const grpc = (from: string, to: string, more: Partial<ImaginedSeries> = {}): ImaginedSeries => ({
  from,
  to,
  protocol: 'grpc',
  ...more,
})

const requests = [
  grpc('a/x', 'a/y', { value: 2 }),
  grpc('a/x', 'a/y', { value: 2, labels: { grpc_response_status: '14' } }),
  grpc('a/x', 'a/z'),
  { from: 'a/x', to: 'a/y' },
]
const samples = {
  messages: [
    messages('a/x', 'a/y', 6, 'sent'),
    messages('a/x', 'a/y', 12, 'returned'),
    messages('a/x', 'a/w', 18, 'sent'),
  ],
  tcp: [
    imagineSample({ from: 'a/x', to: 'a/db', value: 100, labels: { direction: 'sent' } }),
    imagineSample({ from: 'a/x', to: 'a/db', value: 300, labels: { direction: 'returned' } }),
    imagineSample({ from: 'a/x', to: 'a/log', value: 50, labels: { direction: 'sent' } }),
  ],
}

const draw = (counted: Partial<Counted>) => {
  const graph = imagineGraph({ requests, samples, facts: { counted: { ...defaultCounted, ...counted } } })
  const names = new Map(graph.nodes.map(({ id, name }) => [id, name]))
  return {
    ...graph,
    rates: graph.edges
      .map(({ source, target, protocol, ratePerSecond, sharePercent }) =>
        [names.get(source), names.get(target), protocol, ratePerSecond, sharePercent ?? '-'].join(' '),
      )
      .sort(),
  }
}

describe('what is counted decides the edges, their rates and their shares', () => {
  const http = 'x y http 1 100'
  const [db, log] = ['x db tcp 100 -', 'x log tcp 50 -']
  test.each<[string, Partial<Counted>, string[]]>([
    ['requests, and bytes sent', {}, [db, log, 'x y grpc 4 80', http, 'x z grpc 1 20']],
    ['messages sent', { grpc: ['messagesSent'] }, [db, log, 'x w grpc 18 75', 'x y grpc 6 25', http]],
    ['messages received', { grpc: ['messagesReturned'] }, [db, log, 'x y grpc 12 100', http]],
    [
      'messages both ways',
      { grpc: ['messagesSent', 'messagesReturned'] },
      [db, log, 'x w grpc 18 50', 'x y grpc 18 50', http],
    ],
    ['no gRPC', { grpc: [] }, [db, log, http]],
    ['no HTTP', { http: [] }, [db, log, 'x y grpc 4 80', 'x z grpc 1 20']],
    [
      'bytes received',
      { tcp: ['bytesReturned'] },
      ['x db tcp 300 -', 'x y grpc 4 80', http, 'x z grpc 1 20'],
    ],
    [
      'bytes both ways',
      { tcp: ['bytesSent', 'bytesReturned'] },
      ['x db tcp 400 -', log, 'x y grpc 4 80', http, 'x z grpc 1 20'],
    ],
    ['no TCP', { tcp: [] }, ['x y grpc 4 80', http, 'x z grpc 1 20']],
  ])('%s', (_, counted, rates) => {
    expect(draw(counted).rates).toEqual(rates)
  })
})

describe('what is not counted', () => {
  const total = draw({ grpc: ['messagesSent', 'messagesReturned'], tcp: ['bytesReturned'] })

  test('is told of an edge that is there', () => {
    expect(
      total.edges.find(({ protocol, ratePerSecond }) => protocol === 'grpc' && ratePerSecond === 18),
    ).toBeDefined()
    expect(
      total.edges.find(({ messagesReceivedPerSecond }) => messagesReceivedPerSecond === 12),
    ).toMatchObject({
      ratePerSecond: 18,
      requestsPerSecond: 4,
      errorPercent: 50,
      messagesSentPerSecond: 6,
    })
    expect(total.edge('a/x', 'a/db')).toMatchObject({ bytesPerSecond: 100, bytesReturnedPerSecond: 300 })
  })

  test('is in no rate of a node', () => {
    expect(total.node('a/x')?.out).toMatchObject({ grpcPerSecond: 36, tcpBytesPerSecond: 300 })
    expect(total.node('a/y')?.in).toMatchObject({ grpcPerSecond: 18, grpcErrorPercent: 50 })
  })

  test('judges health all the same; an edge of messages alone is not judged', () => {
    expect(
      total.edges
        .map(
          ({ target, protocol, health }) =>
            `${total.nodes.find(({ id }) => id === target)?.name} ${protocol} ${health}`,
        )
        .sort(),
    ).toEqual(['db tcp healthy', 'w grpc unknown', 'y grpc failing', 'y http healthy'])
  })

  test('draws no operation', () => {
    const call = grpc('a/x', 'a/y', { labels: { request_operation: 'List' } })
    const graph = imagineGraph({
      requests: [call],
      samples: { messages: samples.messages },
      facts: { operationNodes: true, counted: { ...defaultCounted, grpc: ['messagesSent'] } },
    })
    expect(graph.nodes.map(({ kind }) => kind)).not.toContain('operation')
  })
})
