import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { historyChange } from '#contract/history.ts'
import { diffValues } from '#server/mesh/changes/diff-values.ts'
import { cutServerFields, orderAsWritten, orderLike } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { isKeptAnnotation } from '#server/mesh/objects/prune/prune-meta.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { type FoundChange, findChange } from '#server/usecases/stages/find-change.ts'
import { explainNoUndo } from '#server/usecases/stages/plan-undo.ts'
import { openedHistory, presentChange, presentStore } from '#server/usecases/stages/present-change.ts'
import { presentDifferences } from '#server/usecases/stages/present-differences.ts'

type Answer = CallOutput<typeof historyChange>
type JsonObject = Readonly<Record<string, unknown>>

/**
 * One change with the object before and after it, and as it is now for who may read it. Throws Problem not-found for what
 * is not kept or not to be seen, in words that do not say which, and what the adapters throw.
 */
export const readHistoryChange: UseCase<CallArguments<typeof historyChange>, Answer> = async (
  { id },
  context,
) => {
  const { adapters, nowMs, signal } = context
  const found = await findChange(id, context)
  const { change, resource } = found
  const stored = await adapters.kubernetes
    .readResource(context.session.viewer, resource, signal)
    .catch(passRefusal(context))
  const [before, after] = [found.before, found.after].map((version) =>
    version.kept && version.object ? orderAsWritten(addForeign(found, version.object, stored)) : undefined,
  )
  const ordered = before && after ? asRecord(orderLike(after, before)) : after
  const now = stored && orderAsWritten(cutServerFields(stored))
  const texts = await adapters.texts.format([before, ordered, now], { signal })
  const [beforeText = '', afterText = '', nowText = ''] = texts
  const differences = diffValues(before ?? {}, ordered ?? {})
  const reason = await explainNoUndo(found, stored, context)
  return {
    asOf: new Date(nowMs).toISOString(),
    change: presentChange(change),
    before: beforeText,
    after: afterText,
    kept: { before: found.before.kept, after: found.after.kept },
    changes: presentDifferences(differences),
    ...(stored && now ? { now: { resourceVersion: readVersion(stored), yaml: nowText } } : {}),
    undo: { may: reason === undefined, ...(reason ? { reason } : {}) },
    notices: presentStore(openedHistory(context).status()).notices,
  }
}

/**
 * Of what was noticed elsewhere the annotations of strangers are not known. A text that lacked them would take them away, so
 * it has those that are there now.
 */
function addForeign({ change }: FoundChange, object: JsonObject, stored: JsonObject | undefined): JsonObject {
  if (change.how !== 'elsewhere' || !stored) return object
  const metadata = asRecord(object['metadata'])
  const now = asRecord(asRecord(cutServerFields(stored)['metadata'])['annotations'])
  const foreign = Object.entries(now).filter(([name]) => !isKeptAnnotation(name))
  if (foreign.length === 0) return object
  const annotations = { ...Object.fromEntries(foreign), ...asRecord(metadata['annotations']) }
  return { ...object, metadata: { ...metadata, annotations } }
}

const readVersion = (object: JsonObject) => String(asRecord(object['metadata'])['resourceVersion'] ?? '')

/** The history is told also where the object itself cannot be read now. */
function passRefusal({ signal }: UseCaseContext) {
  return (error: unknown) => {
    if (signal.aborted || !isProblem(error)) throw error
    return undefined
  }
}
