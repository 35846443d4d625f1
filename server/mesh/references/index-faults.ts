import { judgeInMesh, type MeshSight } from '#server/mesh/config/judge-in-mesh.ts'
import { type ConfigProblem, isConfigObject } from '#server/mesh/config/judge-validity.ts'
import { isConfigKind, listMeshKinds, type MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { indexReferences } from '#server/mesh/references/index-references.ts'
import type { ReferredObject } from '#server/mesh/references/types.ts'

/** An object of configuration with something wrong in it. */
export interface FaultyObject {
  readonly kind: MeshKind
  readonly namespace: string
  readonly name: string
  readonly status: 'warning' | 'invalid'
  readonly problems: readonly ConfigProblem[]
}

export interface FaultIndex {
  /** Of what names a workload or a service, and of a ServiceEntry itself. */
  listAbout(object: ReferredObject): readonly FaultyObject[]
  listIn(namespace: string): readonly FaultyObject[]
}

const known = new WeakMap<object, WeakMap<MeshSnapshot, FaultIndex>>()

/**
 * What is wrong in the configuration, by what it is about. Objects are judged once however many snapshots hold them, so a
 * change of a few costs a walk over the rest.
 */
export function indexFaults(sight: MeshSight): FaultIndex {
  const bySnapshot = known.get(sight.access) ?? new WeakMap<MeshSnapshot, FaultIndex>()
  known.set(sight.access, bySnapshot)
  const index = bySnapshot.get(sight.snapshot) ?? buildIndex(sight)
  bySnapshot.set(sight.snapshot, index)
  return index
}

function buildIndex(sight: MeshSight): FaultIndex {
  const { snapshot } = sight
  const about = new Map<string, FaultyObject[]>()
  const within = new Map<string, FaultyObject[]>()
  const references = indexReferences(snapshot)
  for (const faulty of listFaulty(sight)) {
    add(within, faulty.namespace, faulty)
    const named = references.listFrom(faulty).filter(({ missing }) => !missing)
    const targets = [...(faulty.kind === 'ServiceEntry' ? [faulty] : []), ...named.map(({ to }) => to)]
    for (const key of new Set(targets.map(keyOf))) add(about, key, faulty)
  }
  return {
    listAbout: (object) => about.get(keyOf(object)) ?? [],
    listIn: (namespace) => within.get(namespace) ?? [],
  }
}

function listFaulty(sight: MeshSight): readonly FaultyObject[] {
  return listMeshKinds()
    .filter(isConfigKind)
    .flatMap((kind) =>
      sight.snapshot.all(kind).flatMap((object): FaultyObject[] => {
        if (!isConfigObject(kind, object)) return []
        const { status, problems } = judgeInMesh(kind, object, sight)
        if (status !== 'warning' && status !== 'invalid') return []
        const { namespace, name } = object.metadata
        return [{ kind, namespace, name, status, problems }]
      }),
    )
}

function keyOf({ kind, namespace, name }: Pick<ReferredObject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace}/${name}`
}

function add(map: Map<string, FaultyObject[]>, key: string, one: FaultyObject): void {
  const known = map.get(key)
  if (known) known.push(one)
  else map.set(key, [one])
}
