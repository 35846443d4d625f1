import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { answersOk, type ServerProcess, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'

export interface Thanos {
  /** Of Thanos Query, which speaks the Prometheus HTTP API. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * Thanos Query over replicas of Prometheus, each with a sidecar that serves the StoreAPI. `replicaLabel` is the external
 * label by which the replicas differ.
 */
export async function startThanos(options: {
  readonly program: string
  readonly folder: string
  readonly prometheusUrls: readonly string[]
  readonly replicaLabel: string
}): Promise<Thanos> {
  const started: ServerProcess[] = []
  const stop = async () => void (await Promise.all(started.map((server) => server.stop())))
  try {
    const endpoints: string[] = []
    for (const [at, prometheusUrl] of options.prometheusUrls.entries()) {
      const [grpc = 0, http = 0] = await findFreePorts(2)
      const folder = join(options.folder, `sidecar-${at}`)
      await mkdir(folder)
      const sidecar = startProcess('thanos sidecar', [
        options.program,
        'sidecar',
        `--prometheus.url=${prometheusUrl}`,
        `--tsdb.path=${folder}`,
        `--grpc-address=127.0.0.1:${grpc}`,
        `--http-address=127.0.0.1:${http}`,
      ])
      started.push(sidecar)
      await waitUntilReady(sidecar, () => answersOk(`http://127.0.0.1:${http}/-/ready`))
      endpoints.push(`127.0.0.1:${grpc}`)
    }
    const [grpc = 0, http = 0] = await findFreePorts(2)
    const url = `http://127.0.0.1:${http}`
    const query = startProcess('thanos query', [
      options.program,
      'query',
      `--grpc-address=127.0.0.1:${grpc}`,
      `--http-address=127.0.0.1:${http}`,
      `--query.replica-label=${options.replicaLabel}`,
      ...endpoints.map((endpoint) => `--endpoint=${endpoint}`),
    ])
    started.unshift(query)
    await waitUntilReady(query, () => knowsStores(url, endpoints.length))
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Stores are asked for their labels first; until then their samples are missing without a word. */
async function knowsStores(url: string, count: number): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/stores`)
  const { data }: { data?: Record<string, readonly { lastError: unknown; labelSets: unknown }[]> } = Object(
    await response.json(),
  )
  const ready = Object.values(data ?? {})
    .flat()
    .filter(({ lastError, labelSets }) => lastError === null && JSON.stringify(labelSets) !== '[]')
  return response.ok && ready.length === count
}
