import { expect } from 'vitest'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { findCanvas, nextGraph, readPositions } from '#e2e/support/graph.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()

const views = [
  { view: 'workload', label: 'Workloads', has: 'reviews-v2' },
  { view: 'app', label: 'Apps', has: 'reviews' },
  { view: 'versionedApp', label: 'Versioned apps', has: 'reviews' },
  { view: 'service', label: 'Services', has: 'reviews' },
] as const

for (const { view, label, has } of views) {
  journey(`the ${label} view shows the same graph as picture and as table`, async ({ page, open }) => {
    await open('/graph?ns=bookinfo')
    await findCanvas(page).waitFor()
    if (view !== 'workload') {
      const answered = nextGraph(page)
      await page.getByLabel('View', { exact: true }).selectOption(view)
      await answered
      await page.waitForURL(new RegExp(`view=${view}`))
    }
    await findCanvas(page).waitFor()
    const drawn = /Graph of (\d+) nodes? and (\d+) edges?/.exec(
      (await findCanvas(page).getAttribute('aria-label')) ?? '',
    )
    await page.getByRole('group', { name: 'Show as' }).getByText('Table').click()
    const table = page.getByRole('table', { name: 'Nodes of the graph' })
    await table.getByRole('row').filter({ hasText: has }).first().waitFor()
    await page.getByText(`${drawn?.[1]} nodes`, { exact: true }).first().waitFor()
    await page.getByText(`${drawn?.[2]} edges`, { exact: true }).first().waitFor()
  })
}

journey(
  'a chosen node is explained beside the graph, and its link shows the same',
  async ({ page, open }) => {
    await open('/graph?ns=bookinfo&as=table')
    const row = page.getByRole('row').filter({ hasText: 'productpage-v1' }).first()
    await row.click()
    const details = page.getByRole('complementary', { name: 'Details' })
    await details.getByRole('heading', { name: /productpage-v1/ }).waitFor()
    await details.getByText('Called by').waitFor()
    await page.waitForURL(/sel=node/)
    await page.reload()
    await details.getByRole('heading', { name: /productpage-v1/ }).waitFor()
    expect(await details.textContent()).toMatch(/rps/)
  },
)

journey('the whole view lives in the URL', async ({ page, open }) => {
  await open('/graph?ns=shop&view=app&layout=concentric&labels=p95&range=5m&refresh=paused')
  await findCanvas(page).waitFor()
  expect(await page.getByLabel('View', { exact: true }).inputValue()).toBe('app')
  expect(await page.getByLabel('Layout').inputValue()).toBe('concentric')
  expect(await page.getByLabel('Edge labels').inputValue()).toBe('p95')
  expect(await page.getByLabel('Time range').inputValue()).toBe('300')
  expect(await page.getByLabel('Refresh', { exact: true }).inputValue()).toBe('paused')
  await page.getByRole('button', { name: 'Namespaces: shop' }).waitFor()
})

journey('nodes keep their places through a refresh', async ({ page, open }) => {
  await open('/graph?ns=bookinfo,shop&refresh=manual')
  await findCanvas(page).waitFor()
  await expect.poll(async () => Object.keys(await readPositions(page)).length).toBeGreaterThan(15)
  await page.getByText('Laying out').waitFor({ state: 'detached' })
  const before = await readPositions(page)
  const answered = nextGraph(page)
  await page.keyboard.press('r')
  await answered
  await page.getByText('as of now').waitFor()
  const after = await readPositions(page)
  const kept = Object.keys(before).filter((id) => id in after)
  expect(kept.length).toBeGreaterThan(15)
  for (const id of kept) expect(after[id]).toEqual(before[id])
})

journey('what is found by name is counted', async ({ page, open }) => {
  await open('/graph?ns=bookinfo')
  await findCanvas(page).waitFor()
  await page.getByRole('searchbox', { name: 'Find in the graph' }).fill('reviews')
  await page.waitForURL(/find=reviews/)
  await page.getByText('3 found').first().waitFor()
})

journey('a link that asks for what does not exist says what it left out', async ({ page, open }) => {
  await open('/graph?ns=bookinfo&view=nonsense')
  await page.getByText(/This link asks for something unknown.*view/).waitFor()
  await findCanvas(page).waitFor()
})

journey(
  'an address that names a namespace which is not there says so',
  async ({ page, open }) => {
    await open('/graph?ns=no-such-namespace')
    await page
      .getByText(/no-such-namespace.*not there or not visible/)
      .first()
      .waitFor()
  },
  { expected: [/404 \(Not Found\)/] },
)

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
