import type { Kysely } from 'kysely'

/** Who is signed in. The id is a digest of what the cookie holds; `sealed` is encrypted. */
export async function createSessions(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text')
    .addColumn('claimed_ms', 'bigint', (column) => column.notNull())
    .addColumn('agent', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('created_ms', 'bigint', (column) => column.notNull())
    .addColumn('seen_ms', 'bigint', (column) => column.notNull())
    .addColumn('ends_ms', 'bigint', (column) => column.notNull())
    .execute()
  await database.schema
    .createIndex('session_person')
    .on('session')
    .columns(['user_name', 'created_ms'])
    .execute()
  await database.schema.createIndex('session_end').on('session').columns(['ends_ms']).execute()
}
