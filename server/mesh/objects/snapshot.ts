import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/**
 * The cluster's objects at one version: immutable, indexed, shared by every answer that was asked for while no event
 * changed it. Derived facts are memoised by the snapshot itself (see `memoBySnapshot`).
 */
export interface MeshSnapshot {
  /** Grows by one with every folded batch of changes. */
  readonly version: number
  readonly cluster: string
  /** Root namespace of the mesh configuration, usually istio-system. */
  readonly rootNamespace: string
  /** Kinds that the cluster serves and the reading identity may list. */
  readonly kinds: ReadonlySet<MeshKind>
  all<Kind extends MeshKind>(kind: Kind): readonly ObjectOf<Kind>[]
  inNamespace<Kind extends MeshKind>(kind: Kind, namespace: string): readonly ObjectOf<Kind>[]
  find<Kind extends MeshKind>(kind: Kind, namespace: string, name: string): ObjectOf<Kind> | undefined
}

/** Wraps a pure function of a snapshot so that it runs once per snapshot. */
export function memoBySnapshot<Result>(
  build: (snapshot: MeshSnapshot) => Result,
): (snapshot: MeshSnapshot) => Result {
  const results = new WeakMap<MeshSnapshot, Result>()
  return (snapshot) => {
    const known = results.get(snapshot)
    if (known !== undefined) return known
    const result = build(snapshot)
    results.set(snapshot, result)
    return result
  }
}

type AnyObject = ObjectOf<MeshKind>

/** Builds a snapshot from lists of objects. Later lists of the same kind replace earlier ones. */
export function buildSnapshot(facts: {
  version: number
  cluster: string
  rootNamespace: string
  objects: ReadonlyMap<MeshKind, readonly AnyObject[]>
}): MeshSnapshot {
  const byNamespace = new Map<MeshKind, Map<string, AnyObject[]>>()
  const byName = new Map<MeshKind, Map<string, AnyObject>>()
  const indexByNamespace = (kind: MeshKind) => {
    const known = byNamespace.get(kind)
    if (known) return known
    const index = Map.groupBy(facts.objects.get(kind) ?? [], (object) => object.metadata.namespace)
    byNamespace.set(kind, index)
    return index
  }
  const indexByName = (kind: MeshKind) => {
    const known = byName.get(kind)
    if (known) return known
    const index = new Map(
      (facts.objects.get(kind) ?? []).map((object) => [
        `${object.metadata.namespace}/${object.metadata.name}`,
        object,
      ]),
    )
    byName.set(kind, index)
    return index
  }
  // The casts restore the type that the key `kind` stands for; the map itself cannot say it.
  return {
    version: facts.version,
    cluster: facts.cluster,
    rootNamespace: facts.rootNamespace,
    kinds: new Set(facts.objects.keys()),
    all: <Kind extends MeshKind>(kind: Kind) =>
      (facts.objects.get(kind) ?? []) as readonly AnyObject[] as readonly ObjectOf<Kind>[],
    inNamespace: <Kind extends MeshKind>(kind: Kind, namespace: string) =>
      (indexByNamespace(kind).get(namespace) ?? []) as readonly AnyObject[] as readonly ObjectOf<Kind>[],
    find: <Kind extends MeshKind>(kind: Kind, namespace: string, name: string) =>
      indexByName(kind).get(`${namespace}/${name}`) as ObjectOf<Kind> | undefined,
  }
}
