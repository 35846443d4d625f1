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
type ObjectList = readonly AnyObject[]

/**
 * Indexes belong to the list, not to the snapshot: a batch of changes that touches only pods leaves the other kinds'
 * lists as they were, and their indexes with them.
 */
const namespaceIndexes = new WeakMap<ObjectList, ReadonlyMap<string, ObjectList>>()
const nameIndexes = new WeakMap<ObjectList, ReadonlyMap<string, AnyObject>>()

function indexByNamespace(list: ObjectList): ReadonlyMap<string, ObjectList> {
  const known = namespaceIndexes.get(list)
  if (known) return known
  const index = Map.groupBy(list, ({ metadata }) => metadata.namespace)
  namespaceIndexes.set(list, index)
  return index
}

function indexByName(list: ObjectList): ReadonlyMap<string, AnyObject> {
  const known = nameIndexes.get(list)
  if (known) return known
  const index = new Map(
    list.map((object) => [`${object.metadata.namespace}/${object.metadata.name}`, object] as const),
  )
  nameIndexes.set(list, index)
  return index
}

const emptyList: ObjectList = []

/** Builds a snapshot from lists of objects, which nobody may change from then on. */
export function buildSnapshot(facts: {
  version: number
  cluster: string
  rootNamespace: string
  objects: ReadonlyMap<MeshKind, ObjectList>
}): MeshSnapshot {
  const listOf = (kind: MeshKind) => facts.objects.get(kind) ?? emptyList
  return {
    version: facts.version,
    cluster: facts.cluster,
    rootNamespace: facts.rootNamespace,
    kinds: new Set(facts.objects.keys()),
    all: (kind) => typeOfKind(listOf(kind)),
    inNamespace: (kind, namespace) => typeOfKind(indexByNamespace(listOf(kind)).get(namespace) ?? emptyList),
    find: <Kind extends MeshKind>(kind: Kind, namespace: string, name: string) =>
      // As above: under a kind lie objects of that kind.
      indexByName(listOf(kind)).get(`${namespace}/${name}`) as ObjectOf<Kind> | undefined,
  }
}

/** Restores the type that the key of a list stands for; the map of lists cannot say it. */
function typeOfKind<Kind extends MeshKind>(list: ObjectList): readonly ObjectOf<Kind>[] {
  // Under a kind lie objects of that kind: whoever builds a snapshot keeps to it.
  return list as readonly ObjectOf<Kind>[]
}

interface KeptResult<Result> {
  readonly lists: readonly ObjectList[]
  readonly place: string
  readonly result: Result
}

/**
 * Wraps a pure function of a few kinds of a snapshot: it runs again only when a list of one of them has changed, so that
 * what is derived from pods outlives changes of policies. The function must read no other kind.
 *
 * @param kinds the one that changes most comes first: its list is what the result lives and dies with
 */
export function memoByKinds<Result>(
  kinds: readonly MeshKind[],
  build: (snapshot: MeshSnapshot) => Result,
): (snapshot: MeshSnapshot) => Result {
  const kept = new WeakMap<ObjectList, KeptResult<Result>>()
  return (snapshot) => {
    const lists = kinds.map((kind): ObjectList => snapshot.all(kind))
    const place = `${snapshot.cluster} ${snapshot.rootNamespace}`
    // Lists without objects are one and the same in every snapshot, and may hold no result of any.
    const anchor = lists.find((list) => list !== emptyList)
    const known = anchor && kept.get(anchor)
    if (known?.place === place && known.lists.every((list, index) => list === lists[index]))
      return known.result
    const result = build(snapshot)
    if (anchor) kept.set(anchor, { lists, place, result })
    return result
  }
}
