import type { Kysely } from 'kysely'

/** The history of objects. */
export async function createChanges(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('change')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('api_group', 'text', (column) => column.notNull())
    .addColumn('api_version', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('how', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('failure', 'text')
    .addColumn('paths', 'text', (column) => column.notNull())
    .addColumn('change_count', 'integer', (column) => column.notNull())
    .addColumn('base_version', 'text')
    .addColumn('result_version', 'text')
    .addColumn('before', 'text')
    .addColumn('before_kept', 'integer', (column) => column.notNull())
    .addColumn('after', 'text')
    .addColumn('after_kept', 'integer', (column) => column.notNull())
    .addColumn('undoes', 'text')
    .addColumn('undone_by', 'text')
    .execute()
  await database.schema.createIndex('change_time').on('change').columns(['cluster', 'id']).execute()
  // One version of an object is the result of one change, however many consoles notice it. What is not known is no version.
  await database.schema
    .createIndex('change_result')
    .unique()
    .on('change')
    .columns(['cluster', 'api_group', 'kind', 'namespace', 'name', 'result_version'])
    .execute()
  await database.schema.createIndex('change_open').on('change').columns(['outcome', 'at_ms']).execute()
}
