import type { Kysely } from 'kysely'
import { createAttempts } from '#server/adapters/database/migrations/attempts.ts'
import { createAudit } from '#server/adapters/database/migrations/audit.ts'
import { createChanges } from '#server/adapters/database/migrations/changes.ts'
import { createSessions } from '#server/adapters/database/migrations/sessions.ts'
import { addUnwatched } from '#server/adapters/database/migrations/unwatched.ts'

/** Every step by which the tables came to be, in order; the names sort so. What was released is never changed. */
const migrations: Readonly<Record<string, (database: Kysely<unknown>) => Promise<void>>> = {
  '0001-changes': createChanges,
  '0002-audit': createAudit,
  '0003-sessions': createSessions,
  '0004-unwatched': addUnwatched,
  '0005-attempts': createAttempts,
}

/** Brings the tables up to this version. Processes that begin together wait for each other. Throws what the database says. */
export async function migrate<Schema>(database: Kysely<Schema>): Promise<void> {
  const { Migrator } = await import('kysely/migration')
  const steps = Object.entries(migrations).map(([name, up]) => [name, { up }] as const)
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => Object.fromEntries(steps) },
    migrationTableName: 'vardia_migration',
    migrationLockTableName: 'vardia_migration_lock',
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
