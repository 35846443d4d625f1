import type { Kysely } from 'kysely'
import type { Database } from '#server/adapters/database/open-database.ts'
import type { ChangeRow, Tables } from '#server/adapters/database/tables.ts'
import { listChanges } from '#server/adapters/history/list-changes.ts'
import { buildRow, createId, formatVersion, readVersions } from '#server/adapters/history/rows.ts'
import type { HistoryAdapter, Settlement } from '#server/adapters/history/types.ts'

export interface HistoryLimits {
  readonly retentionDays: number
  readonly mostChanges: number
}

/** After so many kept changes the oldest are looked for that are beyond the limits. */
const pruneEvery = 200
const mostPending = 100
const mostObjects = 5_000

/**
 * The history of one cluster in a database that other clusters' consoles may share.
 *
 * @param cluster names the cluster for good, as its kube-system namespace's uid does
 */
export function openHistory(
  database: Database,
  { cluster, limits }: { readonly cluster: () => string; readonly limits: HistoryLimits },
): HistoryAdapter {
  let kept = 0
  let readSince = (): number | undefined => undefined
  return {
    keep: (change, outcome) =>
      database.use(async (db) => {
        const id = createId(change.atMs)
        const row = buildRow(cluster(), id, change, outcome)
        // A version that another console noticed before, or made, is kept already.
        await db
          .insertInto('change')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        if (kept % pruneEvery === 0) await prune(db, cluster(), { ...limits, nowMs: change.atMs })
        kept += 1
        return id
      }),
    settle: (id, settlement) => database.use((db) => settle(db, id, settlement)),
    list: (question) => database.use((db) => listChanges(db, cluster(), question)),
    read: (id) =>
      database.use(async (db) => {
        const row = await db
          .selectFrom('change')
          .selectAll()
          .where('id', '=', id)
          .where('cluster', '=', cluster())
          .executeTakeFirst()
        return row && readVersions(row)
      }),
    listNewest: () => database.use((db) => listNewest(db, cluster())),
    listPending: (beforeMs) =>
      database.use(async (db) => {
        const rows = await db
          .selectFrom('change')
          .selectAll()
          .where('cluster', '=', cluster())
          .where('outcome', '=', 'pending')
          .where('at_ms', '<', beforeMs)
          .orderBy('id')
          .limit(mostPending)
          .execute()
        return rows.map(readVersions)
      }),
    noteWatch: (sinceMs) => {
      readSince = sinceMs
    },
    status: () => {
      const watchedSinceMs = readSince()
      return {
        ...database.status(),
        retentionDays: limits.retentionDays,
        ...(watchedSinceMs === undefined ? {} : { watchedSinceMs }),
      }
    },
    close: () => database.close(),
  }
}

async function listNewest(db: Kysely<Tables>, cluster: string) {
  const rows = await db
    .selectFrom('change')
    .selectAll()
    .where('outcome', '=', 'applied')
    .where('id', 'in', (of) =>
      of
        .selectFrom('change')
        .select(({ fn }) => fn.max('id').as('id'))
        .where('cluster', '=', cluster)
        .where('outcome', '!=', 'failed')
        .groupBy(['api_group', 'kind', 'namespace', 'name']),
    )
    .orderBy('id', 'desc')
    .limit(mostObjects)
    .execute()
  return rows.map(readVersions)
}

async function settle(db: Kysely<Tables>, id: string, settlement: Settlement): Promise<void> {
  await db.transaction().execute(async (step) => {
    // Written first: SQLite cannot wait for another process once a transaction has read.
    const row = await step
      .updateTable('change')
      .set(describeSettlement(settlement))
      .where('id', '=', id)
      .where('outcome', '=', 'pending')
      .returningAll()
      .executeTakeFirst()
    if (!row || settlement.outcome !== 'applied') return
    if (settlement.resultVersion !== undefined) await claimVersion(step, row, settlement.resultVersion)
    if (row.undoes !== null)
      await step.updateTable('change').set({ undone_by: id }).where('id', '=', row.undoes).execute()
  })
}

/** What was noticed as made elsewhere before this change was settled is this change. */
async function claimVersion(db: Kysely<Tables>, row: ChangeRow, version: string): Promise<void> {
  await db
    .deleteFrom('change')
    .where('cluster', '=', row.cluster)
    .where('api_group', '=', row.api_group)
    .where('kind', '=', row.kind)
    .where('namespace', '=', row.namespace)
    .where('name', '=', row.name)
    .where('result_version', '=', version)
    .execute()
  await db.updateTable('change').set({ result_version: version }).where('id', '=', row.id).execute()
}

function describeSettlement(settlement: Settlement) {
  if (settlement.outcome === 'failed')
    return { outcome: settlement.outcome, failure: JSON.stringify(settlement.failure) }
  if (settlement.outcome === 'unknown') return { outcome: settlement.outcome }
  const { outcome, after } = settlement
  const version = after === undefined ? undefined : formatVersion(after)
  return {
    outcome,
    ...(version ? { after: version.text, after_kept: version.kept } : {}),
  }
}

/** What is older than the days that are kept, and beyond the number, the oldest first. Pending ones are settled before. */
async function prune(
  db: Kysely<Tables>,
  cluster: string,
  { retentionDays, mostChanges, nowMs }: HistoryLimits & { readonly nowMs: number },
): Promise<void> {
  await db
    .deleteFrom('change')
    .where('cluster', '=', cluster)
    .where('outcome', '!=', 'pending')
    .where('at_ms', '<', nowMs - retentionDays * 86_400_000)
    .execute()
  const first = await db
    .selectFrom('change')
    .select('id')
    .where('cluster', '=', cluster)
    .orderBy('id', 'desc')
    .offset(mostChanges)
    .limit(1)
    .executeTakeFirst()
  if (!first) return
  await db
    .deleteFrom('change')
    .where('cluster', '=', cluster)
    .where('outcome', '!=', 'pending')
    .where('id', '<=', first.id)
    .execute()
}
