import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** What the first page tells of Bookinfo and the shop, whichever servers tell of them. */
export const overviewJourneys: readonly SharedJourney[] = [
  {
    name: 'the overview says what is wrong now, with the reason and the way to it',
    run: async ({ page, open }) => {
      await open('/')
      const card = page.getByRole('region', { name: 'What is wrong now' })
      const first = card
        .getByRole('listitem')
        .filter({ has: page.getByRole('link') })
        .first()
      await first.waitFor()
      await expect.poll(() => first.textContent()).toMatch(/Failing|Degraded|Not ready/)
      await first.getByRole('button', { name: /Why\?/ }).click()
      await page
        .getByText(/Judged over the last/)
        .first()
        .waitFor()
      const inGraph = page.getByRole('dialog').getByRole('link', { name: 'Show it in the graph' })
      await expect.poll(() => inGraph.getAttribute('href')).toMatch(/\/graph\?.*sel=node/)
      await page.keyboard.press('Escape')
      await first.getByRole('link').click()
      await page.waitForURL(/\/(workloads|services)\/[^/]+\/[^/]+/)
    },
  },
  {
    name: 'the services that fail most, answer slowest and are asked most are named, each with the way to all',
    run: async ({ page, open }) => {
      await open('/')
      const card = page.getByRole('region', { name: 'Services that stand out' })
      const part = (name: string) => card.getByRole('region', { name })
      const first = (name: string) => part(name).getByRole('listitem').first()
      await expect.poll(() => first('Fail most').textContent()).toMatch(/shop \/ .+%$/)
      await expect.poll(() => first('Answer slowest (p95)').textContent()).toMatch(/ \/ .+ m?s$/)
      await expect.poll(() => first('Are asked most').textContent()).toMatch(/ \/ .+ rps$/)
      await part('Fail most').getByRole('link', { name: 'All services: Fail most' }).click()
      await page.waitForURL(/\/services\?.*sort=-errors/)
    },
  },
  {
    name: 'every namespace stands in the table with health, traffic, mTLS and data plane',
    run: async ({ page, open }) => {
      await open('/')
      const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
      const row = (name: string) =>
        table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
      await row('bookinfo').waitFor()
      await row('bookinfo').getByText(/rps/).waitFor()
      await expect.poll(() => row('bookinfo').textContent()).toMatch(/Sidecar/)
      await expect.poll(() => row('bookinfo').textContent()).toMatch(/PERMISSIVE|STRICT|Mixed/)
      await row('shop')
        .getByRole('button', { name: /mTLS of shop.*Why\?/ })
        .click()
      await page
        .getByText(/PeerAuthentication/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'the filter narrows the namespaces and tells when nothing fits',
    run: async ({ page, open }) => {
      await open('/')
      const card = page.getByRole('region', { name: 'Namespaces' })
      await card.getByRole('link', { name: 'shop', exact: true }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('bookinfo')
      await card.getByRole('link', { name: 'shop', exact: true }).waitFor({ state: 'detached' })
      await card.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
      await page.keyboard.type(' nothing is called this')
      await card.getByText('No namespace fits').waitFor()
    },
  },
  {
    name: 'columns sort, and a click on the same column turns the order',
    run: async ({ page, open }) => {
      await open('/')
      const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
      await table.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
      const names = () => table.locator('tbody').getByRole('row').getByRole('link').allInnerTexts()
      const header = table.getByRole('columnheader', { name: 'Name' })
      const sortBy = async (order: string) => {
        while ((await header.getAttribute('aria-sort')) !== order) await header.getByRole('button').click()
      }
      await sortBy('ascending')
      const ascending = await names()
      expect(ascending).toEqual([...ascending].sort())
      await sortBy('descending')
      expect(await names()).toEqual(ascending.toReversed())
    },
  },
]
