import type { Conflict } from '#contract/writing.ts'
import type { Difference } from '#server/mesh/changes/diff-values.ts'
import { findManagers, listManagers } from '#server/mesh/changes/find-managers.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { readOwner } from '#server/usecases/stages/explain-conflict.ts'
import type { PlannedChange } from '#server/usecases/stages/try-change.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What a text was made from, as far as the writer tells. */
export interface Base {
  readonly resourceVersion?: string
  readonly object?: JsonObject
}

/**
 * Why a write may not be made as it is: it is of another version than the one that is stored. Controllers that write a
 * status raise resourceVersion too; a version that says the same as the base is the base.
 */
export function judgeBase(
  { operation, stored }: PlannedChange,
  wants: 'create' | 'update' | 'remove',
  base: Base | undefined,
): Conflict['why'] | undefined {
  if (wants === 'create') return stored ? 'exists' : undefined
  if (!stored) return operation === 'remove' ? undefined : 'removed'
  if (base?.resourceVersion === asRecord(stored['metadata'])['resourceVersion']) return undefined
  const isSame = base?.object && isSameJson(cutServerFields(base.object), cutServerFields(stored))
  return isSame ? undefined : 'changed'
}

/**
 * The values that a write takes from others who come back to them: from who declares them by server-side apply, or all
 * where a tool sets the object back to its source (kubernetes.io, "Server-Side Apply": conflicts). What others merely wrote
 * once, as `kubectl edit` does, is theirs no more than anybody's.
 */
export function listTaken({ stored, operation, differences }: PlannedChange): readonly Difference[] {
  if (!stored || operation === 'none' || operation === 'create') return []
  const written =
    operation === 'remove' ? [{ steps: ['spec'], before: stored['spec'], after: undefined }] : differences
  if (readOwner(stored)?.reconciles) return written
  const appliers = listManagers(stored).filter(
    ({ name, operation: by }) => by === 'Apply' && name !== 'vardia',
  )
  return written.filter(({ steps }) => findManagers(stored, steps, appliers).length > 0)
}
