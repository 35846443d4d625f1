/** A program for tests: adds rows until it is killed. Its argument is JSON: where the database is. */
import { openAudit } from '#server/adapters/audit/open-audit.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'

const audit = openAudit(openDatabase(JSON.parse(process.argv[2] ?? '{}')), {
  clusters: () => ['cluster'],
  limits: { retentionDays: 365, mostRows: 100_000 },
})
for (let row = 0; ; row += 1) {
  const seq = await audit.append({
    ...{ atMs: Date.now(), act: 'write', outcome: 'begun', who: String(process.pid), namespace: '' },
    name: `row ${row}`,
  })
  process.stdout.write(`${seq}\n`)
}
