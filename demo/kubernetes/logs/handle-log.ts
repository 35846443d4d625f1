import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { findResource, type Resource } from '#demo/kubernetes/catalogue.ts'
import { chooseEncoding } from '#demo/kubernetes/logs/access-log-encoding.ts'
import { chooseContainer, chooseRun, type LoggedPod } from '#demo/kubernetes/logs/choose-container.ts'
import { createLineSource, type LineSource } from '#demo/kubernetes/logs/line-source.ts'
import { formatLogTime, type LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { type LogOptions, parseLogOptions } from '#demo/kubernetes/logs/log-options.ts'
import { describeContainer } from '#demo/kubernetes/logs/logged-container.ts'
import { createLogReader, type LogReader } from '#demo/kubernetes/logs/read-log.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { methodNotAllowed, notFound, StatusError } from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { RequestSource } from '#demo/world/requests/request-source.ts'

export interface LogContext {
  readonly store: Store
  readonly now: () => number
  readonly requests: RequestSource
  readonly lines: LineSource
}

/** What answering log requests needs, from what the API server has. */
export function createLogContext({
  serialLinesPerSecond,
  ...facts
}: Pick<LogContext, 'store' | 'now' | 'requests'> & {
  readonly serialLinesPerSecond: number
}): LogContext {
  const { store } = facts
  const telemetries = { collection: 'telemetry.istio.io/telemetries' }
  const services = { collection: '/services' }
  const lines = createLineSource({
    requests: facts.requests,
    serialLinesPerSecond,
    readEncoding: (namespace) =>
      chooseEncoding(
        store
          .collection(telemetries)
          .all()
          .map(({ manifest }) => manifest),
        namespace,
      ),
    readServiceIp: (namespace, name) => {
      const spec = store.collection(services).find(`${namespace}/${name}`)?.manifest['spec']
      return spec === undefined ? undefined : (spec as { clusterIP?: string }).clusterIP // core/v1 ServiceSpec
    },
  })
  return { ...facts, lines }
}

/** Whether this is a request for a pod's log. */
export function asksForLog({ asked }: RequestTarget, resource: Resource): boolean {
  return resource === podResource && asked?.subresource === 'log'
}

const podResource = findResource('', 'v1', 'pods')

/** How often a follower is told what is new. */
const followMs = 250

/** Answers `pods/{name}/log`. Throws StatusError before the first byte. */
export async function handleLog(
  request: IncomingMessage,
  response: ServerResponse,
  { asked, query, verb }: RequestTarget,
  context: LogContext,
): Promise<void> {
  if (verb !== 'get') throw new StatusError(methodNotAllowed())
  const name = asked?.name ?? ''
  const key = `${asked?.namespace ?? ''}/${name}`
  const read = () => context.store.collection({ collection: '/pods' }).find(key)
  const stored = read()
  if (!podResource || !stored) throw new StatusError(notFound({ group: '', resource: 'pods' }, name))
  const nowMs = context.now()
  const options = parseLogOptions(query, name, nowMs)
  const pod = stored.manifest as unknown as LoggedPod // a stored Pod has the shape of core/v1
  const container = chooseContainer(pod, options.container)
  const run = chooseRun(pod, container, options.previous)
  const logged = describeContainer(context.requests, stored.manifest, container)
  const reader = createLogReader(context.lines, logged, run, context.requests.world.startMs)
  response.writeHead(200, { 'cache-control': 'no-cache, private', 'content-type': 'text/plain' })
  if (request.method === 'HEAD') return void response.end()
  response.flushHeaders()
  const write = createWriter(response, options)
  await writePast(reader, options, nowMs, write)
  const running = run.finishedMs === undefined && !options.previous
  if (options.follow && running)
    await writeNew(reader, { ...context, nowMs, write, isThere: () => read() !== undefined })
  response.end()
}

type Write = (lines: readonly LogLine[]) => Promise<boolean>

/** Writes lines; false when nobody reads any more or the limit of bytes is reached. */
function createWriter(response: ServerResponse, { timestamps, limitBytes }: LogOptions): Write {
  let left = limitBytes ?? Number.POSITIVE_INFINITY
  return async (lines) => {
    if (response.destroyed || left <= 0) return false
    if (lines.length === 0) return true
    const text = lines
      .map(({ timeMs, text }) => `${timestamps ? `${formatLogTime(timeMs)} ` : ''}${text}\n`)
      .join('')
    const bytes = Buffer.from(text)
    const fitting = bytes.length > left ? bytes.subarray(0, left) : bytes
    left -= fitting.length
    if (!response.write(fitting)) await waitForRoom(response)
    return left > 0 && !response.destroyed
  }
}

/** Until the reader has read, or is gone. */
async function waitForRoom(response: ServerResponse): Promise<void> {
  const waiting = new AbortController()
  const { signal } = waiting
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(
    () => {},
  )
  waiting.abort()
}

async function writePast(reader: LogReader, options: LogOptions, nowMs: number, write: Write): Promise<void> {
  const fromMs = options.sinceMs ?? 0
  if (options.tailLines !== undefined) {
    await write(await reader.readTail(options.tailLines, fromMs, nowMs))
    return
  }
  for await (const lines of reader.list(fromMs, nowMs)) if (!(await write(lines))) return
}

/** Until nobody reads any more, or the pod is gone. */
async function writeNew(
  reader: LogReader,
  facts: { now: () => number; nowMs: number; write: Write; isThere: () => boolean },
): Promise<void> {
  const readUntil = reader.follow(facts.nowMs)
  while (await facts.write(readUntil(facts.now()))) {
    if (!facts.isThere()) return
    await setTimeout(followMs, undefined, { ref: false })
  }
}
