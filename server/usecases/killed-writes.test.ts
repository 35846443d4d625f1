import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { openHistory } from '#server/adapters/history/open-history.ts'
import { settlePending } from '#server/adapters/history/settle-pending.ts'
import type { HistoryAdapter } from '#server/adapters/history/types.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

const program = join(import.meta.dirname, 'stages/killed-write.test-support.ts')
const moments = ['dry-run', 'kept', 'sent', 'answered', 'settled'] as const
const operations = ['create', 'update', 'remove'] as const
type Operation = (typeof operations)[number]

/** How often each moment of each operation is tried, by `KILLS`; without it the moments at which most can go wrong, once. */
const { KILLS } = process.env
const rounds = Number(KILLS ?? 1)
const tried: Readonly<Record<Operation, readonly (typeof moments)[number][]>> =
  KILLS === undefined
    ? { create: moments, update: ['kept', 'sent', 'answered'], remove: ['sent', 'answered'] }
    : { create: moments, update: moments, remove: moments }

let demo: DemoContext
let folder: string
let history: HistoryAdapter

beforeAll(async () => {
  demo = await startDemoContext()
  folder = mkdtempSync(join(tmpdir(), 'vardia-killed-'))
  await writeKubeconfig(
    join(folder, 'kubeconfig'),
    formatKubeconfig(demo.cluster.url, demo.cluster.users, 'admin'),
  )
  history = openHistory(openDatabase({ folder: join(folder, 'data') }), {
    cluster: () => 'demo',
    limits: { retentionDays: 90, mostChanges: 1_000 },
  })
}, 60_000)
afterAll(async () => {
  await history?.close()
  await demo?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const seen = [{ group: 'networking.istio.io', kind: 'DestinationRule', namespaces: undefined }]
const resource = (name: string) => ({
  ...{ apiVersion: 'networking.istio.io/v1', plural: 'destinationrules', namespace: 'bookinfo', name },
})

async function read(name: string) {
  const { adapters, session, signal } = demo.as('admin')
  return adapters.kubernetes.readResource(session.viewer, resource(name), signal)
}

const build = (name: string, host: string) => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  metadata: { name, namespace: 'bookinfo' },
  spec: { host: `${host}.bookinfo.svc.cluster.local` },
})
const [old, next] = ['reviews', 'ratings']

/** What is there before the write, and the input of the call that writes. */
async function prepare(name: string, operation: Operation) {
  if (operation === 'create') return { yaml: stringify(build(name, next)), operation }
  const { adapters, session, signal } = demo.as('admin')
  const write = { operation: 'create', object: build(name, old) } as const
  await adapters.kubernetes.applyResource(session.viewer, resource(name), write, { dryRun: false, signal })
  const { resourceVersion } = readMetadata(await read(name))
  const yaml = stringify(build(name, operation === 'update' ? next : old))
  return { yaml, operation, base: { resourceVersion, yaml: stringify(build(name, old)) } }
}

function readMetadata(object: Readonly<Record<string, unknown>> | undefined) {
  // As every API server writes it.
  return object?.['metadata'] as { readonly resourceVersion: string; readonly generation: number }
}

/** Runs the write until it is killed. Resolves with the signal that ended it. */
async function runKilled(input: object, moment: string): Promise<unknown> {
  const given = {
    ...{ moment, kubeconfig: join(folder, 'kubeconfig'), folder: join(folder, 'data') },
    input: { ...input, reason: moment },
  }
  const child = spawn(process.execPath, [program, JSON.stringify(given)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8')
  })
  const [, signal] = await once(child, 'exit')
  return signal ?? complaints
}

/** What is in the cluster, in a word: a write that was made twice, or in part, is none of them. */
function nameStored(object: Readonly<Record<string, unknown>> | undefined): string {
  if (!object) return 'nothing'
  const { generation } = readMetadata(object)
  const spec = JSON.stringify(object['spec'])
  const hosts = [old, next].filter((host) => spec === JSON.stringify(build('', host).spec))
  return `${hosts.join() || spec} ${generation}`
}

const [unwritten, written] = [
  { create: 'nothing', update: `${old} 1`, remove: `${old} 1` },
  { create: `${next} 1`, update: `${next} 2`, remove: 'nothing' },
] as const

it.each(operations)(
  'a console that is killed at any moment of: %s, leaves no half write, no double one, and a history that is true',
  async (operation) => {
    const runs = Array.from({ length: rounds }, (_, round) =>
      tried[operation].map((moment, at) => ({
        name: `killed-${operation}-${round}-${at}`,
        moment: moment === 'sent' ? `sent ${(round * 3) % 40}` : moment,
      })),
    ).flat()
    const outcomes = new Set<string>()
    for (const { name, moment } of runs) {
      const input = await prepare(name, operation)
      expect([moment, await runKilled(input, moment)]).toEqual([moment, 'SIGKILL'])
      // What was on its way when the console ended has arrived by the second answer.
      for (let asked = 0; asked < 2; asked += 1) await read(name)
      // The next console, once nobody can be at work on it any more.
      await settlePending(history, ({ name: of }) => read(of), Date.now() + 1_000)
      const stored = nameStored(await read(name))
      const told = (await history.list({ seen, name, limit: 10 })).map(({ outcome }) => outcome)
      const isWritten = stored === written[operation]
      expect([moment, stored]).toEqual([moment, isWritten ? written[operation] : unwritten[operation]])
      const expected = isWritten ? ['applied'] : moment === 'dry-run' ? [] : ['failed']
      expect([moment, told]).toEqual([moment, expected])
      expect(await history.listPending(Date.now() + 1_000)).toEqual([])
      outcomes.add(`${moment} ${told.join()}`)
    }
    // Nothing was sent at these moments, or all of it was answered.
    for (const [moment, outcome] of [
      ['dry-run', ''],
      ['kept', 'failed'],
      ['answered', 'applied'],
      ['settled', 'applied'],
    ] as const)
      if (tried[operation].includes(moment)) expect(outcomes).toContain(`${moment} ${outcome}`)
  },
  60_000 + rounds * 60_000,
)
