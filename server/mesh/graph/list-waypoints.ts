import { type MeshSnapshot, memoBySnapshot } from '#server/mesh/objects/snapshot.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

/** Waypoint proxies by `namespace/name`, of the workload and of its app, which is what the app view knows. */
export const listWaypoints = memoBySnapshot((snapshot: MeshSnapshot): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const { role, namespace, name, app } of listWorkloads(snapshot)) {
    if (role !== 'waypoint') continue
    names.add(`${namespace}/${name}`)
    if (app) names.add(`${namespace}/${app}`)
  }
  return names
})

/** Namespaces whose traffic ztunnel captures (istio.io/docs/ambient/usage/add-workloads). */
export const listAmbientNamespaces = memoBySnapshot(
  (snapshot: MeshSnapshot): ReadonlySet<string> =>
    new Set(
      snapshot
        .all('Namespace')
        .filter(({ metadata }) => metadata.labels['istio.io/dataplane-mode'] === 'ambient')
        .map(({ metadata }) => metadata.name),
    ),
)

/** Whether a workload or app of a cluster is a waypoint proxy, as far as this snapshot's cluster goes. */
export function buildWaypointTest(
  snapshot: MeshSnapshot,
): (cluster: string, namespace: string, name: string) => boolean {
  const waypoints = listWaypoints(snapshot)
  return (cluster, namespace, name) => cluster === snapshot.cluster && waypoints.has(`${namespace}/${name}`)
}
