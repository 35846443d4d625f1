import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll } from 'vitest'
import { openDatabase } from '#server/adapters/database/open-database.ts'

/** The newest of Debian's; its wrapper `pg_ctl` is not on the path. */
const [initdb] = globSync('/usr/lib/postgresql/*/bin/initdb').sort().reverse()

/** Whether a PostgreSQL is here that a test may start. */
export const hasPostgresql = initdb !== undefined && existsSync(initdb)

export interface TestPostgresql {
  readonly url: string
  /** Ends the server at once and without a checkpoint, as a crash does. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

export interface HeldPostgresql {
  /** Of the server's first database. */
  readonly url: string
  /** Makes a new and empty one. Returns its address. */
  createDatabase(): Promise<string>
}

/** One PostgreSQL for all tests of a file, where there is one. Its address is known once they run. */
export function holdPostgresql(): HeldPostgresql {
  let server: TestPostgresql | undefined
  let databases = 0
  beforeAll(async () => {
    if (hasPostgresql) server = await startPostgresql()
  }, startMs)
  afterAll(() => server?.stop())
  const readUrl = () => server?.url ?? ''
  return {
    get url() {
      return readUrl()
    },
    createDatabase: async () => {
      const name = `store${++databases}`
      const opened = openDatabase({ url: readUrl() })
      await opened.use((db) => sql.raw(`CREATE DATABASE ${name}`).execute(db))
      await opened.close()
      return readUrl().replace('/postgres?', `/${name}?`)
    },
  }
}

const startMs = 60_000

/** PostgreSQL refuses to run as root, which CI is. */
const account = process.getuid?.() === 0 ? readAccount() : undefined

function readAccount(): { readonly uid: number; readonly gid: number } {
  const number = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

/** A PostgreSQL of the test's own, in a temporary folder, reached through a socket there. */
export async function startPostgresql(): Promise<TestPostgresql> {
  const bin = dirname(initdb ?? '')
  const folder = mkdtempSync(join(tmpdir(), 'vardia-pg-'))
  if (account) chownSync(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const env = { NODE_ENV: 'test', PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C' } as const
  const options = { ...account, cwd: folder, env }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'vardia', '--auth=trust', '-E', 'UTF8', '--no-sync'], {
    ...options,
    stdio: 'ignore',
  })
  const sockets = join(folder, 'sockets')
  mkdirSync(sockets)
  if (account) chownSync(sockets, account.uid, account.gid)
  let child: ReturnType<typeof spawn> | undefined
  const start = async () => {
    const begun = spawn(
      join(bin, 'postgres'),
      // No port: another could take it between two tests.
      ['-D', data, '-c', 'listen_addresses=', '-k', sockets, '-F'],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    child = begun
    await new Promise<void>((resolve, reject) => {
      let told = ''
      begun.stderr.on('data', (chunk: Buffer) => {
        told += chunk.toString('utf8')
        if (told.includes('ready to accept connections')) resolve()
      })
      begun.once('exit', () => reject(new Error(`PostgreSQL did not start: ${told}`)))
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  await start()
  return {
    url: `postgres://vardia@localhost/postgres?host=${encodeURIComponent(sockets)}`,
    // Its "immediate shutdown": of a postmaster that is killed, backends live on for a moment and still write.
    kill: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
