import { expect } from 'vitest'
import { detailJourneys } from '#e2e/journeys/details.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, detailJourneys)

const pages = [
  ['/workloads/bookinfo/reviews-v2', 'Pods'],
  ['/workloads/bookinfo/reviews-v2?tab=traffic', 'In: who calls it'],
  ['/workloads/bookinfo/reviews-v2?tab=policies', 'What it takes'],
  ['/workloads/bookinfo/reviews-v2?tab=yaml', 'As the API server has it'],
  ['/services/bookinfo/reviews', 'Endpoints'],
  ['/applications/bookinfo/reviews', 'Workloads'],
  ['/namespaces/shop', 'What is wrong in it'],
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `the detail pages have no serious accessibility fault, ${colorScheme}`,
    async ({ page, open }) => {
      for (const [path, region] of pages) {
        await open(path)
        await page.getByRole('region', { name: region, exact: true }).waitFor()
        expect([path, await listAccessibilityFaults(page)]).toEqual([path, []])
      }
    },
    { colorScheme },
  )
}

journey(
  'on a phone no detail page is wider than the screen',
  async ({ page, open }) => {
    for (const [path, region] of pages) {
      await open(path)
      await page.getByRole('region', { name: region, exact: true }).waitFor()
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect([path, width]).toEqual([path, 390])
    }
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)
