import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isRunByNpm, readLogLevel } from '#cli/env.ts'
import { ConfigFaults, configExitCode, loadConfig } from '#server/config/load.ts'
import { type Console, drainLingerMs, startConsole } from '#server/main.ts'
import { buildConsole } from '#tools/build/build-console.ts'

interface DemoAddresses {
  readonly kubernetesUrl: string
  readonly prometheusUrl: string
  readonly tracingUrl: string
  readonly istiodUrls: readonly string[]
  readonly kubeconfigPath: string
}

/**
 * Starts the demo's servers in a process of their own and the console over them, as over any cluster. Its last line is
 * the console's address, written when the graph has traffic to show.
 */
export async function runDemo(): Promise<void> {
  // The settings are read before anything is started, so that a fault costs no build.
  const check = loadOrExit({})
  await checkPort(check)
  const [{ folder }, { child, addresses }] = await Promise.all([
    buildConsole((words) => process.stdout.write(`${words}\n`)),
    startServers(),
  ])
  const config = loadOrExit({
    KUBECONFIG: addresses.kubeconfigPath,
    VARDIA_PROMETHEUS_URL: addresses.prometheusUrl,
    VARDIA_CLUSTER_NAME: check.VARDIA_CLUSTER_NAME,
    VARDIA_LOG_LEVEL: readLogLevel('warn'),
  })
  const running = await startConsole(config, { build: folder }).catch((error: unknown) => {
    child.kill('SIGTERM')
    throw explainStart(error, config.PORT)
  })
  stopTogether(running, child)
  await waitForMesh(running)
  process.stdout.write(
    [
      `Kubernetes API  ${addresses.kubernetesUrl}`,
      `Prometheus      ${addresses.prometheusUrl}`,
      `Jaeger          ${addresses.tracingUrl}`,
      `istiod          ${addresses.istiodUrls.join('  ')}`,
      `kubeconfig      ${addresses.kubeconfigPath}`,
      `Vardia is at ${running.url}`,
      '',
    ].join('\n'),
  )
}

function loadOrExit(overrides: Readonly<Record<string, string>>) {
  try {
    return loadConfig(overrides)
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(configExitCode)
  }
}

/** Resolves with the first line of the servers' process, which is JSON. */
function startServers(): Promise<{ child: ChildProcess; addresses: DemoAddresses }> {
  const child = fork(join(import.meta.dirname, '../demo/serve.ts'), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The demo's servers ended with ${code}.`)))
    if (!child.stdout) return reject(new Error("The demo's servers have no output."))
    createInterface({ input: child.stdout }).once('line', (line) => {
      // demo/serve.ts writes this line, and both are of one version.
      resolve({ child, addresses: JSON.parse(line) as DemoAddresses })
    })
  })
}

/** The first snapshot of the cluster; the address is told all the same when it does not come. */
async function waitForMesh({ state }: Console): Promise<void> {
  await state.adapters.kubernetes
    .readSnapshot(AbortSignal.timeout(10_000))
    .catch((error: unknown) => state.log.warn({ err: error }, 'the cluster does not answer yet'))
}

/**
 * Before the demo's servers start: they write the kubeconfig, which another demo of this checkout may still need. Throws
 * when somebody listens there.
 */
async function checkPort({ HOST, PORT }: { readonly HOST: string; readonly PORT: number }): Promise<void> {
  if (PORT === 0) return
  const probe = createServer()
  try {
    await once(probe.listen(PORT, HOST), 'listening')
  } catch (error) {
    throw explainStart(error, PORT)
  }
  await new Promise((resolve) => probe.close(resolve))
}

function explainStart(error: unknown, port: number): unknown {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  if (!taken) return error
  return new Error(
    `Port ${port} is taken, perhaps by another console. Choose another: PORT=${port + 1} npm run demo`,
  )
}

/** Either one's end is the end of both; so is the end of the npm that started us. */
function stopTogether(running: Console, child: ChildProcess): void {
  let asked = 0
  const stop = (code: number, lingerMs = 0) => {
    asked += 1
    if (asked > 1) process.exit(1)
    // The servers stay while the console still answers.
    void running.stop(lingerMs).then(() => {
      child.kill('SIGTERM')
      process.exit(code)
    })
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0, drainLingerMs))
  child.once('exit', () => asked === 0 && stop(1))
  if (!isRunByNpm()) return
  const parent = process.ppid
  setInterval(() => {
    if (asked === 0 && process.ppid !== parent) stop(0)
  }, orphanCheckMs).unref()
}

const orphanCheckMs = 500
