import { createServer, type IncomingMessage } from 'node:http'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import { type ServerFault, sendAnswer } from '#demo/sick-answers.ts'
import { missing, type TracingAnswer } from '#demo/tracing/answers.ts'
import { answerOlderApi } from '#demo/tracing/older-api.ts'
import { answerTempo } from '#demo/tracing/tempo-api.ts'
import { createTraceStore, type TraceStore } from '#demo/tracing/trace-store.ts'
import { answerV3 } from '#demo/tracing/v3-api.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'

export const TRACING_APIS = ['v3', 'both', 'older', 'tempo'] as const

/**
 * Which API the demo's tracing store has. As a Jaeger: `v3` alone as after 2.20 (with what is left of the older one), `both`
 * as 2.20, or the `older` one alone, as Jaeger 1. As a Tempo: `tempo`.
 */
export type TracingApi = (typeof TRACING_APIS)[number]

export interface TracingOptions {
  readonly requests: RequestSource
  readonly api?: TracingApi
  /** 0 or nothing: a free port. Always on 127.0.0.1. */
  readonly port?: number
  readonly nowMs?: () => number
  /** How it is sick from the start. */
  readonly fault?: ServerFault
}

export interface TracingHandle {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  /** From now on sick in this way, or well again. */
  setFault(fault: ServerFault | undefined): void
  stop(): Promise<void>
}

/** Starts the demo's Jaeger over the traces of the world's requests. Rejects when the port is taken. */
export async function startTracing(options: TracingOptions): Promise<TracingHandle> {
  const nowMs = options.nowMs ?? Date.now
  const facts = { store: createTraceStore(options.requests, nowMs), api: options.api ?? 'v3', nowMs }
  let { fault } = options
  const server = createServer((request, response) => {
    answer(facts, request)
      .then((found) => sendAnswer(response, found, request.url ?? '/', fault))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  return {
    ...(await listenOnLoopback(server, options.port)),
    setFault: (next) => {
      fault = next
    },
  }
}

async function answer(
  { store, api, nowMs }: { store: TraceStore; api: TracingApi; nowMs: () => number },
  request: IncomingMessage,
): Promise<TracingAnswer> {
  const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
  if (request.method !== 'GET') return notImitated(request)
  if (api === 'tempo')
    return (await answerTempo(store, { path, query, nowMs: nowMs() })) ?? notImitated(request)
  if (path.startsWith('/api/v3/') && api === 'older') return missing
  const found =
    (await answerV3(store, path, query)) ??
    (await answerOlderApi(store, { path, query, nowMs: nowMs(), whole: api !== 'v3' }))
  return found ?? notImitated(request)
}

/** The demo answers what it does not imitate by saying so, and what was asked. */
const notImitated = ({ method, url }: IncomingMessage): TracingAnswer => ({
  code: 501,
  contentType: 'text/plain; charset=utf-8',
  body: `the demo's Jaeger does not imitate ${method} ${url}\n`,
})
