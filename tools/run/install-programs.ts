import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { type Ended, runCommand } from '#tools/run/steps.ts'

/** Debian's packages that some tests need, by the program that shows they are there; `*` is its version. */
const programs = {
  chromium: '/usr/bin/chromium',
  prometheus: '/usr/bin/prometheus',
  'victoria-metrics': '/usr/bin/victoria-metrics',
  postgresql: '/usr/lib/postgresql/*/bin/initdb',
} as const

/**
 * Installs what is missing with apt-get where that is possible (as root, on Debian) and says so. Returns the names of
 * what is missing still.
 */
export async function installPrograms(): Promise<readonly string[]> {
  const listMissing = () =>
    Object.entries(programs).flatMap(([name, path]) => (globSync(path).length > 0 ? [] : [name]))
  const missing = listMissing()
  if (missing.length === 0) return []
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`Not here, and not installable without root and apt-get: ${missing.join(', ')}.`)
    return missing
  }
  console.log(`Installing Debian's ${missing.join(' and ')} with apt-get …`)
  const apt = (...args: readonly string[]): Promise<Ended> =>
    runCommand(['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', ...args])
  keepClusterAway()
  const updated = await apt('update')
  const installed = await apt('install', '--no-install-recommends', ...missing)
  const left = listMissing()
  if (left.length > 0) {
    console.log(`${updated.output}${installed.output}`.split('\n').slice(-12).join('\n'))
    console.log(`apt-get could not install ${left.join(' and ')}; tests that need them are skipped.`)
  }
  return left
}

/** Tests start a PostgreSQL of their own; without this Debian's package makes one that runs on (postgresql-common). */
function keepClusterAway(): void {
  const folder = '/etc/postgresql-common'
  const path = `${folder}/createcluster.conf`
  if (existsSync(path)) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, 'create_main_cluster = false\n')
}
