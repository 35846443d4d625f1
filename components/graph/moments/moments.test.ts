import { describe, expect, it, vi } from 'vitest'
import { formatLocal, parseLocal } from '#components/graph/moments/local-time.ts'
import { isAway, leavePast, listAges, stepBack } from '#components/graph/moments/past.ts'
import {
  buildReplay,
  findFrame,
  formatReplay,
  listFrames,
  parseReplay,
} from '#components/graph/moments/replay.ts'
import { firstState } from '#components/graph/url.ts'

const nowMs = Date.UTC(2026, 10, 21, 12, 0, 7)

describe('a replay', () => {
  it('ends at a whole frame of the clock, so that two who look share answers', () => {
    expect(buildReplay(nowMs, 300)).toEqual({ start: '2026-11-21T11:55:00.000Z', seconds: 300 })
  })

  it('has a frame each ten seconds, both ends included', () => {
    const frames = listFrames(buildReplay(nowMs, 60))
    expect(frames).toHaveLength(7)
    expect([frames[0], frames[1], frames.at(-1)]).toEqual([
      '2026-11-21T11:59:00.000Z',
      '2026-11-21T11:59:10.000Z',
      '2026-11-21T12:00:00.000Z',
    ])
  })

  it.each([
    [undefined, 0],
    ['nonsense', 0],
    ['2026-11-21T11:59:20Z', 2],
    ['2026-11-21T11:59:23Z', 2],
    ['2026-11-21T10:00:00Z', 0],
    ['2026-11-21T13:00:00Z', 6],
  ])('finds the frame nearest to %s', (at, index) => {
    expect(findFrame(listFrames(buildReplay(nowMs, 60)), at)).toBe(index)
  })

  it('is in a link as it is', () => {
    const replay = buildReplay(nowMs, 1_800)
    expect(parseReplay(formatReplay(replay))).toEqual(replay)
  })

  it.each([
    '',
    '2026-11-21T11:59:20Z',
    '2026-11-21T11:59:20Z/0',
    '2026-99-21T11:59:20Z/60',
    'x/60',
    '2026-11-21T11:59:20Z/1e9',
  ])('is none of %j', (text) => expect(parseReplay(text)).toBeUndefined())
})

describe('a moment that was typed', () => {
  it('is on the clock of the browser, there and back', () => {
    expect(parseLocal(formatLocal(nowMs), { nowMs })).toEqual({ ms: nowMs })
  })

  it.each([
    ['', 'unreadable'],
    ['yesterday', 'unreadable'],
    [formatLocal(nowMs + 1_000), 'future'],
    [formatLocal(nowMs - 86_400_000), 'forgotten'],
  ])('%j is refused with the reason', (text, fault) => {
    expect(parseLocal(text, { nowMs, retentionSeconds: 86_400 })).toEqual({ fault })
  })
})

describe('the past', () => {
  it('is bounded by what Prometheus keeps, counted from now', () => {
    const possible = (atMs: number) =>
      listAges({ atMs, nowMs, retentionSeconds: 7_200 }).flatMap((age) => (age.possible ? [age.seconds] : []))
    expect(possible(nowMs)).toEqual([60, 300, 600, 1_800, 3_600])
    expect(possible(nowMs - 6_000_000)).toEqual([60, 300, 600])
  })

  it('is stepped into from the moment in sight, and from the clock as it stands then where that is now', () => {
    expect(stepBack({ at: '2026-11-21T11:00:00.900Z' }, 60)).toBe('2026-11-21T10:59:00.000Z')
    vi.useFakeTimers({ now: nowMs + 400 })
    try {
      expect(stepBack({ at: undefined }, 300)).toBe('2026-11-21T11:55:07.000Z')
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    { at: '2026-11-21T11:00:00Z' },
    { replay: buildReplay(nowMs, 60) },
    { baseAt: '2026-11-21T11:00:00Z' },
    { baseNamespaces: ['shop'] },
  ])('is left in one step: %j', (part) => {
    expect(isAway({ ...firstState, ...part })).toBe(true)
    expect(isAway({ ...firstState, ...part, ...leavePast })).toBe(false)
  })
})
