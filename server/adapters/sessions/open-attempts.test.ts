import { afterEach, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '#server/adapters/database/open-database.ts'
import { hasPostgresql, holdPostgresql } from '#server/adapters/database/postgresql.test-support.ts'
import { openAttempts } from '#server/adapters/sessions/open-attempts.ts'
import type { AttemptOutcome, AttemptsAdapter } from '#server/adapters/sessions/types.ts'

const postgresql = holdPostgresql()
const databases = [
  { name: 'memory', isHere: true, open: async () => ({}) },
  {
    name: 'PostgreSQL',
    isHere: hasPostgresql,
    open: async () => ({ url: await postgresql.createDatabase() }),
  },
]

describe.skipIf(!hasPostgresql)('attempts to sign in, counted by two replicas', () => {
  it('give together as many as one would, also when they come at once', async () => {
    const url = await postgresql.createDatabase()
    const stores = [openDatabase({ url }), openDatabase({ url })]
    try {
      const replicas = stores.map(openAttempts)
      const begun = await Promise.allSettled(
        Array.from({ length: 40 }, (_, at) => replicas[at % 2]?.begin('a', 1_000_000)),
      )
      expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    } finally {
      await Promise.all(stores.map((store) => store.close()))
    }
  })
})

describe.each(databases.filter(({ isHere }) => isHere))('attempts to sign in, in $name', ({ open }) => {
  let nowMs = 0
  let database: Database | undefined
  afterEach(() => database?.close())
  const start = async (): Promise<AttemptsAdapter> => {
    nowMs = 1_000_000
    await database?.close()
    database = openDatabase(await open())
    return openAttempts(database)
  }
  /** Seconds to wait; 0 when the attempt may begin, which then ends as given. */
  const attempt = async (
    attempts: AttemptsAdapter,
    address: string,
    outcome: AttemptOutcome = 'refused',
  ): Promise<number> => {
    try {
      await (await attempts.begin(address, nowMs))(outcome)
      return 0
    } catch (error) {
      return Number(Object(error).params.seconds)
    }
  }
  const waits = async (attempts: AttemptsAdapter, count: number, address = 'a') => {
    const found: number[] = []
    for (let at = 0; at < count; at += 1) found.push(await attempt(attempts, address))
    return found
  }

  it('wait after five that failed, and twice as long after each further one', async () => {
    const attempts = await start()
    expect(await waits(attempts, 6)).toEqual([0, 0, 0, 0, 0, 15])
    nowMs += 15_000
    expect(await waits(attempts, 2)).toEqual([0, 30])
    nowMs += 30_000
    expect(await waits(attempts, 2)).toEqual([0, 60])
  })

  it('never wait longer than a quarter of an hour', async () => {
    const attempts = await start()
    for (let round = 0; round < 30; round += 1) {
      nowMs += 900_000
      await attempt(attempts, 'a')
    }
    expect(await attempt(attempts, 'a')).toBe(900)
  })

  it('count while they run: many at once are not free', async () => {
    const attempts = await start()
    const begun = await Promise.allSettled(Array.from({ length: 12 }, () => attempts.begin('a', nowMs)))
    expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await attempt(attempts, 'a')).toBe(15)
  })

  it('are forgotten with a success, and not counted when nobody judged them', async () => {
    const attempts = await start()
    expect(await waits(attempts, 4)).toEqual([0, 0, 0, 0])
    expect(await attempt(attempts, 'a', 'signed-in')).toBe(0)
    expect(await waits(attempts, 5)).toEqual([0, 0, 0, 0, 0])
    const others = await start()
    for (let index = 0; index < 20; index += 1) expect(await attempt(others, 'a', 'unknown')).toBe(0)
  })

  it('of many addresses together wait too, but far later', async () => {
    const attempts = await start()
    for (let index = 0; index < 60; index += 1) expect(await attempt(attempts, `a${index}`)).toBe(0)
    expect(await attempt(attempts, 'other')).toBe(15)
  })

  it('are forgotten after an hour', async () => {
    const attempts = await start()
    await waits(attempts, 6)
    nowMs += 3_600_001
    expect(await waits(attempts, 5)).toEqual([0, 0, 0, 0, 0])
  })

  it('are refused while they cannot be counted', async () => {
    const attempts = await start()
    await database?.close()
    await expect(attempts.begin('a', nowMs)).rejects.toMatchObject({ code: 'database-away' })
  })
})
