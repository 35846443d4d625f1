import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { answersOk, type ServerProcess, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'

export interface ScrapingPrometheus {
  readonly url: string
  crash(): Promise<void>
  /** Runs again at the same address, with the samples that it had written down. */
  recover(): Promise<void>
  stop(): Promise<void>
}

/** Prometheus 3 that scrapes the given hosts; `name` becomes the label `job` unless the target says its own. */
export async function startScrapingPrometheus(options: {
  readonly program: string
  readonly folder: string
  /** A free one when absent. */
  readonly port?: number
  readonly targets: readonly { readonly name: string; readonly url: string }[]
  readonly intervalSeconds: number
  /** More of how each target is scraped. */
  readonly scrape?: Readonly<Record<string, unknown>>
  readonly flags?: readonly string[]
}): Promise<ScrapingPrometheus> {
  const [free = 0] = await findFreePorts(1)
  const port = options.port ?? free
  const interval = `${options.intervalSeconds}s`
  const config = {
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    scrape_configs: options.targets.map(({ name, url }) => ({
      job_name: name,
      honor_labels: true,
      ...options.scrape,
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  }
  const path = join(options.folder, 'prometheus.yml')
  await writeFile(path, JSON.stringify(config))
  const url = `http://127.0.0.1:${port}`
  const start = async () => {
    const server = startProcess('prometheus', [
      options.program,
      `--config.file=${path}`,
      `--storage.tsdb.path=${join(options.folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
      ...(options.flags ?? []),
    ])
    await waitUntilReady(server, () => answersOk(`${url}/-/ready`))
    return server
  }
  let server: ServerProcess = await start()
  return {
    url,
    crash: () => server.kill(),
    recover: async () => {
      server = await start()
    },
    stop: () => server.stop(),
  }
}
