import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSlowSockets } from '#server/http/slow-sockets.test-support.ts'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

let served: TestConsole
beforeAll(async () => {
  served = await startTestConsole({ VARDIA_PROMETHEUS_URL: '' })
}, startTimeoutMs)
afterAll(() => served?.stop())

// The deadlines are the front door's own: 10 s for headers, 30 s for a request, 20 s between two.
test('a thousand slow clients keep nobody from an answer, and each is closed by a deadline', async () => {
  const slow = await openSlowSockets(served.port, 1_000)
  try {
    expect((await served.ask('/healthz')).text).toBe('ok\n')
    expect((await served.ask('/api/v1/namespaces')).status).toBe(200)
    await slow.allClosed
    expect(slow.open).toEqual({ headers: 0, body: 0, idle: 0 })
    expect((await served.ask('/healthz')).text).toBe('ok\n')
  } finally {
    slow.close()
  }
}, 240_000)
