import type { Dialect, SqliteDatabase, SqliteStatement } from 'kysely'

type Value = null | number | bigint | string | Uint8Array

/**
 * SQLite of Node itself behind the little that Kysely asks of a driver. Several consoles may have one file open: readers do
 * not wait (write-ahead log), writers wait for each other.
 *
 * @param path of the file, or `:memory:`
 * @throws what SQLite says of a folder that cannot be written, or a file that is none of its own
 */
export async function openSqlite(path: string): Promise<Dialect> {
  const [{ DatabaseSync }, { SqliteDialect }] = await Promise.all([import('node:sqlite'), import('kysely')])
  const file = new DatabaseSync(path, { timeout: waitMs })
  try {
    file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
    // Opening reads nothing, and neither does the above on a disk that is read-only.
    file.exec('BEGIN IMMEDIATE; CREATE TABLE vardia_probe (x); DROP TABLE vardia_probe; COMMIT')
  } catch (error) {
    file.close()
    throw error
  }
  const database: SqliteDatabase = {
    close: () => file.close(),
    prepare: (sql): SqliteStatement => {
      const statement = file.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...convert(parameters)),
        run: (parameters) => statement.run(...convert(parameters)),
        iterate: (parameters) => statement.iterate(...convert(parameters)),
      }
    },
  }
  return new SqliteDialect({ database })
}

/** How long a writer waits for another. */
const waitMs = 5_000

/** SQLite has no truth values. */
function convert(parameters: readonly unknown[]): Value[] {
  return parameters.map((value) => (typeof value === 'boolean' ? Number(value) : (value as Value))) // texts, numbers and nulls, by the types of the tables
}
