import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { checkLooks } from '#e2e/journeys/looks.ts'
import {
  findSave,
  findText,
  pageOf,
  readStored,
  readTimeout,
  replaceText,
  withObject,
  write,
} from '#e2e/journeys/own-object.ts'
import { type DefineJourney, journeysOver } from '#e2e/support/journey.ts'
import { type RunningMesh, startMesh } from '#e2e/support/start-console.ts'
import {
  hasPostgresql,
  startPostgresql,
  type TestPostgresql,
} from '#server/adapters/database/postgresql.test-support.ts'

/** What is refused is an error to the browser's console. */
const expected = [/503/]

/** Takes the store of the audit trail away from under the page, and gives it back. */
function walkWithout(
  journey: DefineJourney<RunningMesh>,
  name: string,
  store: { take(): unknown; give(): unknown },
) {
  journey(
    `without the ${name} of the audit trail writes are refused in words, pages read on, and all comes back by itself`,
    withObject('trial-away', async (given) => {
      const { page, open } = given
      await open(`${pageOf('trial-away')}?edit`)
      await findText(page, 'trial-away').waitFor()
      await store.take()
      try {
        await replaceText(page, findText(page, 'trial-away'), write('trial-away', '9s'))
        await page.getByText(/^Draft from/).waitFor()
        await findSave(page).click()
        const alert = page
          .getByRole('alert')
          .filter({ hasText: /cannot be (written|kept|read)|does not answer/ })
        await alert.first().waitFor()
        // What to look at stands there, by the name of its setting.
        await page
          .getByText(/VARDIA_DATA_DIR or VARDIA_DATABASE_URL/)
          .first()
          .waitFor()
        await checkLooks(page)
        expect(readTimeout(await readStored(given, 'trial-away'))).toBe('5s')
        await open('/logs?namespace=bookinfo&workload=ratings-v1')
        await page
          .getByText(/The audit trail cannot be written/)
          .first()
          .waitFor()
        await checkLooks(page)
        await page.setViewportSize({ width: 1440, height: 900 })
        await open('/workloads')
        await page.getByRole('table', { name: 'Workloads' }).getByText('recommendation-v1').waitFor()
        await page
          .getByText(/The audit trail cannot be written/)
          .first()
          .waitFor()
      } finally {
        await store.give()
      }
      // Nobody presses anything.
      await page
        .getByText(/The audit trail cannot be written/)
        .first()
        .waitFor({ state: 'detached' })
      await open(`${pageOf('trial-away')}?edit`)
      await findText(page, 'trial-away').getByText('9s').waitFor()
      await findSave(page).click()
      await page.getByText('was saved').waitFor()
      expect(readTimeout(await readStored(given, 'trial-away'))).toBe('9s')
      await open('/audit')
      await page
        .getByRole('table', { name: 'Audit trail' })
        .getByRole('row', { name: /trial-away/ })
        .first()
        .waitFor()
      await page
        .getByRole('status', { name: 'The chain of rows' })
        .getByText(/^Verified up to row/)
        .waitFor()
    }),
    { expected },
  )
}

describe('in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vardia-away-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const [there, gone] = [join(folder, 'vardia.db'), join(folder, 'moved.db')]
  const journey = journeysOver(() => startMesh({ env: { VARDIA_DATA_DIR: folder } }))
  walkWithout(journey, 'file', {
    take: () => renameSync(there, gone),
    give: () => renameSync(gone, there),
  })
})

describe.skipIf(!hasPostgresql)('in PostgreSQL', () => {
  let server: TestPostgresql
  beforeAll(async () => {
    server = await startPostgresql()
  })
  afterAll(() => server?.stop())
  const journey = journeysOver(() => startMesh({ env: { VARDIA_DATABASE_URL: server.url } }))
  walkWithout(journey, 'PostgreSQL', { take: () => server.kill(), give: () => server.start() })
})
