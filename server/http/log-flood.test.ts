import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LogEvent, logs } from '#contract/logs.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { serveFeed } from '#server/http/serve-feed.ts'
import { peerHeader } from '#server/http/session.ts'
import { readLogs } from '#server/usecases/read-logs.ts'
import { streamLogs } from '#server/usecases/stream-logs.ts'

const perSecond = 20_000
/** Longer than what may wait for a reader lasts at this rate (log-queue.ts, queueLimitBytes). */
const stalledMs = 4_000

let opened: OpenedState
beforeAll(async () => {
  opened = await openState({}, { logLinesPerSecond: perSecond })
})
afterAll(() => opened?.close())

const handle = serveFeed(logs, readLogs, streamLogs)

/** Follows the one counting container; stalls once after so many lines. */
async function follow(linesWanted: number, stallAfter?: number) {
  const stop = new AbortController()
  const response = await handle(
    new Request(
      'http://localhost/api/v1/logs?namespace=bookinfo&workload=ratings-v1&containers=ratings&tailLines=1',
      {
        headers: { [peerHeader]: 'loopback', accept: 'text/event-stream' },
        signal: stop.signal,
      },
    ),
  )
  const serials: number[] = []
  let dropped = 0
  let rest = ''
  let stalls = stallAfter
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const messages = (rest + text).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      if (!message.startsWith('data: ')) continue
      const event: LogEvent = JSON.parse(message.slice(6))
      if (event.type === 'dropped') dropped += event.lines
      if (event.type === 'lines')
        for (const { text } of event.lines) serials.push(Number(/serial=(\d+)/.exec(text)?.[1]))
    }
    if (stalls !== undefined && serials.length >= stalls) {
      stalls = undefined
      await wait(stalledMs)
    }
    if (serials.length >= linesWanted) break
  }
  stop.abort()
  return { serials, dropped }
}

describe(`a log of ${perSecond} lines a second`, () => {
  it('is told whole and in order to a reader who keeps up, or what is missing is counted', async () => {
    const { serials, dropped } = await follow(60_000)
    const [first = 0, last = 0] = [serials[0], serials.at(-1)]
    expect(new Set(serials).size).toBe(serials.length)
    expect(last - first + 1).toBe(serials.length + dropped)
    expect(serials).toEqual(serials.toSorted((a, b) => a - b))
  }, 60_000)

  it('is counted where a reader stalls: each line is told once or dropped, none is neither', async () => {
    const { serials, dropped } = await follow(120_000, 2_000)
    const [first = 0, last = 0] = [serials[0], serials.at(-1)]
    expect(dropped).toBeGreaterThan(0)
    expect(new Set(serials).size).toBe(serials.length)
    expect(last - first + 1).toBe(serials.length + dropped)
  }, 60_000)
})
