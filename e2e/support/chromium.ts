import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Where Debian's package puts it. */
const path = '/usr/bin/chromium'

export const hasChromium = existsSync(path)

/** In CI a journey without a browser fails; elsewhere it is skipped, by name. */
export const skipsJourneys = !hasChromium && process.env['CI'] !== 'true'

/**
 * Debian's Chromium without a window. Containers lack the rights that its sandbox needs, and have a small `/dev/shm`; the
 * others keep it from asking anything of the network by itself. Each start has a fresh profile, which Playwright makes.
 */
const flags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
]

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: path, headless: true, args: flags })
}
