import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { AuditLimits } from '#server/adapters/audit/append-rows.ts'
import { openAudit } from '#server/adapters/audit/open-audit.ts'
import type { AuditAdapter, AuditFault, NewAuditEvent } from '#server/adapters/audit/types.ts'
import { type Database, type DatabasePlace, openDatabase } from '#server/adapters/database/open-database.ts'
import {
  hasPostgresql,
  holdPostgresql,
  startPostgresql,
} from '#server/adapters/database/postgresql.test-support.ts'
import type { Tables } from '#server/adapters/database/tables.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-audit-'))
const postgresql = holdPostgresql()
afterAll(() => rmSync(folder, { recursive: true }))

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const all = { isSeen: () => true, limit: 1_000 }

function buildEvent(given: Partial<NewAuditEvent> = {}): NewAuditEvent {
  return {
    ...{ atMs: nowMs, act: 'read' as const, outcome: 'done' as const, who: 'auditor' },
    ...{ namespace: 'shop', call: 'logs', groups: ['mesh-auditors'], peer: '10.0.0.7', requestId: 'r-1' },
    ...given,
  }
}

let stores = 0
const databases = [
  { name: 'SQLite', isHere: true, open: async () => ({ folder: join(folder, `data-${++stores}`) }) },
  {
    name: 'PostgreSQL',
    isHere: hasPostgresql,
    open: async () => ({ url: await postgresql.createDatabase() }),
  },
]

const opened: { audit: AuditAdapter; database: Database }[] = []
afterEach(async () => {
  for (const { audit, database } of opened.splice(0)) {
    await audit.close()
    await database.close()
  }
})

function openAt<Place extends DatabasePlace>(place: Place, limits: Partial<AuditLimits> = {}) {
  const database = openDatabase(place)
  const audit = openAudit(database, {
    clusters: () => ['cluster'],
    limits: { retentionDays: 365, mostRows: 100_000, ...limits },
  })
  opened.push({ audit, database })
  return { audit, database, place }
}

describe.each(databases)('an audit trail in $name', ({ isHere, open }) => {
  async function openFilled(rows: number, limits: Partial<AuditLimits> = {}) {
    const trail = openAt(await open(), limits)
    await Promise.all(
      Array.from({ length: rows }, (_, at) => trail.audit.append(buildEvent({ name: `row ${at + 1}` }))),
    )
    return trail
  }
  async function verifyAll(audit: AuditAdapter, limit = 7) {
    const first = await audit.verify(0, limit)
    let found = first
    while (!found.isDone) found = await audit.verify(found.to, limit)
    return { ...found, from: first.from }
  }

  it.skipIf(!isHere)('gives each row back as it was told, numbered from 1, and verifies', async () => {
    const { audit } = openAt(await open())
    const told = buildEvent({
      reason: "why'; DROP TABLE audit_row;--\u0000\ud800",
      kind: 'Pod',
      change: 'c1',
    })
    expect(await audit.append(told)).toBe(1)
    expect(await audit.append(buildEvent({ who: '', groups: [], namespace: '' }))).toBe(2)
    const { items } = await audit.list(all)
    expect(items.map(({ seq }) => seq)).toEqual([2, 1])
    expect(items[1]).toMatchObject({ ...told, reason: "why'; DROP TABLE audit_row;--\ufffd\ufffd", seq: 1 })
    expect(await verifyAll(audit)).toMatchObject({ from: 0, to: 2, head: 2, headHash: items[0]?.hash })
  })

  type Tamper = (db: Kysely<Tables>) => Promise<unknown>
  const rowAt = (db: Kysely<Tables>, seq: number) =>
    db.selectFrom('audit_row').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow()
  const swap: Tamper = async (db) => {
    const [five, six] = [await rowAt(db, 5), await rowAt(db, 6)]
    await db.deleteFrom('audit_row').where('seq', 'in', [5, 6]).execute()
    await db
      .insertInto('audit_row')
      .values([
        { ...six, seq: 5 },
        { ...five, seq: 6 },
      ])
      .execute()
  }
  const tampers: readonly { name: string; tamper: Tamper; fault: AuditFault }[] = [
    ...(['who', 'outcome', 'act', 'namespace', 'facts', 'cluster'] as const).map((column) => ({
      name: `another ${column}`,
      tamper: (db: Kysely<Tables>) =>
        db
          .updateTable('audit_row')
          .set({ [column]: '{"name":"other"}' })
          .where('seq', '=', 5)
          .execute(),
      fault: { seq: 5, what: 'changed' as const },
    })),
    {
      name: 'another time',
      tamper: (db) => db.updateTable('audit_row').set({ at_ms: 1 }).where('seq', '=', 20).execute(),
      fault: { seq: 20, what: 'changed' },
    },
    {
      name: 'another hash',
      tamper: (db) =>
        db
          .updateTable('audit_row')
          .set({ hash: 'f'.repeat(64) })
          .where('seq', '=', 5)
          .execute(),
      fault: { seq: 5, what: 'changed' },
    },
    {
      name: 'a row that is deleted',
      tamper: (db) => db.deleteFrom('audit_row').where('seq', '=', 5).execute(),
      fault: { seq: 5, what: 'missing' },
    },
    {
      name: 'the first row that is deleted',
      tamper: (db) => db.deleteFrom('audit_row').where('seq', '=', 1).execute(),
      fault: { seq: 1, what: 'missing' },
    },
    {
      name: 'the last row that is deleted',
      tamper: (db) => db.deleteFrom('audit_row').where('seq', '=', 20).execute(),
      fault: { seq: 20, what: 'missing' },
    },
    { name: 'two rows that are swapped', tamper: swap, fault: { seq: 5, what: 'displaced' } },
    {
      name: 'a row behind the end',
      tamper: async (db) =>
        db
          .insertInto('audit_row')
          .values({ ...(await rowAt(db, 20)), seq: 21 })
          .execute(),
      fault: { seq: 21, what: 'added' },
    },
    {
      name: 'a row before the beginning',
      tamper: async (db) =>
        db
          .insertInto('audit_row')
          .values({ ...(await rowAt(db, 1)), seq: 0 })
          .execute(),
      fault: { seq: 0, what: 'added' },
    },
    {
      name: 'a row put in between, the others moved on',
      tamper: async (db) => {
        for (let seq = 20; seq >= 5; seq -= 1)
          await db
            .updateTable('audit_row')
            .set({ seq: seq + 1 })
            .where('seq', '=', seq)
            .execute()
        await db
          .insertInto('audit_row')
          .values({ ...(await rowAt(db, 4)), seq: 5 })
          .execute()
      },
      fault: { seq: 5, what: 'displaced' },
    },
    {
      name: 'an emptied trail',
      tamper: (db) => db.deleteFrom('audit_row').execute(),
      fault: { seq: 1, what: 'missing' },
    },
    {
      name: 'a cut trail whose end is said to be there',
      tamper: async (db) => {
        await db.deleteFrom('audit_row').where('seq', '>', 10).execute()
        await db.updateTable('audit_head').set({ seq: 10 }).execute()
      },
      fault: { seq: 10, what: 'changed' },
    },
  ]
  it.skipIf(!isHere).each(tampers)('names the row of $name', async ({ tamper, fault }) => {
    const { audit, database } = await openFilled(20)
    expect((await verifyAll(audit)).fault).toBeUndefined()
    await database.use(tamper)
    expect((await verifyAll(audit)).fault).toEqual(fault)
    expect((await audit.verify(0, 1_000)).fault).toEqual(fault)
  })

  it.skipIf(!isHere)(
    'seals what is beyond its limits, and goes on verifying; what was sealed cannot be forged',
    async () => {
      const { audit, database } = await openFilled(460, { mostRows: 120 })
      const found = await verifyAll(audit, 50)
      expect(found.fault).toBeUndefined()
      expect(found.from).toBeGreaterThanOrEqual(100)
      const { items } = await audit.list(all)
      expect(items).toHaveLength(found.head - found.from)
      const seal = items.find(({ act }) => act === 'seal')
      expect(seal?.seal).toMatchObject({ upTo: found.from })
      await database.use((db) =>
        db
          .deleteFrom('audit_row')
          .where('seq', '=', found.from + 1)
          .execute(),
      )
      expect((await verifyAll(audit)).fault).toEqual({ seq: found.from + 1, what: 'missing' })
    },
  )

  it.skipIf(!isHere)('seals what is too old', async () => {
    const { audit } = openAt(await open(), { retentionDays: 1 })
    const atMs = Date.now() - 3 * 86_400_000
    await Promise.all(Array.from({ length: 150 }, () => audit.append(buildEvent({ atMs }))))
    await Promise.all(Array.from({ length: 60 }, () => audit.append(buildEvent({ atMs: Date.now() }))))
    const found = await verifyAll(audit)
    expect(found).toMatchObject({ from: expect.any(Number), to: found.head })
    expect(found.fault).toBeUndefined()
    expect(found.from).toBeGreaterThanOrEqual(100)
  })

  it.skipIf(!isHere)('is one chain of all that append at once', async () => {
    const place = await open()
    const trails = [openAt(place), openAt(place), openAt(place)]
    // The first opens the tables, for SQLite waits for nobody who makes them.
    await trails[0]?.audit.append(buildEvent())
    const numbers = await Promise.all(
      trails.flatMap(({ audit }, at) =>
        Array.from({ length: 50 }, (_, row) => audit.append(buildEvent({ name: `${at}/${row}` }))),
      ),
    )
    expect(new Set(numbers).size).toBe(150)
    for (const { audit } of trails) expect(await verifyAll(audit, 64)).toMatchObject({ to: 151, head: 151 })
  })

  it.skipIf(!isHere)(
    'tells by who, what, outcome, place and time, in pages, and only what may be seen',
    async () => {
      const { audit } = openAt(await open())
      await audit.append(buildEvent({ who: 'admin', act: 'write', outcome: 'begun', name: 'cut short' }))
      const begun = await audit.append(
        buildEvent({ who: 'admin', act: 'write', outcome: 'begun', name: 'vs' }),
      )
      await audit.append(buildEvent({ who: 'admin', act: 'write', name: 'vs', settles: begun }))
      for (let at = 0; at < 10; at += 1)
        await audit.append(buildEvent({ atMs: nowMs + at, namespace: at % 2 ? 'bookinfo' : '' }))
      const read = async (given: object) =>
        (await audit.list({ ...all, ...given })).items.map(({ seq }) => seq)
      expect(await read({ who: 'admin' })).toEqual([3, 1])
      expect(await read({ outcome: 'begun' })).toEqual([2, 1])
      expect(await read({ act: 'write', outcome: 'done' })).toEqual([3])
      expect(await read({ namespace: 'bookinfo' })).toEqual([13, 11, 9, 7, 5])
      expect(await read({ sinceMs: nowMs + 8 })).toEqual([13, 12])
      const isSeen = ({ namespace }: { namespace: string }) => namespace === 'bookinfo'
      const first = await audit.list({ isSeen, limit: 2 })
      expect(first.items.map(({ seq }) => seq)).toEqual([13, 11])
      const second = await audit.list({ isSeen, limit: 5, before: first.next })
      expect([second.items.map(({ seq }) => seq), second.next]).toEqual([[9, 7, 5], undefined])
    },
  )

  it.skipIf(!isHere)('tells what is alike once, and how often it came when its time is over', async () => {
    const { audit, place } = openAt(await open())
    for (let at = 0; at < 5; at += 1)
      audit.note(buildEvent({ atMs: nowMs + at, requestId: `r-${at}` }), 60_000)
    audit.note(buildEvent({ name: 'another' }), 60_000)
    await audit.close()
    const { items } = await openAt(place).audit.list(all)
    expect(items.map(({ name, times }) => [name, times])).toEqual([
      [undefined, 4],
      ['another', undefined],
      [undefined, undefined],
    ])
  })
})

describe('an audit trail whose database is away', () => {
  function openFile() {
    const place = { folder: join(folder, `data-${++stores}`) }
    const [there, gone] = [join(place.folder, 'vardia.db'), join(place.folder, 'moved.db')]
    return {
      ...openAt(place),
      there,
      remove: () => renameSync(there, gone),
      giveBack: () => renameSync(gone, there),
    }
  }

  it('refuses who waits for a row while its file is gone, and goes on by itself when it is back', async () => {
    const { audit, remove, giveBack } = openFile()
    const tryWrite = () => audit.append(buildEvent({ act: 'write', outcome: 'begun' }))
    expect(await tryWrite()).toBe(1)
    remove()
    await expect(tryWrite()).rejects.toMatchObject({ kind: 'unavailable', code: 'audit-away' })
    expect(String(audit.status().problem?.cause)).toContain('was moved or removed')
    await audit.note(buildEvent({ name: 'waits' }))
    expect(audit.status().waiting).toBe(1)
    giveBack()
    // Nobody writes meanwhile.
    await expect.poll(() => audit.status(), { timeout: 15_000 }).toEqual({ place: 'sqlite', waiting: 0 })
    expect(await tryWrite()).toBe(3)
    expect(await audit.verify(0, 100)).toMatchObject({ isDone: true, to: 3, head: 3 })
  })

  it('finds out by itself that it is back, when nothing waits to be written', async () => {
    const { audit, remove, giveBack } = openFile()
    await audit.append(buildEvent())
    remove()
    await expect(audit.append(buildEvent())).rejects.toMatchObject({ code: 'audit-away' })
    expect(audit.status()).toMatchObject({ waiting: 0, problem: { code: 'audit-away' } })
    giveBack()
    await expect.poll(() => audit.status(), { timeout: 15_000 }).toEqual({ place: 'sqlite', waiting: 0 })
  })

  it('takes another file in the place of its own for its store: what was restored is told', async () => {
    const copy = openFile()
    await copy.audit.append(buildEvent({ name: 'restored' }))
    await copy.audit.close()
    await copy.database.close()
    const { audit, there } = openFile()
    for (let at = 0; at < 3; at += 1) await audit.append(buildEvent())
    for (const end of ['-wal', '-shm']) rmSync(`${there}${end}`, { force: true })
    renameSync(copy.there, there)
    expect((await audit.list(all)).items.map(({ name }) => name)).toEqual(['restored'])
    expect(await audit.append(buildEvent())).toBe(2)
  })

  it.skipIf(!hasPostgresql)(
    'refuses who waits for a row, keeps a bounded rest, and tells the gap when it is back',
    async () => {
      const server = await startPostgresql()
      const database = openDatabase({ url: server.url })
      const failures: unknown[] = []
      const audit = openAudit(database, {
        clusters: () => ['cluster'],
        limits: { retentionDays: 365, mostRows: 100_000 },
        onFailure: (error) => failures.push(error),
      })
      try {
        await audit.append(buildEvent())
        await server.kill()
        await expect(audit.append(buildEvent({ act: 'write', outcome: 'begun' }))).rejects.toMatchObject({
          ...{ name: 'Problem', kind: 'unavailable', code: 'audit-away' },
        })
        const noted = Array.from({ length: 1_010 }, (_, at) =>
          audit.note(buildEvent({ name: `waits ${at}` })),
        )
        // Nobody waits for a database that is away.
        await Promise.all(noted)
        expect(audit.status()).toMatchObject({ waiting: 1_000, problem: { code: 'audit-away' } })
        await server.start()
        expect(await audit.append(buildEvent({ name: 'after' }))).toBeGreaterThan(1_000)
        expect(audit.status()).toEqual({ place: 'postgresql', waiting: 0 })
        const { items } = await audit.list({ ...all, act: 'gap' })
        expect(items).toMatchObject([{ times: 10 }])
        expect(await audit.verify(0, 5_000)).toMatchObject({ isDone: true, to: 1_003 })
        expect(failures).not.toHaveLength(0)
      } finally {
        await audit.close()
        await database.close()
        await server.stop()
      }
    },
  )
})
