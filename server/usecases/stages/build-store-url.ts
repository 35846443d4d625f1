/**
 * A trace's page in the store's own console: below VARDIA_TRACING_PUBLIC_URL, or in the place of its `{traceId}`, else
 * below the address that the console asks, where a browser can be expected to reach that too. A name that only the
 * cluster resolves leads nowhere, an address with credentials is not shown, and Tempo has no pages of its own.
 */
export function buildStoreUrl(
  config: {
    readonly VARDIA_TRACING_PUBLIC_URL?: string | undefined
    readonly VARDIA_TRACING_URL?: string | undefined
  },
  traceId: string,
  product: 'Jaeger' | 'Tempo' | undefined,
): string | undefined {
  const { VARDIA_TRACING_PUBLIC_URL: told, VARDIA_TRACING_URL: asked } = config
  if (told?.includes('{traceId}'))
    return new URL(told.replaceAll('{traceId}', encodeURIComponent(traceId))).href
  const hasPages = product !== 'Tempo' && asked !== undefined && maybeOpened(new URL(asked))
  const address = told ?? (hasPages ? asked : undefined)
  if (address === undefined) return undefined
  const url = new URL(address)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/trace/${encodeURIComponent(traceId)}`
  return url.href
}

function maybeOpened({ username, password, hostname }: URL): boolean {
  if (username || password) return false
  if (hostname === 'localhost' || hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return true
  return hostname.includes('.') && !/\.svc(\.|$)|\.local$/.test(hostname) && hostname.split('.').length > 2
}
