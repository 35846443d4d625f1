import {
  type Ask,
  createAsk,
  createOlderApi,
  createV3Api,
  type JaegerApi,
} from '#server/adapters/tracing/jaeger-api.ts'
import { describeStatus, noAnswerProblems } from '#server/adapters/tracing/problems.ts'
import type { TracingAdapter, TracingStatus } from '#server/adapters/tracing/types.ts'
import {
  createTextReader,
  fetchByUrl,
  type UpstreamFetch,
  type UpstreamPlace,
} from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

export interface TracingConfig {
  readonly VARDIA_TRACING_URL: string
  readonly VARDIA_QUERY_TIMEOUT_SECONDS: number
}

/** Opens the tracing store at `VARDIA_TRACING_URL`. It asks nothing until it is asked. */
export function openTracing(config: TracingConfig): TracingAdapter {
  const { VARDIA_TRACING_URL: url } = config
  return openTracingOver(config, { address: new URL(url).origin }, fetchByUrl(url))
}

/** Opens a tracing store by the way to it. It asks nothing until it is asked. */
export function openTracingOver(
  config: Pick<TracingConfig, 'VARDIA_QUERY_TIMEOUT_SECONDS'>,
  place: UpstreamPlace,
  fetchPath: UpstreamFetch,
): TracingAdapter {
  const reader = createTextReader(place, fetchPath, noAnswerProblems)
  const deadlineMs = config.VARDIA_QUERY_TIMEOUT_SECONDS * 1000
  const memory = createStatusMemory(place)
  const apis = [createV3Api(place), createOlderApi(place)] as const
  let known: JaegerApi | undefined

  /** The newer API where it answers, else the older one: whichever knows its list of services. */
  const chooseApi = async (ask: Ask): Promise<JaegerApi> => {
    if (known) return known
    const [newer, older] = apis
    try {
      await newer.listServices(ask)
      known = newer
    } catch (error) {
      if (!isProblem(error) || (error.kind !== 'not-found' && error.code !== 'tracing-not-jaeger'))
        throw error
      await older.listServices(ask)
      known = older
    }
    return known
  }
  const remembered = async <Answer>(
    signal: AbortSignal,
    answer: (api: JaegerApi, ask: Ask) => Promise<Answer>,
  ): Promise<Answer> => {
    const ask = createAsk(reader, deadlineMs, signal)
    try {
      const result = await answer(await chooseApi(ask), ask)
      memory.good()
      return result
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
      // What the store refused, or does not have, it answered; and another store may stand there tomorrow.
      if (error.kind === 'invalid' || error.kind === 'not-found') memory.good()
      else {
        known = undefined
        memory.failed(error)
      }
      throw error
    }
  }
  return {
    listServices: (signal) => remembered(signal, (api, ask) => api.listServices(ask)),
    findTraces: (question, signal) => remembered(signal, (api, ask) => api.findTraces(question, ask)),
    readTrace: (traceId, signal) =>
      remembered(signal, async (api, ask) => {
        const trace = await api.readTrace(traceId, ask)
        if (trace) return trace
        throw describeStatus({ address: place.address, target: `/traces/${traceId}` }, 404, '')
      }),
    status: memory.status,
    onChange: memory.onChange,
  }
}

function createStatusMemory(place: UpstreamPlace) {
  const listeners = new Set<() => void>()
  let status: Omit<TracingStatus, 'address'> = { state: 'ok', sinceMs: Date.now() }
  const become = (next: Omit<typeof status, 'sinceMs'>) => {
    const changed = next.state !== status.state
    status = { sinceMs: changed ? Date.now() : status.sinceMs, ...next }
    if (changed) for (const listen of [...listeners]) listen()
  }
  return {
    good: () => become({ state: 'ok', lastGoodMs: Date.now() }),
    failed: (problem: NonNullable<TracingStatus['problem']>) =>
      become({
        state: 'down',
        problem,
        ...(status.lastGoodMs === undefined ? {} : { lastGoodMs: status.lastGoodMs }),
      }),
    status: (): TracingStatus => ({ ...status, address: place.address }),
    onChange: (listen: () => void) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
