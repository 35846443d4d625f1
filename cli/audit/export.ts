import { once } from 'node:events'
import { openTrailDatabase } from '#cli/audit/open-trail.ts'
import type { Flags } from '#cli/settings.ts'
import { readRowsAfter } from '#server/adapters/audit/list-rows.ts'
import type { StoredAuditEvent } from '#server/adapters/audit/types.ts'

const pageRows = 1_000

const columns = [
  ...(['seq', 'at', 'act', 'outcome', 'who', 'groups', 'method', 'peer', 'requestId', 'call'] as const),
  ...(['action', 'kind', 'namespace', 'namespaces', 'name', 'code', 'reason', 'change'] as const),
  ...(['settles', 'times', 'seal', 'hash'] as const),
]

/** Writes every row on standard output, the oldest first, as JSON lines or CSV. Throws Problem. */
export async function exportTrail(flags: Flags): Promise<void> {
  const database = openTrailDatabase(flags)
  const isCsv = flags['output'] === 'csv'
  try {
    if (isCsv) await write(formatLine([...columns]))
    let after = 0
    for (;;) {
      const from = after
      const rows = await database.use((db) => readRowsAfter(db, from, pageRows))
      for (const row of rows) {
        const told: Readonly<Record<string, unknown>> = { ...row, at: new Date(row.atMs).toISOString() }
        await write(isCsv ? formatLine(columns.map((column) => told[column])) : `${formatJson(row)}\n`)
      }
      after = rows.at(-1)?.seq ?? after
      if (rows.length < pageRows) return
    }
  } finally {
    await database.close()
  }
}

function formatJson({ atMs, seq, ...event }: StoredAuditEvent): string {
  return JSON.stringify({ seq, at: new Date(atMs).toISOString(), ...event })
}

/** RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV Injection"). */
function formatLine(cells: readonly unknown[]): string {
  const format = (value: unknown) => {
    if (value === undefined) return ''
    if (typeof value === 'number') return String(value)
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
    return `"${safe.replaceAll('"', '""')}"`
  }
  return `${cells.map(format).join(',')}\r\n`
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}
