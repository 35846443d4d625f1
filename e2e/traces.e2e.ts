import { expect } from 'vitest'
import { tracesJourneys } from '#e2e/journeys/traces.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, tracesJourneys)

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `the list of traces has no serious accessibility fault, and fits a phone, ${colorScheme}`,
    async ({ page, open }) => {
      await open('/traces?ns=bookinfo&range=5m&refresh=manual')
      await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      expect(await listAccessibilityFaults(page)).toEqual([])
    },
    { colorScheme, viewport: { width: 390, height: 844 } },
  )
}

journey(
  'an id that no trace has is told in words',
  async ({ page, open }) => {
    await open('/traces/0123456789abcdef')
    await page.getByText('No such trace').waitFor()
  },
  { expected: [/404/] },
)
