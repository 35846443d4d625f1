import type { Answer } from '#e2e/real/fidelity/answer.ts'

export interface CompareOptions {
  /** Numbers, also those written as strings, may differ by this much, relative and near zero absolute. */
  readonly tolerance?: number
}

/** Where two answers differ, in words; empty where they agree. */
export function explainDifferences(own: Answer, real: Answer, options: CompareOptions = {}): string[] {
  if (own.status !== real.status) {
    return [
      `status ${own.status} (${shorten(own.body)}), the real one ${real.status} (${shorten(real.body)})`,
    ]
  }
  const differences: string[] = []
  if (own.contentType !== real.contentType) {
    differences.push(`type ${own.contentType}, the real one ${real.contentType}`)
  }
  compareValues('', own.body, real.body, options, differences)
  return differences
}

function compareValues(
  path: string,
  own: unknown,
  real: unknown,
  options: CompareOptions,
  differences: string[],
): void {
  if (Object.is(own, real) || isClose(own, real, options.tolerance)) return
  if (Array.isArray(own) && Array.isArray(real)) {
    if (own.length !== real.length)
      differences.push(`${path}: ${own.length} items, the real one ${real.length}`)
    for (let at = 0; at < Math.min(own.length, real.length); at += 1) {
      compareValues(`${path}[${at}]`, own[at], real[at], options, differences)
    }
    return
  }
  if (isRecord(own) && isRecord(real)) {
    for (const key of new Set([...Object.keys(real), ...Object.keys(own)])) {
      const below = `${path}.${key}`
      if (!(key in own)) differences.push(`${below}: missing, the real one ${shorten(real[key])}`)
      else if (!(key in real)) differences.push(`${below}: too much: ${shorten(own[key])}`)
      else compareValues(below, own[key], real[key], options, differences)
    }
    return
  }
  differences.push(`${path}: ${shorten(own)}, the real one ${shorten(real)}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isClose(own: unknown, real: unknown, tolerance: number | undefined): boolean {
  if (tolerance === undefined || typeof own !== typeof real) return false
  if (own === '' || real === '' || !['string', 'number'].includes(typeof own)) return false
  const [a, b] = [Number(own), Number(real)]
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b))
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 240 ? `${text.slice(0, 240)}…` : text
}
