const nanosOfUnit: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** Nanoseconds of a duration as Go writes it (`1h30m`, `1.5s`, `0`), which istiod and CEL take; undefined for others. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1
  const rest = text.replace(/^[+-]/, '')
  if (rest === '0') return 0
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return undefined
  let nanos = 0
  for (const [, amount, unit] of rest.matchAll(/([\d.]+)([a-zµμ]+)/g))
    nanos += Number(amount) * (nanosOfUnit[unit ?? ''] ?? 0)
  return sign * Math.round(nanos)
}
