import { expect } from 'vitest'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()
const forbidden = 'demo-forbidden'

journey('looking as the auditor hides what the auditor may not see', async ({ page, open }) => {
  await open('/')
  const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
  const row = (name: string) =>
    table.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  await row(forbidden).filter({ hasText: 'Healthy' }).waitFor()
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name: 'auditor', exact: true }).click()
  await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
  // The cluster's list of namespaces cannot be cut by RBAC, so its name stays; nothing inside it is told.
  await row(forbidden).filter({ hasText: 'Healthy' }).waitFor({ state: 'detached' })
  await row('bookinfo')
    .getByText(/Healthy/)
    .waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
  await row('bookinfo')
    .getByText(/Healthy/)
    .waitFor()
  const closed = table.getByRole('row').filter({ hasText: forbidden })
  expect(await closed.textContent()).toMatch(/Not visible to you/)
  expect(await closed.textContent()).not.toMatch(/rps|Healthy/)
})

for (const asked of ['shop', `shop,${forbidden}`, forbidden]) {
  journey(
    `a graph of ${asked} tells the auditor no name of a workload that the auditor may not see`,
    async ({ page, open, mesh }) => {
      await open('/')
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitemradio', { name: 'auditor', exact: true }).click()
      await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
      const answer = await page.request.get(`${mesh.console.url}/api/v1/graph?namespaces=${asked}`)
      expect(await answer.text()).not.toMatch(/secret-plans|secret-vault/)
    },
  )
}

journey('somebody without any right is told what is missing, in words', async ({ page, open }) => {
  await open('/')
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name: 'nobody', exact: true }).click()
  await page.getByRole('button', { name: 'You look as nobody' }).waitFor()
  await page.getByText('No namespace is visible to you').waitFor()
})
