import { existsSync } from 'node:fs'
import { type Ended, runCommand } from '#tools/run/steps.ts'

/** Debian's packages that some tests need, by the program that shows they are there. */
const programs = {
  chromium: '/usr/bin/chromium',
  prometheus: '/usr/bin/prometheus',
  'victoria-metrics': '/usr/bin/victoria-metrics',
} as const

/**
 * Installs what is missing with apt-get where that is possible (as root, on Debian) and says so. Returns the names of
 * what is missing still.
 */
export async function installPrograms(): Promise<readonly string[]> {
  const listMissing = () =>
    Object.entries(programs).flatMap(([name, path]) => (existsSync(path) ? [] : [name]))
  const missing = listMissing()
  if (missing.length === 0) return []
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`Not here, and not installable without root and apt-get: ${missing.join(', ')}.`)
    return missing
  }
  console.log(`Installing Debian's ${missing.join(' and ')} with apt-get …`)
  const apt = (...args: readonly string[]): Promise<Ended> =>
    runCommand(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...args])
  const updated = await apt('update')
  const installed = await apt('install', '--no-install-recommends', ...missing)
  const left = listMissing()
  if (left.length > 0) {
    console.log(`${updated.output}${installed.output}`.split('\n').slice(-12).join('\n'))
    console.log(`apt-get could not install ${left.join(' and ')}; tests that need them are skipped.`)
  }
  return left
}
