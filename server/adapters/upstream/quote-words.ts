/** A sentence's length; what stands behind it in an error page is of use to who runs that server alone. */
const longestQuote = 200
const mostRead = 20_000

/**
 * A failing server's own words, as the cause that the screen shows beside ours: the first line that says something. Of a
 * page its title, of JSON its message: what else they hold (stacks, addresses, data) is that server's own affair.
 * Undefined where it said nothing.
 */
export function quoteWords(words: string): Error | undefined {
  const text = words.slice(0, mostRead).trim()
  const said = /^[[{]/.test(text) ? findMessage(parseJson(text)) : readPage(text)
  const line = said
    .split(/[\r\n]/)
    .map(tidy)
    .find(Boolean)
  if (!line) return undefined
  return new Error(line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line)
}

const tidy = (line: string) => line.replace(/\s+/g, ' ').trim()

function readPage(text: string): string {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? ''
  return tidy(title) || text.replace(/<(script|style)[\s\S]*?(<\/\1>|$)|<[^>]*>/gi, '\n')
}

/** Where servers put it: Jaeger in `errors[0].msg`, gRPC's gateway in `message` or `error.message`. */
function findMessage(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  if (Array.isArray(value)) return findMessage(value[0])
  for (const key of ['message', 'msg', 'error', 'errors']) {
    const found = findMessage(Reflect.get(value, key))
    if (found) return found
  }
  return ''
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** fetch tells why a connection failed in the cause of its error. */
export function readReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause
  return inner instanceof Error ? inner.message || String(Reflect.get(inner, 'code')) : error.message
}
