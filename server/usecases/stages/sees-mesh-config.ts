import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/**
 * Whether the viewer may read the mesh's own settings (ConfigMap `istio` of the root namespace): without that right Istio's
 * defaults would be told as if they were this mesh's. Where the console itself finds none, the defaults hold.
 */
export function seesMeshConfig(cut: MeshSnapshot, whole: MeshSnapshot): boolean {
  const isIn = (snapshot: MeshSnapshot) =>
    snapshot.find('ConfigMap', whole.rootNamespace, 'istio') !== undefined
  return isIn(cut) || !isIn(whole)
}
