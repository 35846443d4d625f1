import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** In a checkout this is `cli/`; in the package `dist/`, in which everything lies side by side (tools/build/pack.ts). */
const here = import.meta.dirname
const isCheckout = existsSync(join(here, '../tools/build/build-console.ts'))

/** The console to serve: the package's own, or in a checkout one built of its sources. */
export async function findConsole(tell: (words: string) => void): Promise<string> {
  if (!isCheckout) {
    const damage = findDamage()
    if (damage) throw new Error(damage)
    return join(here, 'console')
  }
  const { buildConsole } = await import('#tools/build/build-console.ts')
  return (await buildConsole(tell)).folder
}

/** The script that starts the demo's servers as a process of their own. */
export function findDemoServers(): string {
  return isCheckout ? join(here, '../demo/serve.ts') : join(here, 'demo.js')
}

/** Where the demo leaves its kubeconfig when nobody said: in a checkout, its own default. */
export function findDemoKubeconfig(): string | undefined {
  return isCheckout ? undefined : join(homedir(), '.cache/vardia/demo-kubeconfig')
}

/**
 * Holds the package's files against the list that it was packed with, and says in words which first is missing or cut
 * short: by a broken download or on a disk that ran full. A checkout is never damaged.
 */
export function findDamage(): string | undefined {
  if (isCheckout) return undefined
  for (const [path, bytes] of Object.entries(readSizes()))
    if (statSync(join(here, path), { throwIfNoEntry: false })?.size !== bytes)
      return `The package is damaged: ${join(here, path)} is missing or not whole. Install it again, for example with "npm install --global vardia".`
  return undefined
}

function readSizes(): Readonly<Record<string, number>> {
  const list = join(here, 'files.json')
  try {
    // tools/build/pack.ts writes this list into the same package.
    return JSON.parse(readFileSync(list, 'utf8')) as Readonly<Record<string, number>>
  } catch {
    // A list that cannot be read is the first damage: no file has less than nothing.
    return { 'files.json': -1 }
  }
}
