import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { endTogether } from '#cli/end.ts'
import { buildDemoEnvironment, readLogLevel } from '#cli/env.ts'
import { findConsole, findDemoKubeconfig, findDemoServers } from '#cli/place.ts'
import { checkPort, explainPort } from '#cli/port.ts'
import type { Flags } from '#cli/settings.ts'
import { loadConfig } from '#server/config/load.ts'
import { type Console, startConsole } from '#server/main.ts'

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
export async function runDemo(flags: Flags): Promise<void> {
  const given = typeof flags['port'] === 'string' ? { PORT: flags['port'] } : {}
  // The settings are read before anything is started, so that a fault costs no build; the demo's servers write the
  // kubeconfig, which another demo may still need, so the port is tried before them.
  const check = loadConfig(given)
  const cure = `PORT=${check.PORT + 1} npm run demo, or vardia demo --port ${check.PORT + 1}`
  await checkPort(check.HOST, check.PORT, cure)
  const build = await findConsole((words) => process.stdout.write(`${words}\n`))
  const { child, addresses } = await startServers()
  const config = loadConfig({
    ...given,
    KUBECONFIG: addresses.kubeconfigPath,
    VARDIA_PROMETHEUS_URL: addresses.prometheusUrl,
    VARDIA_TRACING_URL: addresses.tracingUrl,
    VARDIA_ISTIOD_URL: addresses.istiodUrls.join(','),
    // Its mesh begins anew each time, and so does what was changed in it.
    VARDIA_DATA_DIR: 'none',
    VARDIA_CLUSTER_NAME: check.VARDIA_CLUSTER_NAME,
    VARDIA_LOG_LEVEL: readLogLevel('warn'),
  })
  const running = await startConsole(config, { build }).catch((error: unknown) => {
    child.kill('SIGTERM')
    throw explainPort(error, config.PORT, cure)
  })
  endTogether(running, {
    stop: () => child.kill('SIGTERM'),
    onEnd: (listen) => child.once('exit', listen),
  })
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

/** Resolves with the first line of the servers' process, which is JSON. */
function startServers(): Promise<{ child: ChildProcess; addresses: DemoAddresses }> {
  const child = fork(findDemoServers(), {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: buildDemoEnvironment(findDemoKubeconfig()),
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
