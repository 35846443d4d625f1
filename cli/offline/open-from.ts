import { maskControls } from '#cli/print.ts'
import type { Flags } from '#cli/settings.ts'
import type { GivenSources } from '#server/adapters/open-adapters.ts'
import type { Config } from '#server/config/schema.ts'

/**
 * What `--from` names, opened, with the settings that it brings; what of it could not be used is said on standard error.
 * Without the flag no sources, and the settings as they were. Throws Problem.
 */
export async function openFrom(
  { from }: Flags,
  config: Config,
): Promise<{ readonly config: Config; readonly sources?: GivenSources }> {
  if (typeof from !== 'string') return { config }
  const { readOffline } = await import('#cli/offline/read-offline.ts')
  const { words, ...offline } = await readOffline(from, config)
  const { files } = offline.sources.kubernetes.status()
  if (files) process.stderr.write(`Reading files of ${new Date(files.takenMs).toISOString()}.\n`)
  for (const line of words) process.stderr.write(`${maskControls(line)}\n`)
  return offline
}
