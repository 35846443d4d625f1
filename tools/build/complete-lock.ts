import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One entry of `packages` in package-lock.json (docs.npmjs.com "package-lock.json"). */
interface LockEntry {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>
  readonly [field: string]: unknown
}

const lockPath = join(import.meta.dirname, '../../package-lock.json')

/**
 * Optional packages that the lock names as a dependency but does not hold, as `name@version`. A registry that mirrors
 * one platform makes npm leave the others' out, and then `npm ci` refuses the lock as out of step, on every platform.
 */
export function listMissing({
  packages,
}: Lock): readonly { readonly name: string; readonly version: string }[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isHeld(packages, path, name))
      .map(([name, version]) => ({ name, version: version.replace(/^[~^]/, '') })),
  )
}

/** Node looks for a package in each `node_modules` on the way up. */
function isHeld(packages: Lock['packages'], from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('node_modules/') - 1))) {
    if (`${base ? `${base}/` : ''}node_modules/${name}` in packages) return true
    if (!base) return false
  }
}

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/**
 * The lock with an entry for each missing package, its platform read from its name. They carry no integrity, since this
 * registry cannot tell it; npm then installs by version alone, and only on the platforms concerned.
 */
export function completeLock(lock: Lock): Lock {
  const packages: Record<string, LockEntry> = { ...lock.packages }
  for (const { name, version } of listMissing(lock)) {
    const words = name.split(/[/-]/)
    const os = systems.filter((system) => words.includes(system))
    const cpu = processors.filter((processor) => words.includes(processor))
    const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc']
    packages[`node_modules/${name}`] = {
      version,
      dev: true,
      optional: true,
      ...(os.length > 0 ? { os } : {}),
      ...(cpu.length > 0 ? { cpu } : {}),
      ...(os.includes('linux') ? { libc } : {}),
    }
  }
  return {
    ...lock,
    packages: Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** `node tools/build/complete-lock.ts`, after an install changed the lock. */
if (import.meta.main) {
  // npm writes this file in exactly this form.
  const lock = JSON.parse(await readFile(lockPath, 'utf8')) as Lock
  const missing = listMissing(lock)
  await writeFile(`${lockPath}.draft`, `${JSON.stringify(completeLock(lock), null, 2)}\n`)
  await rename(`${lockPath}.draft`, lockPath)
  process.stdout.write(`${missing.length} optional packages added\n`)
}
