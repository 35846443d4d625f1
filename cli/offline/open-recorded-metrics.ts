import type { Gathering, Matrix } from '#cli/offline/gathering.ts'
import { answerPath } from '#demo/prometheus/http/routes.ts'
import { buildStaticSource } from '#demo/prometheus/samples/static-source.ts'
import { parseEnvelope, parseMatrix, parseVector } from '#server/adapters/prometheus/parse-answer.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'

export interface RecordedMetrics {
  /** Where they are from, for people. */
  readonly address: string
  readonly takenMs: number
  readonly version: string
  readonly metrics: NonNullable<Gathering['metrics']>
  readonly series: Matrix['result']
}

/** Questions about now come milliseconds after one another, and mean the last recorded moment all the same. */
const leewayMs = 5_000

/**
 * Recorded series as a Prometheus, asked in whatever PromQL: the evaluator that the demo is held against the real server
 * with answers over them. Now is always the moment that they were recorded at, and what was asked of an hour ago is
 * asked of an hour before that.
 */
export function openRecordedMetrics(recorded: RecordedMetrics): PrometheusAdapter {
  const { address, takenMs, version, metrics } = recorded
  const { scrapeIntervalSeconds, windowSeconds, alerts } = metrics
  const facts = {
    source: buildStaticSource({ scrapeIntervalSeconds, result: recorded.series }),
    nowMs: () => takenMs,
    startedMs: takenMs - windowSeconds * 1_000,
    retention: `${windowSeconds}s`,
  }
  const ask = async (path: string, params: URLSearchParams) => {
    const { status, contentType, body } = await answerPath(facts, 'GET', path, { params })
    const asked = { address, target: path }
    return { asked, data: parseEnvelope({ status, contentType, text: body }, asked).data }
  }
  /** How far the asked moment lies after the recorded one. */
  const shiftFor = (endSeconds: number) => {
    const behindMs = Date.now() - endSeconds * 1_000
    return Math.round(behindMs < leewayMs ? endSeconds * 1_000 - takenMs : Date.now() - takenMs)
  }
  const move = (seconds: number, byMs: number) => Math.round(seconds * 1_000 + byMs) / 1_000
  return {
    query: async (query, { atSeconds, signal }) => {
      signal.throwIfAborted()
      const time = String(move(atSeconds, -shiftFor(atSeconds)))
      const { asked, data } = await ask('/api/v1/query', new URLSearchParams({ query, time }))
      return parseVector(data, asked)
    },
    queryRange: async (query, { startSeconds, endSeconds, stepSeconds, signal }) => {
      signal.throwIfAborted()
      const shiftMs = shiftFor(endSeconds)
      const params = new URLSearchParams({
        query,
        start: String(move(startSeconds, -shiftMs)),
        end: String(move(endSeconds, -shiftMs)),
        step: String(stepSeconds),
      })
      const { asked, data } = await ask('/api/v1/query_range', params)
      return parseMatrix(data, asked).map(({ metric, points }) => ({
        metric,
        points: points.map(([seconds, value]) => [move(seconds, shiftMs), value] as const),
      }))
    },
    listExemplars: async () => [],
    listRules: async () => undefined,
    listAlerts: async () =>
      alerts?.map(({ sinceMs, summary, ...alert }) => ({
        ...alert,
        ...(sinceMs === undefined ? {} : { sinceMs }),
        ...(summary === undefined ? {} : { summary }),
      })),
    readFacts: async () => ({ version, scrapeIntervalSeconds, retentionSeconds: windowSeconds }),
    status: () => ({
      state: 'ok',
      address,
      ...(version ? { version } : {}),
      sinceMs: takenMs,
      lastGoodMs: takenMs,
    }),
    onChange: () => () => undefined,
    close: () => undefined,
  }
}
