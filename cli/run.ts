import { styleText } from 'node:util'
import { openBrowser } from '#cli/browser.ts'
import { endTogether } from '#cli/end.ts'
import { readLogLevel } from '#cli/env.ts'
import { describeError } from '#cli/fail.ts'
import { openFrom } from '#cli/offline/open-from.ts'
import { findConsole } from '#cli/place.ts'
import { explainPort } from '#cli/port.ts'
import { readCluster } from '#cli/preflight.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import { createGate } from '#server/http/gate.ts'
import { type Console, startConsole } from '#server/main.ts'
import { isProblem } from '#server/problem.ts'

/** A plugin of the kubeconfig may have a person sign in first; the question itself has a deadline of its own. */
const signInMs = 90_000
/** The mesh is waited for this long before the link is told; a large one shows its progress in the console. */
const firstLookMs = 10_000

/**
 * `vardia run`: the console over the kubeconfig's cluster, for the person who started it alone. Standard output gets one
 * line, the link that opens the console once; all else goes to standard error. Rejects where there is nothing to look at.
 */
export async function runConsole(flags: Flags): Promise<void> {
  const settings = readSettings(flags, {
    // Another address would hand this person's rights to the network.
    HOST: '127.0.0.1',
    VARDIA_LOG_LEVEL: readLogLevel('error'),
    ...(typeof flags['port'] === 'string' ? { PORT: flags['port'] } : {}),
  })
  const { config, sources } = await openFrom(flags, settings)
  if (!sources) {
    const cluster = await readCluster(config, AbortSignal.timeout(signInMs))
    tell(`Reading ${cluster.address} as ${cluster.identity}.`)
  }
  // In a checkout this may build for a minute, which a wrong kubeconfig must not cost.
  const build = await findConsole(tell)
  const { gate, token } = createGate()
  const running = await startConsole(config, { build, gate, ...(sources && { sources }) }).catch(
    (error: unknown) => {
      throw explainPort(error, config.PORT, `vardia run --port ${config.PORT + 1}`)
    },
  )
  endTogether(running)
  await look(running)
  const link = `${running.url}/open?token=${token}`
  const opened = flags['browser'] !== false && (await tryBrowser(link))
  tell(
    opened
      ? 'The console opens in your browser. Its link, which works once:'
      : 'Open this link, which works once:',
  )
  process.stdout.write(`${styleText('cyan', link, { stream: process.stdout })}\n`)
}

/** The first look at the mesh. What is missing is said, and the console shows what is there. */
async function look({ state, stop }: Console): Promise<void> {
  const signal = AbortSignal.timeout(firstLookMs)
  const [, telemetry] = await Promise.all([
    state.adapters.kubernetes.readSnapshot(signal).catch((error: unknown) => {
      tell(signal.aborted ? 'The cluster is large; its objects are still being read.' : describeError(error))
    }),
    askPrometheus(state, signal),
  ])
  if (!telemetry) return
  // An address that somebody gave and that is none is a mistake; one that is away now may come back.
  if (isProblem(telemetry) && mistaken.has(telemetry.code)) {
    await stop()
    throw telemetry
  }
  tell(describeError(telemetry))
}

const mistaken: ReadonlySet<string> = new Set([
  'prometheus-forbidden',
  'prometheus-not-prometheus',
  'prometheus-untrusted',
  'prometheus-client-expired',
])

async function askPrometheus({ adapters }: Console['state'], signal: AbortSignal): Promise<unknown> {
  try {
    await adapters.prometheus?.query('vector(1)', { signal, atSeconds: Date.now() / 1000 })
    return undefined
  } catch (error) {
    return error
  }
}

async function tryBrowser(link: string): Promise<boolean> {
  try {
    await openBrowser(link)
    return true
  } catch (error) {
    tell(`No browser could be opened: ${describeError(error)}.`)
    return false
  }
}

function tell(words: string): void {
  process.stderr.write(`${words}\n`)
}
