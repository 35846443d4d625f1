import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { streamEventSchema } from '#contract/stream.ts'
import type { MeshEvent } from '#server/adapters/process-state.ts'
import { createEventHub } from '#server/http/event-hub.ts'
import { streamsPerSession } from '#server/http/hold-stream.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { serveStream } from '#server/http/serve-stream.ts'
import { peerHeader } from '#server/http/session.ts'
import type { Adapters } from '#server/usecases/context.ts'

let opened: OpenedState
/** Tells an event as an adapter would. */
let tell: (event: MeshEvent) => void

beforeEach(async () => {
  opened = await openState()
  const listeners = new Set<(event: MeshEvent) => void>()
  tell = (event) => {
    for (const listen of listeners) listen(event)
  }
  // The hub asks of an adapter only that it can be listened to; events then come when the test says so.
  const adapters = {
    kubernetes: {
      onChange: (listen: (event: MeshEvent) => void) => {
        listeners.add(listen)
        return () => listeners.delete(listen)
      },
    },
  } as unknown as Adapters
  Object.assign(opened.state, { events: createEventHub(adapters, 'now') })
})
afterEach(() => opened.close())

const open = (headers: Record<string, string> = {}, signal?: AbortSignal) =>
  serveStream()(
    new Request('http://localhost/api/v1/stream', {
      headers: { [peerHeader]: 'loopback', ...headers },
      ...(signal ? { signal } : {}),
    }),
  )

/** Reads a stream message by message. */
function createReader(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('no stream')
  let rest = ''
  return {
    /** The next message that has data; undefined at the end. */
    next: async (): Promise<{ id: string; data: unknown } | undefined> => {
      for (;;) {
        const [message, ...more] = rest.split('\n\n')
        if (more.length > 0) {
          rest = more.join('\n\n')
          const [, id, data] = /^id: (\S+)\ndata: (.+)$/.exec(message ?? '') ?? []
          if (id && data) return { id, data: streamEventSchema.parse(JSON.parse(data)) }
          continue
        }
        const { done, value } = await reader.read()
        if (done) return undefined
        rest += value
      }
    },
    cancel: () => reader.cancel(),
  }
}

describe('the stream', () => {
  it('is not cached, not packed and not held back', async () => {
    const response = await open()
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('private, no-store, no-transform')
    await response.body?.cancel()
  })

  it('tells what happens while it is open, numbered', async () => {
    const reader = createReader(await open())
    tell({ topic: 'mesh', version: 7 })
    tell({ topic: 'sources' })
    expect(await reader.next()).toEqual({ id: 'now.1', data: { topic: 'mesh', version: 7 } })
    expect(await reader.next()).toEqual({ id: 'now.2', data: { topic: 'sources' } })
    await reader.cancel()
  })

  it('resumes after the last id with the newest of each topic that was missed', async () => {
    tell({ topic: 'sources' })
    tell({ topic: 'mesh', version: 1 })
    tell({ topic: 'mesh', version: 2 })
    const reader = createReader(await open({ 'last-event-id': 'now.1' }))
    tell({ topic: 'sources' })
    expect(await reader.next()).toEqual({ id: 'now.3', data: { topic: 'mesh', version: 2 } })
    expect(await reader.next()).toEqual({ id: 'now.4', data: { topic: 'sources' } })
    await reader.cancel()
  })

  it.each(['before.99', 'nonsense', 'now.x'])(
    'tells all topics to who comes with the foreign id %s',
    async (id) => {
      tell({ topic: 'sources' })
      tell({ topic: 'mesh', version: 1 })
      const reader = createReader(await open({ 'last-event-id': id }))
      expect((await reader.next())?.data).toEqual({ topic: 'sources' })
      expect((await reader.next())?.data).toEqual({ topic: 'mesh', version: 1 })
      await reader.cancel()
    },
  )

  it('keeps for a reader that is slow the newest of each topic, not all', async () => {
    const reader = createReader(await open())
    for (let version = 1; version <= 10_000; version += 1) tell({ topic: 'mesh', version })
    const versions: number[] = []
    for (let last = 0; last < 10_000; ) {
      const message = await reader.next()
      const event = streamEventSchema.parse(message?.data)
      if (event.topic === 'mesh') {
        last = event.version
        versions.push(last)
      }
    }
    expect(versions.length).toBeLessThan(50)
    await reader.cancel()
  })

  it('ends when the process drains, and none is opened after', async () => {
    const reader = createReader(await open())
    opened.drain()
    expect(await reader.next()).toBeUndefined()
    expect((await open()).status).toBe(503)
  })

  it('gives its place back when the client goes, in either way', async () => {
    const client = new AbortController()
    const first = createReader(await open({}, client.signal))
    const second = await open()
    expect(opened.state.streams).toEqual(new Map([['anonymous', 2]]))
    expect(await opened.readMetrics()).toContain('vardia_streams_open 2')
    client.abort()
    await first.next().catch(() => undefined)
    await second.body?.cancel()
    expect(opened.state.streams.size).toBe(0)
    expect(await opened.readMetrics()).toContain('vardia_streams_open 0')
  })

  it('is bounded for each session', async () => {
    const streams = await Promise.all(Array.from({ length: streamsPerSession }, () => open()))
    const refused = await open()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ code: 'too-many-streams' })
    const other = await open({ cookie: 'vardia-1=another-session.YWRtaW4' })
    expect(other.status).toBe(200)
    await Promise.all([...streams, other].map((stream) => stream.body?.cancel()))
  })

  it('beats, and ends at the next beat when the session no longer holds', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const reader = (await open()).body?.pipeThrough(new TextDecoderStream()).getReader()
      expect((await reader?.read())?.value).toMatch(/^retry: \d+\n\n$/)
      vi.advanceTimersByTime(20_000)
      expect((await reader?.read())?.value).toBe(': beat\n\n')
      Object.assign(opened.state, { config: { ...opened.state.config, VARDIA_AS: 'auditor' } })
      vi.advanceTimersByTime(60_000)
      expect((await reader?.read())?.done).toBe(true)
      expect(opened.state.streams.size).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is refused to peers elsewhere', async () => {
    expect((await open({ [peerHeader]: 'remote' })).status).toBe(401)
  })
})
