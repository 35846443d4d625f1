import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCli } from '#cli/run-cli.test-support.ts'
import { openAudit } from '#server/adapters/audit/open-audit.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-audit-cli-'))
const place = ['--data-dir', folder]

beforeAll(async () => {
  const database = openDatabase({ folder })
  const limits = { retentionDays: 365, mostRows: 1_000 }
  const audit = openAudit(database, { clusters: () => ['cluster'], limits })
  for (const name of ['first', '=1+1', 'a "quoted", one'])
    await audit.append({
      ...{ atMs: Date.parse('2026-11-21T12:00:00Z'), act: 'read', outcome: 'done', who: 'auditor' },
      ...{ namespace: 'shop', name, groups: ['mesh-auditors'] },
    })
  await audit.close()
  await database.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

it('says that a trail is whole, and its newest row and hash, which may be asked for later', async () => {
  const { exitCode, stdout } = await runCli(['audit', 'verify', ...place])
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^Every row up to 3 is as it was written\.\n3:[0-9a-f]{64}\n$/),
  ])
  const noted = stdout.split('\n')[1] ?? ''
  expect((await runCli(['audit', 'verify', ...place, '--expect', noted])).exitCode).toBe(0)
  const other = await runCli(['audit', 'verify', ...place, '--expect', `2:${'0'.repeat(64)}`])
  expect([other.exitCode, other.stdout]).toEqual([
    1,
    expect.stringContaining('Row 2 is not as it was written'),
  ])
  expect((await runCli(['audit', 'verify', ...place, '--expect', 'two'])).exitCode).toBe(2)
})

it('writes every row, the oldest first, as JSON lines and as CSV that no spreadsheet takes for a formula', async () => {
  const json = await runCli(['audit', 'export', ...place])
  const rows = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows.map(({ seq, name }) => [seq, name])).toEqual([
    [1, 'first'],
    [2, '=1+1'],
    [3, 'a "quoted", one'],
  ])
  expect(rows[0]).toMatchObject({ at: '2026-11-21T12:00:00.000Z', groups: ['mesh-auditors'] })
  const csv = await runCli(['audit', 'export', '-o', 'csv', ...place])
  const lines = csv.stdout.split('\r\n')
  expect(lines).toHaveLength(5)
  expect(lines[2]).toContain(`"'=1+1"`)
  expect(lines[3]).toContain('"a ""quoted"", one"')
})

it('names the row that was changed, with exit code 1', async () => {
  const database = openDatabase({ folder })
  await database.use((db) =>
    db.updateTable('audit_row').set({ who: 'somebody' }).where('seq', '=', 2).execute(),
  )
  await database.close()
  const { exitCode, stdout } = await runCli(['audit', 'verify', ...place])
  expect([exitCode, stdout]).toEqual([
    1,
    'Row 2 is not as it was written: its content does not give its hash.\n',
  ])
})

it('makes no database where there is none', async () => {
  const { exitCode, stderr } = await runCli(['audit', 'verify', '--data-dir', join(folder, 'none')])
  expect([exitCode, stderr]).toEqual([69, expect.stringContaining('There is no audit trail there')])
})
