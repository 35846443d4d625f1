import type { Kysely } from 'kysely'

/** Failed attempts to sign in: of each address, and under '' of all together. */
export async function createAttempts(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('sign_in_attempt')
    .addColumn('place', 'text', (column) => column.primaryKey())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('last_ms', 'bigint', (column) => column.notNull())
    .execute()
  // It is there before the first attempt, so that whoever counts can lock it.
  const all = database as Kysely<{ sign_in_attempt: { place: string; failed: number; last_ms: number } }> // the table just made
  await all.insertInto('sign_in_attempt').values({ place: '', failed: 0, last_ms: 0 }).execute()
}
