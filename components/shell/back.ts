/** How far back lists of what happened reach, in seconds; 0 for all that is kept. */
export const backChoices = [0, 3_600, 86_400, 604_800, 2_592_000, 7_776_000] as const

/** Of `?back`; what is absent or malformed reaches all the way. */
export function parseBack(query: URLSearchParams): number {
  const back = Number(query.get('back'))
  return backChoices.find((choice) => choice === back) ?? 0
}

/** Writes filters into a query beside the keys of others; '' leaves no key, nor does 0. Begins with `?` or is ''. */
export function buildFilterQuery(
  texts: Readonly<Record<string, string>>,
  backSeconds: number,
  rest: URLSearchParams,
): string {
  const query = new URLSearchParams(rest)
  for (const [key, value] of Object.entries({ ...texts, back: String(backSeconds || '') })) {
    if (value === '') query.delete(key)
    else query.set(key, value)
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')
  return text === '' ? '' : `?${text}`
}
