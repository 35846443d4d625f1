import type { Kysely } from 'kysely'
import { type AuditLimits, appendRows } from '#server/adapters/audit/append-rows.ts'
import { createAlikeFold } from '#server/adapters/audit/fold-alike.ts'
import { listRows } from '#server/adapters/audit/list-rows.ts'
import type { AuditAdapter, NewAuditEvent, StoredAuditEvent } from '#server/adapters/audit/types.ts'
import { verifyChain } from '#server/adapters/audit/verify-chain.ts'
import type { Database } from '#server/adapters/database/open-database.ts'
import type { Tables } from '#server/adapters/database/tables.ts'
import { isProblem, Problem } from '#server/problem.ts'

export interface AuditFacts {
  /** Names of the cluster: rows are written with the first, and found by any. */
  readonly clusters: () => readonly [string, ...string[]]
  readonly limits: AuditLimits
  /** Told of each row when it is kept. */
  readonly tell?: ((event: StoredAuditEvent) => void) | undefined
  readonly onFailure?: ((error: unknown) => void) | undefined
}

const mostWaiting = 1_000
const mostTogether = 100
const retryMs = 5_000
const sweepMs = 10_000
/** Longer than a healthy database takes, and short for a person: so long an answer waits for its row. */
const noteMs = 1_000

interface Waiting {
  readonly event: NewAuditEvent
  readonly settle?: (result: number | Problem) => void
  /** Of an event that is tried again: called when it is kept, or cannot be for now. */
  readonly tried?: () => void
}

/** The audit trail in a database. Rows are added one batch at a time, in the order in which they were told. */
export function openAudit(database: Database, facts: AuditFacts): AuditAdapter {
  const { clusters, limits, tell, onFailure } = facts
  const fold = createAlikeFold()
  let waiting: readonly Waiting[] = []
  let lost = 0
  let away: Problem | undefined
  let work: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined

  const writeBatch = async () => {
    const batch = waiting.slice(0, mostTogether)
    const nowMs = Date.now()
    const gap = lost > 0 ? [describeGap(nowMs, lost)] : []
    const events = [...gap, ...batch.map(({ event }) => event)]
    const rows = await database.use((db) => appendRows(db, clusters()[0], events, { ...limits, nowMs }))
    lost = 0
    away = undefined
    waiting = waiting.slice(batch.length)
    for (const [at, { settle, tried }] of batch.entries()) {
      settle?.(rows[at + gap.length]?.seq ?? 0)
      tried?.()
    }
    for (const row of rows) tell?.(row)
  }
  const drain = async () => {
    while (waiting.length > 0 || away) {
      try {
        // Nobody may come who writes: that it answers again is found out all the same.
        if (waiting.length === 0) {
          await database.use(probeHead)
          away = undefined
        } else await writeBatch()
      } catch (error) {
        away = describeAway(error)
        if (!retry) onFailure?.(error)
        const problem = away
        // Who waits is told now; what nobody waits for is tried again.
        for (const { settle, tried } of waiting) {
          settle?.(problem)
          tried?.()
        }
        waiting = waiting.filter(({ settle }) => !settle)
        retry ??= setTimeout(() => {
          retry = undefined
          start()
        }, retryMs).unref()
        return
      }
    }
  }
  const start = () => {
    work ??= drain().finally(() => {
      work = undefined
      if (waiting.length > 0 && !retry) start()
    })
  }
  const note = (event: NewAuditEvent, tried: () => void = () => undefined) => {
    if (waiting.length >= mostWaiting) lost += 1
    else waiting = [...waiting, { event, tried }]
    if (retry || waiting.length >= mostWaiting) tried()
    if (!retry) start()
  }
  const sweep = (nowMs: number) => {
    for (const event of fold.takeCounted(nowMs)) note(event)
  }
  const timer = setInterval(() => sweep(Date.now()), sweepMs).unref()
  return {
    append: (event) =>
      new Promise((resolve, reject) => {
        const settle = (result: number | Problem) =>
          typeof result === 'number' ? resolve(result) : reject(result)
        waiting = [...waiting, { event, settle }]
        start()
      }),
    note: (event, alikeMs = 0) => {
      if (alikeMs > 0 && !fold.isNew(event, alikeMs)) return Promise.resolve()
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, noteMs)
        note(event, () => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
    list: (question) => database.use((db) => listRows(db, clusters(), question)),
    verify: (after, limit) => database.use((db) => verifyChain(db, after, limit)),
    status: () => {
      const { place, problem } = database.status()
      const known = away ?? problem
      return { place, waiting: waiting.length, ...(known ? { problem: known } : {}) }
    },
    close: async () => {
      clearInterval(timer)
      clearTimeout(retry)
      sweep(Number.POSITIVE_INFINITY)
      start()
      await work
      clearTimeout(retry)
    },
  }
}

/** Writes into the chain what is there already: whether a row could be kept now. */
async function probeHead(database: Kysely<Tables>): Promise<void> {
  await database
    .updateTable('audit_head')
    .set((column) => ({ seq: column.ref('seq') }))
    .where('chain', '=', 'main')
    .returning('seq')
    .executeTakeFirstOrThrow()
}

/** Of the trail itself: so many events were left out while nothing could be written. */
function describeGap(atMs: number, times: number): NewAuditEvent {
  return { atMs, act: 'gap', outcome: 'failed', who: '', namespace: '', times }
}

function describeAway(error: unknown): Problem {
  const cause = isProblem(error) ? (error.cause ?? error) : error
  return new Problem({ kind: 'unavailable', code: 'audit-away', adapter: 'history', cause })
}
