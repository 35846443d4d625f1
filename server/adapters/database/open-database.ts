import { mkdir, stat } from 'node:fs/promises'
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

interface Opened {
  readonly database: Kysely<Tables>
  /** Of SQLite on a disk: the file as it was when it was opened. */
  readonly file?: { readonly path: string; readonly identity: string | undefined }
}

/** Asks nothing of anybody yet. */
export function openDatabase({ url, folder }: DatabasePlace): Database {
  const place = url ? 'postgresql' : folder ? 'sqlite' : 'memory'
  let status: DatabaseStatus = { place }
  let opening: Promise<Opened> | undefined
  let isClosed = false
  const open = async (): Promise<Opened> => {
    if (url) return { database: await prepare(await openPostgresql(url, (error) => noteAway(error))) }
    if (!folder) return { database: await prepare(await openSqlite(':memory:')) }
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const path = join(folder, 'vardia.db')
      const database = await prepare(await openSqlite(path))
      return { database, file: { path, identity: await readIdentity(path) } }
    } catch (error) {
      // A console that cannot write its folder still has to save and undo.
      status = { place: 'memory', problem: describeNoFolder(folder, error) }
      return { database: await prepare(await openSqlite(':memory:')) }
    }
  }
  /** The database, opened again where another file stands in the place of its own. Throws when there is none any more. */
  const find = async (known: Promise<Opened>): Promise<Kysely<Tables>> => {
    const { database, file } = await known
    if (!file) return database
    const identity = await readIdentity(file.path)
    if (identity === file.identity) return database
    // What is written into a file without a name is lost with the process, and nobody would be told.
    if (identity === undefined) throw new Error(`${file.path} was moved or removed while it was open`)
    if (opening === known) {
      opening = open()
      await database.destroy()
    }
    return (await (opening ?? known)).database
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
        const answer = await ask(await find(opening))
        if (status.place !== 'memory') status = { place }
        return answer
      } catch (error) {
        if (isProblem(error)) throw error
        // What was never opened is tried anew with the next question.
        await opening.catch(() => {
          opening = undefined
        })
        const away = describeAway(error)
        if (status.place !== 'memory') status = { place, problem: away }
        throw away
      }
    },
    status: () => status,
    close: async () => {
      isClosed = true
      const opened = await opening?.catch(() => undefined)
      await opened?.database.destroy()
    },
  }
}

/** Which file a path leads to; undefined where there is none. */
async function readIdentity(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found && `${found.dev}:${found.ino}`
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
