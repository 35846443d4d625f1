import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { problemSchema } from '#contract/problem.ts'
import type { Environment } from '#server/config/load.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { peerHeader } from '#server/http/session.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'

/** A call that changes something. */
const write = defineCall({
  name: 'probe-write',
  method: 'POST',
  path: '/api/v1/probe',
  summary: '',
  input: z.strictObject({ text: z.string() }),
  output: z.object({ done: z.string() }),
  effect: 'write',
})
const read = defineCall({ ...write, name: 'probe-read', method: 'GET', effect: 'read' })

let opened: OpenedState | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})
async function open(settings: Environment = {}): Promise<OpenedState> {
  opened = await openState(settings)
  return opened
}

const echo: UseCase<{ text: string }, { done: string }> = async ({ text }) => ({ done: text })

const local = { [peerHeader]: 'loopback' }

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/api/v1/probe', {
    method: 'POST',
    body,
    headers: { ...local, 'content-type': 'application/json', ...headers },
    duplex: 'half',
  } as RequestInit) // `duplex` is demanded by fetch for streams and missing in the DOM's type.
}
function get(query: string, headers: Record<string, string> = {}, signal?: AbortSignal): Request {
  return new Request(`http://localhost/api/v1/probe?${query}`, {
    headers: { ...local, ...headers },
    ...(signal ? { signal } : {}),
  })
}
const readProblem = async (response: Response) => problemSchema.parse(await response.json())

describe("a reader's write", () => {
  it('is refused before its input is looked at', async () => {
    await open({ VARDIA_AS: 'auditor' })
    const useCase = vi.fn(echo)
    const pull = vi.fn()
    const untouched = new ReadableStream({ pull }, { highWaterMark: 0 })
    for (const body of [untouched, 'not JSON at all', '{"text":1}']) {
      const response = await serveCall(write, useCase)(post(body))
      expect(response.status).toBe(403)
      expect(await readProblem(response)).toMatchObject({ kind: 'forbidden', code: 'reader' })
    }
    expect(pull).not.toHaveBeenCalled()
    expect(useCase).not.toHaveBeenCalled()
  })

  it('is refused to everyone while the console is set to view only', async () => {
    await open({ VARDIA_VIEW_ONLY: 'true' })
    const response = await serveCall(write, echo)(post('not JSON'))
    expect(response.status).toBe(403)
    expect((await readProblem(response)).code).toBe('view-only')
  })

  it('is refused when the rights cannot be learned', async () => {
    await open({ KUBECONFIG: '/nowhere/kubeconfig' })
    const useCase = vi.fn(echo)
    const response = await serveCall(write, useCase)(post('{"text":"x"}'))
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(useCase).not.toHaveBeenCalled()
  })

  it('reaches the use case for who may write, and reads are open to readers', async () => {
    await open()
    const bad = await serveCall(write, echo)(post('not JSON'))
    expect(bad.status).toBe(400)
    const good = await serveCall(write, echo)(post('{"text":"x"}'))
    expect([good.status, await good.json()]).toEqual([200, { done: 'x' }])
    await opened?.close()
    await open({ VARDIA_AS: 'auditor' })
    expect((await serveCall(read, echo)(get('text=x'))).status).toBe(200)
  })
})

describe('a call', () => {
  it('gives the use case its input, the viewer, a clock and a signal', async () => {
    const { state } = await open({ VARDIA_AS: 'editor' })
    const seen: unknown[] = []
    const beforeMs = Date.now()
    await serveCall(read, async (input, context) => {
      seen.push(
        input,
        context.session.viewer.identity,
        context.adapters,
        context.nowMs,
        context.signal.aborted,
      )
      return { done: '' }
    })(get('text=a,b'))
    expect(seen).toEqual([{ text: 'a,b' }, 'editor', state.adapters, expect.any(Number), false])
    expect(seen[3]).toBeGreaterThanOrEqual(beforeMs)
  })

  it('is answered to no peer elsewhere', async () => {
    await open()
    const useCase = vi.fn(echo)
    for (const peer of ['remote', ''])
      expect((await serveCall(read, useCase)(get('text=x', { [peerHeader]: peer }))).status).toBe(401)
    expect(useCase).not.toHaveBeenCalled()
  })

  it('passes on that the client has gone', async () => {
    await open()
    const client = new AbortController()
    const response = await serveCall(read, async (_input, { signal }) => {
      client.abort()
      expect(signal.aborted).toBe(true)
      throw signal.reason
    })(get('text=x', {}, client.signal))
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(opened?.log.some(({ level }) => Number(level) >= 50)).toBe(false)
  })

  it('answers the problem that its use case meets', async () => {
    await open()
    const response = await serveCall(read, async () => {
      throw new Problem({ kind: 'not-found', code: 'path-not-found' })
    })(get('text=x'))
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  it('logs a fault of ours with its words and answers without them', async () => {
    await open()
    const response = await serveCall(read, async () => {
      throw new TypeError('words of the fault')
    })(get('text=x', { 'x-request-id': 'r-42' }))
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).not.toContain('words of the fault')
    expect(text).toContain('r-42')
    expect(JSON.stringify(opened?.log)).toContain('words of the fault')
  })

  it('sends no answer that breaks its contract while answers are checked', async () => {
    await open()
    // The use case is wrong on purpose, as its type would not allow.
    const wrong = (async () => ({ done: 1 })) as unknown as typeof echo
    expect((await serveCall(read, wrong)(get('text=x'))).status).toBe(500)
  })

  it('writes one line: id, call, status and time, whatever the client sends', async () => {
    await open()
    await serveCall(read, echo)(get('text=%0a%1b%5b31mforged', { 'x-request-id': 'r-1' }))
    await serveCall(read, echo)(get('other=1', { 'x-request-id': 'r-2' }))
    const lines = opened?.log.filter(({ msg }) => msg === 'call') ?? []
    expect(lines).toMatchObject([
      { requestId: 'r-1', call: 'probe-read', status: 200, ms: expect.any(Number), identity: 'admin' },
      { requestId: 'r-2', call: 'probe-read', status: 400 },
    ])
    expect(JSON.stringify(opened?.log)).not.toContain('forged')
  })
})
