import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from 'vitest'
import { findRowHash, verifyChain } from '#server/adapters/audit/verify-chain.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { hasPostgresql, holdPostgresql } from '#server/adapters/database/postgresql.test-support.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-audit-killed-'))
const postgresql = holdPostgresql()
afterAll(() => rmSync(folder, { recursive: true }))

const program = join(import.meta.dirname, 'append-forever.test-support.ts')

/** One process that appends, and the newest row that it was told to be kept. */
function start(place: object): { readonly child: ChildProcess; readonly seen: number[] } {
  const child = spawn(process.execPath, [program, JSON.stringify(place)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const seen: number[] = []
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => seen.push(Number(line)))
  return { child, seen }
}

it.each([
  ['SQLite', true, () => ({ folder })],
  ['PostgreSQL', hasPostgresql, () => ({ url: postgresql.url })],
] as const)(
  'on %s two processes make one chain that holds through kill -9, with every row that was told to be kept',
  { timeout: 120_000 },
  async (_name, isHere, place) => {
    if (!isHere) return
    const database = openDatabase(place())
    await database.use((db) => findRowHash(db, 1))
    const told: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const writers = [start(place()), start(place())]
      for (const { seen } of writers)
        await expect.poll(() => seen.length, { timeout: 30_000 }).toBeGreaterThan(20)
      for (const { child, seen } of writers) {
        child.kill('SIGKILL')
        await once(child, 'close')
        told.push(...seen)
      }
      const found = await database.use((db) => verifyChain(db, 0, 1_000_000))
      expect([found.isDone, found.fault, found.to]).toEqual([true, undefined, found.head])
    }
    expect(new Set(told).size).toBe(told.length)
    const { head } = await database.use((db) => verifyChain(db, 0, 1))
    expect(Math.max(...told)).toBeLessThanOrEqual(head)
    await database.close()
  },
)
