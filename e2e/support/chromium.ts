import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian's package puts it. */
const path = '/usr/bin/chromium'

export const hasChromium = existsSync(path)

/** In CI a journey without a browser fails; elsewhere it is skipped, by name. */
export const skipsJourneys = !hasChromium && process.env['CI'] !== 'true'

/**
 * Debian's Chromium without a window. The sandbox needs rights that containers lack and `/dev/shm` is small there; both
 * flags are about this machine, none about the page.
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
  })
}
