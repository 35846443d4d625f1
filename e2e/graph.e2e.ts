import { expect } from 'vitest'
import { graphJourneys } from '#e2e/journeys/graph.ts'
import { graphMomentJourneys } from '#e2e/journeys/graph-moments.ts'
import { graphPanelJourneys } from '#e2e/journeys/graph-panels.ts'
import { graphUseJourneys } from '#e2e/journeys/graph-use.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { findCanvas, readPositions } from '#e2e/support/graph.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()

walk(journey, graphJourneys)
walk(journey, graphUseJourneys)
walk(journey, graphMomentJourneys)
walk(journey, graphPanelJourneys)

journey('traffic that fails says how: codes, flags in words, and the host', async ({ page, open }) => {
  await open('/graph?ns=shop&as=table&rows=edges')
  await page
    .getByRole('row')
    .filter({ hasText: 'checkout-v1' })
    .filter({ hasText: 'shipping' })
    .filter({ hasNotText: 'shipping-v1' })
    .click()
  const details = page.getByRole('complementary', { name: 'Details' })
  // The whole graph has flags too; its panel gives way to the edge's, which loads on first use.
  await expect.poll(() => details.textContent()).toMatch(/Response codes50\d[\d.]+% [\d.]+ rps/)
  const words = (await details.textContent()) ?? ''
  expect(words).toMatch(/Response flags[A-Z]{2,}[A-Z][a-z ]+/)
  expect(words).toMatch(/Hosts asked\w+/)
})

journey('a link is asked for once, and before the scripts of its page', async ({ page, open }) => {
  for (const link of ['/graph?ns=bookinfo&range=1m&refresh=manual', '/graph?refresh=manual']) {
    await open(link)
    await findCanvas(page).waitFor()
    await expect.poll(async () => Object.keys(await readPositions(page)).length).toBeGreaterThan(5)
    const askedBy = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/api/v1/graph?'))
        // The entries of type "resource" are these; the DOM's types do not know.
        .map((entry) => (entry as PerformanceResourceTiming).initiatorType),
    )
    expect(askedBy, link).toEqual(['link'])
  }
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const as of ['graph', 'table'] as const) {
    journey(
      `the graph as a ${as} has no serious accessibility fault, ${colorScheme}`,
      async ({ page, open }) => {
        await open(`/graph?ns=bookinfo,shop&as=${as}`)
        await (as === 'graph'
          ? findCanvas(page)
          : page.getByRole('table', { name: 'Nodes of the graph' })
        ).waitFor()
        expect(await listAccessibilityFaults(page)).toEqual([])
      },
      { colorScheme },
    )
  }
}

journey(
  'on a phone the graph and its table fit the screen',
  async ({ page, open }) => {
    await open('/graph?ns=bookinfo')
    await findCanvas(page).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.getByRole('group', { name: 'Show as' }).getByText('Table').click()
    await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)
