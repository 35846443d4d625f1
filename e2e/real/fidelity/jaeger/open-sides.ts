import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startDemo } from '#demo/serve.ts'
import { ask } from '#e2e/real/fidelity/answer.ts'
import { startJaeger } from '#e2e/real/servers/jaeger.ts'

/** The demo's Jaeger and a real one with the traces of one half minute of the demo's world. */
export interface TracingSides {
  readonly demo: string
  readonly real: string
  /** The half minute, in milliseconds of the epoch. */
  readonly startMs: number
  readonly endMs: number
  /** Traces that both hold, the longest first. */
  readonly traceIds: readonly string[]
  stop(): Promise<void>
}

const windowMs = 30_000

export async function openTracingSides(program: string): Promise<TracingSides> {
  // A minute that is over, on a whole second: nothing in it changes any more.
  const endMs = Math.floor(Date.now() / 1000) * 1000 - 60_000
  const startMs = endMs - windowMs
  const folder = await mkdtemp(join(tmpdir(), 'vardia-fidelity-'))
  const demo = await startDemo({
    seed: 7,
    kubeconfigPath: join(folder, 'kubeconfig'),
    tracingApi: 'both',
    nowMs: () => endMs + 30_000,
  })
  const real = await startJaeger({ program, folder })
  const stop = async () => {
    await Promise.all([demo.stop(), real.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const traces = await listTraces(demo.tracingUrl, startMs, endMs)
    for (const resourceSpans of traces.values()) {
      const { status } = await ask({ url: real.otlpUrl }, '/v1/traces', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ resourceSpans }),
      })
      if (status !== 200) throw new Error(`the real Jaeger took no spans: ${status}`)
    }
    const traceIds = [...traces].sort(([, a], [, b]) => b.length - a.length).map(([id]) => id)
    await untilKept(real.url, traceIds)
    return { demo: demo.tracingUrl, real: real.url, startMs, endMs, traceIds, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Every trace with a span in the window, whole, by its id. */
async function listTraces(
  url: string,
  startMs: number,
  endMs: number,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const services: readonly string[] = Object((await ask({ url }, '/api/v3/services')).body).services
  const ids = new Set<string>()
  for (const service of services) {
    const query = new URLSearchParams({
      'query.service_name': service,
      'query.start_time_min': new Date(startMs).toISOString(),
      'query.start_time_max': new Date(endMs).toISOString(),
      'query.search_depth': '10000',
    })
    const text = JSON.stringify((await ask({ url }, `/api/v3/traces?${query}`)).body)
    for (const [, id] of text.matchAll(/"traceId":"([0-9a-f]+)"/g)) ids.add(String(id))
  }
  const traces = new Map<string, readonly unknown[]>()
  for (const id of ids) {
    const { body } = await ask({ url }, `/api/v3/traces/${id}`)
    traces.set(id, Object(body).result.resourceSpans)
  }
  return traces
}

/** Spans are written in batches. Rejects after twenty seconds. */
async function untilKept(url: string, traceIds: readonly string[]): Promise<void> {
  const deadline = Date.now() + 20_000
  for (const id of traceIds) {
    while ((await ask({ url }, `/api/v3/traces/${id}`)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`the real Jaeger does not have trace ${id}`)
      await setTimeout(100)
    }
  }
}
