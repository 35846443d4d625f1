import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Meter } from '#server/adapters/process-state.ts'
import type { Adapters } from '#server/usecases/context.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The counters behind `/metrics`, in a registry of their own: a process may hold several consoles in tests. */
export function createMeter(): Meter & {
  watch(adapters: Adapters): void
  read(): Promise<{ readonly contentType: string; readonly text: string }>
} {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'vardia_http_request_duration_seconds',
    help: 'Time until an answer was sent, by route, method and status',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: seconds,
    registers,
  })
  const upstream = new Histogram({
    name: 'vardia_upstream_request_duration_seconds',
    help: 'Time that a data source took, by adapter, verb and outcome',
    labelNames: ['adapter', 'verb', 'outcome'] as const,
    buckets: seconds,
    registers,
  })
  const streams = new Gauge({ name: 'vardia_streams_open', help: 'Open event streams', registers })
  const version = new Gauge({
    name: 'vardia_snapshot_version',
    help: 'Version of the newest snapshot of the cluster',
    registers,
  })
  const objects = new Gauge({
    name: 'vardia_snapshot_objects',
    help: 'Objects in the newest snapshot, by kind',
    labelNames: ['kind'] as const,
    registers,
  })
  const changes = new Counter({
    name: 'vardia_snapshot_changes_total',
    help: 'Snapshots that the cluster made',
    registers,
  })
  let adapters: Adapters | undefined
  const readSnapshot = () => {
    const snapshot = adapters?.kubernetes.peekSnapshot()
    if (!snapshot) return
    version.set(snapshot.version)
    for (const kind of snapshot.kinds) objects.set({ kind }, snapshot.all(kind).length)
  }
  return {
    countRequest: ({ route, method, status, seconds: took }) =>
      requests.observe({ route, method, status }, took),
    countUpstream: ({ adapter, verb, ok, seconds: took }) =>
      upstream.observe({ adapter, verb, outcome: ok ? 'ok' : 'failed' }, took),
    changeStreams: (by) => streams.inc(by),
    watch: (opened) => {
      adapters = opened
      opened.kubernetes.onChange(({ topic }) => topic === 'mesh' && changes.inc())
    },
    read: async () => {
      readSnapshot()
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}
