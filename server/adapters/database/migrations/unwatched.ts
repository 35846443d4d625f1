import type { Kysely } from 'kysely'

/** Changes of a time in which nobody watched: since when the object may have been otherwise. */
export async function addUnwatched(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('change').addColumn('unwatched_since_ms', 'bigint').execute()
}
