import { expect } from 'vitest'
import { configJourneys } from '#e2e/journeys/config.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, configJourneys)

const screens = [
  ['the list', '/config?ns=bookinfo', 'Valid'],
  ['an object', '/config/bookinfo/VirtualService/reviews', 'What names it'],
  ['the editor', '/config/bookinfo/VirtualService/reviews?edit', 'Blast radius'],
  ['a new object', '/config/new?kind=Sidecar', 'What saving would mean'],
] as const

for (const [name, path, drawn] of screens) {
  for (const colorScheme of ['light', 'dark'] as const)
    journey(
      `${name} of configuration has no serious accessibility fault, ${colorScheme}`,
      async ({ page, open }) => {
        await open(path)
        await page.getByText(drawn, { exact: true }).first().waitFor()
        expect(await listAccessibilityFaults(page)).toEqual([])
      },
      { colorScheme },
    )
  journey(
    `${name} of configuration fits a phone`,
    async ({ page, open }) => {
      await open(path)
      await page.getByText(drawn, { exact: true }).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true },
  )
}

journey(
  'what is not there is told in words, whatever its address says',
  async ({ page, open }) => {
    await open('/config/bookinfo/VirtualService/nobody')
    await page.getByText('No such object').waitFor()
    await open('/config/bookinfo/Secret/reviews')
    await page.getByText('No such object').waitFor()
  },
  { expected: [/404/] },
)
