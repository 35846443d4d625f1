import type { Kysely } from 'kysely'
import { buildRow, linkRow, readRow } from '#server/adapters/audit/rows.ts'
import type { NewAuditEvent, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import type { AuditRow, Tables } from '#server/adapters/database/tables.ts'

export interface AuditLimits {
  readonly retentionDays: number
  readonly mostRows: number
}

/** So many rows together are dropped, or none: each seal is a row itself. */
const leastSealed = 100

/**
 * Adds rows at the end of the chain, all or none. Whoever appends locks the head first, so that processes of one store
 * wait for each other and one chain comes of it; SQLite cannot wait once a transaction has read, and so it is an update.
 */
export function appendRows(
  database: Kysely<Tables>,
  cluster: string,
  events: readonly NewAuditEvent[],
  limits: AuditLimits & { readonly nowMs: number },
): Promise<readonly StoredAuditEvent[]> {
  return database.transaction().execute(async (step) => {
    const head = await step
      .updateTable('audit_head')
      .set((column) => ({ seq: column.ref('seq') }))
      .where('chain', '=', 'main')
      .returningAll()
      .executeTakeFirstOrThrow()
    let end = { seq: Number(head.seq), hash: head.hash }
    const rows: AuditRow[] = []
    const add = (row: ReturnType<typeof buildRow>) => {
      const linked = linkRow(row, end)
      end = { seq: end.seq + 1, hash: linked.hash }
      rows.push(linked)
    }
    for (const event of events) add(buildRow(cluster, event))
    // Looked for once in a while, by the number of the row: however many processes there are.
    const first = end.seq - events.length
    if (Math.floor(end.seq / leastSealed) > Math.floor(first / leastSealed)) {
      const seal = await dropOld(step, { ...limits, headSeq: first })
      if (seal) add(buildRow(cluster, describeSeal(limits.nowMs), seal))
    }
    await step.insertInto('audit_row').values(rows).execute()
    await step.updateTable('audit_head').set(end).where('chain', '=', 'main').execute()
    return rows.map(readRow)
  })
}

const describeSeal = (atMs: number): NewAuditEvent => ({
  ...{ atMs, act: 'seal', outcome: 'done', who: '', namespace: '' },
})

/** Drops what is beyond the limits from the old end, and gives what stands for it. Undefined when that is too little. */
async function dropOld(
  step: Kysely<Tables>,
  { retentionDays, mostRows, nowMs, headSeq }: AuditLimits & { nowMs: number; headSeq: number },
) {
  const oldest = await step.selectFrom('audit_row').select('seq').orderBy('seq').limit(1).executeTakeFirst()
  if (!oldest) return undefined
  // The first row that is young enough stays, and with it all after: the chain has no holes.
  const young = await step
    .selectFrom('audit_row')
    .select('seq')
    .where('at_ms', '>=', nowMs - retentionDays * 86_400_000)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  const upTo = Math.max(young ? Number(young.seq) - 1 : headSeq, headSeq - mostRows)
  const rows = upTo - Number(oldest.seq) + 1
  if (rows < leastSealed) return undefined
  const last = await step.selectFrom('audit_row').select('hash').where('seq', '=', upTo).executeTakeFirst()
  // A trail with a hole is left as it is, for who looks into it.
  if (!last) return undefined
  await step.deleteFrom('audit_row').where('seq', '<=', upTo).execute()
  return { upTo, hash: last.hash, rows }
}
