import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import {
  hasPostgresql,
  holdPostgresql,
  startPostgresql,
} from '#server/adapters/database/postgresql.test-support.ts'
import { type HistoryLimits, openHistory } from '#server/adapters/history/open-history.ts'
import type { HistoryAdapter, NewChange } from '#server/adapters/history/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-history-'))
const postgresql = holdPostgresql()
afterAll(() => rmSync(folder, { recursive: true }))

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const seen = [{ group: 'networking.istio.io', kind: 'VirtualService', namespaces: undefined }]

function buildChange(given: Partial<NewChange> = {}): NewChange {
  return {
    group: 'networking.istio.io',
    apiVersion: 'networking.istio.io/v1',
    ...{ kind: 'VirtualService', namespace: 'shop', name: 'cart', who: 'admin' },
    ...{ atMs: nowMs, how: 'vardia' as const, action: 'update' as const },
    ...{ paths: ['spec.hosts'], changeCount: 1 },
    before: { spec: { hosts: [], timeout: '0s', weight: 0, flag: false, text: '' } },
    after: { spec: { hosts: ['ä"\u0001'] } },
    ...given,
  }
}

const databases = [
  { name: 'SQLite', place: 'sqlite', isHere: true, open: () => ({ folder: join(folder, 'data') }) },
  {
    name: 'PostgreSQL',
    place: 'postgresql',
    isHere: hasPostgresql,
    open: () => ({ url: postgresql.url }),
  },
  { name: 'memory', place: 'memory', isHere: true, open: () => ({}) },
]

describe.each(databases)('a history in $name', ({ place, isHere, open }) => {
  let clusters = 0
  const opened: HistoryAdapter[] = []
  afterAll(() => Promise.all(opened.map((history) => history.close())))

  /** Of a cluster of its own unless it is named. */
  function openNew(limits: Partial<HistoryLimits> = {}, cluster = `cluster ${++clusters}`): HistoryAdapter {
    const history = openHistory(openDatabase(open()), {
      cluster: () => cluster,
      limits: { retentionDays: 90, mostChanges: 1_000, ...limits },
    })
    opened.push(history)
    return history
  }

  it.skipIf(!isHere)('gives back each value as it was, and tells where it is kept', async () => {
    const history = openNew()
    const id = await history.keep(buildChange({ reason: "why'; DROP TABLE change;--" }), 'pending')
    await history.settle(id, { outcome: 'applied', resultVersion: '7', after: { spec: { hosts: [''] } } })
    const found = await history.read(id)
    expect(found?.change).toMatchObject({
      ...{ id, outcome: 'applied', resultVersion: '7', reason: "why'; DROP TABLE change;--" },
      ...{ atMs: nowMs, paths: ['spec.hosts'] },
    })
    expect(found?.before).toEqual({ kept: true, object: buildChange().before })
    expect(found?.after).toEqual({ kept: true, object: { spec: { hosts: [''] } } })
    expect(history.status()).toEqual({ place, retentionDays: 90 })
  })

  it.skipIf(!isHere)('settles a change once', async () => {
    const history = openNew()
    const id = await history.keep(buildChange(), 'pending')
    expect(await history.listPending(nowMs + 1)).toHaveLength(1)
    const failure = { code: 'kubernetes-conflict', params: { status: 409 } }
    await history.settle(id, { outcome: 'failed', failure })
    await history.settle(id, { outcome: 'applied' })
    expect((await history.read(id))?.change).toMatchObject({ outcome: 'failed', failure })
    expect(await history.listPending(nowMs + 1)).toEqual([])
  })

  it.skipIf(!isHere)('tells a version once, whoever notices it and whenever it is settled', async () => {
    const history = openNew()
    const noticed = buildChange({ how: 'elsewhere', resultVersion: '8' })
    await Promise.all([history.keep(noticed, 'applied'), history.keep(noticed, 'applied')])
    expect(await history.list({ seen, limit: 10 })).toHaveLength(1)
    const id = await history.keep(buildChange(), 'pending')
    await history.settle(id, { outcome: 'applied', resultVersion: '8' })
    await history.keep(noticed, 'applied')
    const told = await history.list({ seen, limit: 10 })
    expect(told.map(({ how, resultVersion }) => [how, resultVersion])).toEqual([['vardia', '8']])
  })

  it.skipIf(!isHere)('marks the change that was taken back only when that is stored', async () => {
    const history = openNew()
    const first = await history.keep(buildChange(), 'applied')
    const failed = await history.keep(buildChange({ undoes: first }), 'pending')
    await history.settle(failed, { outcome: 'failed', failure: { code: 'x', params: {} } })
    expect((await history.read(first))?.change.undoneBy).toBeUndefined()
    const undo = await history.keep(buildChange({ undoes: first }), 'pending')
    await history.settle(undo, { outcome: 'applied' })
    expect((await history.read(first))?.change.undoneBy).toBe(undo)
  })

  it.skipIf(!isHere)('lists the newest first, in pages, by object and time', async () => {
    const history = openNew()
    for (let at = 0; at < 25; at += 1)
      await history.keep(
        buildChange({ atMs: nowMs + at * 1_000, name: at % 5 === 0 ? 'five' : 'cart' }),
        'applied',
      )
    const first = await history.list({ seen, limit: 10 })
    const second = await history.list({ seen, limit: 100, after: first.at(-1)?.id ?? '' })
    const times = [...first, ...second].map(({ atMs }) => (atMs - nowMs) / 1_000)
    expect(times).toEqual(Array.from({ length: 25 }, (_, at) => 24 - at))
    expect(await history.list({ seen, name: 'five', limit: 100 })).toHaveLength(5)
    const between = { sinceMs: nowMs + 3_000, untilMs: nowMs + 6_000 }
    expect(await history.list({ seen, ...between, limit: 100 })).toHaveLength(4)
  })

  it.skipIf(!isHere)('tells only kinds and namespaces that are asked for, few or thousands', async () => {
    const history = openNew()
    for (const namespace of ['shop', 'closed']) await history.keep(buildChange({ namespace }), 'applied')
    await history.keep(buildChange({ group: 'x', kind: 'Gateway' }), 'applied')
    await history.keep(buildChange({ group: '', kind: 'Namespace', namespace: '', name: 'shop' }), 'applied')
    const many = Array.from({ length: 4_000 }, (_, at) => `namespace-${at}`)
    for (const namespaces of [['shop'], ['shop', ...many]]) {
      const open = [
        { ...seen[0], namespaces },
        { group: '', kind: 'Namespace', namespaces },
      ].map((each) => ({ group: '', kind: '', ...each }))
      const told = await history.list({ seen: open, limit: 10 })
      expect(told.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).sort()).toEqual([
        'Namespace /shop',
        'VirtualService shop/cart',
      ])
    }
    expect(await history.list({ seen: [], limit: 10 })).toEqual([])
  })

  it.skipIf(!isHere)('tells nothing of another cluster', async () => {
    const id = await openNew().keep(buildChange(), 'applied')
    const other = openNew()
    expect(await other.read(id)).toBeUndefined()
    expect(await other.list({ seen, limit: 10 })).toEqual([])
  })

  it.skipIf(!isHere)('forgets what is too old or too much, never what is pending', async () => {
    const history = openNew({ mostChanges: 100 })
    const old = nowMs - 100 * 86_400_000
    const waiting = await history.keep(buildChange({ atMs: old }), 'pending')
    const forgotten = await history.keep(buildChange({ atMs: old }), 'applied')
    for (let at = 0; at < 400; at += 1) await history.keep(buildChange({ atMs: nowMs + at }), 'applied')
    const left = (await history.list({ seen, limit: 1_000 })).map(({ id }) => id)
    expect(left).toContain(waiting)
    expect(left).not.toContain(forgotten)
    // It is looked for now and then, not at each change.
    expect(left.length).toBeGreaterThan(100)
    expect(left.length).toBeLessThan(310)
  })

  it.skipIf(!isHere)('keeps no version that is larger than configuration is', async () => {
    const history = openNew()
    const id = await history.keep(buildChange({ after: { spec: 'x'.repeat(300_000) } }), 'applied')
    const found = await history.read(id)
    expect([found?.before.kept, found?.after.kept]).toEqual([true, false])
  })

  it.skipIf(!isHere)('loses none of hundreds that are kept and settled at once by two consoles', async () => {
    const histories = [openNew({}, 'busy'), openNew({}, 'busy')]
    const settled = Array.from({ length: 300 }, async (_, at) => {
      const history = histories[at % (place === 'memory' ? 1 : 2)]
      const id = (await history?.keep(buildChange({ name: `object-${at}` }), 'pending')) ?? ''
      await history?.settle(id, { outcome: 'applied', resultVersion: String(at) })
    })
    await Promise.all(settled)
    const told = await histories[0]?.list({ seen, limit: 2_000 })
    expect(new Set(told?.map(({ name }) => name)).size).toBe(300)
    expect(told?.every(({ outcome }) => outcome === 'applied')).toBe(true)
  })
})

describe('a data folder', () => {
  const open = (path: string) =>
    openHistory(openDatabase({ folder: path }), {
      cluster: () => 'one',
      limits: { retentionDays: 90, mostChanges: 1_000 },
    })

  it('gives what was kept to the next process', async () => {
    const path = join(folder, 'lasting')
    const first = open(path)
    const id = await first.keep(buildChange(), 'pending')
    await first.close()
    const second = open(path)
    expect((await second.listPending(nowMs + 1)).map(({ change }) => change.id)).toEqual([id])
    await second.close()
  })

  it.each([
    ['a file stands in its place', (path: string) => writeFileSync(path, '')],
    [
      'its database is no database',
      (path: string) => writeFileSync(join(path, '../vardia.db'), 'x'.repeat(5_000)),
    ],
  ])('is memory with the reason when %s', async (_, spoil) => {
    const base = mkdtempSync(join(folder, 'spoiled-'))
    const path = join(base, 'data')
    spoil(path)
    const history = open(spoil.toString().includes('vardia.db') ? base : path)
    const id = await history.keep(buildChange(), 'applied')
    expect((await history.read(id))?.change.id).toBe(id)
    expect(history.status()).toMatchObject({ place: 'memory', problem: { code: 'database-no-folder' } })
    await history.close()
  })
})

describe.skipIf(!hasPostgresql)('a PostgreSQL that goes away', () => {
  it('is a Problem for as long as it is away, and goes on where it was', async () => {
    const server = await startPostgresql()
    const history = openHistory(openDatabase({ url: server.url }), {
      cluster: () => 'one',
      limits: { retentionDays: 90, mostChanges: 1_000 },
    })
    try {
      const id = await history.keep(buildChange(), 'applied')
      await server.kill()
      await expect(history.keep(buildChange(), 'pending')).rejects.toMatchObject({
        ...{ kind: 'unavailable', code: 'database-away', adapter: 'history' },
      })
      expect(history.status().problem?.code).toBe('database-away')
      await server.start()
      await expect.poll(() => history.read(id).catch(() => undefined), { timeout: 20_000 }).toBeDefined()
      expect(history.status()).toEqual({ place: 'postgresql', retentionDays: 90 })
    } finally {
      await history.close()
      await server.stop()
    }
  }, 60_000)
})
