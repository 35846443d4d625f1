import type { CallArguments } from '#contract/define-call.ts'
import type { historyUndo, Written } from '#contract/writing.ts'
import { mergeChanges } from '#server/mesh/changes/merge-changes.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { applyText } from '#server/usecases/stages/apply-text.ts'
import { findChange } from '#server/usecases/stages/find-change.ts'
import { isChangedSince, planUndo } from '#server/usecases/stages/plan-undo.ts'

/**
 * Takes a change back by the same way as every write. What others have changed since elsewhere in the object stays; what they
 * have changed of the same is a conflict. Throws Problem not-found, conflict, invalid (nothing to take back), and what
 * `applyText` throws.
 */
export const undoChange: UseCase<CallArguments<typeof historyUndo>, Written> = async (
  { id, force, reason },
  context,
) => {
  const { adapters, session, signal } = context
  const found = await findChange(id, context)
  const plan = planUndo(found)
  const { kind, namespace, name } = found.change
  if (!plan || found.change.undoneBy !== undefined)
    throw new Problem({ kind: 'invalid', code: 'undo-impossible', params: { kind, namespace, name } })
  const stored = await adapters.kubernetes.readResource(session.viewer, found.resource, signal)
  const now = stored && cutServerFields(stored)
  const merged = now && plan.base ? mergeChanges(plan.base, plan.object, now).value : plan.object
  const isFit = plan.operation === 'update' && !isChangedSince(plan, stored)
  const [yaml = ''] = await adapters.texts.format([isFit ? merged : plan.object], { signal })
  const base = isFit ? now : plan.base
  const resourceVersion = isFit ? asRecord(stored?.['metadata'])['resourceVersion'] : undefined
  return applyText(
    {
      ...{ yaml, operation: plan.operation, force, undoes: id },
      reason,
      base: {
        ...(base ? { object: base } : {}),
        ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
      },
      expected: { kind, ...(namespace === '' ? {} : { namespace }), name },
    },
    context,
  )
}
