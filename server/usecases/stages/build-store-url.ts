/**
 * A trace's page in the store's own console: below VARDIA_TRACING_PUBLIC_URL, else below the address that the console
 * asks, where a browser can be expected to reach that too. A name that only the cluster resolves leads nowhere, and an
 * address with credentials is not shown.
 */
export function buildStoreUrl(
  config: {
    readonly VARDIA_TRACING_PUBLIC_URL?: string | undefined
    readonly VARDIA_TRACING_URL?: string | undefined
  },
  traceId: string,
): string | undefined {
  const { VARDIA_TRACING_PUBLIC_URL: told, VARDIA_TRACING_URL: asked } = config
  const address = told ?? (asked !== undefined && maybeOpened(new URL(asked)) ? asked : undefined)
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
