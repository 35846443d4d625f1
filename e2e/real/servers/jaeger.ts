import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { answersOk, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'

export interface Jaeger {
  /** Of the query service: the older API and v3. */
  readonly url: string
  /** Where spans are sent as OTLP over HTTP. */
  readonly otlpUrl: string
  stop(): Promise<void>
}

/** Jaeger with traces in memory. */
export async function startJaeger(options: {
  readonly program: string
  readonly folder: string
  /** Of the query service; a free one when absent. */
  readonly port?: number
}): Promise<Jaeger> {
  const [free = 0, queryGrpc = 0, otlp = 0, health = 0] = await findFreePorts(4)
  const query = options.port ?? free
  const path = join(options.folder, 'jaeger.yaml')
  await writeFile(path, JSON.stringify(buildConfig({ query, queryGrpc, otlp, health })))
  const server = startProcess('jaeger', [options.program, `--config=${path}`])
  const url = `http://127.0.0.1:${query}`
  await waitUntilReady(server, () => answersOk(`${url}/api/v3/services`))
  return { url, otlpUrl: `http://127.0.0.1:${otlp}`, stop: () => server.stop() }
}

/** JSON is YAML. The pipeline of Jaeger's own all-in-one example, on loopback. */
function buildConfig(ports: { query: number; queryGrpc: number; otlp: number; health: number }) {
  const at = (port: number) => ({ endpoint: `127.0.0.1:${port}` })
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: {
        traces: { receivers: ['otlp'], processors: ['batch'], exporters: ['jaeger_storage_exporter'] },
      },
      telemetry: { metrics: { level: 'none' }, logs: { level: 'error' } },
    },
    extensions: {
      jaeger_query: {
        storage: { traces: 'memory' },
        http: at(ports.query),
        grpc: at(ports.queryGrpc),
      },
      jaeger_storage: { backends: { memory: { memory: { max_traces: 20_000 } } } },
      healthcheckv2: { use_v2: true, http: at(ports.health) },
    },
    receivers: { otlp: { protocols: { http: at(ports.otlp) } } },
    processors: { batch: { timeout: '200ms' } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
  }
}
