import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

async function lookAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name, exact: true }).click()
  await page.getByRole('button', { name: `You look as ${name}` }).waitFor()
}

/** Who did what, and what an auditor asks for. */
const sayBoth = (words: string) => [words, words] as const

export const auditJourneys: readonly SharedJourney[] = [
  {
    name: 'the audit trail tells who read a log, opens the row, and says that the chain holds',
    run: async ({ page, open, mesh }) => {
      await open('/')
      const { url } = mesh.console
      const read = await page.request.get(`${url}/api/v1/logs?namespace=bookinfo&workload=ratings-v1`)
      expect(read.status()).toBe(200)
      await open('/audit?act=read&place=bookinfo&who=admin')
      const row = page
        .getByRole('table', { name: 'Audit trail' })
        .getByRole('row', { name: /logs ratings-v1/ })
      await row.first().getByRole('button').click()
      const facts = page.getByRole('complementary', { name: /^Row \d+$/ })
      await facts.getByText('logs', { exact: true }).waitFor()
      await facts.getByText(/^[0-9a-f]{64}$/).waitFor()
      await page
        .getByRole('status', { name: 'The chain of rows' })
        .getByText(/^Verified up to row/)
        .waitFor()
      await page.getByRole('combobox', { name: 'Outcome' }).selectOption('refused')
      await page.waitForURL(/outcome=refused/)
      await row.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'the audit trail tells the auditor what was refused, and nothing of a namespace that is closed',
    run: async ({ page, open, mesh }) => {
      await open('/')
      const { url } = mesh.console
      const ask = (path: string) => page.request.get(`${url}/api/v1/${path}`)
      expect((await ask('logs?namespace=demo-forbidden&workload=secret-plans-v1')).status()).toBe(200)
      await lookAs(page, 'auditor')
      const write = await page.request.post(`${url}/api/v1/history/undo`, {
        data: { id: 'none' },
        headers: { origin: new URL(url).origin },
      })
      expect(write.status()).toBe(403)
      await open('/audit?act=refusal')
      const table = page.getByRole('table', { name: 'Audit trail' })
      await table
        .getByRole('row', { name: /auditor.*history-undo.*Refused/ })
        .first()
        .waitFor()
      const told = await (await ask('audit?limit=1000')).text()
      expect(told).toContain('history-undo')
      expect(told).not.toContain('secret-plans')
    },
    // What is refused is an error to the browser's console.
    options: { expected: [/403/] },
  },
  {
    name: 'the audit trail and the report say to an editor that they are for auditors',
    run: async ({ page, open }) => {
      await open('/')
      await lookAs(page, 'editor')
      for (const path of ['/audit', '/audit/report']) {
        await open(path)
        await page.getByRole('alert').getByText('The audit trail is for auditors').waitFor()
      }
    },
    options: { expected: [/403/] },
  },
  {
    name: "the auditor's report has a figure for each part, each with the way to its proof, and prints alone",
    run: async ({ page, open }) => {
      await open('/audit/report?period=86400')
      for (const name of ['Encryption', 'Open workloads', 'Exceptions', 'Sign-ins in the period'])
        await page.getByRole('region', { name, exact: true }).waitFor()
      await page.emulateMedia({ media: 'print' })
      await page.getByRole('navigation').waitFor({ state: 'hidden' })
      await page.getByRole('region', { name: 'Refusals in the period', exact: true }).waitFor()
      await page.emulateMedia({ media: 'screen' })
      await page
        .getByRole('link', { name: /^[\d,]+ of [\d,]+$/ })
        .first()
        .click()
      await page.waitForURL(/\/security\/mtls/)
    },
  },
  {
    name: "each figure of the auditor's report leads to the page that shows the same one, whatever namespaces are chosen",
    run: async ({ page, open }) => {
      const report = '/audit/report?period=86400&ns=shop'
      /** What the page of each says behind its figure, at one and at more. */
      const proofs: Readonly<Record<string, readonly [one: string, more: string]>> = {
        'Workloads that take mutual TLS alone': sayBoth('workloads with a proxy take mutual TLS alone'),
        'Workloads open to anybody': sayBoth('workloads may be called by anybody'),
        Changes: ['change', 'changes'],
        'Sign-ins': ['row', 'rows'],
        Refusals: ['row', 'rows'],
      }
      for (const [name, [one, more]] of Object.entries(proofs)) {
        await open(report)
        const link = page.locator('dl > div').filter({ hasText: name }).getByRole('link')
        const figure = (await link.textContent()) ?? ''
        await link.click()
        await page.waitForURL((url) => url.pathname !== '/audit/report')
        await page
          .locator('#main')
          .getByText(new RegExp(`^${figure} ${figure === '1' ? one : more}\\b`))
          .first()
          .waitFor()
      }
      await open(report)
      const link = page.locator('dl > div').filter({ hasText: 'Exceptions' }).getByRole('link')
      const figure = Number(await link.textContent())
      await link.click()
      await page.waitForURL(/#exceptions$/)
      const rows = page.getByRole('region', { name: 'Exceptions', exact: true }).locator('tbody tr')
      expect(await rows.count()).toBe(figure)
    },
  },
]
