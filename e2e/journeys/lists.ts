import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

const lists = [
  { path: '/namespaces', title: 'Namespaces', row: 'bookinfo' },
  { path: '/applications', title: 'Applications', row: 'reviews' },
  { path: '/workloads', title: 'Workloads', row: 'reviews-v1' },
  { path: '/services', title: 'Services', row: 'reviews' },
] as const

const findTable = (page: Page, title: string) => page.getByRole('table', { name: title, exact: true })
const findRow = (page: Page, title: string, name: string) =>
  findTable(page, title)
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name, exact: true }) })
const findFilter = (page: Page) => page.getByRole('combobox', { name: 'Filter the list' })
const readFocused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '')

/** The lists of Bookinfo and the shop, whichever servers tell of them. */
export const listJourneys: readonly SharedJourney[] = [
  ...lists.map(
    ({ path, title, row }): SharedJourney => ({
      name: `${path} lists health, requests and errors of each, and is reached by the navigation`,
      run: async ({ page, open }) => {
        await open('/?ns=bookinfo')
        await page.getByRole('navigation').getByRole('link', { name: title, exact: true }).click()
        await page.waitForURL((url) => url.pathname === path)
        const found = findRow(page, title, row)
        await found.waitFor()
        await found.getByText(/rps|no traffic/).waitFor()
        await expect.poll(() => found.textContent()).toMatch(/Healthy|Degraded|Failing|Idle|Not ready/)
      },
    }),
  ),
  {
    name: 'a filter is written with completion, narrows the rows, stands in the link and goes token by token',
    run: async ({ page, open, reload }) => {
      await open('/workloads?ns=bookinfo,shop')
      await findRow(page, 'Workloads', 'details-v1').waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('names')
      await page.getByRole('option', { name: /^namespace:/ }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByRole('option', { name: /^namespace:bookinfo/ }).click()
      await findRow(page, 'Workloads', 'frontend-v1').waitFor({ state: 'detached' })
      await page.keyboard.type('reviews')
      await findRow(page, 'Workloads', 'details-v1').waitFor({ state: 'detached' })
      await findRow(page, 'Workloads', 'reviews-v2').waitFor()
      await page.waitForURL(/filter=namespace:bookinfo\+reviews/)
      await reload()
      await findRow(page, 'Workloads', 'reviews-v2').waitFor()
      await expect.poll(() => findFilter(page).inputValue()).toBe('reviews')
      expect(await findRow(page, 'Workloads', 'details-v1').count()).toBe(0)
      await page.getByRole('button', { name: 'Remove namespace:bookinfo' }).click()
      await findFilter(page).fill('nobody-is-called-this')
      await page.getByText('Nothing fits the filter').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await findRow(page, 'Workloads', 'details-v1').waitFor()
    },
  },
  {
    name: 'a verdict opens its reasons, and a line of a row shows what came before its number',
    run: async ({ page, open }) => {
      await open('/services?ns=shop&filter=-health:healthy+-health:idle')
      const why = page.getByRole('button', { name: /^Health of .*Why\?$/ }).first()
      await why.waitFor()
      await findTable(page, 'Services')
        .getByRole('img', { name: /rps with .* errors; the line shows the last/ })
        .first()
        .waitFor()
      await why.click()
      await page.getByRole('dialog').getByRole('listitem').first().waitFor()
      await page.keyboard.press('Escape')
    },
  },
  {
    name: 'a column sorts by numbers, the largest first, and the link keeps it',
    run: async ({ page, open }) => {
      await open('/workloads?ns=bookinfo')
      const table = findTable(page, 'Workloads')
      await findRow(page, 'Workloads', 'reviews-v1').waitFor()
      const header = table.getByRole('columnheader', { name: 'Requests' })
      await header.getByRole('button').click()
      await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending')
      await page.waitForURL(/sort=-traffic/)
      const readRates = async () =>
        (await table.locator('tbody').getByText(/ rps$/).allInnerTexts()).map((text) =>
          Number(/([\d.]+) rps/.exec(text)?.[1]),
        )
      // Traffic comes a moment after the rows, and the rows move to where it puts them.
      await expect
        .poll(async () => {
          const rates = await readRates()
          return rates.length > 2 && rates.every((rate, at) => at === 0 || rate <= (rates[at - 1] ?? 0))
        })
        .toBe(true)
    },
  },
  {
    name: 'j and k walk the rows, each a link to its object',
    run: async ({ page, open }) => {
      await open('/workloads?ns=bookinfo&sort=name')
      await findRow(page, 'Workloads', 'details-v1').waitFor()
      await page.keyboard.press('j')
      const first = await readFocused(page)
      await page.keyboard.press('j')
      await expect.poll(() => readFocused(page)).not.toBe(first)
      await page.keyboard.press('k')
      await expect.poll(() => readFocused(page)).toBe(first)
      const address = await page.evaluate(() => document.activeElement?.getAttribute('href'))
      expect(address).toMatch(/\/workloads\/bookinfo\/details-v1\?.*kind=Deployment/)
    },
  },
  {
    name: 'columns are chosen and remembered',
    run: async ({ page, open, reload }) => {
      await open('/workloads?ns=bookinfo')
      await findRow(page, 'Workloads', 'details-v1').waitFor()
      const column = findTable(page, 'Workloads').getByRole('columnheader', { name: 'Service account' })
      expect(await column.count()).toBe(0)
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('checkbox', { name: 'Service account' }).click()
      await column.waitFor()
      await page.keyboard.press('Escape')
      await reload()
      await column.waitFor()
    },
  },
  {
    name: 'the rows that fit are saved as CSV and as JSON',
    run: async ({ page, open }) => {
      await open('/workloads?ns=bookinfo,shop&filter=namespace:bookinfo')
      await findRow(page, 'Workloads', 'details-v1').waitFor()
      const save = async (form: RegExp) => {
        await page.getByRole('button', { name: 'Save the list' }).click()
        const saving = page.waitForEvent('download')
        await page.getByRole('menuitem', { name: form }).click()
        const download = await saving
        return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
      }
      const csv = await save(/as CSV/)
      expect(csv.name).toMatch(/^vardia-workloads-\d{8}T\d{6}Z\.csv$/)
      expect(csv.text).toMatch(/^name,namespace,health,traffic,/)
      expect(csv.text).toMatch(/\r\ndetails-v1,bookinfo,/)
      expect(csv.text).not.toMatch(/,shop,/)
      const json: { items: { namespace: string }[] } = JSON.parse((await save(/as JSON/)).text)
      expect(new Set(json.items.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    },
  },
  {
    name: 'the editor of one namespace is listed nothing of another, not in counts, completion or search',
    run: async ({ page, open }) => {
      await open('/workloads?ns=*')
      await findRow(page, 'Workloads', 'frontend-v1').waitFor()
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitemradio', { name: 'editor', exact: true }).click()
      await page.getByRole('button', { name: 'You look as editor' }).waitFor()
      await findRow(page, 'Workloads', 'frontend-v1').waitFor({ state: 'detached' })
      await findRow(page, 'Workloads', 'details-v1').waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('namespace:')
      await page.getByRole('option', { name: /^namespace:bookinfo/ }).waitFor()
      expect(await page.getByRole('listbox').getByRole('option').count()).toBe(1)
      await page.keyboard.press('Escape')
      await page.keyboard.press('ControlOrMeta+k')
      const search = page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox')
      await search.fill('bookinfo')
      await page.getByRole('option', { name: 'Show only bookinfo' }).waitFor()
      await search.fill('shop')
      await page.getByText('Nothing is called like this').waitFor()
    },
  },
]
