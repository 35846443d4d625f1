import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import { sendAnswer } from '#demo/prometheus/http/answers.ts'
import { formatExposition } from '#demo/prometheus/http/exposition.ts'
import { changeAnswer, type PrometheusFault, sendOddly } from '#demo/prometheus/http/faults.ts'
import { readAsked } from '#demo/prometheus/http/form.ts'
import { answerPath } from '#demo/prometheus/http/routes.ts'
import type { ServerFacts } from '#demo/prometheus/http/status-api.ts'
import { recordRulesOver } from '#demo/prometheus/rules/recorded-source.ts'
import { recordRules } from '#demo/prometheus/rules/rule-groups.ts'
import { buildExemplars, type ListExemplars } from '#demo/prometheus/samples/exemplars.ts'
import type { Traffic } from '#demo/prometheus/samples/istio-series.ts'
import type { SampleSource } from '#demo/prometheus/samples/sample-source.ts'
import type { PodFacts } from '#demo/prometheus/samples/targets.ts'
import type { VirtualSource } from '#demo/prometheus/samples/virtual-source.ts'
import { buildWorldSource } from '#demo/prometheus/samples/world-source.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'
import type { World } from '#demo/world/types.ts'

interface PrometheusOptions {
  /** 0 or nothing: a free port. Always on 127.0.0.1. */
  readonly port?: number
  /** The clock; default the machine's. */
  readonly nowMs?: () => number
  /** How it is sick from the start. */
  readonly fault?: PrometheusFault
}

export interface PrometheusHandle {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  /** From now on sick in this way, or well again. */
  setFault(fault: PrometheusFault | undefined): void
  stop(): Promise<void>
}

/** One over a world, whose traffic may change. */
export interface WorldPrometheusHandle extends PrometheusHandle {
  /** From a moment on, now when absent, the traffic is this, told by these pods; what was scraped stays as it was. */
  follow(traffic: Traffic, atMs?: number): void
}

/**
 * Starts the demo's Prometheus over a world: its HTTP API, and `/metrics` for a real Prometheus to scrape. `pods`
 * names the pods where the demo's Kubernetes side does. Rejects when the port is taken.
 */
export async function startPrometheus(
  options: PrometheusOptions & {
    readonly world: World
    readonly pods?: readonly PodFacts[]
    /** The mesh's single requests, of which the traced ones are exemplars. */
    readonly requests?: RequestSource
  },
): Promise<WorldPrometheusHandle> {
  const nowMs = options.nowMs ?? Date.now
  const source = buildWorldSource(options.world, { nowMs, ...(options.pods && { pods: options.pods }) })
  const { startMs } = options.world
  const timing = { startMs, intervalMs: EVALUATION_MS, nowMs }
  const recorded = recordRulesOver<SampleSource>(source, recordRules, timing)
  const listExemplars = options.requests && buildExemplars(source, options.requests, nowMs)
  const handle = await start(recorded, options, startMs, { exposed: source, listExemplars })
  return { ...handle, follow: (traffic, atMs = nowMs()) => source.follow(atMs, traffic) }
}

/** The same HTTP API over any samples, recorded ones for example; `/metrics` is not there. */
export function startPrometheusOver(
  source: SampleSource,
  options: PrometheusOptions,
): Promise<PrometheusHandle> {
  return start(source, options, (options.nowMs ?? Date.now)())
}

/** How often recording rules write: as Pyrra's files ask for. */
const EVALUATION_MS = 30_000

const RETENTION = '15d'

async function start(
  source: SampleSource,
  { port = 0, nowMs = Date.now, fault: firstFault }: PrometheusOptions,
  startedMs: number,
  more: {
    readonly exposed?: VirtualSource
    readonly listExemplars?: ListExemplars | undefined
  } = {},
): Promise<PrometheusHandle> {
  const { exposed, listExemplars } = more
  const facts: ServerFacts = {
    source,
    nowMs,
    startedMs,
    retention: RETENTION,
    ...(listExemplars && { listExemplars }),
  }
  let fault = firstFault
  const server = createServer((request, response) => {
    serve(facts, exposed, () => fault, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  })
  return {
    ...(await listenOnLoopback(server, port)),
    setFault: (next) => {
      fault = next
    },
  }
}

async function serve(
  facts: ServerFacts,
  exposed: VirtualSource | undefined,
  readFault: () => PrometheusFault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/metrics' && exposed) return sendExposition(exposed, facts.nowMs(), response)
  const asked = await readAsked(request, search.slice(1))
  const { params } = asked
  const fault = readFault()
  const isHit = fault && `${pathname}?${params}`.includes(encodeQuery(fault.only ?? ''))
  if (isHit && fault.delayMs) await setTimeout(fault.delayMs)
  const answer = await answerPath(facts, request.method ?? 'GET', pathname, asked)
  if (isHit && (await sendOddly(response, answer, fault))) return
  await sendAnswer(
    response,
    isHit ? changeAnswer(answer, fault) : answer,
    String(request.headers['accept-encoding'] ?? ''),
  )
}

/** The text as it stands in an encoded query string, so that a metric's name or a path can be named plainly. */
function encodeQuery(text: string): string {
  return text.startsWith('/') ? text : new URLSearchParams({ q: text }).toString().slice(2)
}

async function sendExposition(
  source: VirtualSource,
  timeMs: number,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
  await pipeline(Readable.from(formatExposition(source, timeMs)), response)
}
