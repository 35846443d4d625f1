import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Dialect, Kysely } from 'kysely'
import { migrate } from '#server/adapters/database/migrate.ts'
import { openPostgresql } from '#server/adapters/database/open-postgresql.ts'
import { openSqlite } from '#server/adapters/database/open-sqlite.ts'
import type { Tables } from '#server/adapters/database/tables.ts'
import { isProblem, Problem } from '#server/problem.ts'

export interface DatabasePlace {
  /** PostgreSQL; goes before the folder. */
  readonly url?: string | undefined
  /** Where SQLite keeps its file; undefined for memory. */
  readonly folder?: string | undefined
}

export interface DatabaseStatus {
  readonly place: 'sqlite' | 'postgresql' | 'memory'
  /** Why what is kept ends with the process, or why the database does not answer. */
  readonly problem?: Problem
}

/** Whatever the console keeps: opened when it is first used, and again after it was away. */
export interface Database {
  /** Throws Problem unavailable when the database does not answer. */
  use<Answer>(ask: (database: Kysely<Tables>) => Promise<Answer>): Promise<Answer>
  status(): DatabaseStatus
  close(): Promise<void>
}

/** Asks nothing of anybody yet. */
export function openDatabase({ url, folder }: DatabasePlace): Database {
  const place = url ? 'postgresql' : folder ? 'sqlite' : 'memory'
  let status: DatabaseStatus = { place }
  let opening: Promise<Kysely<Tables>> | undefined
  let isClosed = false
  const open = async (): Promise<Kysely<Tables>> => {
    if (url) return prepare(await openPostgresql(url, (error) => noteAway(error)))
    if (!folder) return prepare(await openSqlite(':memory:'))
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return await prepare(await openSqlite(join(folder, 'vardia.db')))
    } catch (error) {
      // A console that cannot write its folder still has to save and undo.
      status = { place: 'memory', problem: describeNoFolder(folder, error) }
      return prepare(await openSqlite(':memory:'))
    }
  }
  const noteAway = (error: unknown) => {
    status = { place, problem: describeAway(error) }
    return status.problem
  }
  return {
    async use(ask) {
      if (isClosed) throw describeAway(new Error('the console is closing'))
      opening ??= open()
      try {
        const answer = await ask(await opening)
        if (status.place === 'postgresql') status = { place: 'postgresql' }
        return answer
      } catch (error) {
        if (isProblem(error)) throw error
        // What was never opened is tried anew with the next question.
        await opening.catch(() => {
          opening = undefined
        })
        const away = describeAway(error)
        if (url) status = { place, problem: away }
        throw away
      }
    },
    status: () => status,
    close: async () => {
      isClosed = true
      const opened = await opening?.catch(() => undefined)
      await opened?.destroy()
    },
  }
}

async function prepare(dialect: Dialect): Promise<Kysely<Tables>> {
  const { Kysely } = await import('kysely')
  const database = new Kysely<Tables>({ dialect })
  try {
    await migrate(database)
    return database
  } catch (error) {
    await database.destroy()
    throw error
  }
}

function describeNoFolder(folder: string, cause: unknown): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'database-no-folder',
    params: { folder },
    adapter: 'history',
    cause,
  })
}

/** The words of the database may name a host, never a password: PostgreSQL and its driver tell none. */
function describeAway(cause: unknown): Problem {
  return new Problem({ kind: 'unavailable', code: 'database-away', adapter: 'history', cause })
}
