import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

const reviews = '/config/bookinfo/VirtualService/reviews'

const findRow = (page: Page, name: string, kind: string) =>
  page
    .getByRole('table', { name: 'Istio config', exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) })
    .filter({ hasText: kind })

const findText = (page: Page) => page.getByRole('textbox', { name: 'YAML of VirtualService reviews' })
const findPreview = (page: Page) => page.getByRole('region', { name: /^What (saving|deleting) would mean$/ })

/** Opens the editor and writes at the end of the text. */
async function writeAtEnd(page: Page, text: string): Promise<void> {
  await findText(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}

async function lookAs(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'You look as admin' }).click()
  await page.getByRole('menuitemradio', { name, exact: true }).click()
  await page.getByRole('button', { name: `You look as ${name}` }).waitFor()
}

/** The configuration of Bookinfo, whichever servers hold it. */
export const configJourneys: readonly SharedJourney[] = [
  {
    name: 'configuration is listed with its validity, and leads to the page of each object and to what it names',
    run: async ({ page, open }) => {
      await open('/?ns=bookinfo')
      await page.getByRole('navigation').getByRole('link', { name: 'Istio config' }).click()
      await page.waitForURL((url) => url.pathname === '/config')
      const row = findRow(page, 'reviews', 'VirtualService')
      await row.getByText('Valid', { exact: true }).waitFor()
      await row.getByRole('link', { name: 'reviews' }).click()
      await page.waitForURL((url) => url.pathname === reviews)
      const names = page.getByRole('region', { name: 'What it names' })
      await names.getByText('spec.http[0].route[0].destination.host').waitFor()
      await names.getByRole('link', { name: /reviews/ }).click()
      await page.waitForURL((url) => url.pathname === '/services/bookinfo/reviews')
    },
  },
  {
    name: 'a filter of configuration stands in the link, and what fits is saved as YAML that can be applied',
    run: async ({ page, open }) => {
      await open('/config?ns=bookinfo&filter=kind:VirtualService+validity:valid+reviews')
      await findRow(page, 'reviews', 'VirtualService').waitFor()
      expect(await findRow(page, 'reviews', 'DestinationRule').count()).toBe(0)
      await page.getByRole('button', { name: 'Save the list' }).click()
      const saving = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: /as YAML/ }).click()
      const text = await readFile(await (await saving).path(), 'utf8')
      expect(text).toMatch(
        /^apiVersion: networking\.istio\.io\/v1\nkind: VirtualService\nmetadata:\n {2}name: reviews\n/,
      )
      expect(text).not.toMatch(/resourceVersion|uid:|managedFields|last-applied|^status:/m)
    },
  },
  {
    name: 'a field that the kind does not have is told at its line as one types, and leads there',
    run: async ({ page, open }) => {
      await open(`${reviews}?edit`)
      await findText(page).waitFor()
      await findPreview(page).getByText('OK').first().waitFor()
      await writeAtEnd(page, '  hots: x')
      await findPreview(page).getByText('Error').first().waitFor()
      const line = findPreview(page)
        .getByRole('button', { name: /^Line \d+$/ })
        .first()
      await line.click()
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''))
        .toMatch(/^YAML of/)
      await page.locator('.cm-lintRange-error').first().waitFor()
    },
  },
  {
    name: 'a draft survives a reload, shows what it changes, and is discarded at a word',
    run: async ({ page, open, reload }) => {
      await open(`${reviews}?edit`)
      await writeAtEnd(page, '# a word of mine')
      await page.getByText(/^Draft from/).waitFor()
      await reload()
      await findText(page).getByText('# a word of mine').waitFor()
      await page.getByRole('button', { name: 'Show changes' }).click()
      await page.getByRole('textbox', { name: 'As it would be' }).getByText('# a word of mine').waitFor()
      await page.getByRole('button', { name: 'Show text' }).click()
      await page.getByRole('button', { name: 'Discard it' }).click()
      await page.getByText('# a word of mine').waitFor({ state: 'detached' })
      expect(await page.getByText(/^Draft from/).count()).toBe(0)
    },
  },
  {
    name: "fields are completed from the cluster's own schema, each field is explained, and Escape then Tab leaves",
    run: async ({ page, open }) => {
      await open(`${reviews}?edit`)
      await findText(page).waitFor()
      await page.getByRole('region', { name: 'Help of the field' }).getByText('apiVersion').waitFor()
      await writeAtEnd(page, '  expo')
      await page.keyboard.press('Control+Space')
      // Keys that come right behind the list are for the text: CodeMirror lets it rest for a moment.
      await page.getByRole('option', { name: /^exportTo/ }).click()
      await findText(page).getByText('exportTo').waitFor()
      await page.getByRole('region', { name: 'Help of the field' }).getByText('spec.exportTo').waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Tab')
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.closest('.cm-editor') === null))
        .toBe(true)
    },
  },
  {
    name: 'the auditor reads configuration and is offered no change, by link or by address',
    run: async ({ page, open }) => {
      await open('/config?ns=bookinfo')
      await findRow(page, 'reviews', 'VirtualService').waitFor()
      await lookAs(page, 'auditor')
      await findRow(page, 'reviews', 'VirtualService').waitFor()
      await open(reviews)
      await page.getByText('What names it').waitFor()
      await page.getByRole('button', { name: 'Edit' }).waitFor()
      expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0)
      await open(`${reviews}?edit`)
      await page
        .getByRole('region', { name: 'Editor of reviews' })
        .getByText(/lack the right to patch VirtualService in bookinfo/)
        .waitFor()
      await findText(page).click()
      await page.keyboard.type('x')
      expect(await page.getByText(/^Draft from/).count()).toBe(0)
    },
  },
  {
    name: 'the editor of one namespace is listed no configuration of another',
    run: async ({ page, open }) => {
      await open('/config?ns=*')
      await findRow(page, 'reviews', 'VirtualService').waitFor()
      await lookAs(page, 'editor')
      const table = page.getByRole('table', { name: 'Istio config', exact: true })
      await table.getByText('istio-system').first().waitFor({ state: 'detached' })
      await findRow(page, 'reviews', 'VirtualService').waitFor()
      const answer = await page.request.get(new URL('/api/v1/config', page.url()).href)
      const { items }: { items: { namespace: string }[] } = await answer.json()
      expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    },
  },
]
