import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { buildVersion, type NoticedChange } from '#server/mesh/changes/notice-changes.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { isConfigKind, type MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** An object as it was known last. */
export interface KnownObject {
  readonly kind: MeshKind
  readonly namespace: string
  readonly name: string
  /** resourceVersion, where it is known. */
  readonly version?: string | undefined
  /** Undefined where it was removed. */
  readonly object: JsonObject | undefined
}

/**
 * How an object is otherwise than it was known last, while nobody watched. A kind that is not to be seen says nothing; of
 * annotations, of which the snapshot keeps few, nothing is told.
 */
export function noticeMissed(
  known: KnownObject,
  snapshot: MeshSnapshot,
  apiVersion: string,
): Omit<NoticedChange, 'metadata'> | undefined {
  const { kind, namespace, name, version, object } = known
  if (!snapshot.kinds.has(kind) || !(isConfigKind(kind) || kind === 'Namespace')) return undefined
  const now = snapshot.find(kind, namespace, name)
  if (!now) return object && { kind, action: 'remove', before: object }
  if (now.metadata.resourceVersion === version) return undefined
  const after = buildVersion(kind, now, apiVersion)
  if (!object) return { kind, action: 'create', after }
  return isSameJson(cutToCompared(object), cutToCompared(after))
    ? undefined
    : { kind, action: 'update', before: object, after }
}

function cutToCompared({ metadata, spec }: JsonObject): JsonObject {
  const labels = asRecord(asRecord(metadata)['labels'])
  return { labels, ...(spec === undefined ? {} : { spec }) }
}
