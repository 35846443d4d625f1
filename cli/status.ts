import { askMesh } from '#cli/ask-mesh.ts'
import { formatTable, formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import type { CallOutput } from '#contract/define-call.ts'
import type { sources } from '#contract/session.ts'
import { isProblem } from '#server/problem.ts'
import { readSources } from '#server/usecases/read-sources.ts'

type Answer = CallOutput<typeof sources>

/** `vardia status`: each data source as the console would see it, and what would mend what is not well. */
export async function printStatus(flags: Flags): Promise<void> {
  const config = readSettings(flags)
  const answer = await askMesh(config, async (context) => {
    // The state of a source is that of its last answer, so each is asked something first.
    await Promise.all([
      context.adapters.kubernetes.readSnapshot(context.signal).catch(passOver),
      context.adapters.prometheus
        ?.query('vector(1)', { signal: context.signal, atSeconds: context.nowMs / 1000 })
        .catch(passOver),
    ])
    return readSources({}, context)
  })
  const { output } = flags
  if (output === 'json' || output === 'yaml') process.stdout.write(formatValue(output, answer))
  else process.stdout.write(formatStatus(answer))
}

/** What a source answers badly is its state, which is what is asked here; anything else is a fault of ours. */
function passOver(error: unknown): void {
  if (!isProblem(error)) throw error
}

export function formatStatus({ sources: all }: Answer): string {
  const table = formatTable(
    ['SOURCE', 'STATE', 'VERSION', 'ADDRESS'],
    all.map(({ name, state, version = '', address = '' }) => [name, state, version, address]),
  )
  const words = all.flatMap(({ name, problem, unseen = [] }) => [
    ...(problem
      ? [`${name}: ${maskControls(problem.text)}${problem.cause ? ` (${maskControls(problem.cause)})` : ''}`]
      : []),
    ...(unseen.length > 0
      ? [`${name}: not seen: ${unseen.map(({ kind, reason }) => `${kind} (${reason})`).join(', ')}`]
      : []),
  ])
  return words.length > 0 ? `${table}\n${words.join('\n')}\n` : table
}
