const wordsLimit = 500

/** A failing server's own words, as the cause that the screen shows beside ours; undefined where it said none. */
export function quoteWords(words: string): Error | undefined {
  const text = words
    .slice(0, 20_000)
    .replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (text === '') return undefined
  return new Error(text.length > wordsLimit ? `${text.slice(0, wordsLimit)}…` : text)
}

/** fetch tells why a connection failed in the cause of its error. */
export function readReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause
  return inner instanceof Error ? inner.message || String(Reflect.get(inner, 'code')) : error.message
}
