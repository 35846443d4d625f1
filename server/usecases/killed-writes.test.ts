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
/** How often each moment is tried; `KILLS=20` makes it a hundred kills. */
const rounds = Number(process.env['KILLS'] ?? 1)
const moments = ['dry-run', 'kept', 'sent', 'answered', 'settled'] as const

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

const resource = (name: string) => ({
  ...{ apiVersion: 'networking.istio.io/v1', plural: 'destinationrules', namespace: 'bookinfo', name },
})

async function read(name: string) {
  const { adapters, session, signal } = demo.as('admin')
  return adapters.kubernetes.readResource(session.viewer, resource(name), signal)
}

/** Runs the write until it is killed. Resolves with the signal that ended it. */
async function runKilled(name: string, moment: string): Promise<unknown> {
  const rule = {
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
    metadata: { name, namespace: 'bookinfo' },
    spec: { host: 'ratings.bookinfo.svc.cluster.local' },
  }
  const given = {
    ...{ moment, kubeconfig: join(folder, 'kubeconfig'), folder: join(folder, 'data') },
    input: { yaml: stringify(rule), operation: 'create', reason: moment },
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

it(
  'a console that is killed at any moment of a write leaves no half write, no double one, and a history that is true',
  async () => {
    const runs = Array.from({ length: rounds }, (_, round) =>
      moments.map((moment, at) => ({
        name: `killed-${round}-${at}`,
        moment: moment === 'sent' ? `sent ${(round * 3) % 40}` : moment,
      })),
    ).flat()
    const seen = [{ group: 'networking.istio.io', kind: 'DestinationRule', namespaces: undefined }]
    const outcomes: string[] = []
    for (const { name, moment } of runs) {
      expect([moment, await runKilled(name, moment)]).toEqual([moment, 'SIGKILL'])
      // The next console, once nobody can be at work on it any more.
      await settlePending(history, ({ name: of }) => read(of), Date.now() + 1_000)
      const stored = await read(name)
      const told = (await history.list({ seen, name, limit: 10 })).map(({ outcome }) => outcome)
      outcomes.push(`${moment.split(' ')[0]} ${stored ? 'stored' : 'not stored'} ${told}`)
      if (stored) {
        const { generation } = stored['metadata'] as { generation: number }
        expect([moment, told, generation]).toEqual([moment, ['applied'], 1])
      } else expect([moment, told]).toEqual([moment, moment === 'dry-run' ? [] : ['failed']])
      expect(await history.listPending(Date.now() + 1_000)).toEqual([])
    }
    expect(new Set(outcomes)).toContain('kept not stored failed')
    expect(new Set(outcomes)).toContain('answered stored applied')
  },
  60_000 + rounds * 60_000,
)
