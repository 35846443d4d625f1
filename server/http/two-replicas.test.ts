import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Demo, startDemo } from '#demo/serve.ts'
import { openAudit } from '#server/adapters/audit/open-audit.ts'
import type { StoredAuditEvent } from '#server/adapters/audit/types.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { hasPostgresql, holdPostgresql } from '#server/adapters/database/postgresql.test-support.ts'
import { type RoundRobin, startRoundRobin } from '#server/http/round-robin.test-support.ts'
import {
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-replicas-'))
const postgresql = holdPostgresql()
let demo: Demo
let url: string
let replicas: readonly [TestConsole, TestConsole]
let proxy: RoundRobin

beforeAll(async () => {
  if (!hasPostgresql) return
  url = await postgresql.createDatabase()
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  const settings = {
    ...{ VARDIA_AUTH: 'token', VARDIA_DATABASE_URL: url, VARDIA_TRUSTED_PROXIES: '127.0.0.1' },
    VARDIA_SESSION_KEY: 'one key for all of the replicas, 32 and more',
  }
  replicas = [await startTestConsole(settings, demo), await startTestConsole(settings, demo)]
  proxy = await startRoundRobin(replicas.map(({ port }) => port))
}, 2 * startTimeoutMs)
afterAll(async () => {
  await proxy?.stop()
  await Promise.all((replicas ?? []).map((one) => one.stop()))
  await demo?.stop()
  rmSync(folder, { recursive: true })
})

/** The end of a session ends a stream with its next beat, of 15 s. */
const testMs = 120_000
/** Names of one run of a test, which may be run again. */
const nameRun = () => `r${Date.now().toString(36)}`

interface Answer {
  readonly status: number
  readonly text: string
  readonly cookie: string
}

/** One request through the proxy; with a body by POST. Whoever goes away in the middle answers 502, also amid the head. */
async function ask(path: string, cookie: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${proxy.url}/api/v1/${path}`, {
    headers: { cookie, 'content-type': 'application/json', origin: proxy.url.replace('http:', 'https:') },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  }).catch(() => undefined)
  if (!answer) return { status: 502, text: '', cookie: '' }
  const text = await answer.text().catch(() => '')
  return { status: answer.status, text, cookie: answer.headers.get('set-cookie')?.split(';', 1)[0] ?? '' }
}
const signIn = async (user: string) => {
  const token = demo.kubernetes.users.find(({ name }) => name === user)?.token
  const { status, cookie, text } = await ask('sign-in/token', '', { token })
  expect(status, text).toBe(200)
  return cookie
}
const rule = (name: string) =>
  JSON.stringify({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
    metadata: { name, namespace: 'bookinfo' },
    spec: { host: 'ratings.bookinfo.svc.cluster.local' },
  })
const create = (cookie: string, name: string) =>
  ask('config/apply', cookie, { yaml: rule(name), operation: 'create', reason: 'two replicas' })

/** The whole trail as it is kept, the oldest first, when every row of it holds. */
async function readTrail(): Promise<readonly StoredAuditEvent[]> {
  const database = openDatabase({ url })
  const audit = openAudit(database, {
    clusters: () => ['any'],
    limits: { retentionDays: 365, mostRows: 100_000 },
  })
  try {
    const verified = await audit.verify(0, 100_000)
    expect([verified.isDone, verified.fault, verified.to]).toEqual([true, undefined, verified.head])
    const rows = await database.use((db) => db.selectFrom('audit_row').selectAll().orderBy('seq').execute())
    return rows.map(({ facts, seq, act, outcome, who, settles, hash, namespace, at_ms }) => ({
      ...JSON.parse(facts),
      ...{ seq: Number(seq), act, outcome, who, hash, namespace, atMs: Number(at_ms) },
      ...(settles === null ? {} : { settles: Number(settles) }),
    }))
  } finally {
    await audit.close()
    await database.close()
  }
}

/** A stream of the session that is open; `ended` resolves when the console ends it. */
async function openStream(cookie: string): Promise<{ readonly ended: Promise<void> }> {
  const answer = await fetch(`${proxy.url}/api/v1/stream`, {
    headers: { cookie, accept: 'text/event-stream' },
  })
  expect(answer.status).toBe(200)
  if (!answer.body) throw new Error('there is no stream')
  return { ended: answer.body.pipeTo(new WritableStream()) }
}

describe.skipIf(!hasPostgresql)(
  'two consoles over one PostgreSQL, behind a proxy without sticky sessions',
  () => {
    test(
      'are one to who signs in: what one began the other goes on with, and signing out is out on both',
      async () => {
        const cookie = await signIn('admin')
        const read = async (path: string, body?: object) => {
          const answer = await ask(path, cookie, body)
          expect([path, answer.status], answer.text.slice(0, 300)).toEqual([path, 200])
          return JSON.parse(answer.text)
        }
        const before = proxy.answered.length
        // Each is asked twice, one after the other: once of each replica.
        for (const path of ['session', 'namespaces', 'sessions', 'config'])
          for (let turn = 0; turn < 2; turn += 1) await read(path)
        expect(proxy.answered.slice(before)).toEqual([0, 1, 0, 1, 0, 1, 0, 1].map((at) => (at + before) % 2))
        const name = nameRun()
        await read('preview', { yaml: rule(name), dryRun: true })
        const { change } = JSON.parse((await create(cookie, name)).text)
        // Kept by one, told and taken back by the other, and told again by the first.
        for (let turn = 0; turn < 2; turn += 1)
          expect((await read(`history/change?id=${change}`)).change.id).toBe(change)
        await read('history/undo', { id: change })
        for (let turn = 0; turn < 2; turn += 1)
          expect((await read(`history/change?id=${change}`)).change.undoneBy).toBeDefined()
        const streams = [await openStream(cookie), await openStream(cookie)]
        await read('session/sign-out', {})
        for (let turn = 0; turn < 4; turn += 1) expect((await ask('session', cookie)).status).toBe(401)
        expect(new Set(proxy.answered.slice(-4))).toEqual(new Set([0, 1]))
        // Each looks at its session again with its next beat.
        await Promise.all(streams.map(({ ended }) => ended))
      },
      testMs,
    )

    test(
      'lose nothing and tell nothing twice when one is killed in the middle: the other goes on',
      async () => {
        const cookie = await signIn('admin')
        const statuses = new Map<string, number>()
        const acts = [
          (name: string) => create(cookie, name),
          (name: string) => ask(`object?kind=Deployment&namespace=bookinfo&name=${name}`, cookie),
        ]
        const run = nameRun()
        let isOver = false
        const keepOn = async (at: number) => {
          for (let turn = 0; !isOver; turn += 1) {
            const name = `${at % 2 === 0 ? 'made' : 'read'}-${run}-${at}-${turn}`
            statuses.set(name, (await acts[at % 2]?.(name))?.status ?? 0)
          }
        }
        const count = () => [...statuses.values()].filter((status) => status === 200 || status === 404).length
        const people = [0, 1, 2, 3].map(keepOn)
        try {
          await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(12)
          replicas[0].process.kill('SIGKILL')
          const killedAt = count()
          await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(killedAt + 12)
        } finally {
          isOver = true
          await Promise.all(people)
        }
        expect((await ask('session', cookie)).status).toBe(200)
        const trail = await readTrail()
        const listNames = async () => {
          const { items }: { items: { name: string }[] } = JSON.parse((await ask('config', cookie)).text)
          return items.map(({ name }) => name)
        }
        const made = [...statuses].filter(([name, status]) => name.startsWith('made') && status === 200)
        await expect
          .poll(listNames, { timeout: 60_000 })
          .toEqual(expect.arrayContaining(made.map(([name]) => name)))
        for (const [name, status] of statuses) {
          const rows = trail.filter((row) => row.name === name).map(({ act, outcome }) => `${act} ${outcome}`)
          const isMade = name.startsWith('made')
          const whole = isMade ? ['write begun', 'write done'] : ['read failed']
          // Nobody was told of what broke off: of that there may be a part.
          if (status === 502) expect(whole.slice(0, rows.length)).toEqual(rows)
          else expect([name, status, rows]).toEqual([name, isMade ? 200 : 404, whole])
        }
        // Every end is of one beginning, and no beginning has two.
        const settled = trail.flatMap(({ settles }) => settles ?? [])
        expect(new Set(settled).size).toBe(settled.length)
      },
      testMs,
    )
  },
)
