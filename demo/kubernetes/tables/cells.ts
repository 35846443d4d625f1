/** How long ago, as `kubectl get` says it (apimachinery util/duration HumanDuration). */
export function formatAge(since: unknown, nowMs: number): string {
  if (typeof since !== 'string' || since === '') return '<unknown>'
  const seconds = Math.floor((nowMs - Date.parse(since)) / 1_000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (seconds < 120) return `${seconds}s`
  if (minutes < 10) return join(minutes, 'm', seconds % 60, 's')
  if (minutes < 180) return `${minutes}m`
  if (hours < 8) return join(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (days < 8) return join(days, 'd', hours % 24, 'h')
  if (days < 730) return `${days}d`
  return join(Math.floor(days / 365), 'y', days % 365, 'd')
}

const join = (large: number, largeUnit: string, small: number, smallUnit: string) =>
  small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`

/**
 * The JSONPath subset of printer columns: `.a.b`, `[*]`, `[?(@.type=="X")]`. A list is shown as JSON, what is absent as
 * null, as apiextensions' table convertor does; of several matches the first counts.
 */
export function readPath(object: unknown, path: string): unknown {
  let values: unknown[] = [object]
  for (const [, field, filter] of path.matchAll(/\.(\w+)|\[(\*|\?\(@\.type=="\w+"\))\]/g)) {
    values = values.flatMap((value) => (field ? step(value, field) : pickItems(value, filter ?? '*')))
  }
  const [value] = values
  if (value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : value
}

function step(value: unknown, field: string): unknown[] {
  const next: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
  return next === undefined ? [] : [next]
}

function pickItems(value: unknown, filter: string): unknown[] {
  if (!Array.isArray(value)) return []
  const [, type] = /"(\w+)"/.exec(filter) ?? []
  return type ? value.filter((item) => step(item, 'type')[0] === type) : value
}
