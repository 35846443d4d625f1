import {
  buildTolerance,
  defaultRate,
  type HealthRate,
  type HealthRates,
  isPercent,
  type Tolerance,
} from '#server/mesh/health/rates.ts'
import { Problem } from '#server/problem.ts'

interface Fault {
  readonly path: string
  readonly message: string
}

/**
 * Reads the setting `VARDIA_HEALTH_RATES`: a JSON list in the form of Kiali's `health_config.rate`
 * (`[{namespace, kind, name, tolerance: [{code, degraded, failure, protocol, direction}]}]`, all but `tolerance` and
 * `code` optional). Kiali's defaults follow the list. Throws Problem invalid with every fault and where it is.
 */
export function parseHealthRates(text: string): HealthRates {
  if (text.trim() === '') return [defaultRate]
  const faults: Fault[] = []
  const rates = readList(parseJson(text, faults), '', faults).map((value, at) =>
    readRate(value, `[${at}]`, faults),
  )
  if (faults.length > 0)
    throw new Problem({
      kind: 'invalid',
      code: 'health-rates-invalid',
      params: { faults: faults.map(({ path, message }) => `${path} ${message}`.trim()).join('; ') },
      issues: faults,
    })
  return [...rates, defaultRate]
}

function parseJson(text: string, faults: Fault[]): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    faults.push({ path: '', message: `is no JSON: ${error instanceof Error ? error.message : ''}` })
    return []
  }
}

function readList(value: unknown, path: string, faults: Fault[]): readonly unknown[] {
  if (Array.isArray(value)) return value
  faults.push({ path, message: 'must be a list' })
  return []
}

function readRecord(value: unknown, path: string, faults: Fault[]): Readonly<Record<string, unknown>> {
  // An object that is no list has string keys.
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  faults.push({ path, message: 'must be an object' })
  return {}
}

function readRate(value: unknown, path: string, faults: Fault[]): HealthRate {
  const record = readRecord(value, path, faults)
  rejectOthers(record, ['namespace', 'kind', 'name', 'tolerance'], path, faults)
  return {
    namespace: readRegex(record, 'namespace', path, faults),
    kind: readRegex(record, 'kind', path, faults),
    name: readRegex(record, 'name', path, faults),
    tolerances: readList(record['tolerance'], `${path}.tolerance`, faults).map((tolerance, at) =>
      readTolerance(tolerance, `${path}.tolerance[${at}]`, faults),
    ),
  }
}

function readTolerance(value: unknown, path: string, faults: Fault[]): Tolerance {
  const record = readRecord(value, path, faults)
  rejectOthers(record, ['code', 'degraded', 'failure', 'protocol', 'direction'], path, faults)
  const code = record['code']
  if (typeof code !== 'string' || code === '')
    faults.push({ path: `${path}.code`, message: 'must be a code' })
  const readable = typeof code === 'string' && isRegex(code.replaceAll(/x/gi, '\\d'))
  if (typeof code === 'string' && !readable)
    faults.push({ path: `${path}.code`, message: 'is no regular expression' })
  return {
    ...buildTolerance({
      code: readable ? code : '-',
      degraded: readPercent(record, 'degraded', path, faults),
      failure: readPercent(record, 'failure', path, faults),
    }),
    protocol: readRegex(record, 'protocol', path, faults),
    direction: readRegex(record, 'direction', path, faults),
  }
}

function readPercent(
  record: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
  faults: Fault[],
): number {
  const value = record[key] ?? 0
  if (typeof value === 'number' && isPercent(value)) return value
  faults.push({ path: `${path}.${key}`, message: 'must be a percentage from 0 to 100' })
  return 0
}

function readRegex(
  record: Readonly<Record<string, unknown>>,
  key: string,
  path: string,
  faults: Fault[],
): RegExp {
  const value = record[key] ?? ''
  if (typeof value === 'string' && isRegex(value)) return new RegExp(value || '.*')
  faults.push({ path: `${path}.${key}`, message: 'is no regular expression' })
  return /.*/
}

function isRegex(text: string): boolean {
  try {
    return Boolean(new RegExp(text))
  } catch {
    return false
  }
}

function rejectOthers(
  record: Readonly<Record<string, unknown>>,
  known: readonly string[],
  path: string,
  faults: Fault[],
): void {
  for (const key of Object.keys(record))
    if (!known.includes(key)) faults.push({ path: `${path}.${key}`, message: 'is not a known key' })
}
