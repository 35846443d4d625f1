import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LogEvent, logEventSchema, logs } from '#contract/logs.ts'
import { streamsPerSession } from '#server/http/hold-stream.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { serveFeed } from '#server/http/serve-feed.ts'
import { peerHeader } from '#server/http/session.ts'
import { readLogs } from '#server/usecases/read-logs.ts'
import { streamLogs } from '#server/usecases/stream-logs.ts'

let opened: OpenedState
beforeAll(async () => {
  opened = await openState()
})
afterAll(() => opened?.close())

const live = { accept: 'text/event-stream' }
const ask = (query: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  serveFeed(
    logs,
    readLogs,
    streamLogs,
  )(
    new Request(`http://localhost/api/v1/logs?${query}`, {
      headers: { [peerHeader]: 'loopback', ...headers },
      ...(signal ? { signal } : {}),
    }),
  )
const reviews = 'namespace=bookinfo&workload=reviews-v1&tailLines=20'

async function readEvents(response: Response, isEnough: (events: readonly LogEvent[]) => boolean) {
  const events: LogEvent[] = []
  let rest = ''
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const messages = (rest + text).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages)
      if (message.startsWith('data: ')) events.push(logEventSchema.parse(JSON.parse(message.slice(6))))
    if (isEnough(events)) break
  }
  return events
}

describe('a call that can be followed', () => {
  it('answers once as JSON to who does not ask for events', async () => {
    const response = await ask(reviews)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(logs.output.parse(await response.json()).lines).toHaveLength(20)
  })

  it('goes on telling to who does, and gives its place back when the reader goes', async () => {
    const response = await ask(reviews, live)
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(opened.state.streams.get('anonymous')).toBe(1)
    const events = await readEvents(response, (all) => all.some(({ type }) => type === 'lines'))
    expect(events.map(({ type }) => type)).toContain('lines')
    expect(opened.state.streams.get('anonymous')).toBeUndefined()
  })

  it.each([
    ['what is not there', 'namespace=bookinfo&workload=nothing', 404],
    ['an input that is none', 'namespace=Bookinfo', 400],
    ['more lines than may be', `${reviews.replace('20', '20000')}`, 400],
  ])('refuses %s before the first event, as a problem', async (_, query, status) => {
    const response = await ask(query, live)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json',
    ])
    expect(opened.state.streams.size).toBe(0)
  })

  it('refuses a session that holds too many streams', async () => {
    opened.state.streams.set('anonymous', streamsPerSession)
    const response = await ask(reviews, live)
    opened.state.streams.delete('anonymous')
    expect(await response.json()).toMatchObject({ code: 'too-many-streams' })
  })

  it('ends when the process drains', async () => {
    const response = await ask(reviews, live)
    const reading = readEvents(response, () => false)
    opened.drain()
    await reading
    expect(opened.state.streams.size).toBe(0)
    expect((await ask(reviews, live)).status).toBe(503)
  })
})
