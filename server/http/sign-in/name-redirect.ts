import type { Config } from '#server/config/schema.ts'

/** Where the provider sends the browser back to, without the base path. */
export const callbackPath = '/sign-in/callback'

/** The whole address of it, as it is registered at the provider. */
export function nameRedirect(config: Config): string {
  return `${config.VARDIA_PUBLIC_URL}${config.VARDIA_BASE_PATH}${callbackPath}`
}
