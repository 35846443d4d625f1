import { setImmediate } from 'node:timers/promises'
import { type Answer, answerJson } from '#demo/prometheus/http/answers.ts'
import {
  readDurationMs,
  readLimit,
  readLookbackMs,
  readQuery,
  readSteps,
  readTimeMs,
  TRUNCATED,
} from '#demo/prometheus/http/parameters.ts'
import type { Expr } from '#demo/prometheus/promql/ast.ts'
import { readType } from '#demo/prometheus/promql/check-types.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { formatValue } from '#demo/prometheus/promql/format-value.ts'
import { type Metric, metricKey, NO_LABELS, presentMetric } from '#demo/prometheus/promql/labels.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import type { Value } from '#demo/prometheus/promql/values.ts'
import type { SampleSource } from '#demo/prometheus/samples/sample-source.ts'

interface QueryContext {
  readonly source: SampleSource
  readonly nowMs: () => number
}

const DEFAULT_TIMEOUT_MS = 120_000

/** `/api/v1/query`. */
export function answerQuery({ source, nowMs }: QueryContext, params: URLSearchParams): Answer {
  const timeMs = readTimeMs(params, 'time', nowMs())
  const limit = readLimit(params)
  const lookbackMs = readLookbackMs(params)
  const isExpired = startTimer(params)
  const expr = parseQuery(params)
  const evaluation = new Evaluation({
    source,
    startMs: timeMs,
    endMs: timeMs,
    isExpired,
    ...(lookbackMs !== undefined && { lookbackMs }),
  })
  const began = performance.now()
  const value = evaluation.evaluate(expr, timeMs)
  evaluation.checkDeadline()
  const cut = cutValue(value, limit)
  return answerResult(presentValue(cut, timeMs), params, evaluation, began, cut !== value)
}

/** `/api/v1/query_range`; other requests get their turn between its steps. */
export async function answerQueryRange({ source }: QueryContext, params: URLSearchParams): Promise<Answer> {
  const limit = readLimit(params)
  const { startMs, endMs, stepMs } = readSteps(params)
  const lookbackMs = readLookbackMs(params)
  const isExpired = startTimer(params)
  const expr = parseQuery(params)
  const type = readType(expr)
  if (type !== 'scalar' && type !== 'vector') {
    const name = type === 'matrix' ? 'range vector' : type
    throw new PromqlError(
      'bad_data',
      `invalid parameter "query": invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
    )
  }
  const evaluation = new Evaluation({
    source,
    startMs,
    endMs,
    isExpired,
    ...(lookbackMs !== undefined && { lookbackMs }),
  })
  const began = performance.now()
  const series = new Map<string, { metric: Metric; points: string[] }>()
  for (let timeMs = startMs, step = 0; timeMs <= endMs; timeMs += stepMs, step += 1) {
    evaluation.checkDeadline()
    collectStep(evaluation.evaluate(expr, timeMs), timeMs, series)
    if (step % 8 === 7) await setImmediate()
  }
  const items = [...series.values()]
    .map(({ metric, points }) => ({ metric: JSON.stringify(presentMetric(metric)), points }))
    .sort((a, b) => (a.metric < b.metric ? -1 : 1))
    .map(({ metric, points }) => `{"metric":${metric},"values":[${points.join(',')}]}`)
  const data = `"resultType":"matrix","result":[${items.slice(0, limit).join(',')}]`
  return answerResult(data, params, evaluation, began, items.length > limit)
}

function parseQuery(params: URLSearchParams): Expr {
  try {
    return parsePromql(readQuery(params))
  } catch (error) {
    if (error instanceof PromqlError && error.type === 'bad_data') {
      throw new PromqlError('bad_data', `invalid parameter "query": ${error.message}`)
    }
    throw error
  }
}

function startTimer(params: URLSearchParams): () => boolean {
  const limitMs = Math.min(readDurationMs(params, 'timeout') ?? DEFAULT_TIMEOUT_MS, DEFAULT_TIMEOUT_MS)
  const began = performance.now()
  return () => performance.now() - began > limitMs
}

function collectStep(
  value: Value,
  timeMs: number,
  series: Map<string, { metric: Metric; points: string[] }>,
): void {
  const samples =
    value.type === 'vector' ? value.samples : value.type === 'scalar' ? [{ ...SCALAR, ...value }] : []
  for (const sample of samples) {
    const key = metricKey(sample)
    const known = series.get(key) ?? { metric: sample, points: [] }
    series.set(key, known)
    known.points.push(formatPoint(timeMs, sample.value))
  }
}

const SCALAR: Metric = { labels: NO_LABELS, name: '', le: '' }

function presentValue(value: Value, timeMs: number): string {
  switch (value.type) {
    case 'scalar':
      return `"resultType":"scalar","result":${formatPoint(timeMs, value.value)}`
    case 'string':
      return `"resultType":"string","result":[${timeMs / 1000},${JSON.stringify(value.value)}]`
    case 'vector': {
      const items = value.samples.map(
        (sample) =>
          `{"metric":${JSON.stringify(presentMetric(sample))},"value":${formatPoint(timeMs, sample.value)}}`,
      )
      return `"resultType":"vector","result":[${items.join(',')}]`
    }
    case 'matrix': {
      const items = value.series.map(({ metric, points }) => {
        const values = points.map(([atMs, sample]) => formatPoint(atMs, sample))
        return `{"metric":${JSON.stringify(presentMetric(metric))},"values":[${values.join(',')}]}`
      })
      return `"resultType":"matrix","result":[${items.join(',')}]`
    }
  }
}

function formatPoint(timeMs: number, value: number): string {
  return `[${timeMs / 1000},"${formatValue(value)}"]`
}

/** At most so many elements; the value itself where they are not more. */
function cutValue(value: Value, limit: number): Value {
  if (value.type === 'vector' && value.samples.length > limit) {
    return { ...value, samples: value.samples.slice(0, limit) }
  }
  if (value.type === 'matrix' && value.series.length > limit) {
    return { ...value, series: value.series.slice(0, limit) }
  }
  return value
}

function answerResult(
  data: string,
  params: URLSearchParams,
  evaluation: Evaluation,
  began: number,
  isCut: boolean,
): Answer {
  const stats = formatStats(params, evaluation, began)
  return answerJson(`{"status":"success","data":{${data}${stats}}${formatNotes(params, evaluation, isCut)}}`)
}

function formatNotes(params: URLSearchParams, { notes }: Evaluation, isCut: boolean): string {
  const told = (field: string, texts: readonly string[]) =>
    texts.length > 0 ? `,${JSON.stringify(field)}:${JSON.stringify(texts)}` : ''
  const query = readQuery(params)
  const warnings = [...notes.list('warning', query), ...(isCut ? [TRUNCATED] : [])]
  return told('warnings', warnings) + told('infos', notes.list('info', query))
}

function formatStats(params: URLSearchParams, evaluation: Evaluation, began: number): string {
  if (!params.get('stats')) return ''
  const seconds = (performance.now() - began) / 1000
  const stats = {
    timings: {
      evalTotalTime: seconds,
      resultSortTime: 0,
      queryPreparationTime: 0,
      innerEvalTime: seconds,
      execQueueTime: 0,
      execTotalTime: seconds,
    },
    samples: {
      totalQueryableSamples: evaluation.samplesRead,
      peakSamples: evaluation.samplesRead,
      samplesRead: evaluation.samplesRead,
    },
  }
  return `,"stats":${JSON.stringify(stats)}`
}
