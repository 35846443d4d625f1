import { askMesh } from '#cli/ask-mesh.ts'
import { openFrom } from '#cli/offline/open-from.ts'
import { formatTable, formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import type { Setup, SetupSource } from '#contract/setup.ts'
import { readSetup } from '#server/usecases/read-setup.ts'

/** `vardia status`: each data source, how it is reached, and what mends those that are not; the same as the setup page says. */
export async function printStatus(flags: Flags): Promise<void> {
  const { config, sources } = await openFrom(flags, readSettings(flags))
  const setup = await askMesh(config, (context) => readSetup({}, context), sources)
  const { output } = flags
  process.stdout.write(
    output === 'json' || output === 'yaml' ? formatValue(output, setup) : formatStatus(setup),
  )
}

export function formatStatus({ cluster, scope, sources, notices }: Setup): string {
  const table = formatTable(
    ['SOURCE', 'STATE', 'PRODUCT', 'VERSION', 'VIA', 'ADDRESS'],
    sources.map(({ name, state, product = '', version = '', by = '', address = '' }) => [
      name,
      state,
      product,
      version,
      by,
      address,
    ]),
  )
  const words = [
    `As ${cluster.identity}: ${scope.says.text}`,
    ...notices.map(({ severity, text }) => `${severity}: ${text}`),
    ...sources.flatMap(listWords),
  ]
  return `${table}\n${words.map((line) => `${maskControls(line)}\n`).join('')}`
}

/** Of what is well nothing more is said, but that one of Istio's samples is no server to rely on. */
function listWords({ name, state, sample, says, cause, cures }: SetupSource): readonly string[] {
  if (state === 'found' && !sample && cures.length === 0) return []
  return [
    `${name}: ${says.text}${cause ? ` (${cause})` : ''}`,
    ...cures.map(({ by, value }) => `  ${by.padEnd(7)}  ${value}`),
  ]
}
