import { execFile, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isContinuousIntegration } from '#demo/config.ts'
import type { StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { formatOpenMetrics } from '#demo/testing/open-metrics.ts'

/** Where Debian's package puts the two programs. */
const PROMETHEUS = '/usr/bin/prometheus'
const PROMTOOL = '/usr/bin/promtool'

/** Whether a real Prometheus can be started here (`apt-get install prometheus`). */
const hasRealPrometheus = [PROMETHEUS, PROMTOOL].every(isExecutable)

/** For `test.skipIf`: without the program a test is skipped, but in CI it fails instead. */
export const skipsRealPrometheus = !hasRealPrometheus && !isContinuousIntegration()

/** To be said in the name of a test that is skipped without one. */
export const whySkipped = skipsRealPrometheus ? ' (skipped: /usr/bin/prometheus is not installed)' : ''

export interface RealPrometheus {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts one that scrapes `targetUrl`'s `/metrics`; resolves when it is ready, before its first scrape. */
export async function startScrapingPrometheus(options: {
  readonly targetUrl: string
  readonly intervalSeconds: number
  /** Whether the target's `job` and `instance` stand; else they become `exported_job` and `exported_instance`. */
  readonly honorLabels: boolean
}): Promise<RealPrometheus> {
  const folder = await makeFolder()
  const interval = `${options.intervalSeconds}s`
  const config = `global:
  scrape_interval: ${interval}
  scrape_timeout: ${interval}
scrape_configs:
- job_name: demo
  honor_labels: ${options.honorLabels}
  static_configs:
  - targets: ['${new URL(options.targetUrl).host}']
`
  return start(folder, config)
}

/**
 * Starts one over recorded samples, written into its database beforehand; it scrapes nothing. `program` is another
 * Prometheus than Debian's: version 3 reads the same blocks. `ruleFile` is evaluated every second,
 * and then it scrapes itself as well.
 */
export async function startLoadedPrometheus(
  matrix: StaticMatrix,
  program: string = PROMETHEUS,
  ruleFile?: string,
): Promise<RealPrometheus> {
  const folder = await load(matrix)
  if (ruleFile === undefined) return start(folder, 'global: {}\n', program)
  await writeFile(join(folder, 'rules.yml'), ruleFile)
  return start(
    folder,
    `global:\n  evaluation_interval: 1s\nrule_files: ['${join(folder, 'rules.yml')}']\n${SCRAPES_ITSELF}`,
    program,
  )
}

/** The same, one of several that look over the same mesh: what reads them all together sees these labels on every sample. */
export async function startReplica(
  matrix: StaticMatrix,
  externalLabels: Readonly<Record<string, string>>,
): Promise<RealPrometheus> {
  const config = { global: { external_labels: externalLabels } }
  return start(await load(matrix), JSON.stringify(config))
}

/** A folder with the samples in a database. */
async function load(matrix: StaticMatrix): Promise<string> {
  const folder = await makeFolder()
  const dump = join(folder, 'samples.txt')
  await writeFile(dump, formatOpenMetrics(matrix))
  await promisify(execFile)(PROMTOOL, [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    dump,
    join(folder, 'data'),
  ])
  return folder
}

/** Stands for the server's own address, which is known when it starts. */
const OWN_HOST = 'own-host'
const SCRAPES_ITSELF = `scrape_configs:
- job_name: prometheus
  scrape_interval: 1s
  scrape_timeout: 1s
  static_configs:
  - targets: ['${OWN_HOST}']
`

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'vardia-prometheus-'))
}

async function start(folder: string, config: string, program: string = PROMETHEUS): Promise<RealPrometheus> {
  const [port = 0] = await findFreePorts(1)
  await writeFile(join(folder, 'prometheus.yml'), config.replaceAll(OWN_HOST, `127.0.0.1:${port}`))
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8')
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(url))) {
    if (child.exitCode !== null) {
      await stop()
      throw new Error(`prometheus ended: ${complaints}`)
    }
    await setTimeout(50)
  }
  return { url, stop }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/-/ready`)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
