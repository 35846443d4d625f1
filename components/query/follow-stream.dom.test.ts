// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { followStream, type OpenStream } from '#components/query/follow-stream.ts'
import { createQueryClient } from '#components/query/query-provider.tsx'
import { createInvalidator, gatherEventsMs } from '#components/query/use-stream.ts'

type Stream = ReturnType<OpenStream>

let opened: (Stream & { closed: boolean })[]
let visibility: 'visible' | 'hidden'

const open: OpenStream = () => {
  const stream = {
    onmessage: null,
    onopen: null,
    onerror: null,
    readyState: 1,
    closed: false,
    close: () => {
      stream.closed = true
    },
  }
  opened.push(stream)
  return stream
}
const newest = () => {
  const stream = opened.at(-1)
  if (!stream) throw new Error('no stream was opened')
  return stream
}
const turn = (state: 'visible' | 'hidden') => {
  visibility = state
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  opened = []
  visibility = 'visible'
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility })
})

describe('the one stream of a tab', () => {
  it('is closed while the tab is hidden, and on showing again tells that something may be missed', () => {
    const onGap = vi.fn()
    const stop = followStream({ url: '/stream', onEvent: vi.fn(), onGap, open })
    newest().onopen?.(new Event('open'))
    expect(onGap).not.toHaveBeenCalled()
    turn('hidden')
    expect(opened.map(({ closed }) => closed)).toEqual([true])
    turn('visible')
    newest().onopen?.(new Event('open'))
    expect(opened).toHaveLength(2)
    expect(onGap).toHaveBeenCalledTimes(1)
    stop()
    expect(newest().closed).toBe(true)
    turn('hidden')
    turn('visible')
    expect(opened).toHaveLength(2)
  })

  it('tells that something may be missed when it is refused for good, and not while the browser tries again', () => {
    const onGap = vi.fn()
    const stop = followStream({ url: '/stream', onEvent: vi.fn(), onGap, open })
    const refused = newest()
    Object.assign(refused, { readyState: 0 })
    refused.onerror?.(new Event('error'))
    expect(onGap).not.toHaveBeenCalled()
    Object.assign(refused, { readyState: 2 })
    refused.onerror?.(new Event('error'))
    expect(onGap).toHaveBeenCalledTimes(1)
    stop()
  })

  it('is not opened in a tab that begins hidden', () => {
    visibility = 'hidden'
    followStream({ url: '/stream', onEvent: vi.fn(), onGap: vi.fn(), open })()
    expect(opened).toEqual([])
  })

  it('passes on the events of the contract and nothing else', () => {
    const onEvent = vi.fn()
    const stop = followStream({ url: '/stream', onEvent, onGap: vi.fn(), open })
    for (const data of [
      '{"topic":"mesh","version":7}',
      '{"topic":"other"}',
      'not json',
      '{"topic":"sources"}',
    ])
      newest().onmessage?.(new MessageEvent('message', { data }))
    expect(onEvent.mock.calls).toEqual([[{ topic: 'mesh', version: 7 }], [{ topic: 'sources' }]])
    stop()
  })
})

describe('events of the stream', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are gathered: many make each stale call be asked again once', () => {
    const client = createQueryClient()
    const asked = vi.spyOn(client, 'invalidateQueries').mockResolvedValue()
    const invalidator = createInvalidator(client)
    for (let version = 0; version < 50; version += 1) invalidator.event({ topic: 'mesh', version })
    invalidator.event({ topic: 'sources' })
    expect(asked).not.toHaveBeenCalled()
    vi.advanceTimersByTime(gatherEventsMs)
    expect(asked.mock.calls).toEqual([[{ queryKey: ['namespaces'] }], [{ queryKey: ['sources'] }]])
  })

  it('are dropped once the stream is left', () => {
    const client = createQueryClient()
    const asked = vi.spyOn(client, 'invalidateQueries').mockResolvedValue()
    const invalidator = createInvalidator(client)
    invalidator.gap()
    invalidator.stop()
    vi.advanceTimersByTime(10 * gatherEventsMs)
    expect(asked).not.toHaveBeenCalled()
  })
})
