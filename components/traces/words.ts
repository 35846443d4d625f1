/** A time of the day with milliseconds where asked, in the reader's zone. */
export function formatClock(ms: number, withMs = false): string {
  const clock = new Date(ms).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    ...(withMs ? { fractionalSecondDigits: 3 } : {}),
  })
  return clock
}

interface Request {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly operation: string
}

/** What was asked for: the method and the whole URL, or the operation of a span that has none. */
export function formatRequest({ method, url, operation }: Request): string {
  return [method, url ?? operation].filter(Boolean).join(' ')
}

/**
 * The same with host and path alone of the URL, for an operation of Envoy's is the upstream's name with `/*`, which says the
 * same of every request. What is no URL is said as it is.
 */
export function formatShortRequest({ url, ...request }: Request): string {
  const parts = url && URL.canParse(url) ? new URL(url) : undefined
  return formatRequest({ ...request, url: parts?.host ? `${parts.host}${parts.pathname}` : url })
}
