import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

const forbidden = 'demo-forbidden'

/** A row of the namespaces' table on the first page. */
function findRow(page: Page, name: string) {
  const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
  return table.getByRole('row').filter({ hasText: name })
}

async function lookAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name, exact: true }).click()
  await page.getByRole('button', { name: `You look as ${name}` }).waitFor()
}

/** Whose rights cut what: those of the four users of the demo's world. */
export const peopleJourneys: readonly SharedJourney[] = [
  {
    name: 'looking as the auditor hides what the auditor may not see',
    run: async ({ page, open, reload }) => {
      await open('/')
      await findRow(page, forbidden).filter({ hasText: 'Healthy' }).waitFor()
      await lookAs(page, 'auditor')
      // The cluster's list of namespaces cannot be cut by RBAC, so its name stays; nothing inside it is told.
      await findRow(page, forbidden).filter({ hasText: 'Healthy' }).waitFor({ state: 'detached' })
      await findRow(page, 'bookinfo')
        .getByText(/Healthy/)
        .waitFor()
      await reload()
      await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
      await findRow(page, 'bookinfo')
        .getByText(/Healthy/)
        .waitFor()
      const closed = await findRow(page, forbidden).textContent()
      expect(closed).toMatch(/Not visible to you/)
      expect(closed).not.toMatch(/rps|Healthy/)
    },
  },
  {
    name: 'the editor of one namespace sees that one and learns of no other',
    run: async ({ page, open }) => {
      await open('/')
      await findRow(page, 'shop').waitFor()
      await lookAs(page, 'editor')
      await findRow(page, 'shop').waitFor({ state: 'detached' })
      await findRow(page, 'bookinfo')
        .getByText(/Healthy/)
        .waitFor()
      const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
      expect(await table.locator('tbody').getByRole('row').count()).toBe(1)
    },
  },
  ...['shop', `shop,${forbidden}`, forbidden].map(
    (asked): SharedJourney => ({
      name: `a graph of ${asked} tells the auditor no name of a workload that the auditor may not see`,
      run: async ({ page, open, mesh }) => {
        await open('/')
        await lookAs(page, 'auditor')
        const answer = await page.request.get(`${mesh.console.url}/api/v1/graph?namespaces=${asked}`)
        expect(await answer.text()).not.toMatch(/secret-plans|secret-vault/)
      },
    }),
  ),
  {
    name: 'somebody without any right is told what is missing, in words',
    run: async ({ page, open }) => {
      await open('/')
      await lookAs(page, 'nobody')
      await page.getByText('No namespace is visible to you').waitFor()
    },
  },
]
