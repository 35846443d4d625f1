import { homedir } from 'node:os'
import { join } from 'node:path'

export interface RealSettings {
  /** Where built servers are kept, each under a name that tells its version. */
  readonly cacheFolder: string
  /** Where `npm run real` serves a mesh that runs already; undefined where tests start their own. */
  readonly meshControlUrl: string | undefined
  /** How many objects of each kind are set before istiod's webhook. */
  readonly webhookObjects: number
  /** What the Go toolchain needs of the environment: programs, home, proxies and caches. */
  readonly goEnvironment: Readonly<Record<string, string>>
}

/**
 * `VARDIA_REAL_MESH` is the address that `npm run real` prints for tests; `VARDIA_REAL_CACHE` names the folder of built servers; default
 * `~/.cache/vardia-real`. `WEBHOOK_OBJECTS=500` asks more of the webhook than CI has time for.
 */
export function readRealSettings(): RealSettings {
  const { GOFLAGS: _, ...environment } = process.env
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return {
    cacheFolder: process.env['VARDIA_REAL_CACHE'] ?? join(homedir(), '.cache/vardia-real'),
    meshControlUrl: process.env['VARDIA_REAL_MESH'],
    // So many of each of the 25 kinds take half a minute on two free cores; five hundred take two.
    webhookObjects: Number(process.env['WEBHOOK_OBJECTS'] ?? 120),
    goEnvironment: Object.fromEntries(entries),
  }
}
