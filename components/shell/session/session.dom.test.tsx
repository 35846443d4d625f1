// @vitest-environment happy-dom
import { configure, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { SessionParts } from '#components/shell/session/session-parts.tsx'
import { listenToTabs } from '#components/shell/session/tell-tabs.ts'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import { allSessions, endSessions } from '#contract/all-sessions.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { type Session, session as sessionCall } from '#contract/session.ts'
import { endSession, ownSessions, signOut, staySignedIn } from '#contract/sign-in.ts'

configure({ asyncUtilTimeout: 15_000 })

const hourMs = 3_600_000
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()
const user: Session['user'] = {
  name: 'ann',
  anonymous: false,
  mayWrite: true,
  roles: ['editor'],
  mayAudit: false,
  mayEndSessions: false,
}
const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'
type Kept = CallOutput<typeof allSessions>['sessions'][number]
const keep = (id: string, of: string, current = false): Kept => ({
  ...{ id, user: of, current, method: 'token', agent, address: '10.0.0.7' },
  ...{ createdAt: inMs(-hourMs), seenAt: inMs(-1), idleEndsAt: inMs(hourMs), endsAt: inMs(9 * hourMs) },
})

let asked: string[]
/** What the server says of the session now; undefined where it has ended. */
let ends: { endsAt: string; idleEndsAt: string } | undefined
let kept: Kept[]
let left: string[]
let atProvider: boolean

const ended = { kind: 'unauthenticated', code: 'sign-in-needed', status: 401 }

servePage((url) => {
  const path = url.pathname.slice(basePath.length)
  asked.push(path)
  if (!ends) {
    const words = {
      type: 'x',
      title: 'Not signed in',
      detail: 'Sign in',
      params: {},
      retry: false,
      requestId: 'r',
    }
    return { status: 401, body: { ...ended, ...words } }
  }
  const own = kept.filter((each) => each.user === user.name).map(({ user: _, ...facts }) => facts)
  switch (path) {
    case sessionCall.path:
      return { status: 200, body: { user, signIn: { method: 'token', ...ends } } }
    case staySignedIn.path:
      ends = { ...ends, idleEndsAt: inMs(hourMs) }
      return { status: 200, body: ends }
    case ownSessions.path:
      return { status: 200, body: { sessions: own } }
    case allSessions.path:
      return { status: 200, body: { sessions: kept, more: false } }
    case endSession.path:
      kept = kept.filter(({ id }) => id !== 'other')
      return { status: 200, body: { ended: true } }
    case endSessions.path:
      kept = kept.filter((each) => each.user !== 'bob')
      return { status: 200, body: { ended: 2 } }
    case signOut.path:
      return { status: 200, body: { ended: true, atProvider } }
    default:
      return undefined
  }
})

beforeEach(() => {
  localStorage.clear()
  asked = []
  left = []
  atProvider = false
  kept = [keep('this', 'ann', true), keep('other', 'ann')]
  ends = { endsAt: inMs(9 * hourMs), idleEndsAt: inMs(hourMs) }
  const leave = (address: string | URL) => void left.push(String(address))
  vi.spyOn(window.location, 'assign').mockImplementation(leave)
  vi.spyOn(window.location, 'replace').mockImplementation(leave)
})

/** With its dialog open unless told otherwise: while that is open, what stands behind it is hidden. */
const show = (
  signIn: Omit<NonNullable<Session['signIn']>, 'method'>,
  { open = true, ...facts }: Partial<Session['user']> & { readonly open?: boolean } = {},
) =>
  render(
    <WordsProvider>
      <QueryProvider>
        <SessionParts
          user={{ ...user, ...facts }}
          signIn={{ method: 'token', ...signIn }}
          open={open}
          onOpenChange={() => undefined}
        />
      </QueryProvider>
    </WordsProvider>,
  )
const here = () =>
  encodeURIComponent(window.location.pathname.slice(basePath.length) + window.location.search)
const toSignIn = () => `${basePath}/sign-in?return=${here()}`

describe('the end of a session', () => {
  it('is told before it comes, and one press keeps the session', async () => {
    ends = { endsAt: inMs(9 * hourMs), idleEndsAt: inMs(60_000) }
    show(ends, { open: false })
    const warning = await screen.findByRole('alert')
    await userEvent.click(within(warning).getByRole('button', { name: 'Stay signed in' }))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(asked).toContain(staySignedIn.path)
  })

  it('is not told where another tab has kept the session meanwhile', async () => {
    ends = { endsAt: inMs(9 * hourMs), idleEndsAt: inMs(hourMs) }
    show({ endsAt: ends.endsAt, idleEndsAt: inMs(60_000) }, { open: false })
    await waitFor(() => expect(asked).toContain(sessionCall.path))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(left).toEqual([])
  })

  it('in any case asks to sign in again, and leads back to the same page', async () => {
    ends = { endsAt: inMs(60_000), idleEndsAt: inMs(60_000) }
    show(ends, { open: false })
    const warning = await screen.findByRole('alert')
    expect(within(warning).queryByRole('button', { name: 'Stay signed in' })).toBeNull()
    await userEvent.click(within(warning).getByRole('button', { name: 'Sign in again' }))
    await waitFor(() => expect(left).toEqual([toSignIn()]))
    expect(asked).toContain(signOut.path)
  })

  it('that has come leads to the sign-in by itself, and from there to the same page', async () => {
    ends = undefined
    show({ endsAt: inMs(9 * hourMs), idleEndsAt: inMs(-1_000) })
    await waitFor(() => expect(left).toContain(toSignIn()))
  })

  it('in one tab is the end in the others', async () => {
    show({ endsAt: inMs(9 * hourMs), idleEndsAt: inMs(hourMs) })
    await screen.findByRole('list', { name: 'Your sessions' })
    expect(left).toEqual([])
    const key = Object.keys(localStorage).find((name) => name.startsWith('vardia.session')) ?? ''
    window.dispatchEvent(new StorageEvent('storage', { key, newValue: 'signed-out 1' }))
    expect(left).toEqual([toSignIn()])
  })
})

describe('signing out', () => {
  const lasting = { endsAt: inMs(9 * hourMs), idleEndsAt: inMs(hourMs) }
  const provider = { host: 'id.example.com', ends: true }

  it.each([
    [
      'here alone leads to the sign-in, which says so',
      { provider: { ...provider, ends: false } },
      /stay signed in at/,
    ],
    ['at the provider too leads on to it', { provider }, /and your session at id.example.com with it/],
  ])('%s, and says before what ends', async (_what, more, words) => {
    atProvider = more.provider.ends
    show({ ...lasting, ...more })
    await screen.findByText(words)
    await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }))
    const way = atProvider ? '/leave' : '?out=console'
    await waitFor(() => expect(left).toEqual([`${basePath}/sign-in${way}`]))
  })

  it('of a session that had ended elsewhere tells nobody', async () => {
    atProvider = true
    show({ ...lasting, provider })
    const button = await screen.findByRole('button', { name: 'Sign out' })
    ends = undefined
    await userEvent.click(button)
    await waitFor(() => expect(left.at(-1)).toBe(`${basePath}/sign-in`))
    expect(left.join()).not.toContain('leave')
  })
})

it('a tab that waits at the sign-in hears that another has signed in, and nothing else', () => {
  const heard = vi.fn()
  const stop = listenToTabs('signed-in', heard)
  const key = `vardia.session${basePath}`
  const tell = (name: string, newValue: string) =>
    window.dispatchEvent(new StorageEvent('storage', { key: name, newValue }))
  tell(key, 'signed-out 1')
  tell('vardia.theme', 'signed-in 1')
  expect(heard).not.toHaveBeenCalled()
  tell(key, 'signed-in 2')
  expect(heard).toHaveBeenCalledTimes(1)
  stop()
  tell(key, 'signed-in 3')
  expect(heard).toHaveBeenCalledTimes(1)
})

describe('the list of sessions', () => {
  const lasting = { endsAt: inMs(9 * hourMs), idleEndsAt: inMs(hourMs) }

  it('tells the role, and has the own ones with what ends each', async () => {
    show(lasting)
    const list = await screen.findByRole('list', { name: 'Your sessions' })
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2))
    expect(screen.getByText(/Role: editor\./)).toBeTruthy()
    expect(within(list).getAllByText('Firefox 144, Linux')).toHaveLength(2)
    await userEvent.click(within(list).getByRole('button', { name: /^End the session since/ }))
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1))
    expect(screen.queryByText(/Sessions of others/)).toBeNull()
    expect(asked).not.toContain(allSessions.path)
  })

  it('has those of others for an admin, who can end all of one person at once', async () => {
    kept = [...kept, keep('b1', 'bob'), keep('b2', 'bob'), keep('e1', 'eve')]
    show(lasting, { mayEndSessions: true, roles: ['admin'] })
    const list = await screen.findByRole('list', { name: 'Sessions of others (3)' })
    expect(within(list).queryByText('ann')).toBeNull()
    expect(screen.queryByRole('button', { name: /^End all/ })).toBeNull()
    await userEvent.type(screen.getByRole('textbox', { name: 'Person' }), 'BOB')
    expect(within(list).getAllByRole('listitem')).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'End all 2 of bob' }))
    await screen.findByText('Nobody of that name is signed in.')
    await userEvent.clear(screen.getByRole('textbox', { name: 'Person' }))
    const rest = await screen.findByRole('list', { name: 'Sessions of others (1)' })
    expect(within(rest).getByText('eve')).toBeTruthy()
  })
})
