import { expect } from 'vitest'
import { overviewJourneys } from '#e2e/journeys/overview.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, overviewJourneys)

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

journey(
  'the mesh tells as many namespaces of a data plane as their list then shows',
  async ({ page, open }) => {
    await open('/?ns=*&range=1m')
    const link = page.getByRole('region', { name: 'Mesh' }).getByRole('link', { name: /^Ambient/ })
    await link.waitFor()
    const told = Number(/\d+/.exec((await link.textContent()) ?? '')?.[0])
    await link.click()
    await page.waitForURL(/\/namespaces\?.*filter=mode:ambient/)
    await page.getByText(new RegExp(`^${told} of \\d+$`)).waitFor()
  },
)
