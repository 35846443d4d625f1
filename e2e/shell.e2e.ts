import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

journey('the palette opens by its key, finds an action and runs it', async ({ page, open }) => {
  await open('/')
  await page.getByRole('region', { name: 'Namespaces' }).getByRole('table').waitFor()
  await page.keyboard.press('Control+k')
  const box = page.getByRole('dialog').getByRole('combobox')
  await box.fill('traffic graph')
  await page.keyboard.press('Enter')
  await heading(page, 'Traffic graph').waitFor()
  await page.waitForURL((url) => url.pathname === '/graph')
})

journey('g then a letter goes to a screen, and back is the screen before', async ({ page, open }) => {
  await open('/')
  await page.keyboard.press('g')
  await page.keyboard.press('g')
  await heading(page, 'Traffic graph').waitFor()
  await page.goBack()
  await heading(page, 'Overview').waitFor()
})

journey('? lists every key with its action', async ({ page, open }) => {
  await open('/')
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByText('Refresh now').waitFor()
  await sheet.getByText('Go to Traffic graph').waitFor()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})

journey('the chosen theme holds through a reload', async ({ page, open }) => {
  await open('/')
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  const before = await theme()
  await page.getByRole('button', { name: /You look as/ }).click()
  const wanted = before === 'dark' ? 'light' : 'dark'
  await page.getByRole('menuitemradio', { name: `${wanted === 'dark' ? 'Dark' : 'Light'} theme` }).click()
  await expect.poll(theme).toBe(wanted)
  await page.reload()
  expect(await theme()).toBe(wanted)
})

journey(
  'namespaces, range and refresh live in the URL, which shows the same to the next person',
  async ({ page, open }) => {
    await open('/')
    await page.getByRole('button', { name: /^Namespaces:/ }).click()
    await page.getByRole('option', { name: 'shop', exact: true }).click()
    await page.keyboard.press('Escape')
    await page.waitForURL(/ns=shop/)
    await page.getByLabel('Time range').selectOption('600')
    await page.waitForURL(/range=10m/)
    await page.getByLabel('Refresh', { exact: true }).selectOption('paused')
    await page.waitForURL(/refresh=paused/)
    const link = page.url()
    const other = await page.context().browser()?.newPage()
    if (!other) throw new Error('no browser')
    try {
      await other.goto(link)
      await other.getByRole('button', { name: 'Namespaces: shop' }).waitFor()
      expect(await other.getByLabel('Time range').inputValue()).toBe('600')
      expect(await other.getByLabel('Refresh', { exact: true }).inputValue()).toBe('paused')
    } finally {
      await other.close()
    }
  },
)

journey('j and k walk the list of the page', async ({ page, open }) => {
  await open('/')
  await page.getByRole('region', { name: 'What is wrong now' }).getByRole('link').first().waitFor()
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  await page.keyboard.press('j')
  const first = await focused()
  await page.keyboard.press('j')
  const second = await focused()
  expect(second).not.toBe(first)
  await page.keyboard.press('k')
  expect(await focused()).toBe(first)
})

journey(
  'an address without a screen says so and leads back',
  async ({ page, open }) => {
    await open('/no-such-screen', { heading: false })
    await page.getByText('There is no screen at this address').waitFor()
    await page.getByRole('link', { name: 'Go to the overview' }).click()
    await heading(page, 'Overview').waitFor()
  },
  { expected: [/404 \(Not Found\)/] },
)
