import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { findCanvas, nextGraph, readPositions } from '#e2e/support/graph.ts'
import type { Journey, SharedJourney } from '#e2e/support/journey.ts'

const details = (page: Page) => page.getByRole('complementary', { name: 'Details' })

/** Presses a key until something holds; a journey by keys never asks where things stand. */
async function pressUntil(
  page: Page,
  key: string,
  holds: () => Promise<boolean>,
  atMost = 80,
): Promise<void> {
  for (let presses = 0; presses < atMost; presses++) {
    if (await holds()) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} was pressed ${atMost} times in vain`)
}

const readFocus = (page: Page) =>
  page.evaluate(() => {
    const focused = document.activeElement
    return {
      label: focused?.getAttribute('aria-label') ?? '',
      row: focused?.closest('[data-row]')?.textContent ?? '',
      value: focused instanceof HTMLInputElement ? (focused.closest('label')?.textContent ?? '') : '',
    }
  })

/** From the graph to the failing edge's reasons without a pointer, in the table twin, which needs no canvas. */
async function reachFailingEdge({ page, open }: Journey): Promise<void> {
  await open('/graph?ns=shop')
  await findCanvas(page).waitFor()
  await page.keyboard.press('t')
  await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
  expect(await findCanvas(page).count()).toBe(0)
  await pressUntil(page, 'Tab', async () => /nodes?$/.test((await readFocus(page)).value))
  await page.keyboard.press('ArrowRight')
  await page.getByRole('table', { name: 'Edges of the graph' }).waitFor()
  await pressUntil(page, 'Tab', async () => (await readFocus(page)).row !== '')
  await page.keyboard.press('Home')
  await expect.poll(async () => (await readFocus(page)).row).toMatch(/^Failing/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/sel=edge/)
  // The whole graph has codes too; an edge alone says where it comes from.
  await details(page)
    .getByRole('heading', { name: /^From / })
    .waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await readFocus(page)).label).toBe('Details')
}

/** What the panel, the menu, the drill and the keys of the graph let anyone do. */
export const graphPanelJourneys: readonly SharedJourney[] = [
  ...(['light', 'dark'] as const).map(
    (colorScheme): SharedJourney => ({
      name: `keys alone reach the failing edge and its reasons with the canvas hidden, ${colorScheme}`,
      run: async (journey) => {
        await reachFailingEdge(journey)
        const { page } = journey
        const words = (await details(page).textContent()) ?? ''
        expect(words).toMatch(/Failing/)
        expect(words).toMatch(/Response codes[45]\d\d/)
        expect(words).toMatch(/Hosts asked/)
        expect(await listAccessibilityFaults(page)).toEqual([])
        await page.keyboard.press('Escape')
        await page.waitForURL((url) => !url.searchParams.has('sel'))
        await expect.poll(async () => (await readFocus(page)).row).toMatch(/^Failing/)
      },
      options: { colorScheme },
    }),
  ),
  {
    name: 'a node opens its own graph, and the way back leads to the same places and the same choice',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo&refresh=manual')
      await findCanvas(page).waitFor()
      await page.getByText('Laying out').waitFor({ state: 'detached' })
      const before = await readPositions(page)
      await page.getByRole('application', { name: /^Graph\. Arrows walk/ }).focus()
      await page.keyboard.press('ArrowRight')
      await page.waitForURL(/sel=node/)
      const chosen = new URL(page.url()).searchParams.get('sel')
      await details(page).getByRole('heading', { name: 'What it is' }).waitFor()
      const answered = nextGraph(page)
      await page.keyboard.press('o')
      await page.waitForURL(/around=/)
      await answered
      const trail = page.getByRole('navigation', { name: 'Where this graph stands' })
      await trail.waitFor()
      await expect
        .poll(async () => Object.keys(await readPositions(page)).length)
        .toBeLessThan(Object.keys(before).length)
      await page.keyboard.press('Backspace')
      await page.waitForURL((url) => !url.searchParams.has('around'))
      await trail.waitFor({ state: 'detached' })
      await page.waitForURL((url) => url.searchParams.get('sel') === chosen)
      await expect.poll(() => readPositions(page)).toEqual(before)
      await page.goBack()
      await trail.waitFor()
      await page.goBack()
      await trail.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'a link to the graph around a node shows the same, and its button leads to the whole',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo&around=workload/bookinfo/reviews-v1&as=table')
      const table = page.getByRole('table', { name: 'Nodes of the graph' })
      await table.getByRole('row').filter({ hasText: 'productpage-v1' }).first().waitFor()
      expect(await table.getByRole('row').filter({ hasText: 'details-v1' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Whole graph' }).click()
      await table.getByRole('row').filter({ hasText: 'details-v1' }).first().waitFor()
    },
  },
  {
    name: 'arrows walk along the edges of the canvas and say where they came',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      const canvas = page.getByRole('application', { name: /^Graph\. Arrows walk/ })
      await pressUntil(page, 'Tab', async () => (await readFocus(page)).label.startsWith('Graph. Arrows'))
      await page.keyboard.press('ArrowRight')
      await canvas.getByText(/edges? out, \d+ in$/).waitFor({ state: 'attached' })
      await pressUntil(page, 'ArrowLeft', () =>
        canvas
          .getByText(/^No further this way/)
          .count()
          .then((count) => count > 0),
      )
      await page.keyboard.press('Enter')
      await expect.poll(async () => (await readFocus(page)).label).toBe('Details')
    },
  },
  {
    name: 'the menu of a row leads to its namespace alone',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo,shop&as=table&sort=name')
      const row = page.getByRole('row').filter({ hasText: 'details-v1' }).first()
      await row.click({ button: 'right' })
      const menu = page.getByRole('menu', { name: 'What can be done' })
      await menu.getByRole('menuitem', { name: 'Copy link' }).waitFor()
      await menu.getByRole('menuitem', { name: 'Only the namespace bookinfo' }).click()
      await page.waitForURL((url) => url.searchParams.get('ns') === 'bookinfo')
      await page.waitForURL((url) => url.searchParams.get('sort') === 'name')
    },
  },
  {
    name: 'an edge is charted over time, in words too',
    run: async ({ page, open, mesh }) => {
      const answer = await page.request.get(`${mesh.console.url}/api/v1/graph?namespaces=bookinfo`)
      const { edges } = trafficGraphSchema.parse(await answer.json())
      const edge = edges.find(({ protocol, idle }) => protocol === 'http' && !idle)
      await open(`/graph?ns=bookinfo&as=table&rows=edges&sel=${encodeURIComponent(`edge:${edge?.id}`)}`)
      await details(page).getByRole('button', { name: 'Show rates and latencies over time' }).click()
      await details(page)
        .getByRole('img', { name: /^HTTP requests over .*: Requests now .*rps, most .*rps/ })
        .waitFor()
      await details(page)
        .getByRole('img', { name: /^HTTP latency over .*p95 now/ })
        .waitFor()
      await page.getByRole('button', { name: 'Hide rates and latencies over time', expanded: true }).click()
    },
  },
]
