import { setTimeout as wait } from 'node:timers/promises'
import { presentOtlp } from '#demo/tracing/present-otlp.ts'
import { createTraceStore } from '#demo/tracing/trace-store.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'

/** A collector has a request's spans some seconds after it is over; by then even the slowest ones are. */
const delayMs = 8_000

/** How far the traces reach back when the writing begins. */
const pastMs = 90_000

const everyMs = 1_000

/**
 * Sends the spans of sampled requests to a collector as OTLP over HTTP, as time goes by: of the same requests as metrics
 * count and logs tell of. Resolves when those of the last minutes are taken; throws when they are not.
 */
export async function startSpanWriter(options: {
  readonly requests: RequestSource
  readonly otlpUrl: string
}): Promise<{ stop(): Promise<void> }> {
  const store = createTraceStore(options.requests, Date.now)
  let fromMs = Date.now() - pastMs
  const writeNew = async () => {
    const untilMs = Date.now() - delayMs
    const found = await store.findTraces({
      startMinMs: fromMs,
      startMaxMs: untilMs,
      tags: [],
      limit: Number.POSITIVE_INFINITY,
    })
    // A trace is found by any of its spans: it is of the turn in which its first one begins.
    const traces = found.filter(([first]) => first && first.startMs > fromMs && first.startMs <= untilMs)
    fromMs = untilMs
    if (traces.length > 0) await send(options.otlpUrl, presentOtlp(traces).result)
  }
  await writeNew()
  const ending = new AbortController()
  const running = repeat(writeNew, ending.signal)
  return {
    stop: async () => {
      ending.abort()
      await running
    },
  }
}

async function repeat(run: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (await wait(everyMs, true, { signal, ref: false }).catch(() => false)) {
    // A collector that is away loses what it was not sent, as it does in a mesh.
    await run().catch((error: unknown) => process.stderr.write(`spans are lost: ${error}\n`))
  }
}

async function send(otlpUrl: string, body: object): Promise<void> {
  const response = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  })
  if (!response.ok)
    throw new Error(`the collector takes no spans: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}
