import { type Asked, describeShape } from '#server/adapters/prometheus/problems.ts'
import type { PrometheusAlert } from '#server/adapters/prometheus/types.ts'

/** More alerts at once than anybody reads; those that fire come first. */
const mostAlerts = 2_000

/**
 * The alerts of `/api/v1/alerts` (prometheus.io/docs, "HTTP API", Alerts), firing ones first. What is no alert is left out.
 * Throws Problem unsupported for an answer of another shape.
 */
export function parseAlerts(data: unknown, asked: Asked): readonly PrometheusAlert[] {
  if (!isRecord(data) || !Array.isArray(data['alerts'])) throw describeShape(asked, 'alerts', typeof data)
  const alerts = data['alerts'].map(parseAlert).filter((alert) => alert !== undefined)
  const firing = alerts.filter(({ state }) => state === 'firing')
  return [...firing, ...alerts.filter(({ state }) => state !== 'firing')].slice(0, mostAlerts)
}

function parseAlert(value: unknown): PrometheusAlert | undefined {
  if (!isRecord(value)) return undefined
  const { state, activeAt } = value
  const labels = readTexts(value['labels'])
  const name = labels['alertname']
  if (!name || (state !== 'firing' && state !== 'pending')) return undefined
  const sinceMs = typeof activeAt === 'string' ? Date.parse(activeAt) : Number.NaN
  const annotations = readTexts(value['annotations'])
  const summary = annotations['summary'] ?? annotations['message'] ?? annotations['description']
  return {
    name,
    state,
    labels,
    ...(Number.isFinite(sinceMs) && { sinceMs }),
    ...(summary && { summary }),
  }
}

function readTexts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
