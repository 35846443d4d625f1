import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '#server/adapters/database/open-database.ts'
import type { SessionRow } from '#server/adapters/database/tables.ts'
import { type KeyPlace, readSessionKey } from '#server/adapters/sessions/read-key.ts'
import { createSeal, type Seal } from '#server/adapters/sessions/seal.ts'
import type {
  KeptSession,
  NewSession,
  Person,
  SessionSecret,
  SessionsAdapter,
} from '#server/adapters/sessions/types.ts'

/** 256 bits: nobody guesses one. */
const cookieBytes = 32
const cookieForm = /^[\w-]{43}$/
const mostListed = 200
/** A person who is still there is noted this often, not with every request. */
const touchMs = 10_000
/** Longer than a provider may take: to tell of itself, for the token, and for the keys to check it by, 10 s each. */
const claimMs = 35_000

export interface SessionLimits {
  readonly idleMs: number
  readonly longestMs: number
}

/** Opens nothing yet: the database and the key are read when they are first needed. */
export function openSessions(database: Database, key: KeyPlace, limits: SessionLimits): SessionsAdapter {
  let reading: Promise<Seal> | undefined
  const readSeal = () => {
    reading ??= readSessionKey(key).then(createSeal)
    return reading
  }
  const holding = (nowMs: number) => ({ endsAfter: nowMs, seenAfter: nowMs - limits.idleMs })
  return {
    open: async (given, nowMs) => {
      const seal = await readSeal()
      const cookie = randomBytes(cookieBytes).toString('base64url')
      const id = digest(cookie)
      const row: SessionRow = {
        id,
        method: given.method,
        user_name: given.person.name,
        person: JSON.stringify(given.person),
        sealed: sealKept(given, seal, id),
        claimed_ms: 0,
        agent: given.agent.slice(0, 300),
        address: given.address,
        created_ms: nowMs,
        seen_ms: nowMs,
        ends_ms: nowMs + limits.longestMs,
      }
      const { endsAfter, seenAfter } = holding(nowMs)
      await database.use(async (db) => {
        await db
          .deleteFrom('session')
          .where((where) => where.or([where('ends_ms', '<=', endsAfter), where('seen_ms', '<=', seenAfter)]))
          .execute()
        await db.insertInto('session').values(row).execute()
      })
      return { cookie, session: { ...readRow(row, seal, limits), ...given } }
    },
    find: async (cookie, nowMs) => {
      if (!cookieForm.test(cookie)) return undefined
      const seal = await readSeal()
      const row = await database.use((db) =>
        db.selectFrom('session').selectAll().where('id', '=', digest(cookie)).executeTakeFirst(),
      )
      const session = row && readRow(row, seal, limits)
      if (!session || session.endsMs <= nowMs || session.idleEndsMs <= nowMs) return undefined
      // Sealed with another key than ours: who signed in then must do so again.
      return row.sealed !== null && !session.secret && !session.endHint ? undefined : session
    },
    touch: async (id, ends, nowMs) => {
      const idleEndsMs = nowMs + limits.idleMs
      if (idleEndsMs - ends.idleEndsMs < touchMs) return ends
      await database.use((db) =>
        db
          .updateTable('session')
          .set({ seen_ms: nowMs })
          .where('id', '=', id)
          .where('seen_ms', '<', nowMs)
          .execute(),
      )
      return { ...ends, idleEndsMs }
    },
    claim: async (id, nowMs) => {
      const [result] = await database.use((db) =>
        db
          .updateTable('session')
          .set({ claimed_ms: nowMs })
          .where('id', '=', id)
          .where('claimed_ms', '<', nowMs - claimMs)
          .execute(),
      )
      return Number(result?.numUpdatedRows ?? 0) > 0
    },
    renew: async (id, secret) => {
      const sealed = (await readSeal()).seal(JSON.stringify(secret), id)
      await database.use((db) => db.updateTable('session').set({ sealed }).where('id', '=', id).execute())
    },
    list: async (userName, nowMs) => {
      const seal = await readSeal()
      const { endsAfter, seenAfter } = holding(nowMs)
      const rows = await database.use((db) => {
        const all = db
          .selectFrom('session')
          .selectAll()
          .where('ends_ms', '>', endsAfter)
          .where('seen_ms', '>', seenAfter)
        const wanted = userName === undefined ? all : all.where('user_name', '=', userName)
        return wanted
          .orderBy('created_ms', 'desc')
          .orderBy('id')
          .limit(mostListed + 1)
          .execute()
      })
      const held = rows.slice(0, mostListed).map((row) => readRow(row, seal, limits))
      return { held, more: rows.length > mostListed }
    },
    end: async (id, userName) => {
      const [result] = await database.use((db) => {
        const one = db.deleteFrom('session').where('id', '=', id)
        return (userName === undefined ? one : one.where('user_name', '=', userName)).execute()
      })
      return Number(result?.numDeletedRows ?? 0) > 0
    },
    endAll: async (userName, id) => {
      const [result] = await database.use((db) => {
        const all = db.deleteFrom('session').where('user_name', '=', userName)
        return (id === undefined ? all : all.where('id', '=', id)).execute()
      })
      return Number(result?.numDeletedRows ?? 0)
    },
    seal: async (text, purpose) => (await readSeal()).seal(text, purpose),
    unseal: async (sealed, purpose) => (await readSeal()).unseal(sealed, purpose),
  }
}

/** One of the two at most: a secret holds the ID token itself. */
function sealKept({ secret, endHint }: NewSession, seal: Seal, id: string): string | null {
  if (secret) return seal.seal(JSON.stringify(secret), id)
  return endHint === undefined ? null : seal.seal(JSON.stringify({ endHint }), id)
}

function readRow(row: SessionRow, seal: Seal, limits: SessionLimits): KeptSession {
  const text = row.sealed === null ? undefined : seal.unseal(row.sealed, row.id)
  const seenMs = Number(row.seen_ms)
  return {
    id: row.id,
    // Rows are written by `open` alone, in these very shapes.
    method: row.method as KeptSession['method'],
    person: JSON.parse(row.person) as Person, // likewise
    ...(text === undefined ? {} : readKept(text)),
    agent: row.agent,
    address: row.address,
    createdMs: Number(row.created_ms),
    seenMs,
    endsMs: Number(row.ends_ms),
    idleEndsMs: seenMs + limits.idleMs,
  }
}

function readKept(text: string): Pick<KeptSession, 'secret' | 'endHint'> {
  // Written by `sealKept` and `renew`, in these shapes.
  const kept = JSON.parse(text) as SessionSecret | { readonly endHint: string }
  return 'endHint' in kept ? kept : { secret: kept }
}

function digest(cookie: string): string {
  return createHash('sha256').update(cookie).digest('hex')
}
