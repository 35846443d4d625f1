import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { clientId, clientSecret, startProvider } from '#demo/openid/provider.test-support.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { checkLooks } from '#e2e/journeys/looks.ts'
import { type ConsoleOverMesh, journeysOver } from '#e2e/support/journey.ts'
import { keepFromNetwork, passProvider } from '#e2e/support/pass-provider.ts'
import { startMesh } from '#e2e/support/start-console.ts'

const journey = journeysOver(async (): Promise<ConsoleOverMesh> => {
  const [port = 0] = await findFreePorts(1)
  const home = `http://127.0.0.1:${port}`
  const groups = { editor: ['bookinfo-editors'] }
  const provider = await startProvider(`${home}/sign-in/callback`, groups, {
    afterSignOut: [`${home}/sign-in`],
  })
  const mesh = await startMesh({
    env: {
      PORT: String(port),
      VARDIA_AUTH: 'openid',
      VARDIA_PUBLIC_URL: home,
      VARDIA_OPENID_ISSUER: provider.issuer,
      VARDIA_OPENID_CLIENT_ID: clientId,
      VARDIA_OPENID_CLIENT_SECRET: clientSecret,
      VARDIA_OPENID_ACTS_BY: 'impersonation',
      VARDIA_OPENID_SIGN_OUT: 'provider-and-back',
    },
  })
  const stop = async () => {
    await mesh.stop()
    await provider.stop()
  }
  return { console: mesh.console, stop }
})

const link = '/workloads?ns=bookinfo&range=1m&refresh=manual'
/** The provider has no picture of its own, and a browser writes each refused call to its console. */
const expected = [/status of 40[14]/]
const findBegin = (page: Page) => page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1/ })
const atSignIn = (page: Page) => page.getByRole('heading', { name: 'Sign in' }).waitFor()

journey(
  'signing out of the provider too is told before, leads back, and leaves no tab signed in; who goes back is told why',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    await keepFromNetwork(page)
    await page.goto(`${url}${link}`)
    await findBegin(page).click()
    await page.locator('input[name="login"]').waitFor()
    await page.goBack()
    await page.getByText(`registers ${url}/sign-in/callback there as redirect address`).waitFor()
    await checkLooks(page)
    await findBegin(page).click()
    await passProvider(page, 'editor')
    await page.waitForURL(`${url}${link}`)
    await page.getByRole('table', { name: 'Workloads' }).getByText('reviews-v2').waitFor()
    const other = await page.context().newPage()
    await other.goto(`${url}/services?ns=bookinfo&refresh=manual`)
    await other.getByRole('button', { name: 'You look as editor' }).click()
    await other.getByRole('menuitem', { name: /^Sessions/ }).click()
    await other.getByText(/your session at 127\.0\.0\.1:\d+ with it/).waitFor()
    await other.keyboard.press('Escape')
    await page.getByRole('button', { name: 'You look as editor' }).click()
    await page.getByRole('menuitem', { name: /^Sign out/ }).click()
    await page.getByRole('button', { name: /Yes, sign me out/ }).click()
    await page.getByText(/signed out, here and at 127\.0\.0\.1/).waitFor()
    await atSignIn(other)
    expect(new URL(other.url()).pathname).toBe('/sign-in')
    await checkLooks(page)
    await findBegin(page).click()
    await page.locator('input[name="login"]').waitFor()
  },
  { expected },
)
