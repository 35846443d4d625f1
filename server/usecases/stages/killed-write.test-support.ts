/**
 * A program for tests: saves one text as the console does, and is killed (SIGKILL) at a moment of the write. Its arguments are
 * JSON: `kubeconfig`, the data `folder`, the `moment`, and the `input` of the call.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { pino } from 'pino'
import { configApply } from '#contract/writing.ts'
import { openDatabase } from '#server/adapters/database/open-database.ts'
import { openHistory } from '#server/adapters/history/open-history.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import { configSchema } from '#server/config/schema.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'
import { buildAnonymousSession } from '#server/usecases/context.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

const given: {
  readonly kubeconfig: string
  readonly folder: string
  /** After the dry run, with the write kept, so many milliseconds after it was sent, before or after it was settled. */
  readonly moment: 'dry-run' | 'kept' | `sent ${number}` | 'answered' | 'settled'
  readonly input: unknown
} = JSON.parse(process.argv[2] ?? '{}')

const { moment } = given
const config = configSchema.parse({ KUBECONFIG: given.kubeconfig })
const kubernetes = openKubernetes(config)
const history = openHistory(openDatabase({ folder: given.folder }), {
  cluster: () => 'demo',
  limits: { retentionDays: 90, mostChanges: 1_000 },
})

/** Nothing after this line happens. */
async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return wait(60_000) as Promise<never>
}

await applyConfig(configApply.input.parse(given.input), {
  adapters: {
    texts: openTextChecker(),
    history: {
      ...history,
      keep: async (change, outcome) => {
        if (moment === 'dry-run') return die()
        const id = await history.keep(change, outcome)
        return moment === 'kept' ? die() : id
      },
      settle: async (id, settlement) => {
        if (moment === 'answered') return die()
        await history.settle(id, settlement)
        return moment === 'settled' ? die() : undefined
      },
    },
    kubernetes: {
      ...kubernetes,
      applyResource: (viewer, resource, write, options) => {
        if (!options.dryRun && moment.startsWith('sent ')) setTimeout(die, Number(moment.slice(5)))
        return kubernetes.applyResource(viewer, resource, write, options)
      },
    },
  },
  session: buildAnonymousSession('killed', 'admin'),
  config,
  nowMs: Date.now(),
  signal: AbortSignal.timeout(60_000),
  log: pino({ level: 'silent' }),
})
// The timer of a write that was quicker than it.
await wait(5_000)
