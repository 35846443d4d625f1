import { expect } from 'vitest'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { findCanvas, nextGraph, readPositions } from '#e2e/support/graph.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

const views = [
  { view: 'workload', label: 'Workloads', has: 'reviews-v2' },
  { view: 'app', label: 'Apps', has: 'reviews' },
  { view: 'versionedApp', label: 'Versioned apps', has: 'reviews' },
  { view: 'service', label: 'Services', has: 'reviews' },
] as const

/** What anyone may do with the graph of Bookinfo and the shop, whichever servers tell of them. */
export const graphJourneys: readonly SharedJourney[] = [
  ...views.map(
    ({ view, label, has }): SharedJourney => ({
      name: `the ${label} view shows the same graph as picture and as table`,
      run: async ({ page, open }) => {
        const answered = page.waitForResponse(
          (response) =>
            response.ok() &&
            response.url().includes('/api/v1/graph') &&
            response.url().includes(`view=${view}`),
        )
        await open('/graph?ns=bookinfo')
        await findCanvas(page).waitFor()
        if (view !== 'workload') await page.getByLabel('View', { exact: true }).selectOption(view)
        const { nodes, edges } = trafficGraphSchema.parse(await (await answered).json())
        await page.waitForURL((url) => (url.searchParams.get('view') ?? 'workload') === view)
        await page
          .getByRole('img', { name: `Graph of ${nodes.length} nodes and ${edges.length} edges` })
          .waitFor()
        await page.getByRole('group', { name: 'Show as' }).getByText('Table').click()
        const table = page.getByRole('table', { name: 'Nodes of the graph' })
        await table.getByRole('row').filter({ hasText: has }).first().waitFor()
        await page.getByText(`${nodes.length} nodes`, { exact: true }).first().waitFor()
        await page.getByText(`${edges.length} edges`, { exact: true }).first().waitFor()
      },
    }),
  ),
  {
    name: 'a chosen node is explained beside the graph, and its link shows the same',
    run: async ({ page, open, reload }) => {
      await open('/graph?ns=bookinfo&as=table')
      const row = page.getByRole('row').filter({ hasText: 'productpage-v1' }).first()
      await row.click()
      const details = page.getByRole('complementary', { name: 'Details' })
      await details.getByRole('heading', { name: /productpage-v1/ }).waitFor()
      await details.getByText('Called by').waitFor()
      await page.waitForURL(/sel=node/)
      await reload()
      await details.getByRole('heading', { name: /productpage-v1/ }).waitFor()
      await expect.poll(() => details.textContent()).toMatch(/rps/)
    },
  },
  {
    name: 'the whole view lives in the URL',
    run: async ({ page, open }) => {
      await open('/graph?ns=shop&view=app&layout=concentric&labels=p95&range=5m&refresh=paused')
      await findCanvas(page).waitFor()
      await expect.poll(() => page.getByLabel('View', { exact: true }).inputValue()).toBe('app')
      await expect.poll(() => page.getByLabel('Layout').inputValue()).toBe('concentric')
      await expect.poll(() => page.getByLabel('Edge labels').inputValue()).toBe('p95')
      await expect.poll(() => page.getByLabel('Time range').inputValue()).toBe('300')
      await expect.poll(() => page.getByLabel('Refresh', { exact: true }).inputValue()).toBe('paused')
      await page.getByRole('button', { name: 'Namespaces: shop' }).waitFor()
    },
  },
  {
    name: 'nodes keep their places through a refresh',
    run: async ({ page, open }) => {
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
    },
  },
  {
    name: 'what is found by name is counted',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.getByRole('combobox', { name: 'Find in the graph' }).fill('reviews')
      await page.waitForURL(/find=reviews/)
      await page.getByText('3 found').first().waitFor()
    },
  },
  {
    name: 'a query is written by keys with the help of what is there, finds, and is told where it is wrong',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.keyboard.press('/')
      const find = page.getByRole('combobox', { name: 'Find in the graph' })
      await find.pressSequentially('workl')
      await page.getByRole('option', { name: /^workload\s*Workload$/ }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await find.pressSequentially('= ratings')
      await page.getByRole('option', { name: 'ratings-v1', exact: true }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByText('1 found', { exact: true }).first().waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Enter')
      await page.waitForURL(/sel=node/)
      await page
        .getByRole('complementary', { name: 'Details' })
        .getByRole('heading', { name: 'ratings-v1' })
        .waitFor()
      await find.fill('worklod = ratings-v1')
      await page.keyboard.press('Enter')
      const fault = page.getByRole('alert').filter({ hasText: 'worklod' })
      await fault.getByRole('button', { name: 'Write workload' }).click()
      await fault.waitFor({ state: 'detached' })
      await expect.poll(() => find.inputValue()).toBe('workload = ratings-v1')
    },
  },
  {
    name: 'what is hidden leaves the canvas, the table and every count, and the link hides the same',
    run: async ({ page, open, reload }) => {
      await open('/graph?ns=bookinfo&as=table')
      const table = page.getByRole('table', { name: 'Nodes of the graph' })
      await table.getByRole('row').filter({ hasText: 'reviews-v2' }).first().waitFor()
      await page.getByRole('combobox', { name: 'Hide from the graph' }).fill('app = reviews')
      await page.getByText(/^\d+ hidden$/).waitFor()
      await table.getByRole('row').filter({ hasText: 'reviews-v2' }).waitFor({ state: 'detached' })
      await reload()
      await table.getByRole('row').filter({ hasText: 'productpage-v1' }).first().waitFor()
      expect(await table.getByRole('row').filter({ hasText: 'reviews-v' }).count()).toBe(0)
      const shown = await page
        .getByText(/^\d+ nodes$/)
        .first()
        .textContent()
      await page.getByRole('group', { name: 'Show as' }).getByText('Graph').click()
      await page.getByRole('img', { name: `Graph of ${shown}` }).waitFor()
    },
  },
  {
    name: 'a link that asks for what does not exist says what it left out',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo&view=nonsense')
      await page.getByText(/This link asks for something unknown.*view/).waitFor()
      await findCanvas(page).waitFor()
    },
  },
  {
    name: 'an address that names a namespace which is not there says so',
    run: async ({ page, open }) => {
      await open('/graph?ns=no-such-namespace')
      await page
        .getByText(/no-such-namespace.*not there or not visible/)
        .first()
        .waitFor()
    },
    options: { expected: [/404 \(Not Found\)/] },
  },
]
