import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { isContinuousIntegration } from '#demo/config.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'

/** Where Debian's package puts it. */
const program = '/usr/bin/victoria-metrics'

/** For `test.skipIf`: without the program a test is skipped, but in CI it fails instead. */
export const skipsVictoriaMetrics = !existsSync(program) && !isContinuousIntegration()

/** Starts VictoriaMetrics over recorded samples, written into it by its own import; it scrapes nothing. */
export async function startLoadedVictoriaMetrics(
  matrix: StaticMatrix,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-victoria-'))
  const [port = 0] = await findFreePorts(1)
  const child = spawn(
    program,
    [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      '-retentionPeriod=100y',
      '-loggerLevel=ERROR',
      '-memory.allowedBytes=256MB',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  const ask = async (path: string, body?: string): Promise<boolean> => {
    try {
      const response = await fetch(`${url}${path}`, body === undefined ? {} : { method: 'POST', body })
      await response.arrayBuffer()
      return response.ok
    } catch {
      return false
    }
  }
  try {
    while (!(await ask('/health'))) {
      if (child.exitCode !== null) throw new Error(`victoria-metrics ended with ${child.exitCode}`)
      await setTimeout(50)
    }
    if (!(await ask('/api/v1/import', formatLines(matrix)))) throw new Error('it takes no samples')
    // What was written is searched from then on.
    await ask('/internal/force_flush')
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** The lines of JSON that its import takes (docs.victoriametrics.com, "How to import data in JSON line format"). */
function formatLines({ result }: StaticMatrix): string {
  return result
    .map(({ metric, values }) =>
      JSON.stringify({
        metric,
        values: values.map(([, value]) => Number(value)),
        timestamps: values.map(([seconds]) => Math.round(seconds * 1_000)),
      }),
    )
    .join('\n')
}
