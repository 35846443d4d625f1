import { formatTable, formatValue } from '#cli/print.ts'
import type { Flags } from '#cli/settings.ts'
import manifest from '#package.json' with { type: 'json' }

/** `vardia version`: of the command and of what it runs on. What the cluster runs is told by `vardia status`. */
export function printVersion(flags: Flags): void {
  const facts = {
    version: manifest.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  }
  const { output } = flags
  process.stdout.write(
    output === 'json' || output === 'yaml'
      ? formatValue(output, facts)
      : formatTable(['VERSION', 'NODE', 'PLATFORM'], [Object.values(facts)]),
  )
}
