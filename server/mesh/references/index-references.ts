import { listMeshKinds, type MeshKind } from '#server/mesh/objects/kinds.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { listWorkloads, listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { Reference, ReferredObject, WrittenReference } from '#server/mesh/references/types.ts'
import { writtenReferences } from '#server/mesh/references/write-references.ts'
import { isWildcardHost, resolveShortName } from '#server/mesh/routing/host-name.ts'
import { isSelectedBy } from '#server/mesh/routing/object-order.ts'

/** Who names whom. */
export interface ReferenceIndex {
  /** What an object names, in the order of its fields. */
  listFrom(object: ReferredObject): readonly Reference[]
  /** The objects that name this one, each with the field that does. */
  listTo(object: ReferredObject): readonly { readonly from: ReferredObject; readonly field: string }[]
}

/** Both directions for every object of configuration, built once per snapshot. */
export const indexReferences = memoBySnapshot((snapshot: MeshSnapshot): ReferenceIndex => {
  const from = new Map<string, readonly Reference[]>()
  const to = new Map<string, { from: ReferredObject; field: string }[]>()
  for (const kind of listMeshKinds()) {
    for (const object of snapshot.all(kind)) {
      const references = listReferences(kind, object, snapshot)
      if (references.length === 0) continue
      const { namespace, name } = object.metadata
      const source: ReferredObject = { kind, namespace, name }
      from.set(keyOf(source), references)
      for (const { field, to: target } of references) {
        const known = to.get(keyOf(target))
        if (known) known.push({ from: source, field })
        else to.set(keyOf(target), [{ from: source, field }])
      }
    }
  }
  return {
    listFrom: (object) => from.get(keyOf(object)) ?? [],
    listTo: (object) => to.get(keyOf(object)) ?? [],
  }
})

function keyOf({ kind, namespace, name }: ReferredObject): string {
  return `${kind}/${namespace}/${name}`
}

/** What one object names, looked up in a snapshot that need not hold the object itself: an unsaved one is read alike. */
export function listReferences<Kind extends MeshKind>(
  kind: Kind,
  object: ObjectOf<Kind>,
  snapshot: MeshSnapshot,
): readonly Reference[] {
  const write = writtenReferences[kind]
  if (!write) return []
  return write(object).flatMap((written) => lookUp(written, object.metadata.namespace, snapshot))
}

function lookUp(written: WrittenReference, namespace: string, snapshot: MeshSnapshot): readonly Reference[] {
  const { field } = written
  if ('object' in written)
    return [{ field, to: written.object, missing: isMissing(written.object, snapshot) }]
  if ('host' in written) return lookUpHost(field, written.host, namespace, snapshot)
  const within =
    written.namespace === undefined ? listWorkloads(snapshot) : listOfScope(written.namespace, snapshot)
  return within
    .filter(({ labels }) => isSelectedBy(written.selects, labels))
    .map((workload) => ({
      field,
      to: { kind: 'Workload', namespace: workload.namespace, name: workload.name },
      missing: false,
    }))
}

/** A selector of the root namespace speaks for the whole mesh (istio.io/docs, "Root namespace"). */
function listOfScope(namespace: string, snapshot: MeshSnapshot): ReturnType<typeof listWorkloads> {
  return namespace === snapshot.rootNamespace
    ? listWorkloads(snapshot)
    : listWorkloadsOfNamespace(snapshot, namespace)
}

const kindsNotRead: ReadonlySet<string> = new Set(['Secret', 'ServiceAccount', 'Workload'])

function isMissing({ kind, namespace, name }: ReferredObject, snapshot: MeshSnapshot): boolean {
  if (kindsNotRead.has(kind)) return false
  // What is left of the kinds are those of the snapshot.
  return snapshot.find(kind as MeshKind, namespace, name) === undefined
}

/** A wildcard, or a name that a gateway only listens for, need not be a service of anybody. */
function lookUpHost(
  field: string,
  host: string,
  namespace: string,
  snapshot: MeshSnapshot,
): readonly Reference[] {
  if (host === '' || isWildcardHost(host)) return []
  const full = resolveShortName(host, namespace)
  const services = indexServices(snapshot)
  const service = services.findService(full)
  if (service) {
    const { metadata } = service
    return [
      { field, to: { kind: 'Service', namespace: metadata.namespace, name: metadata.name }, missing: false },
    ]
  }
  const entry = services.findServiceEntry(full, namespace)
  if (entry) {
    const { metadata } = entry
    return [
      {
        field,
        to: { kind: 'ServiceEntry', namespace: metadata.namespace, name: metadata.name },
        missing: false,
      },
    ]
  }
  const [name = '', of = '', svc] = full.split('.', 3)
  if (svc === 'svc') return [{ field, to: { kind: 'Service', namespace: of, name }, missing: true }]
  return field.startsWith('spec.hosts')
    ? []
    : [{ field, to: { kind: 'ServiceEntry', namespace, name: full }, missing: true }]
}
