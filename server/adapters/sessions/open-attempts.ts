import type { Kysely } from 'kysely'
import type { Database } from '#server/adapters/database/open-database.ts'
import type { Tables } from '#server/adapters/database/tables.ts'
import type { AttemptOutcome, AttemptsAdapter } from '#server/adapters/sessions/types.ts'
import { Problem } from '#server/problem.ts'

/** So many may fail before the next must wait, and twice as long after each further one. */
const freeOfAddress = 5
const freeOfAll = 60
const firstWaitMs = 15_000
const longestWaitMs = 15 * 60_000
/** Failures of an hour ago count no more. */
const rememberMs = 3_600_000

const everywhere = ''
const nameAddress = (address: string) => `from ${address}`

interface Count {
  readonly failed: number
  readonly lastMs: number
}

/**
 * Slows down who tries out credentials: each address for itself, and all together far later, so that many addresses do
 * not help and one of them does not lock everybody out at once. An attempt counts as failed from its beginning, or a
 * thousand at once would be free; it is counted in the store, or each replica would give as many again.
 */
export function openAttempts(database: Database): AttemptsAdapter {
  return {
    begin: async (address, nowMs) => {
      const waitMs = await database.use((db) =>
        db.transaction().execute((step) => countBegun(step, nameAddress(address), nowMs)),
      )
      if (waitMs > 0) {
        const seconds = Math.ceil(waitMs / 1000)
        throw new Problem({ kind: 'refused', code: 'sign-in-too-often', params: { seconds } })
      }
      return (outcome) =>
        database.use((db) =>
          db.transaction().execute((step) => countEnded(step, nameAddress(address), outcome)),
        )
    },
  }
}

/** Returns how long to wait; 0 when the attempt has begun. What all share is locked first, so that replicas count one by one. */
async function countBegun(step: Kysely<Tables>, place: string, nowMs: number): Promise<number> {
  const all = await step
    .updateTable('sign_in_attempt')
    .set((column) => ({ failed: column.ref('failed') }))
    .where('place', '=', everywhere)
    .returningAll()
    .executeTakeFirstOrThrow()
  await step
    .deleteFrom('sign_in_attempt')
    .where('place', '!=', everywhere)
    .where('last_ms', '<', nowMs - rememberMs)
    .execute()
  const own = await step
    .selectFrom('sign_in_attempt')
    .selectAll()
    .where('place', '=', place)
    .executeTakeFirst()
  const counts = {
    own: readCount(own ?? { failed: 0, last_ms: 0 }, nowMs),
    all: readCount(all, nowMs),
  }
  const wait = Math.max(findWait(counts.own, freeOfAddress, nowMs), findWait(counts.all, freeOfAll, nowMs))
  if (wait > 0) return wait
  await step
    .updateTable('sign_in_attempt')
    .set({ failed: counts.all.failed + 1, last_ms: nowMs })
    .where('place', '=', everywhere)
    .execute()
  const counted = { failed: counts.own.failed + 1, last_ms: nowMs }
  await step
    .insertInto('sign_in_attempt')
    .values({ place, ...counted })
    .onConflict((conflict) => conflict.column('place').doUpdateSet(counted))
    .execute()
  return 0
}

async function countEnded(step: Kysely<Tables>, place: string, outcome: AttemptOutcome): Promise<void> {
  if (outcome === 'refused') return
  const places = outcome === 'signed-in' ? [everywhere] : [everywhere, place]
  await step
    .updateTable('sign_in_attempt')
    .set((column) => ({ failed: column('failed', '-', 1) }))
    .where('place', 'in', places)
    .where('failed', '>', 0)
    .execute()
  if (outcome === 'signed-in') await step.deleteFrom('sign_in_attempt').where('place', '=', place).execute()
}

function readCount(
  row: { readonly failed: number; readonly last_ms: number | string },
  nowMs: number,
): Count {
  const lastMs = Number(row.last_ms)
  return { failed: nowMs - lastMs > rememberMs ? 0 : row.failed, lastMs }
}

function findWait({ failed, lastMs }: Count, free: number, nowMs: number): number {
  if (failed < free) return 0
  const wait = Math.min(firstWaitMs * 2 ** Math.min(failed - free, 20), longestWaitMs)
  return Math.max(0, lastMs + wait - nowMs)
}
