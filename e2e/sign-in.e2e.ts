import { expect } from 'vitest'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn({ env: { VARDIA_AUTH: 'token' } })
const link = '/workloads?ns=bookinfo&range=1m&refresh=manual'
/** A browser writes each refused call to its console. */
const refused = [/status of 401/]

journey(
  'a link leads over the sign-in to what it shows, and signing out ends it',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    const token = mesh.demo.kubernetes.users.find(({ name }) => name === 'editor')?.token ?? ''
    await page.goto(`${url}${link}`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    const box = page.getByLabel('Bearer token')
    await box.fill('no-such-token')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page
      .getByRole('alert')
      .getByText(/refused the token/)
      .waitFor()
    await box.fill(token)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${url}${link}`)
    await page.getByRole('table', { name: 'Workloads' }).getByText('reviews-v2').waitFor()
    await page.getByRole('button', { name: 'You look as editor' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${url}${link}`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  },
  { expected: refused },
)

journey(
  'a session that is ended elsewhere leads to the sign-in, and from there to the same page',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    const token = mesh.demo.kubernetes.users.find(({ name }) => name === 'admin')?.token ?? ''
    const signIn = async () => {
      await page.getByLabel('Bearer token').fill(token)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('table', { name: 'Workloads' }).getByText('reviews-v2').waitFor()
    }
    await page.goto(`${url}${link}`)
    await signIn()
    await page.getByRole('button', { name: 'You look as admin' }).click()
    await page.getByRole('menuitem', { name: 'Sessions' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your sessions' })
    await dialog.getByText('This one').waitFor()
    expect(await listAccessibilityFaults(page)).toEqual([])
    const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const ended = await fetch(`${url}/api/v1/session/sign-out`, {
      method: 'POST',
      headers: { cookie: cookies, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(ended.status).toBe(200)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Refresh now' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn()
    await page.waitForURL(`${url}${link}`)
  },
  { expected: refused },
)

for (const colorScheme of ['light', 'dark'] as const)
  journey(
    `the sign-in has no serious accessibility fault and fits a phone, ${colorScheme}`,
    async ({ page, mesh }) => {
      await page.goto(`${mesh.console.url}/graph`)
      await page.getByLabel('Bearer token').waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    },
    { colorScheme },
  )
