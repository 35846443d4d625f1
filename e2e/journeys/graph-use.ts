import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { findCanvas, nextGraph } from '#e2e/support/graph.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

function findDetails(page: Page) {
  return page.getByRole('complementary', { name: 'Details' })
}

/** The name of the table's row that has the focus; empty when none has. */
function readFocusedRow(page: Page): Promise<string> {
  return page.evaluate(() =>
    document.activeElement?.closest('[data-row]') ? (document.activeElement.textContent ?? '') : '',
  )
}

/** Presses Tab until a row of the table has the focus. */
async function tabToRows(page: Page): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if ((await readFocusedRow(page)) !== '') return
    await page.keyboard.press('Tab')
  }
  throw new Error('no row was reached by Tab')
}

/** How somebody walks through the graph: by keys, by links, back and forth, while it is refreshed. */
export const graphUseJourneys: readonly SharedJourney[] = [
  {
    name: 'the chart of a namespace opens and says in words what it draws',
    run: async ({ page, open, mesh }) => {
      const answer = await page.request.get(`${mesh.console.url}/api/v1/graph?namespaces=bookinfo`)
      const { nodes } = trafficGraphSchema.parse(await answer.json())
      const cluster = nodes.find(({ namespace }) => namespace === 'bookinfo')?.cluster
      await open(`/graph?ns=bookinfo&sel=box:${encodeURIComponent(`box|namespace|${cluster}|bookinfo`)}`)
      await findDetails(page).getByRole('heading', { name: 'bookinfo' }).waitFor()
      await page.getByRole('button', { name: 'Show requests over time' }).click()
      await page.getByRole('img', { name: /^Requests into bookinfo over 10 min: now .*\d.* rps/ }).waitFor()
      await page.getByRole('button', { name: 'Hide requests over time', expanded: true }).click()
      await page.getByRole('img', { name: /^Requests into bookinfo/ }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'the table scrolls inside the screen, and the screen itself does not',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo,shop&as=table')
      await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
      const [scroll, client] = await page
        .getByRole('main')
        .evaluate((main) => [main.scrollHeight, main.clientHeight])
      expect(scroll).toBe(client)
    },
  },
  {
    name: 'an edge is explained: codes, shares, hosts and who is at its ends',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo&as=table&rows=edges')
      await page
        .getByRole('row')
        .filter({ hasText: 'productpage-v1' })
        .filter({ hasText: 'details-v1' })
        .click()
      const details = findDetails(page)
      await details.getByRole('heading', { name: 'Response codes' }).waitFor()
      // The whole graph's panel, which the edge's replaces, names response codes and hosts as well.
      await expect.poll(() => details.textContent()).toMatch(/Hosts askeddetails[.a-z0-9:]*[\d.]+%/)
      const words = (await details.textContent()) ?? ''
      expect(words).toMatch(/Response codes200[\d.]+% [\d.]+ rps/)
      expect(words).toMatch(/Mutual TLS.*Clients.*bookinfo-productpage.*Servers.*bookinfo-details/)
    },
  },
  {
    name: 'keys alone reach a node, explain it, put it back and tell what else they do',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.keyboard.press('t')
      await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
      await tabToRows(page)
      const first = await readFocusedRow(page)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => readFocusedRow(page)).not.toBe(first)
      const third = await readFocusedRow(page)
      await page.keyboard.press('ArrowUp')
      await expect.poll(() => readFocusedRow(page)).not.toBe(third)
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => readFocusedRow(page)).toBe(third)
      await page.keyboard.press('Enter')
      await page.waitForURL(/sel=node/)
      // Until the node's panel has loaded, the whole graph's stands there.
      const heading = findDetails(page).getByRole('heading', { level: 2 }).first()
      await heading.filter({ hasNotText: 'Whole graph' }).waitFor()
      expect(third).toContain(await heading.textContent())
      await page.keyboard.press('Escape')
      await page.waitForURL((url) => !url.searchParams.has('sel'))
      expect(await readFocusedRow(page)).toBe(third)
      await page.keyboard.press('?')
      const sheet = page.getByRole('dialog')
      await sheet.getByText('Show as a graph').waitFor()
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'the way back leads to the same view with the same choice',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo&view=app&as=table')
      await page.getByRole('row').filter({ hasText: 'productpage' }).first().click()
      await page.waitForURL(/sel=node/)
      const here = page.url()
      await page.getByRole('link', { name: 'Overview' }).click()
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
      await page.goBack()
      await findDetails(page).getByRole('heading', { name: 'productpage' }).waitFor()
      await page.waitForURL(here)
      expect(await page.getByLabel('View', { exact: true }).inputValue()).toBe('app')
      await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
    },
  },
  {
    name: 'a refresh leaves the focus where it is',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo,shop&as=table&sort=name&refresh=manual')
      await page.getByRole('table', { name: 'Nodes of the graph' }).waitFor()
      await tabToRows(page)
      await page.keyboard.press('End')
      await expect.poll(() => readFocusedRow(page)).toMatch(/tracking|unknown/i)
      const before = await readFocusedRow(page)
      const answered = nextGraph(page)
      await page.keyboard.press('r')
      await answered
      await page.getByText('as of now').waitFor()
      expect(await readFocusedRow(page)).toBe(before)
    },
  },
]
