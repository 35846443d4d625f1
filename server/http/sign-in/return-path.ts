const somewhere = 'http://console.invalid'

/**
 * Where to go on after signing in: a path of the console without its base path, with query. Whatever leads elsewhere
 * (other hosts, schemes, `//`, backslashes, control characters), or back to the sign-in, leads to the first page.
 */
export function parseReturnPath(given: string | null | undefined): string {
  if (!given?.startsWith('/') || /[\\\p{Cc}]|^\/\//u.test(given)) return '/'
  if (!URL.canParse(given, somewhere)) return '/'
  const { origin, pathname, search } = new URL(given, somewhere)
  // Dot segments are resolved by now, and may have left two slashes at the front.
  if (origin !== somewhere || pathname.startsWith('//')) return '/'
  return /^\/(sign-in|api|_next)(\/|$)/.test(pathname) ? '/' : `${pathname}${search}`
}
