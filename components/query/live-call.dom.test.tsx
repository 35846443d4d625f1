// @vitest-environment happy-dom
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { isApiProblem } from '#components/query/api-problem.ts'
import { basePath } from '#components/query/base-path.ts'
import { LiveSettingsProvider } from '#components/query/live-settings.tsx'
import { createQueryClient } from '#components/query/query-provider.tsx'
import { buildQuery, sendCall } from '#components/query/send-call.ts'
import { useLiveCall } from '#components/query/use-live-call.ts'
import { useWrite } from '#components/query/use-write.ts'
import { defineCall } from '#contract/define-call.ts'

const count = defineCall({
  name: 'count',
  method: 'GET',
  path: '/api/v1/count',
  summary: 'Counts how often it was asked',
  input: z.strictObject({ of: z.optional(z.string()) }),
  output: z.object({ asked: z.int(), of: z.nullable(z.string()) }),
  effect: 'read',
})
const change = defineCall({
  ...count,
  name: 'change',
  method: 'POST',
  path: '/api/v1/change',
  effect: 'write',
  makesStale: ['count'],
})

/** Puts the page at an address, as if it had been loaded from there. */
function placePage(url: string): void {
  // happy-dom's own handle on its window; its types are not the browser's.
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(url)
}

interface Answer {
  readonly status: number
  readonly type?: string
  readonly body: unknown
}

let server: Server
let asked: string[]
/** What the server says next; undefined counts. `hold` keeps the answer back until it settles. */
let answer: ((url: URL) => Answer | Promise<Answer>) | undefined

beforeEach(async () => {
  asked = []
  answer = undefined
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://here')
    asked.push(`${request.method} ${url.pathname}${url.search}`)
    const counted: Answer = { status: 200, body: { asked: asked.length, of: url.searchParams.get('of') } }
    const { status, body, type = 'application/json' } = (await answer?.(url)) ?? counted
    response.writeHead(status, { 'content-type': type })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // A listening TCP server has one.
  placePage(`http://127.0.0.1:${port}/`)
})

afterEach(async () => {
  cleanup()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

function buildProblem(kind: string, status: number, retry: boolean): Answer {
  return {
    status,
    type: 'application/problem+json',
    body: {
      type: 'about:blank',
      title: 'Not that',
      status,
      detail: 'It is not to be had.',
      kind,
      code: 'x',
      params: {},
      retry,
      requestId: 'r1',
    },
  }
}

const settings = { intervalMs: undefined, paused: false, ready: true }

function Frame({
  children,
  live = settings,
}: {
  children: ReactNode
  live?: Partial<typeof settings> | object
}) {
  return <LiveSettingsProvider settings={{ ...settings, ...live }}>{children}</LiveSettingsProvider>
}

function Shown({ of, intervalMs }: { of?: string; intervalMs?: number | false }) {
  const call = useLiveCall(
    count,
    of === undefined ? {} : { of },
    intervalMs === undefined ? {} : { intervalMs },
  )
  return (
    <p>
      {call.loading ? 'loading' : ''} {call.data ? `data ${call.data.of} ${call.data.asked}` : 'no data'}{' '}
      {call.previous ? 'previous' : ''} {call.problem ? `problem ${call.problem.kind}` : ''}
    </p>
  )
}

function Writer() {
  const write = useWrite(change)
  return (
    <button type="button" onClick={() => write.mutate({})}>
      Write
    </button>
  )
}

function show(node: ReactNode) {
  const client = createQueryClient()
  const view = render(<QueryClientProvider client={client}>{node}</QueryClientProvider>)
  return {
    client,
    again: (next: ReactNode) =>
      view.rerender(<QueryClientProvider client={client}>{next}</QueryClientProvider>),
  }
}

describe('a call from the browser', () => {
  it('goes to its path under the base path, input in the query, lists comma-separated', async () => {
    await sendCall(count, { of: 'a,b' })
    expect(asked).toEqual([`GET ${basePath}/api/v1/count?of=a,b`])
    expect(buildQuery({ namespaces: ['a', 'b'], absent: undefined, at: 'x y', on: false })).toBe(
      '?namespaces=a,b&at=x+y&on=false',
    )
  })

  it.each([
    ['problem+json', buildProblem('forbidden', 403, false), 'forbidden', 'It is not to be had.'],
    [
      'HTML of a proxy',
      { status: 502, type: 'text/html', body: '<h1>Bad gateway' },
      'unavailable',
      undefined,
    ],
    ['a sign-in page', { status: 401, type: 'text/html', body: '' }, 'unauthenticated', undefined],
    ['half an answer', { status: 200, body: '{"asked":' }, 'unavailable', undefined],
  ] as const)('turns %s into an ApiProblem', async (_what, said, kind, detail) => {
    answer = () => said
    const problem = await sendCall(count, {}).catch((error: unknown) => error)
    expect(isApiProblem(problem) && [problem.kind, problem.body?.detail]).toEqual([kind, detail])
  })

  it('says unavailable when nobody listens', async () => {
    await new Promise((done) => server.close(done))
    await expect(sendCall(count, {})).rejects.toMatchObject({ kind: 'unavailable', status: 0, retry: true })
  })
})

describe('a live call', () => {
  it('keeps the old answer while a new input loads, and says so', async () => {
    const { again } = show(
      <Frame>
        <Shown of="one" />
      </Frame>,
    )
    await screen.findByText(/data one 1/)
    let release: (said: Answer) => void = () => undefined
    answer = () =>
      new Promise<Answer>((done) => {
        release = done
      })
    again(
      <Frame>
        <Shown of="two" />
      </Frame>,
    )
    await screen.findByText(/data one 1 previous/)
    await waitFor(() => expect(asked).toHaveLength(2))
    act(() => release({ status: 200, body: { asked: 2, of: 'two' } }))
    await screen.findByText(/data two 2/)
  })

  /** How often the call was asked; the beat is another one, whose askings measure time for the first. */
  const countAsked = (of: string) => asked.filter((line) => line.endsWith(`of=${of}`)).length
  const waitForBeats = (more: number) => {
    const until = countAsked('beat') + more
    return waitFor(() => expect(countAsked('beat')).toBeGreaterThanOrEqual(until))
  }
  const beat = (
    <Frame live={{ intervalMs: 20 }}>
      <Shown of="beat" />
    </Frame>
  )

  it('asks again by its interval, and no more once paused', async () => {
    const live = (paused: boolean) => (
      <>
        {beat}
        <Frame live={{ intervalMs: 20, paused }}>
          <Shown of="it" />
        </Frame>
      </>
    )
    const { again } = show(live(false))
    await waitFor(() => expect(countAsked('it')).toBeGreaterThanOrEqual(3))
    again(live(true))
    await waitForBeats(2) // What was under way when it was paused has ended by then.
    const before = countAsked('it')
    await waitForBeats(5)
    expect(countAsked('it')).toBe(before)
  })

  it.each([
    ['invalid', 400],
    ['forbidden', 403],
    ['not-found', 404],
  ])('asks once for what is %s, and not again by the interval', async (kind, status) => {
    answer = (url) =>
      url.searchParams.get('of') === 'it'
        ? buildProblem(kind, status, false)
        : { status: 200, body: { asked: asked.length, of: 'beat' } }
    show(
      <>
        {beat}
        <Frame live={{ intervalMs: 20 }}>
          <Shown of="it" />
        </Frame>
      </>,
    )
    await screen.findByText(new RegExp(`problem ${kind}`))
    await waitForBeats(5)
    expect(countAsked('it')).toBe(1)
  })

  it('tells the first failure at once and recovers when the source does', async () => {
    answer = () =>
      asked.length === 1
        ? buildProblem('unavailable', 503, true)
        : { status: 200, body: { asked: 9, of: null } }
    show(
      <Frame>
        <Shown />
      </Frame>,
    )
    await screen.findByText(/no data.*problem unavailable/)
    await screen.findByText(/data null 9/, {}, { timeout: 4_000 })
    expect(screen.queryByText(/problem/)).toBeNull()
  })

  it('keeps good data beside the problem of a later asking', async () => {
    const { client } = show(
      <Frame>
        <Shown />
      </Frame>,
    )
    await screen.findByText(/data null 1/)
    answer = () => buildProblem('forbidden', 403, false)
    await act(() => client.refetchQueries({ queryKey: ['count'] }))
    await screen.findByText(/data null 1.*problem forbidden/)
  })
})

describe('a write', () => {
  it('makes the calls stale that its declaration names', async () => {
    show(
      <Frame>
        <Shown />
        <Writer />
      </Frame>,
    )
    await screen.findByText(/data null 1/)
    act(() => screen.getByRole('button').click())
    await screen.findByText(/data null 3/)
    expect(asked[1]).toBe(`POST ${basePath}/api/v1/change`)
  })
})
