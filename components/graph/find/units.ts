/** What a number counts; each unit gives how many of the first it is. */
export const units = {
  rank: { '': 1 },
  count: { '': 1 },
  percent: { '': 1, '%': 1 },
  perSecond: { '': 1, rps: 1, '/s': 1, k: 1_000, krps: 1_000, rpm: 1 / 60, '/m': 1 / 60, '/min': 1 / 60 },
  milliseconds: { '': 1, ms: 1, us: 0.001, µs: 0.001, s: 1_000, m: 60_000, min: 60_000 },
  bytesPerSecond: {
    '': 1,
    b: 1,
    k: 1e3,
    kb: 1e3,
    kib: 1024,
    m: 1e6,
    mb: 1e6,
    mib: 1024 ** 2,
    g: 1e9,
    gb: 1e9,
    gib: 1024 ** 3,
  },
} as const satisfies Record<string, Readonly<Record<string, number>>>
export type Measure = keyof typeof units

export type ParsedNumber =
  | { readonly kind: 'number'; readonly value: number }
  /** `NaN`: no activity. */
  | { readonly kind: 'none' }
  | { readonly kind: 'bad'; readonly why: 'number' | 'unit'; readonly unitAt: number }

/** A number with the unit that its measure knows, `/s` of bytes left out or not; anything else is bad, and says which part. */
export function parseNumber(text: string, measure: Measure): ParsedNumber {
  if (text.toLowerCase() === 'nan') return { kind: 'none' }
  const match = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i.exec(text)
  if (!match?.[1]) return { kind: 'bad', why: 'number', unitAt: 0 }
  const known: Readonly<Record<string, number>> = units[measure]
  const given = (match[2] ?? '').toLowerCase()
  const unit = measure === 'bytesPerSecond' ? given.replace(/\/s$/, '') : given
  const factor = Object.hasOwn(known, unit) ? known[unit] : undefined
  // Digits followed by more digits and commas are a number of another form, not a unit.
  if (factor === undefined)
    return { kind: 'bad', why: /[\d,]/.test(given) ? 'number' : 'unit', unitAt: text.length - given.length }
  return { kind: 'number', value: Number(match[1]) * factor }
}
