import type { TraceQuestion } from '#server/adapters/tracing/types.ts'

/**
 * A question as TraceQL (grafana.com/docs/tempo "Construct a TraceQL query"): one pair of braces, for everything that is
 * asked must be borne by one span, as Jaeger has it. A service and an operation are what Jaeger calls so: the resource's
 * `service.name` and the span's name.
 */
export function buildTraceQl(
  { service, operation, tags, minDurationMs, maxDurationMs }: TraceQuestion,
  hint: '' | 'newest-first',
): string {
  const filters = [
    `resource.service.name = ${quote(service)}`,
    ...(operation === undefined ? [] : [`name = ${quote(operation)}`]),
    ...Object.entries(tags ?? {}).map(([key, value]) => formatTag(key, value)),
    ...(minDurationMs === undefined ? [] : [`duration >= ${minDurationMs}ms`]),
    ...(maxDurationMs === undefined ? [] : [`duration <= ${maxDurationMs}ms`]),
  ]
  const braces = `{ ${filters.join(' && ')} }`
  // Without it the first that were found are told, of whatever age (Tempo 2.8, query hints).
  return hint === 'newest-first' ? `${braces} with (most_recent=true)` : braces
}

/**
 * A tag's value is a text in a question, and has a type in the store, of which only its own compares: Envoy writes texts,
 * SDKs write numbers and booleans. An error is a tag of Envoy and a status of OpenTelemetry.
 */
function formatTag(key: string, value: string): string {
  const attribute = formatAttribute(key)
  const values = [quote(value), ...(/^(-?\d{1,15}(\.\d{1,9})?|true|false)$/.test(value) ? [value] : [])]
  const either = values.map((each) => `${attribute} = ${each}`)
  if (key === 'error' && value === 'true') either.push('status = error')
  return either.length === 1 ? (either[0] ?? '') : `(${either.join(' || ')})`
}

/** Of the span or its resource. Names with other letters than these stand in quotes. */
function formatAttribute(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) ? `.${key}` : `.${quote(key)}`
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`
}
