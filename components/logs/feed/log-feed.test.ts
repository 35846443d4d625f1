import { afterEach, describe, expect, it, vi } from 'vitest'
import { createLogFeed, type LogFeed } from '#components/logs/feed/log-feed.ts'
import type { LogsQuestion, OpenLogs } from '#components/logs/feed/log-stream.ts'
import { ApiProblem } from '#components/query/api-problem.ts'
import type { LogLine } from '#contract/logs.ts'

const epochMs = Date.parse('2026-11-21T12:00:00Z')
const lineAt = (second: number, text = `line ${second}`, pod = 'p'): LogLine => ({
  time: new Date(epochMs + second * 1_000).toISOString(),
  pod,
  container: 'c',
  text,
})

interface Opened {
  readonly asked: LogsQuestion
  readonly signal: AbortSignal
  readonly open: () => void
  readonly say: (...lines: LogLine[]) => void
  readonly end: (problem?: ApiProblem) => void
}

let nowMs = 0
let feed: LogFeed | undefined
afterEach(() => {
  feed?.stop()
  vi.useRealTimers()
})

/** A server that says what the test says. */
function openFeed(live = true, maxLines = 1_000) {
  vi.useFakeTimers()
  nowMs = epochMs
  const opened: Opened[] = []
  const open: OpenLogs = (asked, { signal, onOpen, onEvents }) =>
    new Promise((resolve, reject) => {
      opened.push({
        asked,
        signal,
        open: onOpen,
        say: (...lines) => onEvents([{ type: 'lines', lines }]),
        end: (problem) => (problem ? reject(problem) : resolve()),
      })
    })
  const own = createLogFeed({ namespace: 'n', tailLines: 10 }, { maxLines, live, open, now: () => nowMs })
  feed = own
  const newest = () => {
    const one = opened.at(-1)
    if (!one) throw new Error('nothing was opened')
    return one
  }
  const read = async () => {
    await vi.advanceTimersByTimeAsync(200)
    return own.read()
  }
  const texts = async () => (await read()).shown.map(({ line }) => line.text)
  return { feed: own, opened, newest, read, texts }
}
it('lines that no log wrote stand at their times, and wait with the others while held', async () => {
  const { feed: own, newest, texts } = openFeed()
  newest().open()
  newest().say(lineAt(1), lineAt(3))
  own.mix([lineAt(2, 'a span')])
  expect(await texts()).toEqual(['line 1', 'a span', 'line 3'])
  own.hold(true)
  own.mix([lineAt(4, 'another')])
  expect(await texts()).toHaveLength(3)
  own.hold(false)
  expect(await texts()).toEqual(['line 1', 'a span', 'line 3', 'another'])
})

const broken = (retry: boolean) =>
  new ApiProblem({ kind: retry ? 'unavailable' : 'forbidden', status: 503, retry })

describe('a live feed', () => {
  it('that breaks is opened again from the last line on, and tells no line twice and none too few', async () => {
    const { newest, opened, texts, read } = openFeed()
    newest().open()
    newest().say(lineAt(1), lineAt(2, 'same 1'), lineAt(2, 'same 2'), lineAt(1, 'other', 'q'))
    nowMs += 2_000
    newest().end(broken(true))
    expect((await read()).state).toBe('broken')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(opened).toHaveLength(2)
    const { since, tailLines } = newest().asked
    expect(Date.parse(since ?? '')).toBeLessThanOrEqual(epochMs + 1_000)
    expect(tailLines).toBe(10_000)
    newest().open()
    newest().say(
      lineAt(1, 'other', 'q'),
      lineAt(1),
      lineAt(2, 'same 1'),
      lineAt(2, 'same 2'),
      lineAt(2, 'same 3'),
      lineAt(3),
    )
    newest().say(lineAt(2, 'new of other', 'q'))
    expect([...(await texts())].sort()).toEqual(
      ['line 1', 'other', 'same 1', 'same 2', 'same 3', 'line 3', 'new of other'].sort(),
    )
    expect((await read()).gap).toBe(false)
  })

  it('says so when more was written meanwhile than can be had', async () => {
    const { newest, read } = openFeed(true, 20_000)
    newest().say(lineAt(1))
    newest().end(broken(true))
    await vi.advanceTimersByTimeAsync(1_000)
    newest().say(...Array.from({ length: 10_000 }, (_, at) => lineAt(100 + at)))
    expect((await read()).gap).toBe(true)
  })

  it('that is refused is not asked again until a person asks', async () => {
    const { newest, opened, read, feed } = openFeed()
    newest().end(broken(false))
    expect((await read()).state).toBe('ended')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(opened).toHaveLength(1)
    feed.tryAgain()
    expect(opened).toHaveLength(2)
  })

  it('is closed while nobody looks, and goes on where it was', async () => {
    const { newest, opened, feed, texts } = openFeed()
    newest().say(lineAt(1))
    feed.rest(true)
    expect(newest().signal.aborted).toBe(true)
    nowMs += 3_600_000
    feed.rest(false)
    expect(opened).toHaveLength(2)
    newest().say(lineAt(1), lineAt(1_800))
    expect(await texts()).toEqual(['line 1', 'line 1800'])
  })

  it('that is held keeps what comes, and shows it by its time afterwards', async () => {
    const { newest, feed, texts, read } = openFeed()
    newest().say(lineAt(1))
    expect(await texts()).toEqual(['line 1'])
    feed.hold(true)
    newest().say(lineAt(5), lineAt(3, 'three', 'q'))
    newest().say(lineAt(4, 'four', 'q'))
    const held = await read()
    expect([held.waiting, held.shown.length]).toEqual([3, 1])
    feed.hold(false)
    expect(await texts()).toEqual(['line 1', 'three', 'four', 'line 5'])
    expect((await read()).waiting).toBe(0)
  })

  it('that is held for long is closed when enough waits, and opened again without loss', async () => {
    const { newest, opened, feed, read } = openFeed(true, 50_000)
    feed.hold(true)
    newest().say(...Array.from({ length: 20_000 }, (_, at) => lineAt(at)))
    expect((await read()).state).toBe('resting')
    expect(newest().signal.aborted).toBe(true)
    feed.hold(false)
    expect(opened).toHaveLength(2)
    newest().say(lineAt(19_999), lineAt(20_000))
    expect((await read()).held).toBe(20_001)
  })

  it('counts what was dropped on the way', async () => {
    vi.useFakeTimers()
    const own = createLogFeed(
      { namespace: 'n' },
      {
        maxLines: 10,
        live: true,
        open: async (_, { onEvents }) => {
          onEvents([
            { type: 'dropped', lines: 5 },
            { type: 'dropped', lines: 7 },
          ])
          await new Promise(() => {})
        },
      },
    )
    feed = own
    await vi.advanceTimersByTimeAsync(200)
    expect(own.read().dropped).toBe(12)
  })
})

describe('a feed of the past', () => {
  it('ends when it has answered', async () => {
    const { newest, opened, read } = openFeed(false)
    newest().open()
    newest().say(lineAt(1))
    newest().end()
    expect(await read()).toMatchObject({ state: 'ended', held: 1, problem: undefined })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(opened).toHaveLength(1)
  })
})
