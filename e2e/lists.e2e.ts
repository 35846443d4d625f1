import { expect } from 'vitest'
import { listJourneys } from '#e2e/journeys/lists.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, listJourneys)

for (const path of ['/namespaces', '/applications', '/workloads', '/services'])
  for (const colorScheme of ['light', 'dark'] as const)
    journey(
      `${path} has no serious accessibility fault, ${colorScheme}`,
      async ({ page, open }) => {
        await open(path)
        await page.getByRole('table').getByText(/rps/).first().waitFor()
        expect(await listAccessibilityFaults(page)).toEqual([])
      },
      { colorScheme },
    )

for (const path of ['/namespaces', '/applications', '/workloads', '/services'])
  journey(
    `${path} fits a phone, with name, health and requests of each row`,
    async ({ page, open }) => {
      await open(`${path}?ns=bookinfo`)
      await page.getByRole('table').getByText(/rps/).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
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
