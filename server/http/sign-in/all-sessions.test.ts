import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GET as readSession } from '#app/api/v1/session/route.ts'
import { POST as endSessions } from '#app/api/v1/sessions/all/end/route.ts'
import { GET as allSessions } from '#app/api/v1/sessions/all/route.ts'
import { GET as ownSessions } from '#app/api/v1/sessions/route.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { askRoute, signInAs } from '#server/http/sign-in/signed-in.test-support.ts'

interface Told {
  readonly id: string
  readonly user: string
  readonly current: boolean
}

let opened: OpenedState
beforeAll(async () => {
  opened = await openState({ VARDIA_AUTH: 'token', VARDIA_PROMETHEUS_URL: '' })
})
afterAll(() => opened?.close())

const signIn = (user: string) => signInAs(user, opened.demo)
const list = async (cookie: string, query = ''): Promise<readonly Told[]> => {
  const answer = await askRoute(allSessions, `sessions/all${query}`, { cookie })
  expect(answer.status).toBe(200)
  return (await answer.json()).sessions
}
const end = (cookie: string, body: object) => askRoute(endSessions, 'sessions/all/end', { cookie, body })
const readStatus = async (cookie: string) => (await askRoute(readSession, 'session', { cookie })).status
const readCode = async (answer: Response) => [answer.status, (await answer.json()).code]

describe('an admin', () => {
  test('is told who is signed in, one and all, and nothing that a session asks with', async () => {
    const [admin, editor] = [await signIn('admin'), await signIn('editor')]
    const all = await list(admin)
    expect(all.filter(({ current }) => current).map(({ user }) => user)).toEqual(['admin'])
    expect(all.map(({ user }) => user)).toContain('editor')
    expect(new Set((await list(admin, '?user=editor')).map(({ user }) => user))).toEqual(new Set(['editor']))
    const text = JSON.stringify(all)
    for (const { token } of opened.demo.kubernetes.users) expect(text).not.toContain(token)
    expect(text).not.toContain(editor.split('=')[1])
  })

  test('ends one session of somebody and leaves the others, or ends all of them', async () => {
    const [admin, first, second] = [await signIn('admin'), await signIn('auditor'), await signIn('auditor')]
    const own: Told[] = (await (await askRoute(ownSessions, 'sessions', { cookie: second })).json()).sessions
    const id = own.find(({ current }) => current)?.id
    expect(await (await end(admin, { user: 'auditor', id })).json()).toEqual({ ended: 1 })
    expect([await readStatus(first), await readStatus(second)]).toEqual([200, 401])
    const third = await signIn('auditor')
    expect((await (await end(admin, { user: 'auditor' })).json()).ended).toBeGreaterThanOrEqual(2)
    expect([await readStatus(first), await readStatus(third), await readStatus(admin)]).toEqual([
      401, 401, 200,
    ])
  })

  test('is told of a session that is not that person’s, as of none, and it stays', async () => {
    const [admin, editor] = [await signIn('admin'), await signIn('editor')]
    const [theirs] = await list(admin, '?user=editor')
    expect(await readCode(await end(admin, { user: 'nobody', id: theirs?.id }))).toEqual([
      404,
      'sessions-not-found',
    ])
    expect(await readStatus(editor)).toBe(200)
  })

  test('leaves a row of the trail with whose session ended, and so does who is refused', async () => {
    const [admin, editor] = [await signIn('admin'), await signIn('editor')]
    for (const [route, path, body] of [
      [allSessions, 'sessions/all', undefined],
      [endSessions, 'sessions/all/end', { user: 'admin' }],
    ] as const)
      expect(await readCode(await askRoute(route, path, { cookie: editor, ...(body && { body }) }))).toEqual([
        403,
        'admin-needed',
      ])
    expect(await readStatus(admin)).toBe(200)
    await end(admin, { user: 'editor' })
    const listTrail = async () =>
      (await opened.state.adapters.audit?.list({ isSeen: () => true, limit: 1_000 }))?.items ?? []
    await expect
      .poll(listTrail, { timeout: 15_000 })
      .toEqual(
        expect.arrayContaining([
          expect.objectContaining({ act: 'refusal', who: 'editor', call: 'end-sessions', name: 'admin' }),
          expect.objectContaining({ act: 'sign-out', who: 'admin', call: 'end-sessions', name: 'editor' }),
        ]),
      )
  })
})
