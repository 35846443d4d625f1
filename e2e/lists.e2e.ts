import { expect } from 'vitest'
import { listJourneys } from '#e2e/journeys/lists.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, listJourneys)

for (const path of ['/namespaces', '/applications', '/workloads', '/services'])
  journey(
    `${path} shows on a phone name, health and requests of each row`,
    async ({ page, open }) => {
      await open(`${path}?ns=bookinfo`)
      await page.getByRole('table').getByText(/rps/).first().waitFor()
      expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['Name', 'Health', 'Requests'])
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true },
  )

journey('a label that is missing is told, and can be asked for', async ({ page, open }) => {
  await open('/workloads?ns=shop&filter=missing:version')
  const row = page.getByRole('row').filter({ hasText: 'schema-migration' })
  await row.getByText('missing').waitFor()
  expect(await page.getByRole('status').filter({ hasText: /of/ }).textContent()).toMatch(/^\d of \d+$/)
})

journey('a filter that is no filter is a part of a name, shown as text', async ({ page, open }) => {
  await open(`/workloads?filter=${encodeURIComponent('<img src=x onerror=alert(1)> colour:red')}`)
  await page.getByText('Nothing fits the filter').waitFor()
  expect(await page.getByRole('combobox', { name: 'Filter the list' }).inputValue()).toContain('<img')
  expect(await page.locator('main img, section img').count()).toBe(0)
})

journey(
  'a proxy that is out of sync is marked beside its mode, with the reason, and can be asked for',
  async ({ page, open }) => {
    await open('/workloads?ns=shop&filter=mode:out-of-sync')
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: 'email-v1', exact: true }) })
    const why = row.getByRole('button', { name: /^email-v1: Out of sync: refused\. Why\?$/ })
    await why.click()
    await page
      .getByRole('dialog')
      .getByText(/refused CDS: Error adding\/updating cluster/)
      .waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'gift-wrap', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'frontend-v1', exact: true }).count()).toBe(0)
  },
)

journey('a service tells what is wrong in the configuration about it', async ({ page, open }) => {
  await open('/services?ns=shop&filter=validity:warning')
  await page.getByRole('button', { name: /^Validity of feature-flags: Warning\. Why\?$/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/VirtualService shop\/feature-flags: It is never reached/)
    .waitFor()
})
