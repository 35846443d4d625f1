import { isListedKind, listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { createStringPool } from '#server/mesh/objects/prune/string-pool.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** The console's word for a manifest's kind: `Gateway` is two kinds, told apart by their group. */
export function findMeshKind(apiVersion: string, kind: string): MeshKind | undefined {
  const slash = apiVersion.indexOf('/')
  const group = slash < 0 ? '' : apiVersion.slice(0, slash)
  const word = kind === 'Gateway' && group === meshKinds.IstioGateway.group ? 'IstioGateway' : kind
  return isListedKind(word) && meshKinds[word].group === group ? word : undefined
}

/**
 * A snapshot made of plain manifests (a file's, a test's, an imagined change), pruned as the adapter prunes them.
 * Every kind counts as served. Manifests of other kinds are left out; of two with one name the later wins.
 */
export function buildSnapshotFromManifests(facts: {
  manifests: Iterable<RawObject>
  version?: number
  cluster?: string
  rootNamespace?: string
  /** Kinds that count as served, where not all of them were asked for. */
  kinds?: ReadonlySet<MeshKind>
}): MeshSnapshot {
  const pool = createStringPool()
  const byKind = new Map<MeshKind, Map<string, ObjectOf<MeshKind>>>()
  for (const kind of listMeshKinds()) if (facts.kinds?.has(kind) ?? true) byKind.set(kind, new Map())
  for (const manifest of facts.manifests) {
    const kind = findMeshKind(manifest.apiVersion ?? '', manifest.kind ?? '')
    if (!kind || !byKind.has(kind)) continue
    const object = pruneObject(kind, manifest, pool)
    byKind.get(kind)?.set(`${object.metadata.namespace}/${object.metadata.name}`, object)
  }
  return buildSnapshot({
    version: facts.version ?? 1,
    cluster: facts.cluster ?? 'Kubernetes',
    rootNamespace: facts.rootNamespace ?? 'istio-system',
    objects: new Map([...byKind].map(([kind, objects]) => [kind, [...objects.values()]])),
  })
}
