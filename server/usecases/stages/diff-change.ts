import type { PreviewDiff } from '#contract/preview.ts'
import { diffValues } from '#server/mesh/changes/diff-values.ts'
import { cutServerFields, orderAsWritten, orderLike } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { presentDifferences } from '#server/usecases/stages/present-differences.ts'
import type { PlannedWrite } from '#server/usecases/stages/try-change.ts'

type JsonObject = Readonly<Record<string, unknown>>

/**
 * What is stored beside what would be: by value, and as two texts whose fields stand in one order.
 *
 * @param object what the cluster said would be stored; the text's own where it did not say
 */
export async function diffChange(
  { change, stored, wanted, operation }: PlannedWrite,
  object: JsonObject | undefined,
  { adapters, signal }: Pick<UseCaseContext, 'adapters' | 'signal'>,
): Promise<PreviewDiff['objects'][number]> {
  const before = stored && orderAsWritten(cutServerFields(stored))
  const after = operation === 'remove' ? undefined : orderAsWritten(cutServerFields(object ?? wanted))
  const ordered = before && after ? asRecord(orderLike(after, before)) : after
  const differences = diffValues(before ?? {}, ordered ?? {})
  const [left = '', right = ''] = await adapters.texts.format([before, ordered], { signal })
  const { document, kind, namespace, name } = change
  return {
    document: document.index,
    kind,
    namespace,
    name,
    before: left,
    after: right,
    changes: presentDifferences(differences),
    changeCount: differences.length,
  }
}
