import { inject } from 'vitest'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'
import type { MortalMesh } from '#e2e/real/servers/types.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'

/** A console over the run's real mesh. */
export interface RunningRealMesh {
  readonly real: MortalMesh
  readonly console: RunningConsole
  /** Ends the console; the mesh stays for the next file. */
  stop(): Promise<void>
}

/** Starts a console over the mesh of real servers that the whole run shares. */
export async function startOverRealMesh(
  env: Readonly<Record<string, string>> = {},
): Promise<RunningRealMesh> {
  const real = await connectMesh(inject('realMeshUrl'))
  const console = await startConsole({
    KUBECONFIG: real.kubeconfigPath,
    VARDIA_PROMETHEUS_URL: real.prometheusUrl,
    VARDIA_ISTIOD_URL: real.istiodMonitoringUrl,
    VARDIA_TRACING_URL: real.jaegerUrl,
    VARDIA_CHECK_OUTPUT: 'true',
    ...env,
  })
  return { real, console, stop: async () => void (await console.stop()) }
}
