import { isSameJson } from '#server/mesh/changes/is-same-json.ts'
import { isConfigKind, type MeshKind, nameKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectMeta, ObjectOf } from '#server/mesh/objects/types.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** An object that is not what it was. */
export interface NoticedChange {
  readonly kind: MeshKind
  readonly action: 'create' | 'update' | 'remove'
  readonly metadata: ObjectMeta
  /** What is known of it, as a person writes it; annotations of strangers are not. */
  readonly before?: JsonObject
  readonly after?: JsonObject
}

/**
 * What changed between two snapshots of the objects that configure the mesh, and of the labels of namespaces. A status that
 * a controller wrote is no change. A kind that only one of both holds says nothing: it was or is not to be seen.
 */
export function noticeChanges(
  before: MeshSnapshot,
  after: MeshSnapshot,
  formatVersion: (kind: MeshKind) => string,
): readonly NoticedChange[] {
  return [...after.kinds]
    .filter((kind) => before.kinds.has(kind) && (isConfigKind(kind) || kind === 'Namespace'))
    .flatMap((kind) => noticeOfKind(kind, before, after, formatVersion(kind)))
}

function noticeOfKind(
  kind: MeshKind,
  before: MeshSnapshot,
  after: MeshSnapshot,
  apiVersion: string,
): readonly NoticedChange[] {
  const [old, next] = [before.all(kind), after.all(kind)]
  if (old === next) return []
  const noticed: NoticedChange[] = []
  for (const object of next) {
    const { metadata } = object
    const known = before.find(kind, metadata.namespace, metadata.name)
    if (known?.metadata.resourceVersion === metadata.resourceVersion) continue
    const version = buildVersion(kind, object, apiVersion)
    // One that was removed and made again between two looks is another object, and its change tells both.
    const last = known && buildVersion(kind, known, apiVersion)
    if (!last) noticed.push({ kind, action: 'create', metadata, after: version })
    else if (!isSameJson(last, version))
      noticed.push({ kind, action: 'update', metadata, before: last, after: version })
  }
  for (const object of old) {
    const { metadata } = object
    if (!after.find(kind, metadata.namespace, metadata.name))
      noticed.push({ kind, action: 'remove', metadata, before: buildVersion(kind, object, apiVersion) })
  }
  return noticed
}

/** An object of the snapshot as a person would write it. */
export function buildVersion(kind: MeshKind, object: ObjectOf<MeshKind>, apiVersion: string): JsonObject {
  const { name, namespace, labels, annotations } = object.metadata
  return {
    apiVersion,
    kind: nameKind(kind),
    metadata: {
      name,
      ...(namespace === '' ? {} : { namespace }),
      ...(Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations: { ...annotations } } : {}),
    },
    ...(isConfigKind(kind) && 'spec' in object ? { spec: object.spec } : {}),
  }
}
