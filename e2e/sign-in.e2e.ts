import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { checkLooks } from '#e2e/journeys/looks.ts'
import {
  findSave,
  findText,
  findUndo,
  pageOf,
  readStored,
  readTimeout,
  replaceText,
  withObject,
  write,
} from '#e2e/journeys/own-object.ts'
import { listChanges } from '#e2e/journeys/writing-clashes.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn } from '#e2e/support/journey.ts'
import type { RunningMesh } from '#e2e/support/start-console.ts'

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
    const dialog = page.getByRole('dialog', { name: 'Sessions' })
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

journey(
  'the sign-in has no serious accessibility fault and fits a phone, light and dark',
  async ({ page, mesh }) => {
    await page.goto(`${mesh.console.url}/graph`)
    await page.getByLabel('Bearer token').waitFor()
    await checkLooks(page)
  },
)

/** As somebody of the demo's world, from the sign-in that a link leads to. */
async function enter(page: Page, { demo }: RunningMesh, name: string): Promise<void> {
  const token = demo.kubernetes.users.find((user) => user.name === name)?.token ?? ''
  await page.getByLabel('Bearer token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: `You look as ${name}` }).waitFor()
}

/** Ends the session of a browser from elsewhere. */
async function endElsewhere(page: Page, { console: { url } }: RunningMesh): Promise<void> {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const headers = { cookie, 'content-type': 'application/json' }
  const ended = await fetch(`${url}/api/v1/session/sign-out`, { method: 'POST', headers, body: '{}' })
  expect(ended.status).toBe(200)
}

journey(
  'what is being written when the session ends elsewhere is there after signing in again; the other tab goes and comes with it',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    const atSignIn = (tab: Page) => tab.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(`${url}/config/bookinfo/VirtualService/reviews?edit&ns=bookinfo&range=1m&refresh=manual`)
    await enter(page, mesh, 'editor')
    const editor = page.getByRole('textbox', { name: 'YAML of VirtualService reviews' })
    await editor.click()
    await page.keyboard.press('Control+End')
    await page.keyboard.insertText('# a thought that is not saved\n')
    await page.getByText(/^Draft from/).waitFor()
    const other = await page.context().newPage()
    await other.goto(`${url}${link}`)
    await other.getByRole('table', { name: 'Workloads' }).getByText('reviews-v2').waitFor()
    await endElsewhere(page, mesh)
    // Neither is touched: the server ends their streams, and what they ask next is refused.
    await Promise.all([atSignIn(page), atSignIn(other)])
    await enter(page, mesh, 'editor')
    await page.waitForURL(
      ({ pathname, searchParams }) => /reviews$/.test(pathname) && searchParams.has('edit'),
    )
    await editor.getByText('# a thought that is not saved').waitFor()
    await page.getByText(/^Draft from/).waitFor()
    await other.waitForURL(`${url}${link}`)
    await other.getByRole('button', { name: 'You look as editor' }).click()
    await other.getByRole('menuitem', { name: 'Sign out' }).click()
    await Promise.all([atSignIn(page), atSignIn(other)])
    await enter(page, mesh, 'editor')
    await editor.getByText('# a thought that is not saved').waitFor()
  },
  { expected: refused },
)

journey('the end of a session is told before it comes, and one press moves it on', async ({ page, mesh }) => {
  await page.goto(`${mesh.console.url}${link}`)
  await enter(page, mesh, 'auditor')
  await page.getByRole('button', { name: 'View only' }).click()
  await page.getByText(/none of the verbs create, update, patch, delete/).waitFor()
  await page.keyboard.press('Escape')
  await page.clock.setFixedTime(Date.now() + 59 * 60_000)
  const warning = page.getByRole('alert').filter({ hasText: 'Your session ends at' })
  await warning.waitFor()
  await checkLooks(page)
  await warning.getByRole('button', { name: 'Stay signed in' }).click()
  await page.clock.setFixedTime(Date.now())
  await warning.waitFor({ state: 'detached' })
})

journey(
  'an admin sees the sessions of others, and ends one, who is at the sign-in then',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    const theirs = await (await page.context().browser()?.newContext())?.newPage()
    if (!theirs) throw new Error('no second browser')
    try {
      await theirs.goto(`${url}${link}`)
      await enter(theirs, mesh, 'nobody')
      await page.goto(`${url}${link}`)
      await enter(page, mesh, 'admin')
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitem', { name: /^Sessions/ }).click()
      const dialog = page.getByRole('dialog', { name: 'Sessions' })
      await dialog.getByRole('textbox', { name: 'Person' }).fill('nobody')
      await checkLooks(page)
      const end = dialog.getByRole('button', { name: /^End the session of nobody/ })
      await end.first().click()
      await theirs.getByRole('heading', { name: 'Sign in' }).waitFor()
    } finally {
      await theirs.context().close()
    }
  },
)

journey(
  'a session that ends between a save’s preview and its write stores nothing, and the text is saved once after the sign-in',
  async (given) => {
    const { page, mesh } = given
    const { url } = mesh.console
    await page.goto(`${url}/config`)
    await enter(page, mesh, 'admin')
    await withObject('trial-gate', async ({ open }) => {
      await open(`${pageOf('trial-gate')}?edit`)
      await replaceText(page, findText(page, 'trial-gate'), write('trial-gate', '11s'))
      await page.getByText(/^Draft from/).waitFor()
      let answered = 0
      await page.route(
        '**/api/v1/config/apply',
        async (route) => {
          const { cookie = '' } = await route.request().allHeaders()
          const headers = { cookie, 'content-type': 'application/json' }
          await endElsewhere(page, mesh)
          const body = route.request().postData() ?? ''
          answered = (await fetch(`${url}/api/v1/config/apply`, { method: 'POST', headers, body })).status
          // The page may have left for the sign-in by now.
          await route.continue().catch(() => undefined)
        },
        { times: 1 },
      )
      await findSave(page).click()
      await page.getByRole('heading', { name: 'Sign in' }).waitFor()
      await expect.poll(() => answered).toBe(401)
      await enter(page, mesh, 'admin')
      await page.waitForURL((address) => address.pathname === pageOf('trial-gate'))
      await findText(page, 'trial-gate').getByText('11s').waitFor()
      expect(readTimeout(await readStored(given, 'trial-gate'))).toBe('5s')
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      expect(readTimeout(await readStored(given, 'trial-gate'))).toBe('11s')
      expect(await listChanges(given, 'trial-gate')).toEqual(['update applied', 'create applied'])
    })(given)
  },
  { expected: refused },
)
