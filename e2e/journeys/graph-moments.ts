import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findCanvas, readPositions } from '#e2e/support/graph.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** Moments of the graph, and what of it can be taken along, whichever servers tell of it. */
export const graphMomentJourneys: readonly SharedJourney[] = [
  {
    name: 'a past moment is told all the time, and one press leads back to now',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.getByRole('button', { name: 'Time', exact: true }).click()
      await page.getByLabel('Go back…').selectOption('60')
      await page.waitForURL(/[?&]at=/)
      const strip = page.getByRole('region', { name: 'Moment of the graph' })
      await strip.getByText('The past').waitFor()
      await findCanvas(page).waitFor()
      await strip.getByRole('button', { name: 'Back to now' }).click()
      await strip.getByText('Now, live').waitFor()
      await page.waitForURL((url) => !url.searchParams.has('at'))
    },
  },
  {
    name: 'a replay steps by keys, moves no node, and its link shows the same frame',
    run: async ({ page, open, reload }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.getByRole('button', { name: 'Time', exact: true }).click()
      await page.getByLabel('Replay…').selectOption('60')
      await page.getByText('1 of 7 in 1 min').waitFor()
      await expect.poll(async () => Object.keys(await readPositions(page)).length).toBeGreaterThan(5)
      await page.getByText('Laying out').waitFor({ state: 'detached' })
      const before = await readPositions(page)
      await page.getByRole('button', { name: 'Next frame' }).press('Enter')
      await page.getByText('2 of 7 in 1 min').waitFor()
      await page.getByRole('main').focus()
      await page.keyboard.press('.')
      await page.getByText('3 of 7 in 1 min').waitFor()
      await findCanvas(page).waitFor()
      const after = await readPositions(page)
      for (const id of Object.keys(before)) if (id in after) expect(after[id]).toEqual(before[id])
      await reload()
      await page.getByText('3 of 7 in 1 min').waitFor()
      await page.getByLabel('Speed').selectOption('1')
      await page.keyboard.press(';')
      await page.getByText('7 of 7 in 1 min').waitFor()
    },
  },
  {
    name: 'a comparison with another namespace is listed in the panel and in the table',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.getByRole('button', { name: 'Time', exact: true }).click()
      await page.getByLabel('Compare', { exact: true }).selectOption('ns:shop')
      await page.waitForURL(/basens=shop/)
      const details = page.getByRole('complementary', { name: 'Details' })
      await details.getByRole('heading', { name: 'Compared' }).waitFor()
      await details
        .getByRole('button', { name: /vanished/ })
        .first()
        .waitFor()
      await details.getByText('What counts as a change').waitFor()
      await page.getByRole('group', { name: 'Show as' }).getByText('Table').click()
      await page
        .getByRole('group', { name: 'Rows' })
        .getByText(/^\d+ changes$/)
        .click()
      await page
        .getByRole('row')
        .filter({ hasText: /vanished|appeared|failing/ })
        .first()
        .click()
      await details.getByText('Measure').waitFor()
    },
  },
  {
    name: 'a snapshot is opened as what it is, and one that was changed is refused',
    run: async ({ page, open, reload }) => {
      await open('/graph?ns=bookinfo&view=app')
      await findCanvas(page).waitFor()
      const saving = page.waitForEvent('download')
      await choose(page, 'Save a snapshot file')
      const file = join(tmpdir(), `vardia-e2e-${process.pid}.vardia.json`)
      await (await saving).saveAs(file)
      const changed = `${file}.changed`
      await writeFile(changed, (await readFile(file, 'utf8')).replaceAll('productpage', 'otherpage'))

      await open('/graph?ns=shop')
      await openFile(page, changed)
      await page
        .getByText(/was changed after it was saved/)
        .first()
        .waitFor()
      await page.waitForURL((url) => !url.searchParams.has('snapshot'))

      await openFile(page, file)
      await page.getByRole('region', { name: 'Snapshot, not live.' }).waitFor()
      await findCanvas(page).waitFor()
      expect(await page.getByLabel('View', { exact: true }).inputValue()).toBe('app')
      await reload()
      await page.getByText('This link shows a snapshot file').waitFor()
      await page.getByRole('button', { name: 'Back to the live graph' }).click()
      await findCanvas(page).waitFor()
    },
  },
  {
    name: 'the picture and the data of the graph are files',
    run: async ({ page, open }) => {
      await open('/graph?ns=bookinfo')
      await findCanvas(page).waitFor()
      await page.getByText('Laying out').waitFor({ state: 'detached' })
      for (const [act, begins] of [
        ['Picture as SVG', '<svg'],
        ['Picture as PNG', '\u0089PNG'],
        ['Graph as DOT (Graphviz)', 'digraph'],
        ['Edges as CSV', 'id,source_namespace'],
        ['Answer as JSON', '{'],
      ] as const) {
        const saving = page.waitForEvent('download')
        await choose(page, act)
        const bytes = await readFile(await (await saving).path())
        expect(bytes.toString('latin1').slice(0, begins.length)).toBe(begins)
        if (act === 'Picture as SVG') expect(bytes.toString('utf8')).toContain('productpage')
      }
    },
  },
]

async function choose(page: Page, act: string): Promise<void> {
  await page.getByRole('button', { name: 'Take along' }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

async function openFile(page: Page, file: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await choose(page, 'Open a snapshot file…')
  await (await choosing).setFiles(file)
}
