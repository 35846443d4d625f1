import { expect } from 'vitest'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()
const forbidden = 'demo-forbidden'

journey('looking as the auditor hides what the auditor may not see', async ({ page, open }) => {
  await open('/')
  const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
  await table.getByRole('link', { name: forbidden, exact: true }).waitFor()
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name: 'auditor', exact: true }).click()
  await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
  await table.getByRole('link', { name: forbidden, exact: true }).waitFor({ state: 'detached' })
  await table.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
  await table.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
  expect(await page.getByText(forbidden).count()).toBe(0)
})

journey(
  'an auditor who asks the API for a forbidden namespace learns nothing of it',
  async ({ page, open, mesh }) => {
    await open('/')
    await page.getByRole('button', { name: 'You look as admin' }).click()
    await page.getByRole('menuitemradio', { name: 'auditor', exact: true }).click()
    await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
    const answer = await page.request.get(`${mesh.console.url}/api/v1/graph?namespaces=shop,${forbidden}`)
    const text = await answer.text()
    expect(answer.status()).toBe(200)
    expect(text).not.toMatch(/secret-plans|secret-vault/)
  },
)

journey('somebody without any right is told what is missing, in words', async ({ page, open }) => {
  await open('/')
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name: 'nobody', exact: true }).click()
  await page.getByRole('button', { name: 'You look as nobody' }).waitFor()
  await page.getByText('No namespace is visible to you').waitFor()
})
