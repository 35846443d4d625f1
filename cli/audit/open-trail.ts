import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Flags } from '#cli/settings.ts'
import { type Database, openDatabase } from '#server/adapters/database/open-database.ts'
import { readDataFolder } from '#server/adapters/open-adapters.ts'
import { loadConfig } from '#server/config/load.ts'
import { Problem } from '#server/problem.ts'

/**
 * The database of a console, by flags before the environment. Throws Problem unavailable where there is none: one must
 * not be made by looking for it.
 */
export function openTrailDatabase({ dataDir, databaseUrl }: Flags): Database {
  const text = (flag: Flags[string]) => (typeof flag === 'string' ? flag : undefined)
  const config = loadConfig({
    VARDIA_DATA_DIR: text(dataDir),
    VARDIA_DATABASE_URL: text(databaseUrl),
  })
  const folder = readDataFolder(config)
  // A folder that is asked for by name goes before an address of the environment.
  const url = dataDir && !databaseUrl ? undefined : config.VARDIA_DATABASE_URL
  if (!url && !(folder && existsSync(join(folder, 'vardia.db'))))
    throw new Problem({
      kind: 'unavailable',
      code: 'audit-trail-missing',
      params: { folder: folder ?? 'none' },
    })
  return openDatabase({ url, folder })
}
