import type { HttpAnswer } from '#server/adapters/prometheus/http-client.ts'
import {
  type Asked,
  describeErrorAnswer,
  describeGarbled,
  describeShape,
  describeStranger,
  readPageText,
} from '#server/adapters/prometheus/problems.ts'
import type { InstantSample, RangeSeries } from '#server/adapters/prometheus/types.ts'

export interface Envelope {
  readonly data: unknown
  readonly warnings: readonly string[]
}

/** Opens the answer's envelope `{status, data, warnings, infos}` or throws the Problem that it tells of. */
export function parseEnvelope(answer: HttpAnswer, asked: Asked): Envelope {
  const isJson = /^application\/(.*\+)?json\b/i.test(answer.contentType)
  if (!isJson) {
    if (answer.status >= 500 || [401, 403, 429].includes(answer.status))
      throw describeErrorAnswer(asked, answer.status, '', readPageText(answer.text))
    throw describeStranger(asked, answer.status, answer.contentType, answer.text)
  }
  const body = parseJson(answer.text, asked)
  if (!isRecord(body)) throw describeShape(asked, 'an object', nameShape(body))
  if (body['status'] !== 'success' || answer.status >= 300) {
    const words = typeof body['error'] === 'string' ? body['error'] : answer.text
    const type = typeof body['errorType'] === 'string' ? body['errorType'] : ''
    throw describeErrorAnswer(asked, answer.status, type, words)
  }
  const warnings = [body['warnings'], body['infos']].flatMap((words) => (Array.isArray(words) ? words : []))
  return { data: body['data'], warnings: warnings.map(String) }
}

/**
 * Samples of an instant answer. A scalar is one sample without labels. The labels are the parser's own objects: a
 * graph of a thousand workloads has a hundred thousand series, and copying them would cost as much as parsing.
 */
export function parseVector(data: unknown, asked: Asked): readonly InstantSample[] {
  const { type, result } = parseResult(data, asked)
  if (type === 'scalar') return [{ metric: {}, value: parsePair(result, asked)[1] }]
  if (type !== 'vector') throw describeShape(asked, 'vector', type)
  return result.map((series: unknown) => {
    if (!isRecord(series) || !isRecord(series['metric']))
      throw describeShape(asked, 'series', nameShape(series))
    if (series['value'] === undefined && series['histogram'] !== undefined)
      throw describeShape(asked, 'plain values', 'native histograms')
    // Label values are texts by Prometheus' data model; reading each of them here would double the parser's time.
    return {
      metric: series['metric'] as Record<string, string>,
      value: parsePair(series['value'], asked)[1],
    }
  })
}

export function parseMatrix(data: unknown, asked: Asked): readonly RangeSeries[] {
  const { type, result } = parseResult(data, asked)
  if (type !== 'matrix') throw describeShape(asked, 'matrix', type)
  return result.map((series: unknown) => {
    if (!isRecord(series) || !isRecord(series['metric']))
      throw describeShape(asked, 'series', nameShape(series))
    if (!Array.isArray(series['values']) && series['histograms'] !== undefined)
      throw describeShape(asked, 'plain values', 'native histograms')
    if (!Array.isArray(series['values'])) throw describeShape(asked, 'values', nameShape(series['values']))
    return {
      metric: series['metric'] as Record<string, string>, // as above
      points: series['values'].map((pair: unknown) => parsePair(pair, asked)),
    }
  })
}

function parseResult(data: unknown, asked: Asked): { type: string; result: readonly unknown[] } {
  if (!isRecord(data) || typeof data['resultType'] !== 'string')
    throw describeShape(asked, 'a result', nameShape(data))
  if (!Array.isArray(data['result'])) throw describeShape(asked, 'a list', nameShape(data['result']))
  return { type: data['resultType'], result: data['result'] }
}

function parsePair(pair: unknown, asked: Asked): readonly [number, number] {
  if (!Array.isArray(pair) || typeof pair[0] !== 'number' || typeof pair[1] !== 'string')
    throw describeShape(asked, '[time, "value"]', nameShape(pair))
  return [pair[0], parseValue(pair[1], asked)]
}

/** Values travel as texts because JSON has no NaN and no infinities. */
function parseValue(text: string, asked: Asked): number {
  const value = Number(text)
  if (!Number.isNaN(value) && text !== '') return value
  if (text === 'NaN') return Number.NaN
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  throw describeShape(asked, 'a number', text.slice(0, 40))
}

function parseJson(text: string, asked: Asked): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw describeGarbled(asked, error)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function nameShape(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  return Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : typeof value
}
