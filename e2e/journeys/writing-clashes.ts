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
import type { Journey, SharedJourney } from '#e2e/support/journey.ts'

/** How the console changed an object since it made it last, the newest first: a journey may be run again. */
export async function listChanges({ page, mesh }: Journey, name: string): Promise<readonly string[]> {
  const query = new URLSearchParams({ namespace, kind: 'VirtualService', name, how: 'vardia' })
  const answer = await page.request.get(`${mesh.console.url}/api/v1/history?${query}`)
  const { items } = await answer.json()
  const changes: string[] = items.map(
    ({ action, outcome }: { action: string; outcome: string }) => `${action} ${outcome}`,
  )
  return changes.slice(0, changes.indexOf('create applied') + 1)
}

/** As somebody else writes it meanwhile. */
async function writeOver(journey: Journey, name: string, before: string, after: string): Promise<void> {
  const stored = await readStored(journey, name)
  const base = { resourceVersion: stored?.resourceVersion, yaml: before }
  expect(await apply(journey, { yaml: after, operation: 'update', base })).toBe(200)
}

/** Marked as a Kustomization of Flux marks what it applies. */
const markFlux = (text: string) =>
  text.replace(
    / {2}namespace: .*\n/,
    (line) =>
      `${line}  labels:\n    kustomize.toolkit.fluxcd.io/name: apps\n    kustomize.toolkit.fluxcd.io/namespace: flux-system\n`,
  )

export const clashJourneys: readonly SharedJourney[] = [
  {
    name: 'what somebody changed further is not taken back over them: the conflict is told, and leads to both versions',
    options: { expected: [/409/] },
    run: withObject('trial-clash', async (journey) => {
      const { page, open } = journey
      await open(`${pageOf('trial-clash')}?edit`)
      await replaceText(page, findText(page, 'trial-clash'), write('trial-clash', '7s'))
      await findSave(page).click()
      await findUndo(page).getByText('was saved').waitFor()
      await writeOver(journey, 'trial-clash', write('trial-clash', '7s'), write('trial-clash', '9s'))
      await findUndo(page).getByRole('button', { name: 'Undo' }).click()
      await findUndo(page).getByRole('alert').getByText('Not taken back.').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-clash'))).toBe('9s')
      await findUndo(page).getByRole('link', { name: 'Compare and restore' }).click()
      await page.waitForURL((url) => url.pathname.startsWith('/history/'))
      await page
        .getByText(/^Others changed the same since/)
        .first()
        .waitFor()
      expect(await listChanges(journey, 'trial-clash')).toEqual([
        'update applied',
        'update applied',
        'create applied',
      ])
    }),
  },
  {
    name: 'a change of what Flux keeps is offered as a patch for git, and asked for once more before it is saved',
    run: withObject('trial-flux', async (journey) => {
      const { page, open } = journey
      const kept = markFlux(write('trial-flux', '5s'))
      await writeOver(journey, 'trial-flux', write('trial-flux', '5s'), kept)
      await open(`${pageOf('trial-flux')}?edit`)
      const editor = findText(page, 'trial-flux')
      await page.getByText('Flux (flux-system/apps) keeps this object').waitFor()
      const take = page.getByRole('button', { name: 'Download patch' })
      await expect.poll(() => take.getAttribute('aria-disabled')).toBe('true')
      await replaceText(page, editor, kept.replace('timeout: 5s', 'timeout: 7s'))
      await expect.poll(() => take.getAttribute('aria-disabled')).not.toBe('true')
      const [download] = await Promise.all([page.waitForEvent('download'), take.click()])
      const patch = await readAll(await download.createReadStream())
      expect(patch).toMatch(/^-.*timeout: 5s$/m)
      expect(patch).toMatch(/^\+.*timeout: 7s$/m)
      await findSave(page).click()
      await page.getByText('Nothing has been saved yet.').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-flux'))).toBe('5s')
      await page.getByRole('button', { name: 'Save it all the same' }).click()
      await findUndo(page).getByText('was saved').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-flux'))).toBe('7s')
    }),
  },
  {
    name: 'a write whose answer is lost is told as such, and saving once more writes nothing twice',
    options: { expected: [/ERR_FAILED/, /409/] },
    run: withObject('trial-lost', async (journey) => {
      const { page, open } = journey
      await open(`${pageOf('trial-lost')}?edit`)
      await replaceText(page, findText(page, 'trial-lost'), write('trial-lost', '12s'))
      await findPreview(page).getByText('OK').first().waitFor()
      await page.route(
        '**/api/v1/config/apply',
        async (route) => {
          await route.fetch()
          await route.abort()
        },
        { times: 1 },
      )
      await findSave(page).click()
      await page.getByText('The answer was lost on its way').waitFor()
      expect(readTimeout(await readStored(journey, 'trial-lost'))).toBe('12s')
      await findSave(page).click()
      await page.getByText(/^Draft from/).waitFor({ state: 'detached' })
      expect(await listChanges(journey, 'trial-lost')).toEqual(['update applied', 'create applied'])
    }),
  },
]

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
