import type { FaultSummary } from '#contract/summaries.ts'
import { nameKind } from '#server/mesh/objects/kinds.ts'
import type { FaultyObject } from '#server/mesh/references/index-faults.ts'
import { wordFinding } from '#server/words.ts'

/** A row shows what is wrong in a few lines; the object's page has all. */
const mostReasons = 5

/** What is wrong in the configuration that concerns an object; nothing where nothing is. */
export function presentFaults(faulty: readonly FaultyObject[]): { faults?: FaultSummary } {
  const objects = [...new Set(faulty)]
  if (objects.length === 0) return {}
  const reasons = objects
    .toSorted((a, b) => Number(a.status === 'warning') - Number(b.status === 'warning'))
    .flatMap(({ kind, namespace, name, problems }) =>
      problems.map(({ code, params }) =>
        wordFinding('finding', 'config-fault', {
          kind: nameKind(kind),
          name: `${namespace}/${name}`,
          words: wordFinding('finding', code, { ...params }).text,
        }),
      ),
    )
  const status = objects.some((one) => one.status === 'invalid') ? 'invalid' : 'warning'
  return { faults: { status, reasons: reasons.slice(0, mostReasons) } }
}
