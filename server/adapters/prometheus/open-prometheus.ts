import { createAsideQuestions } from '#server/adapters/prometheus/ask-aside.ts'
import { createCircuit } from '#server/adapters/prometheus/circuit.ts'
import { createHttpClient } from '#server/adapters/prometheus/http-client.ts'
import {
  type Envelope,
  parseEnvelope,
  parseMatrix,
  parseVector,
} from '#server/adapters/prometheus/parse-answer.ts'
import { type Asked, describeResting } from '#server/adapters/prometheus/problems.ts'
import { parseFacts } from '#server/adapters/prometheus/read-facts.ts'
import { readFallback, readUrlSettings, type StoreConfig } from '#server/adapters/prometheus/read-settings.ts'
import { createSharedQuestions } from '#server/adapters/prometheus/share-questions.ts'
import type { Transport } from '#server/adapters/prometheus/transport.ts'
import type {
  InstantSample,
  PrometheusAdapter,
  PrometheusFacts,
  RangeSeries,
} from '#server/adapters/prometheus/types.ts'
import { openUrlTransport } from '#server/adapters/prometheus/url-transport.ts'

export interface PrometheusConfig extends StoreConfig {
  readonly VARDIA_QUERY_TIMEOUT_SECONDS: number
}

interface Answer<Result> {
  readonly result: Result
  readonly warnings: readonly string[]
}

const factsAgeMs = 60_000

/** The Prometheus at `VARDIA_PROMETHEUS_URL`. Throws when a file that the settings name cannot be read. */
export function openPrometheus(
  config: PrometheusConfig & { readonly VARDIA_PROMETHEUS_URL: string },
): PrometheusAdapter {
  return openPrometheusOver(config, openUrlTransport(readUrlSettings(config)))
}

/**
 * Opens a Prometheus by the way to it; nothing is asked until a verb is called. Failures are Problems as the interface
 * says; a caller's abort is thrown as its own reason.
 */
export function openPrometheusOver(given: PrometheusConfig, transport: Transport): PrometheusAdapter {
  const client = createHttpClient(transport)
  const deadlineMs = given.VARDIA_QUERY_TIMEOUT_SECONDS * 1000
  // A server that still answers then gives the question up itself, and says so before our own patience ends.
  const serverTimeout = `${Math.max(1, Math.round(deadlineMs * 0.9))}ms`
  const circuit = createCircuit()
  const shareVector = createSharedQuestions<Answer<readonly InstantSample[]>>()
  const shareMatrix = createSharedQuestions<Answer<readonly RangeSeries[]>>()
  const shareFacts = createSharedQuestions<PrometheusFacts>()
  let facts: { readonly value: PrometheusFacts; readonly readAtMs: number } | undefined

  const ask = <Result>(
    path: string,
    form: URLSearchParams | undefined,
    signal: AbortSignal,
    parse: (data: unknown, asked: Asked) => Result,
  ): Promise<Answer<Result>> => {
    const asked = { address: client.address, target: describeTarget(path, form) }
    const rest = circuit.resting()
    if (rest) return Promise.reject(describeResting(asked, Math.ceil(rest.leftMs / 1000), rest.problem))
    return circuit.watch(() =>
      client.send({ path, ...(form ? { form } : {}), asked, deadlineMs, signal }, (answer) => {
        const envelope: Envelope = parseEnvelope(answer, asked)
        return { result: parse(envelope.data, asked), warnings: envelope.warnings }
      }),
    )
  }

  const gatherFacts = async (signal: AbortSignal): Promise<PrometheusFacts> => {
    // Servers that only speak the query API answer 404 to these: that says nothing about their health.
    const read = async (name: string) => {
      const path = `/api/v1/status/${name}`
      const asked = { address: client.address, target: path }
      return client.send({ path, asked, deadlineMs, signal }, (answer) => parseEnvelope(answer, asked).data)
    }
    const [buildInfo, ...others] = await Promise.allSettled(
      ['buildinfo', 'config', 'runtimeinfo', 'flags'].map(read),
    )
    if (buildInfo?.status === 'rejected' && others.every(({ status }) => status === 'rejected'))
      throw buildInfo.reason
    const [config, runtimeInfo, flags] = others.map(settledValue)
    const told = { buildInfo: buildInfo && settledValue(buildInfo), config, runtimeInfo, flags }
    const value = await parseFacts(told, readFallback(given))
    facts = { value, readAtMs: Date.now() }
    return value
  }

  return {
    query: async (expr, { atSeconds, signal, onWarnings }) => {
      const form = new URLSearchParams({ query: expr, time: String(atSeconds), timeout: serverTimeout })
      const { result, warnings } = await shareVector(form.toString(), signal, (shared) =>
        ask('/api/v1/query', form, shared, parseVector),
      )
      if (warnings.length > 0) onWarnings?.(warnings)
      return result
    },
    queryRange: async (expr, { startSeconds, endSeconds, stepSeconds, signal, onWarnings }) => {
      const form = new URLSearchParams({
        query: expr,
        start: String(startSeconds),
        end: String(endSeconds),
        step: String(stepSeconds),
        timeout: serverTimeout,
      })
      const { result, warnings } = await shareMatrix(form.toString(), signal, (shared) =>
        ask('/api/v1/query_range', form, shared, parseMatrix),
      )
      if (warnings.length > 0) onWarnings?.(warnings)
      return result
    },
    ...createAsideQuestions({ client, deadlineMs, circuit }),
    readFacts: async (signal) => {
      if (facts && Date.now() - facts.readAtMs < factsAgeMs) return facts.value
      const rest = circuit.resting()
      try {
        if (rest) throw rest.problem
        return await shareFacts('facts', signal, gatherFacts)
      } catch (error) {
        // What it told before still holds better than nothing; the queries themselves report the outage.
        if (facts && !signal.aborted) return facts.value
        throw error
      }
    },
    status: () => {
      const state = circuit.state()
      return {
        ...state,
        address: client.address,
        ...(facts?.value.version ? { version: facts.value.version } : {}),
        caches: [
          { name: 'prometheus-facts', entries: facts ? 1 : 0, ...(facts && { oldestMs: facts.readAtMs }) },
        ],
      }
    },
    onChange: circuit.onChange,
    close: client.close,
  }
}

function settledValue(settled: PromiseSettledResult<unknown>): unknown {
  return settled.status === 'fulfilled' ? settled.value : undefined
}

function describeTarget(path: string, form: URLSearchParams | undefined): string {
  const expr = form?.get('query')
  return expr ? `${path} ${expr.length > 300 ? `${expr.slice(0, 300)}…` : expr}` : path
}
