// @vitest-environment happy-dom
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { basePath } from '#components/query/base-path.ts'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import { SignInPage } from '#components/sign-in/sign-in-page.tsx'
import { session } from '#contract/session.ts'
import { signInByOpenid, signInByToken, signInWays } from '#contract/sign-in.ts'

let query = ''
vi.mock('next/navigation', () => ({ useSearchParams: () => new URLSearchParams(query) }))

const provider = 'id.example.com'
let way: 'token' | 'openid'
let redirect: string
let isKept: boolean
let left: string[]

servePage((url) => {
  switch (url.pathname.slice(basePath.length)) {
    case signInWays.path:
      return {
        status: 200,
        body: { way, cluster: 'here', provider: way === 'openid' ? provider : '', redirect },
      }
    case signInByToken.path:
      return { status: 200, body: { returnTo: '/graph' } }
    case signInByOpenid.path:
      return { status: 200, body: { location: `https://${provider}/auth` } }
    case session.path:
      return isKept ? { status: 200, body: {} } : { status: 401, body: refused }
    default:
      return undefined
  }
})
const refused = {
  ...{ type: 'x', title: 'Not signed in', detail: 'Sign in', kind: 'unauthenticated' },
  ...{ code: 'sign-in-needed', status: 401, params: {}, retry: false, requestId: 'r' },
}

beforeEach(() => {
  query = ''
  way = 'openid'
  redirect = `${window.location.origin}/sign-in/callback`
  isKept = true
  left = []
  window.history.replaceState(null, '', `${basePath}/sign-in`)
  vi.spyOn(window.location, 'assign').mockImplementation((address) => void left.push(String(address)))
})

const show = () =>
  render(
    <WordsProvider>
      <SignInPage />
    </WordsProvider>,
  )

describe('the sign-in says', () => {
  it.each([
    ['out=console', /signed out of this console\. At id\.example\.com you are still signed in/],
    ['state=signed-out', /signed out, here and at id\.example\.com/],
    ['out=away', /did not answer and was not told/],
    ['out=no-way', /has no way to be told/],
  ])('with %s what has ended', async (given, words) => {
    query = given
    show()
    await screen.findByText(words)
  })

  it('that one is signed out where there is no provider', async () => {
    way = 'token'
    query = 'out=console'
    show()
    await screen.findByText('You are signed out of this console.')
  })

  it('that the provider leads back to another address than this', async () => {
    redirect = 'https://mesh.example.com/sign-in/callback'
    show()
    await screen.findByText(/leads back to https:\/\/mesh\.example\.com alone/)
    expect(screen.getByRole('link', { name: 'Open it there' }).getAttribute('href')).toMatch(
      /^https:\/\/mesh/,
    )
  })

  it('to who comes back from the provider by the browser’s own way, what has to be registered there', async () => {
    const { unmount } = show()
    await userEvent.click(await screen.findByRole('button', { name: `Sign in at ${provider}` }))
    await waitFor(() => expect(left).toEqual([`https://${provider}/auth`]))
    expect(screen.queryByText(/registers/)).toBeNull()
    unmount()
    show()
    await screen.findByText(new RegExp(`registers ${redirect} there`))
  })

  it('that the browser does not keep the cookie, instead of asking for the token again without a word', async () => {
    way = 'token'
    query = 'out=console'
    isKept = false
    show()
    await userEvent.type(await screen.findByLabelText('Bearer token'), 'abc')
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    await screen.findByText(/does not keep the cookie of this console/)
    expect(screen.queryByText(/You are signed out/)).toBeNull()
    expect(left).toEqual([])
    isKept = true
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
    await waitFor(() => expect(left).toEqual([`${basePath}/graph`]))
  })
})
