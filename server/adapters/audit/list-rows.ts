import type { Kysely } from 'kysely'
import { readRow } from '#server/adapters/audit/rows.ts'
import type { AuditQuestion, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import type { Tables } from '#server/adapters/database/tables.ts'

const pageRows = 500
/** So far is looked for rows that may be told. */
const mostPages = 40

/**
 * The newest first. A write that was begun and of which a later row tells the outcome is told by that row alone, unless
 * what was begun is asked for.
 */
export async function listRows(
  database: Kysely<Tables>,
  clusters: readonly string[],
  question: AuditQuestion,
): Promise<{ readonly items: readonly StoredAuditEvent[]; readonly next?: number }> {
  const { isSeen, limit } = question
  const items: StoredAuditEvent[] = []
  let before = question.before
  for (let page = 0; page < mostPages; page += 1) {
    const rows = await selectPage(database, clusters, { ...question, before })
    for (const row of rows) {
      const event = readRow(row)
      if (!isSeen(event)) {
        before = event.seq
        continue
      }
      if (items.length === limit) return { items, next: before ?? event.seq + 1 }
      items.push(event)
      before = event.seq
    }
    if (rows.length < pageRows) return { items }
  }
  return { items, ...(before === undefined ? {} : { next: before }) }
}

function selectPage(
  database: Kysely<Tables>,
  clusters: readonly string[],
  {
    who,
    act,
    outcome,
    namespace,
    sinceMs,
    untilMs,
    before,
  }: Omit<AuditQuestion, 'before'> & { before: number | undefined },
) {
  return database
    .selectFrom('audit_row')
    .selectAll()
    .where('cluster', 'in', [...clusters])
    .$if(outcome === undefined, (query) =>
      query.where((where) =>
        where.or([
          where('outcome', '!=', 'begun'),
          where.not(
            where.exists(
              where
                .selectFrom('audit_row as later')
                .select('later.seq')
                .whereRef('later.settles', '=', 'audit_row.seq'),
            ),
          ),
        ]),
      ),
    )
    .$if(who !== undefined, (query) => query.where('who', '=', who ?? ''))
    .$if(act !== undefined, (query) => query.where('act', '=', act ?? ''))
    .$if(outcome !== undefined, (query) => query.where('outcome', '=', outcome ?? ''))
    .$if(namespace !== undefined, (query) => query.where('namespace', '=', namespace ?? ''))
    .$if(sinceMs !== undefined, (query) => query.where('at_ms', '>=', sinceMs ?? 0))
    .$if(untilMs !== undefined, (query) => query.where('at_ms', '<=', untilMs ?? 0))
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(pageRows)
    .execute()
}

/** Whatever rows there are after one, of every cluster, the oldest first. */
export async function readRowsAfter(
  database: Kysely<Tables>,
  after: number,
  limit: number,
): Promise<readonly StoredAuditEvent[]> {
  const rows = await database
    .selectFrom('audit_row')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(readRow)
}
