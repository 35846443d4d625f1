/** A sample value as the HTTP API spells it (util/jsonutil): shortest decimal, `e` only below 1e-6 and from 1e21. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  if (Object.is(value, -0)) return '-0'
  const text = String(value)
  const exponent = /e([+-])(\d+)$/.exec(text)
  if (exponent)
    return `${text.slice(0, exponent.index)}e${exponent[1]}${(exponent[2] ?? '').padStart(2, '0')}`
  return text
}
