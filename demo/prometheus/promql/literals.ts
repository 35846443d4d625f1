import { PromqlError } from '#demo/prometheus/promql/errors.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/

/** `1h30m` in milliseconds, by the rules of model.ParseDuration (units descending, whole numbers); undefined otherwise. */
export function parseDurationMs(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (!match || text === '') return undefined
  const units = ['y', 'w', 'd', 'h', 'm', 's', 'ms']
  return units.reduce((sum, unit, at) => sum + Number(match[at + 1] ?? 0) * (UNIT_MS[unit] ?? 0), 0)
}

/** A number as PromQL 3 writes it: decimal, hexadecimal, Inf, NaN, or a duration, which means its seconds. */
export function parseNumber(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const bare = text.replace(/^[-+]/, '').trim()
  const word = bare.toLowerCase()
  if (word === 'inf') return sign * Number.POSITIVE_INFINITY
  if (word === 'nan') return Number.NaN
  const durationMs = parseDurationMs(bare)
  if (durationMs !== undefined) return (sign * durationMs) / 1000
  return sign * Number(bare.replaceAll('_', ''))
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
}

/** A quoted string with Go's escapes, or a raw one in backticks. Throws bad_data for an unknown symbol. */
export function parseString(text: string): string {
  const inner = text.slice(1, -1)
  if (text.startsWith('`')) return inner
  return inner.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs,
    (_, symbol: string) => {
      const plain = ESCAPES[symbol]
      if (plain !== undefined) return plain
      if (/^[xuU]./.test(symbol)) return String.fromCodePoint(Number.parseInt(symbol.slice(1), 16))
      if (/^[0-7]{3}$/.test(symbol)) return String.fromCodePoint(Number.parseInt(symbol, 8))
      throw new PromqlError(
        'bad_data',
        `unknown escape sequence U+${(symbol.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${symbol}'`,
      )
    },
  )
}
