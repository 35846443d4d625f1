import type { LabelledKind } from '#contract/writing.ts'
import { diffStored } from '#server/mesh/changes/diff-stored.ts'
import { cutServerFields } from '#server/mesh/changes/stored-form.ts'
import { labelledKinds } from '#server/mesh/checks/check-target.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { listTaken } from '#server/usecases/stages/check-base.ts'
import { buildWrite, type PlannedChange } from '#server/usecases/stages/try-change.ts'
import { writeChange } from '#server/usecases/stages/write-change.ts'

type JsonObject = Readonly<Record<string, unknown>>
/** New values; null takes a key away. */
type Marks = Readonly<Record<string, string | null>>

export interface MarkOrder {
  readonly kind: LabelledKind
  /** '' for a Namespace. */
  readonly namespace: string
  readonly name: string
  readonly labels: Marks
  readonly annotations: Marks
  readonly force: boolean
  readonly dryRun: boolean
  readonly reason?: string | undefined
}

export interface MarkedObject {
  readonly outcome: 'updated' | 'unchanged'
  readonly warnings: readonly string[]
  readonly change?: string
}

/**
 * Sets labels and annotations of one object, those of a workload on its pods. Only the named keys are sent, so what others
 * write meanwhile stays. Throws Problem not-found, conflict (`apply-owned`: somebody else keeps such a key), and what the
 * adapters throw.
 */
export async function applyMarks(order: MarkOrder, context: UseCaseContext): Promise<MarkedObject> {
  const { adapters, session, signal } = context
  const { kind, namespace, name } = order
  const apiVersion = kind === 'Namespace' || kind === 'Service' ? 'v1' : 'apps/v1'
  const plural = labelledKinds[`${apiVersion}/${kind}`]?.plural ?? ''
  const resource = { apiVersion, plural, namespace, name }
  const first = await adapters.kubernetes.readResource(session.viewer, resource, signal)
  if (!first)
    throw new Problem({ kind: 'not-found', code: 'config-not-found', params: { kind, namespace, name } })
  const plan = (stored: JsonObject): PlannedChange => {
    const wanted = markObject(cutServerFields(stored), order)
    const differences = diffStored(stored, wanted)
    const operation = differences.length > 0 ? ('update' as const) : ('none' as const)
    return { change: { apiVersion, kind, namespace, name }, resource, operation, stored, wanted, differences }
  }
  const planned = plan(first)
  const write = buildWrite(planned)
  if (!write) return { outcome: 'unchanged', warnings: [] }
  const taken = order.force ? [] : listTaken(planned)
  if (taken.length > 0)
    throw new Problem({
      kind: 'conflict',
      code: 'apply-owned',
      params: { kind, namespace, name, by: '', count: taken.length, owner: '' },
    })
  if (order.dryRun) {
    const { warnings } = await adapters.kubernetes.applyResource(session.viewer, resource, write, {
      dryRun: true,
      signal,
    })
    return { outcome: 'updated', warnings }
  }
  const { warnings, change } = await writeChange({ planned, replan: plan, reason: order.reason }, context)
  return { outcome: 'updated', warnings, ...(change === undefined ? {} : { change }) }
}

function markObject(object: JsonObject, { kind, labels, annotations }: MarkOrder): JsonObject {
  const mark = (owner: JsonObject): JsonObject => ({
    ...owner,
    metadata: markMetadata(asRecord(owner['metadata']), { labels, annotations }),
  })
  if (kind === 'Namespace' || kind === 'Service') return mark(object)
  const spec = asRecord(object['spec'])
  return { ...object, spec: { ...spec, template: mark(asRecord(spec['template'])) } }
}

function markMetadata(metadata: JsonObject, marks: Readonly<Record<string, Marks>>): JsonObject {
  const next: Record<string, unknown> = { ...metadata }
  for (const [field, changes] of Object.entries(marks)) {
    const values = { ...asRecord(metadata[field]) }
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) delete values[key]
      else values[key] = value
    }
    // A map that was not there and stays empty is none.
    if (Object.keys(values).length > 0 || metadata[field] !== undefined) next[field] = values
  }
  return next
}
