import { expect } from 'vitest'
import { writingJourneys } from '#e2e/journeys/writing.ts'
import { clashJourneys } from '#e2e/journeys/writing-clashes.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, [...writingJourneys, ...clashJourneys])

const screens = [
  ['the history', '/history?ns=bookinfo', /^Changes are kept/],
  ['the history of an object', '/config/bookinfo/VirtualService/reviews?tab=history', /^Changes are kept/],
  ['a removal', '/config/bookinfo/VirtualService/reviews?remove', 'Blast radius'],
] as const

for (const [name, path, drawn] of screens) {
  for (const colorScheme of ['light', 'dark'] as const)
    journey(
      `${name} has no serious accessibility fault, ${colorScheme}`,
      async ({ page, open }) => {
        await open(path)
        await page.getByText(drawn).first().waitFor()
        expect(await listAccessibilityFaults(page)).toEqual([])
      },
      { colorScheme },
    )
  journey(
    `${name} fits a phone`,
    async ({ page, open }) => {
      await open(path)
      await page.getByText(drawn).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true },
  )
}
