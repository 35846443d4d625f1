import type { Finding } from '#contract/words.ts'
import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { mergeChanges } from '#server/mesh/changes/merge-changes.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellNoVerb } from '#server/usecases/stages/explain-rights.ts'
import type { FoundChange } from '#server/usecases/stages/find-change.ts'
import { wordFinding } from '#server/words.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** What taking a change back would write: the object as it was before it. */
export interface UndoPlan {
  readonly operation: 'create' | 'update' | 'remove'
  /** To be stored; of a removal what is removed. */
  readonly object: JsonObject
  /** What the change left: nothing else may be there now. */
  readonly base: JsonObject | undefined
}

/** Undefined where one of both sides was not kept, or the change was none that was stored. */
export function planUndo({ change, before, after }: FoundChange): UndoPlan | undefined {
  if (change.outcome !== 'applied' || !before.kept || !after.kept) return undefined
  if (before.object && after.object) return { operation: 'update', object: before.object, base: after.object }
  if (before.object) return { operation: 'create', object: before.object, base: undefined }
  if (after.object) return { operation: 'remove', object: after.object, base: after.object }
  return undefined
}

/** Why a change cannot be taken back by one press; undefined where it can. */
export async function explainNoUndo(
  found: FoundChange,
  stored: JsonObject | undefined,
  context: UseCaseContext,
): Promise<Finding | undefined> {
  const { adapters, session, signal } = context
  const tell = (code: string, params: Finding['params'] = {}) => wordFinding('finding', code, params)
  const { change, kind, resource } = found
  if (change.undoneBy !== undefined) return tell('undo-done')
  if (change.outcome !== 'applied') return tell('undo-not-applied')
  const plan = planUndo(found)
  if (!plan) return tell('undo-not-kept')
  const access = await adapters.kubernetes.readAccess(session.viewer, signal)
  const verb = { create: 'create', update: 'patch', remove: 'delete' } as const
  const place = kind === 'Namespace' ? resource.name : resource.namespace
  const object = { kind, namespace: place, name: resource.name }
  const refusal = tellNoVerb(context, access, object, [verb[plan.operation]])
  if (refusal) return refusal
  return isChangedSince(plan, stored) ? tell('undo-changed-since') : undefined
}

/** Whether what is there now is not what the change left, in what the change was about. */
export function isChangedSince(
  { base, object, operation }: UndoPlan,
  stored: JsonObject | undefined,
): boolean {
  if (!stored || !base) return Boolean(stored) || Boolean(base)
  const now = cutServerFields(stored)
  if (operation === 'remove') return !isSameJson(base, now)
  return mergeChanges(base, object, now).clashes.length > 0
}
