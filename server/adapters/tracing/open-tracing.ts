import { createOlderApi, createV3Api } from '#server/adapters/tracing/jaeger-api.ts'
import { describeStatus, describeStranger, noAnswerProblems } from '#server/adapters/tracing/problems.ts'
import { readUrlSettings, type TracingStoreConfig } from '#server/adapters/tracing/read-settings.ts'
import { type Ask, createAsk, type StoreApi, type StoreApiName } from '#server/adapters/tracing/store-api.ts'
import { createTempoApi } from '#server/adapters/tracing/tempo-api.ts'
import type { TracingAdapter, TracingStatus } from '#server/adapters/tracing/types.ts'
import { maskProblem } from '#server/adapters/upstream/mask-secrets.ts'
import {
  createTextReader,
  openUrlWay,
  type UpstreamPlace,
  type UpstreamWay,
} from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

export interface TracingConfig extends TracingStoreConfig {
  readonly VARDIA_TRACING_URL: string
  readonly VARDIA_TRACING_API: 'auto' | StoreApiName
  readonly VARDIA_QUERY_TIMEOUT_SECONDS: number
}

/** Opens the tracing store at `VARDIA_TRACING_URL`. It asks nothing until it is asked. */
export function openTracing(config: TracingConfig): TracingAdapter {
  return openTracingOver(config, openUrlWay(readUrlSettings(config)))
}

/** Opens a tracing store by the way to it. It asks nothing until it is asked. */
export function openTracingOver(
  config: Pick<TracingConfig, 'VARDIA_TRACING_API' | 'VARDIA_QUERY_TIMEOUT_SECONDS'>,
  way: UpstreamWay,
): TracingAdapter {
  const { place } = way
  const reader = createTextReader(way, noAnswerProblems)
  const deadlineMs = config.VARDIA_QUERY_TIMEOUT_SECONDS * 1000
  const apis = [createV3Api(place), createOlderApi(place), createTempoApi(place)]
  const set = apis.find(({ name }) => name === config.VARDIA_TRACING_API)
  let known: StoreApi | undefined = set
  const memory = createStatusMemory(place, () => known)

  const chooseApi = async (ask: Ask): Promise<StoreApi> => {
    known ??= await recogniseApi(apis, place, ask)
    return known
  }
  const remembered = async <Answer>(
    signal: AbortSignal,
    answer: (api: StoreApi, ask: Ask) => Promise<Answer>,
  ): Promise<Answer> => {
    const ask = createAsk(reader, deadlineMs, signal)
    try {
      const result = await answer(await chooseApi(ask), ask)
      memory.good()
      return result
    } catch (thrown) {
      const error = maskProblem(thrown, place.mask)
      if (signal.aborted || !isProblem(error)) throw error
      // What the store refused, or does not have, it answered; and another store may stand there tomorrow.
      if (error.kind === 'invalid' || error.kind === 'not-found') memory.good()
      else {
        known = set
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

/** The first API that the server speaks. Throws the Problem of a server that speaks none, or of why it does not answer. */
async function recogniseApi(apis: readonly StoreApi[], place: UpstreamPlace, ask: Ask): Promise<StoreApi> {
  let last: unknown
  for (const api of apis) {
    try {
      await api.recognise(ask)
      return api
    } catch (error) {
      if (!isProblem(error) || (error.kind !== 'not-found' && error.code !== 'tracing-stranger')) throw error
      last = error
    }
  }
  if (isProblem(last) && last.code === 'tracing-stranger') throw last
  throw describeStranger({ address: place.address, target: '/' }, '')
}

function createStatusMemory(place: UpstreamPlace, readApi: () => StoreApi | undefined) {
  const listeners = new Set<() => void>()
  let status: Omit<TracingStatus, 'address' | 'product'> = { state: 'ok', sinceMs: Date.now() }
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
    status: (): TracingStatus => {
      const product = readApi()?.product
      return { ...status, address: place.address, ...(product ? { product } : {}) }
    },
    onChange: (listen: () => void) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
  }
}
