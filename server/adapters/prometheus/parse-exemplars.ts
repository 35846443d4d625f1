import { type Asked, describeShape } from '#server/adapters/prometheus/problems.ts'
import type { Exemplar } from '#server/adapters/prometheus/types.ts'

const mostExemplars = 2_000

/** How clients write the id of a trace beside a value: OpenMetrics names none. */
const traceLabels = ['trace_id', 'traceID', 'traceId', 'TraceID'] as const

/**
 * The exemplars of `/api/v1/query_exemplars` (prometheus.io/docs, "HTTP API", Querying exemplars) that name a trace, newest
 * first. Throws Problem unsupported for an answer of another shape.
 */
export function parseExemplars(data: unknown, asked: Asked): readonly Exemplar[] {
  if (data === undefined || data === null) return []
  if (!Array.isArray(data)) throw describeShape(asked, 'a list of series', typeof data)
  return data
    .flatMap((series: unknown) => {
      const exemplars = isRecord(series) ? series['exemplars'] : undefined
      return Array.isArray(exemplars) ? exemplars.flatMap((one) => parseExemplar(one) ?? []) : []
    })
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, mostExemplars)
}

function parseExemplar(given: unknown): Exemplar | undefined {
  if (!isRecord(given) || !isRecord(given['labels'])) return undefined
  const { labels, timestamp } = given
  const value = Number(given['value'])
  const traceId = traceLabels.map((label) => labels[label]).find((id) => typeof id === 'string')
  if (typeof traceId !== 'string' || !/^[0-9a-fA-F]{1,32}$/.test(traceId)) return undefined
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp) || !Number.isFinite(value))
    return undefined
  return { value, atMs: timestamp * 1_000, traceId }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
