import { basePath } from '#components/query/base-path.ts'

/** The page of this console that a path names; the first one for whatever leads elsewhere, as the server has it too. */
export function findWithin(path: string): string {
  const { origin } = window.location
  const address = `${basePath}${path}`
  const isWithin =
    path.startsWith('/') && URL.canParse(address, origin) && new URL(address, origin).origin === origin
  return isWithin ? new URL(address, origin).href : `${basePath}/`
}

/** A whole new page: nothing of what was known before the sign-in goes on. */
export function goTo(address: string): void {
  window.location.assign(address)
}
