import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { parseDurationMs } from '#demo/prometheus/promql/literals.ts'

function invalid(parameter: string, message: string): PromqlError {
  return new PromqlError('bad_data', `invalid parameter "${parameter}": ${message}`)
}

/** A time in seconds with fractions or RFC 3339, in milliseconds; undefined when it is neither. */
function parseTimeMs(text: string): number | undefined {
  if (/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return Math.round(Number(text) * 1000)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/.test(text)) return undefined
  const parsed = Date.parse(text)
  return Number.isNaN(parsed) ? undefined : parsed
}

/** The time of a parameter; `fallbackMs` when it is left out (an error when there is none). Throws bad_data. */
export function readTimeMs(params: URLSearchParams, name: string, fallbackMs?: number): number {
  const text = params.get(name) ?? ''
  if (text === '' && fallbackMs !== undefined) return fallbackMs
  const timeMs = parseTimeMs(text)
  if (timeMs !== undefined) return timeMs
  const reason = `cannot parse ${JSON.stringify(text)} to a valid timestamp`
  // Where it may be left out the server says a little more.
  throw invalid(name, fallbackMs === undefined ? reason : `invalid time value for '${name}': ${reason}`)
}

/** A duration (`30s`) or a number of seconds, in milliseconds; undefined when left out. Throws bad_data. */
export function readDurationMs(params: URLSearchParams, name: string): number | undefined {
  const text = params.get(name) ?? ''
  if (text === '') return undefined
  const durationMs = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : parseDurationMs(text)
  if (durationMs !== undefined) return durationMs
  throw invalid(name, `cannot parse ${JSON.stringify(text)} to a valid duration`)
}

/** `query`, which `/query` and `/query_range` demand; an absent one is an empty one, which does not parse. */
export function readQuery(params: URLSearchParams): string {
  return params.get('query') ?? ''
}

/** How many items at most; 0 or absent is no limit. */
export function readLimit(params: URLSearchParams): number {
  const text = params.get('limit') ?? ''
  if (text === '') return Number.POSITIVE_INFINITY
  if (!/^[-+]?\d+$/.test(text)) {
    throw invalid('limit', `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  if (Number(text) < 0) throw invalid('limit', 'limit must be non-negative')
  return Number(text) || Number.POSITIVE_INFINITY
}

/** The same where the metadata of metrics is listed, which is worded by itself. */
export function readMetadataLimit(params: URLSearchParams): number {
  const text = params.get('limit') ?? ''
  if (text !== '' && !/^[-+]?\d+$/.test(text)) throw new PromqlError('bad_data', 'limit must be a number')
  return text === '' || Number(text) < 0 ? Number.POSITIVE_INFINITY : Number(text)
}

/** How far an instant selector looks back, where the client says so. Throws bad_data. */
export function readLookbackMs(params: URLSearchParams): number | undefined {
  try {
    return readDurationMs(params, 'lookback_delta')
  } catch {
    const text = JSON.stringify(params.get('lookback_delta'))
    throw new PromqlError(
      'bad_data',
      `error parsing lookback delta duration: cannot parse ${text} to a valid duration`,
    )
  }
}

/** The window of `start` and `end`, in milliseconds; undefined where neither is given. Throws bad_data. */
export function readWindow(params: URLSearchParams): { startMs: number; endMs: number } | undefined {
  const startMs = readTimeMs(params, 'start', Number.NEGATIVE_INFINITY)
  const endMs = readTimeMs(params, 'end', Number.POSITIVE_INFINITY)
  return params.get('start') || params.get('end') ? { startMs, endMs } : undefined
}

/** What an answer says beside its data when `limit` cut it. */
export const TRUNCATED = 'results truncated due to limit'

const MOST_POINTS = 11_000

/** The moments of a range query, by the checks of web/api/v1 in their order. Throws bad_data. */
export function readSteps(params: URLSearchParams): { startMs: number; endMs: number; stepMs: number } {
  const startMs = readTimeMs(params, 'start')
  const endMs = readTimeMs(params, 'end')
  if (endMs < startMs) throw invalid('end', 'end timestamp must not be before start time')
  const stepMs = readDurationMs(params, 'step')
  if (stepMs === undefined) throw invalid('step', 'cannot parse "" to a valid duration')
  if (stepMs <= 0) {
    throw invalid(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    )
  }
  if ((endMs - startMs) / stepMs > MOST_POINTS) {
    throw new PromqlError(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  }
  return { startMs, endMs, stepMs }
}
