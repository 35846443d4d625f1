import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { POST as apply } from '#app/api/v1/config/apply/route.ts'
import { GET as logs } from '#app/api/v1/logs/route.ts'
import { GET as namespaces } from '#app/api/v1/namespaces/route.ts'
import { GET as session } from '#app/api/v1/session/route.ts'
import { POST as signOut } from '#app/api/v1/session/sign-out/route.ts'
import { POST as stay } from '#app/api/v1/session/stay/route.ts'
import { GET as ownSessions } from '#app/api/v1/sessions/route.ts'
import { GET as stream } from '#app/api/v1/stream/route.ts'
import { heartbeatMs } from '#server/http/hold-stream.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { askRoute, signInAs } from '#server/http/sign-in/signed-in.test-support.ts'

const minuteMs = 60_000
let opened: OpenedState
beforeEach(async () => {
  // The clock stands but when a test moves it on; what waits for sockets waits as ever.
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
  opened = await openState({
    ...{ VARDIA_AUTH: 'token', VARDIA_PROMETHEUS_URL: '', VARDIA_TRACING_URL: '' },
    ...{ VARDIA_SESSION_IDLE_MINUTES: '60', VARDIA_SESSION_HOURS: '12' },
  })
})
afterEach(async () => {
  await opened.close()
  vi.useRealTimers()
})

const signIn = (user = 'auditor') => signInAs(user, opened.demo)
const readStatus = async (cookie: string) => (await askRoute(session, 'session', { cookie })).status
const moveOn = (ms: number) => vi.setSystemTime(Date.now() + ms)
const rule = JSON.stringify({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  metadata: { name: 'lives', namespace: 'bookinfo' },
  spec: { host: 'ratings' },
})
const write = (cookie: string) =>
  askRoute(apply, 'config/apply', { cookie, body: { yaml: rule, operation: 'create' } })
const listNames = async (cookie: string): Promise<readonly string[]> =>
  (await (await askRoute(namespaces, 'namespaces', { cookie })).json()).items.map(
    ({ name }: { name: string }) => name,
  )

describe('a session', () => {
  test('ends an hour after the last sign of its person, of which reading is none', async () => {
    const cookie = await signIn()
    moveOn(59 * minuteMs)
    expect(await readStatus(cookie)).toBe(200)
    moveOn(minuteMs)
    expect(await readStatus(cookie)).toBe(401)
  })

  test('goes on with a sign of its person, and with a write', async () => {
    for (const give of [(cookie: string) => askRoute(stay, 'session/stay', { cookie, body: {} }), write]) {
      const cookie = await signIn('admin')
      moveOn(59 * minuteMs)
      expect((await give(cookie)).status).toBe(200)
      moveOn(59 * minuteMs)
      expect(await readStatus(cookie)).toBe(200)
      moveOn(minuteMs)
      expect(await readStatus(cookie)).toBe(401)
    }
  })

  test('ends twelve hours after its beginning, whatever signs its person gives', async () => {
    const cookie = await signIn()
    for (let round = 0; round < 14; round += 1) {
      moveOn(50 * minuteMs)
      expect((await askRoute(stay, 'session/stay', { cookie, body: {} })).status).toBe(200)
    }
    moveOn(20 * minuteMs - 1)
    expect(await readStatus(cookie)).toBe(200)
    moveOn(1)
    expect(await readStatus(cookie)).toBe(401)
  })

  test('ends when the cluster does not take its token any more, and says so; it does not come back with the token', async () => {
    const cookie = await signIn('editor')
    const editor = opened.demo.kubernetes.users.find(({ name }) => name === 'editor')
    const token = editor?.token ?? ''
    Object.assign(editor ?? {}, { token: 'another' })
    const refused = await write(cookie)
    expect([refused.status, (await refused.json()).code]).toEqual([401, 'sign-in-ended'])
    Object.assign(editor ?? {}, { token })
    expect(await readStatus(cookie)).toBe(401)
  })

  test('ends its streams with the next beat after it is ended elsewhere, and those of nobody else', async () => {
    const [mine, other] = [await signIn(), await signIn('admin')]
    const accept = { accept: 'text/event-stream' }
    const open = async (cookie: string) => {
      const answers = [
        await askRoute(stream, 'stream', { cookie, headers: accept }),
        await askRoute(logs, 'logs?namespace=bookinfo&workload=ratings-v1', { cookie, headers: accept }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      return answers.map((answer) => {
        let hasEnded = false
        const ended = answer.body?.pipeTo(new WritableStream()).then(() => {
          hasEnded = true
        })
        return { ended, hasEnded: () => hasEnded }
      })
    }
    const [ending, going] = [await open(mine), await open(other)]
    expect((await askRoute(signOut, 'session/sign-out', { cookie: mine, body: {} })).status).toBe(200)
    await vi.advanceTimersByTimeAsync(heartbeatMs)
    await Promise.all(ending.map(({ ended }) => ended))
    expect(going.map(({ hasEnded }) => hasEnded())).toEqual([false, false])
    expect((await askRoute(ownSessions, 'sessions', { cookie: other })).status).toBe(200)
    opened.drain()
    await Promise.all(going.map(({ ended }) => ended))
  })
})

describe('rights that are taken away', () => {
  test('are gone from what is read within a minute, and from writes at once', async () => {
    const cookie = await signIn('editor')
    expect(await listNames(cookie)).toEqual(['bookinfo'])
    opened.demo.kubernetes.store.remove(
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      'bookinfo',
      'bookinfo-editor',
    )
    const refused = await write(cookie)
    expect([refused.status, (await refused.json()).kind]).toEqual([403, 'forbidden'])
    moveOn(minuteMs)
    expect(await listNames(cookie)).toEqual([])
  })
})
