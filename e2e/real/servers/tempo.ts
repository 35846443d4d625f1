import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { answersOk, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'

export interface Tempo {
  readonly url: string
  /** Where spans are sent as OTLP over HTTP. */
  readonly otlpUrl: string
  stop(): Promise<void>
}

/** Tempo as one process, with its blocks in a folder. */
export async function startTempo(options: {
  readonly program: string
  readonly folder: string
}): Promise<Tempo> {
  const [http = 0, grpc = 0, otlp = 0, gossip = 0] = await findFreePorts(4)
  const path = join(options.folder, 'tempo.yaml')
  await writeFile(path, JSON.stringify(buildConfig(options.folder, { http, grpc, otlp, gossip })))
  const server = startProcess('tempo', [options.program, `-config.file=${path}`])
  const url = `http://127.0.0.1:${http}`
  await waitUntilReady(server, () => answersOk(`${url}/ready`))
  return { url, otlpUrl: `http://127.0.0.1:${otlp}`, stop: () => server.stop() }
}

/** JSON is YAML. Tempo's own example of one process, on loopback and without its statistics of use. */
function buildConfig(
  folder: string,
  ports: { http: number; grpc: number; otlp: number; gossip: number },
): object {
  return {
    server: {
      http_listen_address: '127.0.0.1',
      http_listen_port: ports.http,
      grpc_listen_address: '127.0.0.1',
      grpc_listen_port: ports.grpc,
      log_level: 'warn',
    },
    memberlist: { bind_addr: ['127.0.0.1'], bind_port: ports.gossip, join_members: [] },
    distributor: {
      ring: { kvstore: { store: 'inmemory' }, instance_addr: '127.0.0.1' },
      receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${ports.otlp}` } } } },
    },
    ingester: {
      // Traces are found once they are cut from what is live, which otherwise takes a quarter of a minute.
      trace_idle_period: '1s',
      flush_check_period: '1s',
      lifecycler: { address: '127.0.0.1', ring: { kvstore: { store: 'inmemory' }, replication_factor: 1 } },
    },
    compactor: { ring: { kvstore: { store: 'inmemory' }, instance_addr: '127.0.0.1' } },
    querier: { frontend_worker: { frontend_address: `127.0.0.1:${ports.grpc}` } },
    storage: {
      trace: {
        backend: 'local',
        // What is older than the slack counts as of now, and is not found where it was.
        wal: { path: join(folder, 'wal'), ingestion_time_range_slack: '1h' },
        local: { path: join(folder, 'blocks') },
      },
    },
    usage_report: { reporting_enabled: false },
  }
}
