import { type Asked, describeShape } from '#server/adapters/prometheus/problems.ts'
import type { PrometheusRule } from '#server/adapters/prometheus/types.ts'

/** More than any mesh's rules; what is beyond is left out. */
const mostRules = 10_000

/**
 * The rules of `/api/v1/rules` (prometheus.io/docs, "HTTP API", Rules), group by group. What is no rule is left out.
 * Throws Problem unsupported for an answer of another shape.
 */
export function parseRules(data: unknown, asked: Asked): readonly PrometheusRule[] {
  if (!isRecord(data) || !Array.isArray(data['groups'])) throw describeShape(asked, 'groups', typeof data)
  const found: PrometheusRule[] = []
  for (const group of data['groups']) {
    const rules: unknown = isRecord(group) ? group['rules'] : undefined
    for (const rule of Array.isArray(rules) ? rules : []) {
      const parsed = parseRule(rule)
      if (parsed && found.length < mostRules) found.push(parsed)
    }
  }
  return found
}

function parseRule(value: unknown): PrometheusRule | undefined {
  if (!isRecord(value)) return undefined
  const { type, name, query } = value
  const kind = type === 'recording' ? 'record' : type === 'alerting' ? 'alert' : undefined
  if (!kind || typeof name !== 'string' || typeof query !== 'string') return undefined
  const labels = isRecord(value['labels']) ? Object.entries(value['labels']) : []
  const texts = labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return { kind, name, query, labels: Object.fromEntries(texts) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
