import type { Kysely } from 'kysely'
import { hashRow, readRow } from '#server/adapters/audit/rows.ts'
import type { AuditFault, AuditVerification } from '#server/adapters/audit/types.ts'
import { firstHash } from '#server/adapters/database/first-hash.ts'
import type { AuditRow, Tables } from '#server/adapters/database/tables.ts'

interface End {
  readonly seq: number
  readonly hash: string
}

/**
 * Holds at most `limit` rows after `after` against the chain, and names the first that is not as it was written. Rows that
 * left by retention are vouched for by the newest seal, which is a row of the chain itself. Others may append meanwhile: it
 * looks at one moment of the store.
 *
 * @param after a row that was verified before; 0 begins at the oldest
 */
export function verifyChain(
  database: Kysely<Tables>,
  after: number,
  limit: number,
): Promise<AuditVerification> {
  // SQLite knows no levels: what a transaction reads there is of one moment anyhow.
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((moment) => verifyMoment(moment, after, limit))
}

async function verifyMoment(
  database: Kysely<Tables>,
  after: number,
  limit: number,
): Promise<AuditVerification> {
  const head = await readHead(database)
  const seal = await readSeal(database)
  const begin = await findBegin(database, Math.min(after, head.seq), seal)
  const rows = await database
    .selectFrom('audit_row')
    .selectAll()
    // From the very first one where it begins there, so that what was put before the seal is met too.
    .where('seq', '>', begin.seq === seal.seq ? -1 : begin.seq)
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const { end, fault } = walk(rows, begin)
  const tell = (isDone: boolean, found?: AuditFault): AuditVerification => ({
    ...{ from: begin.seq, to: end.seq, head: head.seq, headHash: head.hash, isDone },
    ...(found ? { fault: found } : {}),
  })
  if (fault) return tell(true, fault)
  if (rows.length === limit && end.seq < head.seq) return tell(false)
  if (end.seq < head.seq) return tell(true, { seq: end.seq + 1, what: 'missing' })
  if (end.hash !== head.hash) return tell(true, { seq: end.seq, what: 'changed' })
  const beyond = await findBeyond(database, head.seq)
  return beyond === undefined ? tell(true) : tell(true, { seq: beyond, what: 'added' })
}

async function readHead(database: Kysely<Tables>): Promise<End> {
  const head = await database
    .selectFrom('audit_head')
    .selectAll()
    .where('chain', '=', 'main')
    .executeTakeFirst()
  return { seq: Number(head?.seq ?? 0), hash: head?.hash ?? firstHash }
}

/** What the newest seal vouches for; the very beginning where there is none. */
async function readSeal(database: Kysely<Tables>): Promise<End> {
  const row = await database
    .selectFrom('audit_row')
    .selectAll()
    .where('act', '=', 'seal')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const seal = row && readRow(row).seal
  return seal ? { seq: seal.upTo, hash: seal.hash } : { seq: 0, hash: firstHash }
}

async function findBegin(database: Kysely<Tables>, after: number, seal: End): Promise<End> {
  if (after <= seal.seq) return seal
  const hash = await findRowHash(database, after)
  // One that was there before and is not now: whoever begins at the oldest meets it.
  return hash === undefined ? seal : { seq: after, hash }
}

function walk(rows: readonly AuditRow[], begin: End): { readonly end: End; readonly fault?: AuditFault } {
  let end = begin
  for (const row of rows) {
    const seq = Number(row.seq)
    const fault = explainFault(row, seq, end)
    if (fault) return { end, fault }
    end = { seq, hash: row.hash }
  }
  return { end }
}

function explainFault(row: AuditRow, seq: number, end: End): AuditFault | undefined {
  if (seq <= end.seq) return { seq, what: 'added' }
  if (seq > end.seq + 1) return { seq: end.seq + 1, what: 'missing' }
  if (row.prev_hash !== end.hash) return { seq, what: 'displaced' }
  return row.hash === hashRow(row) ? undefined : { seq, what: 'changed' }
}

async function findBeyond(database: Kysely<Tables>, end: number): Promise<number | undefined> {
  const row = await database
    .selectFrom('audit_row')
    .select('seq')
    .where('seq', '>', end)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row && Number(row.seq)
}

/** The hash that a row has now; undefined where there is none. */
export async function findRowHash(database: Kysely<Tables>, seq: number): Promise<string | undefined> {
  const row = await database.selectFrom('audit_row').select('hash').where('seq', '=', seq).executeTakeFirst()
  return row?.hash
}
