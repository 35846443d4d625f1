import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Demo, startDemo } from '#demo/serve.ts'
import { closeAdapters, openAdapters } from '#server/adapters/open-adapters.ts'
import { type ProcessState, setProcessState } from '#server/adapters/process-state.ts'
import { type Environment, loadConfig } from '#server/config/load.ts'
import { createEventHub } from '#server/http/event-hub.ts'
import { createMeter } from '#server/http/meter.ts'

export interface OpenedState {
  readonly state: ProcessState
  readonly demo: Demo
  /** Lines of the log so far, parsed. */
  readonly log: readonly Record<string, unknown>[]
  readMetrics(): Promise<string>
  drain(): void
  close(): Promise<void>
}

/** The process state of main.ts over the demo's servers, for handlers that are called without a server before them. */
export async function openState(
  settings: Environment = {},
  options: Partial<Parameters<typeof startDemo>[0]> = {},
): Promise<OpenedState> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  const demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig'), ...options })
  const config = loadConfig(
    {
      KUBECONFIG: demo.kubeconfigPath,
      VARDIA_PROMETHEUS_URL: demo.prometheusUrl,
      VARDIA_TRACING_URL: demo.tracingUrl,
      VARDIA_ISTIOD_URL: demo.istiodUrls.join(','),
      VARDIA_CHECK_OUTPUT: 'true',
      VARDIA_LOG_LEVEL: 'trace',
      VARDIA_DATA_DIR: 'none',
      ...settings,
    },
    {},
  )
  const lines: Record<string, unknown>[] = []
  const log = pino({ level: config.VARDIA_LOG_LEVEL }, { write: (line) => lines.push(JSON.parse(line)) })
  const meter = createMeter()
  const adapters = openAdapters(config, log, meter)
  meter.watch(adapters)
  const draining = new AbortController()
  const events = createEventHub(adapters, 'test')
  const state: ProcessState = {
    config,
    version: '0.0.0',
    adapters,
    log,
    meter,
    port: 1,
    draining: draining.signal,
    events,
    streams: new Map(),
  }
  setProcessState(state)
  return {
    state,
    demo,
    log: lines,
    readMetrics: async () => (await meter.read()).text,
    drain: () => draining.abort(),
    close: async () => {
      setProcessState(undefined)
      events.close()
      await closeAdapters(adapters)
      await demo.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
