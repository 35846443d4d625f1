import type { Kysely } from 'kysely'
import { firstHash } from '#server/adapters/database/first-hash.ts'

/** The audit trail: a chain of rows, and where its end is. */
export async function createAudit(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('audit_row')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('who', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('settles', 'bigint')
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('prev_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  await database.schema.createIndex('audit_settles').on('audit_row').columns(['settles']).execute()
  await database.schema.createIndex('audit_act').on('audit_row').columns(['act', 'seq']).execute()
  await database.schema
    .createTable('audit_head')
    .addColumn('chain', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute()
  // It is there before the first row, so that whoever appends can lock it.
  const head = database as Kysely<{ audit_head: { chain: string; seq: number; hash: string } }> // the table just made
  await head.insertInto('audit_head').values({ chain: 'main', seq: 0, hash: firstHash }).execute()
}
