import { describe, expect, it } from 'vitest'
import { buildWaterfall, mostSpans } from '#server/mesh/traces/build-waterfall.ts'
import { span } from '#server/mesh/traces/spans.test-support.ts'
import type { Span } from '#server/mesh/traces/types.ts'

const draw = (spans: readonly Span[]) =>
  buildWaterfall(spans).spans.map(({ id, depth, offsetMs, oddities }) =>
    [`${'.'.repeat(depth)}${id}`, offsetMs, ...oddities].join(' '),
  )

describe('the waterfall', () => {
  it.each<[string, Span[], string[]]>([
    ['of nothing is empty', [], []],
    [
      'lists children below their parent, by their beginning',
      [
        span('c', { parentSpanId: 'a', startMs: 1_050, durationMs: 10 }),
        span('a'),
        span('b', { parentSpanId: 'a', startMs: 1_010, durationMs: 20 }),
        span('d', { parentSpanId: 'b', startMs: 1_012, durationMs: 1 }),
      ],
      ['a 0', '.b 10', '..d 12', '.c 50'],
    ],
    [
      'makes a root of a span whose parent is missing, and says so',
      [span('a'), span('b', { parentSpanId: 'gone', startMs: 1_020 })],
      ['a 0', 'b 20 missing-parent'],
    ],
    ['takes a span that is its own parent as a root', [span('a', { parentSpanId: 'a' })], ['a 0 cycle']],
    [
      'breaks a circle at the span that began first',
      [
        span('b', { parentSpanId: 'c', startMs: 1_010, durationMs: 50 }),
        span('c', { parentSpanId: 'a', startMs: 1_005, durationMs: 90 }),
        span('a', { parentSpanId: 'b' }),
        span('tail', { parentSpanId: 'b', startMs: 1_011, durationMs: 1 }),
      ],
      ['a 0 cycle', '.c 5', '..b 10', '...tail 11'],
    ],
    [
      'tells a span once that was sent twice',
      [span('a'), span('a'), span('b', { parentSpanId: 'a', startMs: 1_010, durationMs: 10 })],
      ['a 0', '.b 10'],
    ],
    [
      'hangs a server below the client that shares its id, and below it what it caused',
      [
        span('a', { kind: 'client', workload: 'web.shop' }),
        span('a', { kind: 'server', workload: 'api.shop', startMs: 1_010, durationMs: 50 }),
        span('b', {
          parentSpanId: 'a',
          kind: 'client',
          workload: 'api.shop',
          startMs: 1_020,
          durationMs: 10,
        }),
      ],
      ['a 0', '.a.2 10 repeated-id', '..b 20'],
    ],
    [
      'keeps two different spans of one id beside each other',
      [
        span('root', { durationMs: 300 }),
        span('a', { parentSpanId: 'root', operation: 'x', startMs: 1_010 }),
        span('a', { parentSpanId: 'root', operation: 'y', startMs: 1_020 }),
      ],
      ['root 0', '.a 10', '.a.2 20 repeated-id'],
    ],
  ])('%s', (_, spans, drawn) => {
    expect(draw(spans)).toEqual(drawn)
  })

  it('sums the critical time to the whole duration, however spans overlap', () => {
    const { spans, durationMs, untoldMs } = buildWaterfall([
      span('a', { durationMs: 100 }),
      span('b', { parentSpanId: 'a', startMs: 1_010, durationMs: 40 }),
      span('c', { parentSpanId: 'a', startMs: 1_030, durationMs: 50 }),
      span('late', { startMs: 1_150, durationMs: 50 }),
    ])
    expect(durationMs).toBe(200)
    expect(untoldMs).toBe(50)
    expect(Object.fromEntries(spans.map(({ id, criticalMs }) => [id, criticalMs]))).toEqual({
      a: 30,
      b: 20,
      c: 50,
      late: 50,
    })
    expect(spans[0]?.selfMs).toBe(30)
  })

  it('gives what outlasts its parent its own time, and what lies between to nobody', () => {
    const { spans, untoldMs } = buildWaterfall([
      span('a', { durationMs: 50 }),
      span('b', { parentSpanId: 'a', startMs: 1_020, durationMs: 60 }),
      span('c', { parentSpanId: 'b', startMs: 1_090, durationMs: 10 }),
    ])
    expect(spans.map(({ id, criticalMs }) => [id, criticalMs])).toEqual([
      ['a', 20],
      ['b', 60],
      ['c', 10],
    ])
    expect(untoldMs).toBe(10)
  })

  describe('with clocks that differ', () => {
    const caller = span('a', { workload: 'web.shop', durationMs: 100 })
    it.each([
      ['too early', 900, 20, 1_040],
      ['too late', 2_000, 20, 1_040],
      ['fitting', 1_005, 20, 1_005],
      ['longer than its parent and before it', 900, 150, 1_000],
      ['longer than its parent and within it', 1_010, 150, 1_010],
    ])('moves a span that is %s', (_, startMs, durationMs, shownMs) => {
      const callee = span('b', { workload: 'api.shop', parentSpanId: 'a', startMs, durationMs })
      const own = span('c', { workload: 'api.shop', parentSpanId: 'b', startMs: startMs + 1, durationMs: 1 })
      const { spans, startMs: from } = buildWaterfall([caller, callee, own])
      const at = (id: string) => from + (spans.find((one) => one.id === id)?.offsetMs ?? Number.NaN)
      expect(at('b')).toBe(shownMs)
      expect(at('c')).toBe(shownMs + 1)
      expect(spans.find(({ id }) => id === 'c')?.skewMs).toBe(shownMs - startMs)
    })
    it('leaves spans of the same host where they are', () => {
      const { spans } = buildWaterfall([
        caller,
        span('b', { parentSpanId: 'a', startMs: 1_090, durationMs: 50 }),
      ])
      expect(spans.map(({ skewMs }) => skewMs)).toEqual([0, 0])
    })
  })

  it.each([
    ['a chain', (at: number) => (at === 0 ? {} : { parentSpanId: `s${at - 1}` })],
    ['a fan', (at: number) => (at === 0 ? {} : { parentSpanId: 's0' })],
    ['roots', () => ({})],
    ['one great circle', (at: number) => ({ parentSpanId: `s${(at + 1) % 12_000}` })],
  ])('of 12,000 spans in %s has the first 10,000, and counts the rest', (_, of) => {
    const many = Array.from({ length: 12_000 }, (__, at) =>
      span(`s${at}`, { startMs: at, durationMs: 1, ...of(at) }),
    )
    const { spans, cutSpans } = buildWaterfall(many)
    expect([spans.length, cutSpans]).toEqual([mostSpans, 2_000])
    expect(new Set(spans.map(({ id }) => id)).size).toBe(mostSpans)
  })
})
