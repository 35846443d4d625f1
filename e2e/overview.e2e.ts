import { expect } from 'vitest'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()

journey('the overview says what is wrong now, with the reason and the way to it', async ({ page, open }) => {
  await open('/')
  const card = page.getByRole('region', { name: 'What is wrong now' })
  const first = card
    .getByRole('listitem')
    .filter({ has: page.getByRole('link') })
    .first()
  await first.waitFor()
  expect(await first.textContent()).toMatch(/Failing|Degraded|Not ready/)
  await first.getByRole('button', { name: /Why\?/ }).click()
  await page
    .getByText(/Judged over the last/)
    .first()
    .waitFor()
  await page.keyboard.press('Escape')
  await first.getByRole('link').click()
  await page.waitForURL(/\/graph\?.*ns=/)
})

journey(
  'every namespace stands in the table with health, traffic, mTLS and data plane',
  async ({ page, open }) => {
    await open('/')
    const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
    const row = (name: string) =>
      table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
    await row('bookinfo').waitFor()
    await row('bookinfo').getByText(/rps/).waitFor()
    expect(await row('bookinfo').textContent()).toMatch(/Sidecar/)
    expect(await row('bookinfo').textContent()).toMatch(/PERMISSIVE|STRICT|Mixed/)
    await row('shop')
      .getByRole('button', { name: /mTLS of shop.*Why\?/ })
      .click()
    await page
      .getByText(/PeerAuthentication/)
      .first()
      .waitFor()
  },
)

journey('the filter narrows the namespaces and tells when nothing fits', async ({ page, open }) => {
  await open('/')
  const card = page.getByRole('region', { name: 'Namespaces' })
  await card.getByRole('link', { name: 'shop', exact: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('bookinfo')
  await card.getByRole('link', { name: 'shop', exact: true }).waitFor({ state: 'detached' })
  await card.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
  await page.keyboard.type(' nothing is called this')
  await card.getByText('No namespace fits').waitFor()
})

journey('columns sort, and a click on the same column turns the order', async ({ page, open }) => {
  await open('/')
  const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
  await table.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
  const names = () => table.locator('tbody').getByRole('row').getByRole('link').allInnerTexts()
  const header = table.getByRole('columnheader', { name: 'Name' })
  const sortBy = async (order: string) => {
    while ((await header.getAttribute('aria-sort')) !== order) await header.getByRole('button').click()
  }
  await sortBy('ascending')
  const ascending = await names()
  expect(ascending).toEqual([...ascending].sort())
  await sortBy('descending')
  expect(await names()).toEqual(ascending.toReversed())
})

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `the overview has no serious accessibility fault, ${colorScheme}`,
    async ({ page, open }) => {
      await open('/')
      await page.getByRole('region', { name: 'Namespaces' }).getByText(/rps/).first().waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
    },
    { colorScheme },
  )
}

journey(
  'on a phone nothing is wider than the screen',
  async ({ page, open }) => {
    await open('/')
    await page.getByRole('region', { name: 'Namespaces' }).getByRole('table').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'Traffic graph' }).click()
    await page.waitForURL(/\/graph/)
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)
