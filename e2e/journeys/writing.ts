import { expect } from 'vitest'
import {
  apply,
  findPreview,
  findSave,
  findText,
  findUndo,
  namespace,
  pageOf,
  readStored,
  readTimeout,
  replaceText,
  withObject,
  write,
} from '#e2e/journeys/own-object.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** What is broken, and the line that must be blamed. */
const breaks: readonly (readonly [what: string, break_: (text: string) => string, line: number])[] = [
  ['a tab for its indentation', (text) => text.replace('  hosts:', '\thosts:'), 7],
  ['a key twice', (text) => text.replace('  http:', '  hosts: []\n  http:'), 9],
  ['a field that the kind does not have', (text) => text.replace('timeout:', 'timout:'), 14],
  ['text where a number belongs', (text) => text.replace('attempts: 2', 'attempts: two'), 16],
  ['no length of time', (text) => text.replace('timeout: 5s', 'timeout: soon'), 14],
  ['fewer retries than none', (text) => text.replace('attempts: 2', 'attempts: -1'), 16],
  ['a host that nobody has', (text) => text.replace('host: reviews', 'host: revues'), 12],
  ['a subset that no rule defines', (text) => text.replace('subset: v1', 'subset: v9'), 13],
  [
    'a gateway that is not there',
    (text) => text.replace('  http:', '  gateways:\n    - no-such-gateway\n  http:'),
    10,
  ],
  ['the name of another object', (text) => text.replace(/name: .*/, 'name: somebody-else'), 4],
]

export const writingJourneys: readonly SharedJourney[] = [
  {
    name: 'a VirtualService that is broken in any of ten ways is stopped at its line, before it is saved',
    run: withObject('trial-breaks', async (journey) => {
      const { page, open } = journey
      const text = write('trial-breaks', '5s')
      await open(`${pageOf('trial-breaks')}?edit`)
      const editor = findText(page, 'trial-breaks')
      await editor.waitFor()
      for (const [what, spoil, line] of breaks) {
        await replaceText(page, editor, spoil(text))
        const blame = findPreview(page).getByRole('button', { name: `Line ${line}`, exact: true })
        await blame.first().waitFor()
        // It is disabled as long as the preview's faults are those of this very text.
        await expect.poll(() => findSave(page).getAttribute('aria-disabled'), { message: what }).toBe('true')
      }
      expect(readTimeout(await readStored(journey, 'trial-breaks'))).toBe('5s')
    }),
  },
  {
    name: 'a change is saved with its reason, taken back on the spot, and both stand in the history of the object',
    run: withObject('trial-undo', async (journey) => {
      const { page, open, reload } = journey
      await open(`${pageOf('trial-undo')}?edit`)
      const editor = findText(page, 'trial-undo')
      await replaceText(page, editor, write('trial-undo', '7s'))
      await page.getByLabel('Why (kept in the history)').fill('Slow backends need longer')
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-undo'))).toBe('7s')
      await page.getByText(/^Draft from/).waitFor({ state: 'detached' })
      await reload()
      await findUndo(page).getByRole('button', { name: 'Undo' }).click()
      await findUndo(page).getByText('is as it was').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-undo'))).toBe('5s')
      await open(`${pageOf('trial-undo')}?tab=history`)
      await page.getByText('Slow backends need longer').first().waitFor()
      await page.getByText('takes another change back').waitFor()
    }),
  },
  {
    name: 'an older version is compared and restored through the same preview',
    run: withObject('trial-restore', async (journey) => {
      const { page, open } = journey
      const stored = await readStored(journey, 'trial-restore')
      const base = { resourceVersion: stored?.resourceVersion, yaml: write('trial-restore', '5s') }
      const change = { yaml: write('trial-restore', '9s'), operation: 'update', base, reason: 'A try' }
      expect(await apply(journey, change)).toBe(200)
      await open(`/history?ns=${namespace}&name=trial-restore&kind=VirtualService`)
      await page.getByText('A try').waitFor()
      await page
        .getByRole('link', { name: /^Compare trial-restore/ })
        .first()
        .click()
      await page.waitForURL((url) => url.pathname.startsWith('/history/'))
      await page.getByRole('textbox', { name: 'As it is' }).getByText('5s').waitFor()
      await page.getByRole('button', { name: 'Restore what was before' }).click()
      await page.waitForURL((url) => url.pathname === pageOf('trial-restore') && url.searchParams.has('edit'))
      await findText(page, 'trial-restore').getByText('5s').waitFor()
      await findPreview(page).getByText('OK').first().waitFor()
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-restore'))).toBe('5s')
    }),
  },
  {
    name: 'two people who edit one object lose nothing: what both changed is decided, all else is kept',
    options: { expected: [/409/] },
    run: withObject('trial-two', async (journey) => {
      const { page, open } = journey
      await open(`${pageOf('trial-two')}?edit`)
      const editor = findText(page, 'trial-two')
      await editor.waitFor()
      const mine = write('trial-two', '6s').replace('subset: v1', 'subset: v2')
      await replaceText(page, editor, mine)
      const stored = await readStored(journey, 'trial-two')
      const base = { resourceVersion: stored?.resourceVersion, yaml: write('trial-two', '5s') }
      const theirs = write('trial-two', '8s').replace('attempts: 2', 'attempts: 4')
      expect(await apply(journey, { yaml: theirs, operation: 'update', base })).toBe(200)
      await findSave(page).click()
      await page.getByText('It was changed by somebody else meanwhile').waitFor()
      const goOn = page.getByRole('button', { name: 'Go on with this text' })
      await expect.poll(() => goOn.getAttribute('aria-disabled')).toBe('true')
      await page.getByRole('button', { name: 'Keep yours' }).click()
      await goOn.click()
      await findText(page, 'trial-two').getByText('6s').waitFor()
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      const merged = JSON.stringify((await readStored(journey, 'trial-two'))?.manifest.spec)
      // Both have theirs: the subset of one, the attempts of the other, and the timeout that was decided.
      expect(merged).toContain('"subset":"v2"')
      expect(merged).toContain('"attempts":4')
      expect(merged).toContain('"timeout":"6s"')
    }),
  },
  {
    name: 'a session that ends while somebody writes takes no text',
    run: withObject('trial-session', async (journey) => {
      const { page, open, reload } = journey
      await open(`${pageOf('trial-session')}?edit`)
      await replaceText(page, findText(page, 'trial-session'), write('trial-session', '11s'))
      await page.getByText(/^Draft from/).waitFor()
      await page.context().clearCookies()
      await reload()
      await findText(page, 'trial-session').getByText('11s').waitFor()
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-session'))).toBe('11s')
    }),
  },
  {
    name: 'an object is written anew, and deleted after it was told who names it; the deletion is taken back',
    // Whatever still asks for an object that is gone is told so.
    options: { expected: [/404/] },
    run: withObject('trial-new', async (journey) => {
      const { page, open } = journey
      const stored = await readStored(journey, 'trial-new')
      const base = { resourceVersion: stored?.resourceVersion }
      expect(await apply(journey, { yaml: write('trial-new', '5s'), operation: 'remove', base })).toBe(200)
      await open(`/config/new?ns=${namespace}&kind=VirtualService`)
      const editor = page.getByRole('textbox', { name: 'YAML of VirtualService to be named' })
      await replaceText(page, editor, write('trial-new', '5s'))
      await findPreview(page).getByText('OK').first().waitFor()
      await findSave(page).click()
      await page.waitForURL((url) => url.pathname === pageOf('trial-new'))
      await findUndo(page).getByText('was created').waitFor()
      await page.getByRole('link', { name: 'Delete' }).click()
      await page.getByText('Nothing names it.').waitFor()
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('button', { name: 'Delete it now' }).click()
      await findUndo(page).getByText('was deleted').waitFor()
      expect(await readStored(journey, 'trial-new')).toBeUndefined()
      await findUndo(page).getByRole('button', { name: 'Undo' }).click()
      await findUndo(page).getByText('is there again').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-new'))).toBe('5s')
    }),
  },
  {
    name: 'the auditor is refused every write: by button, by address and by the API',
    run: async (journey) => {
      const { page, open, mesh } = journey
      await open('/config?ns=bookinfo')
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitemradio', { name: 'auditor', exact: true }).click()
      await page.getByRole('button', { name: 'You look as auditor' }).waitFor()
      await page.getByRole('button', { name: 'New object' }).waitFor()
      await open(pageOf('reviews'))
      for (const name of ['Edit', 'Delete']) {
        const button = page.getByRole('button', { name, exact: true })
        await button.waitFor()
        await expect.poll(() => button.getAttribute('aria-disabled'), { message: name }).toBe('true')
      }
      await open(`${pageOf('reviews')}?edit`)
      await findText(page, 'reviews').waitFor()
      await expect.poll(() => findSave(page).getAttribute('aria-disabled')).toBe('true')
      await open(`${pageOf('reviews')}?remove`)
      const remove = page.getByRole('button', { name: 'Delete', exact: true })
      await remove.first().waitFor()
      await expect.poll(() => remove.first().getAttribute('aria-disabled')).toBe('true')
      const before = await readStored(journey, 'reviews')
      const calls = [
        [
          'config/apply',
          { yaml: write('reviews', '1s'), operation: 'update', base: { resourceVersion: '1' } },
        ],
        ['config/apply', { yaml: write('trial-auditor', '1s'), operation: 'create' }],
        [
          'config/apply',
          { yaml: write('reviews', '1s'), operation: 'remove', base: { resourceVersion: '1' } },
        ],
        [
          'labels',
          { objects: [{ kind: 'Namespace', name: namespace }], labels: { 'istio-injection': null } },
        ],
        ['history/undo', { id: '1' }],
      ] as const
      for (const [path, data] of calls) {
        const answer = await page.request.post(`${mesh.console.url}/api/v1/${path}`, { data })
        expect(answer.status(), path).toBe(403)
      }
      expect(await readStored(journey, 'reviews')).toEqual(before)
    },
  },
  {
    name: 'a change stands on the line of a replay that holds its moment, and leads to what was changed',
    run: withObject('trial-mark', async ({ page, open }) => {
      const start = new Date(Date.now() - 40_000).toISOString()
      await open(`/graph?ns=bookinfo&range=1m&refresh=manual&at=${start}&replay=${start}/60`)
      const strip = page.getByRole('region', { name: 'Moment of the graph' })
      await strip.getByText(/change.* of configuration in this time/).waitFor()
      await strip.getByRole('link', { name: 'VirtualService trial-mark' }).first().click()
      await page
        .getByRole('heading', { name: /trial-mark/ })
        .first()
        .waitFor()
    }),
  },
]
