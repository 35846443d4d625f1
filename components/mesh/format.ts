/**
 * Numbers as the console writes them: two significant digits, a unit, never NaN. Unit symbols (rps, ms, min, kB/s) are
 * the same in every language, so they are not in the catalogue. Callers give a measured number; what was not measured
 * has words of its own, which say why.
 */

const thousands = ['', 'k', 'M', 'G', 'T', 'P'] as const

/** Two significant digits with a thousands letter: 0.0456 → `0.046`, 12.34 → `12`, 1234 → `1.2k`, 0 → `0`. */
export function formatNumber(value: number): string {
  if (value < 0) return `−${formatNumber(-value)}`
  if (value === 0) return '0'
  if (value < 0.001) return '<0.001'
  let scaled = value
  let letter = 0
  // 999.5 rounds up to the next letter, not to "1000".
  while (scaled >= 999.5 && letter < thousands.length - 1) {
    scaled /= 1_000
    letter += 1
  }
  const digits = scaled >= 99.5 ? String(Math.round(scaled)) : String(Number(scaled.toPrecision(2)))
  return `${digits}${thousands[letter]}`
}

/** Requests a second. */
export function formatRate(perSecond: number): string {
  return `${formatNumber(perSecond)} rps`
}

export function formatBytesRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`
}

/** A size, by thousands: `300 B`, `1.2 kB`. */
export function formatBytes(bytes: number): string {
  const text = formatNumber(bytes)
  const letter = /[kMGTP]$/.exec(text)?.[0] ?? ''
  return `${letter ? text.slice(0, -1) : text} ${letter}B`
}

/** A share in percent, 0…100. Between 99.5 and 100 it keeps a digit: 99.97% is not "all". */
export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 0.1) return '<0.1%'
  if (percent >= 99.5 && percent < 100) return `${Math.min(99.9, Math.floor(percent * 10) / 10)}%`
  return `${percent < 9.95 ? Number(percent.toFixed(1)) : Math.round(percent)}%`
}

/** A latency in milliseconds: `0.4 ms`, `120 ms`, `1.2 s`. */
export function formatLatency(ms: number): string {
  return ms >= 999.5 ? `${formatNumber(ms / 1_000)} s` : `${formatNumber(ms)} ms`
}

const spans = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** A span of whole seconds in at most two units: `45 s`, `10 min`, `1 h 30 min`, `3 d`. */
export function formatWindow(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const at = spans.findIndex(([size]) => whole >= size)
  if (at < 0) return '0 s'
  const parts: string[] = []
  let left = whole
  for (const [size, unit] of spans.slice(at, at + 2)) {
    const count = Math.floor(left / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    left -= count * size
  }
  return parts.join(' ')
}
