import { parse } from 'yaml'
import { formatGroupVersion, resources } from '#demo/kubernetes/catalogue.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import type { StoredObject } from '#demo/kubernetes/stored-object.ts'
import { createLivingMesh, type LivingMesh } from '#demo/world/reaction/living-mesh.ts'
import { createTrafficHistory, type MeshTraffic } from '#demo/world/reaction/traffic-history.ts'
import type { Manifest, World, WorldPod } from '#demo/world/types.ts'
import { buildSnapshotFromManifests, findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { listMeshKinds, type MeshKind } from '#server/mesh/objects/kinds.ts'
import { defaultMeshConfig, type MeshConfig, parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import { buildSnapshot, type MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

/** Proxies have a change after about so long (istiod's debounce and a push); several changes in it are one. */
const pushMs = 400

export interface FollowedStore {
  readonly traffic: MeshTraffic
  stop(): void
}

/**
 * Lets the mesh's traffic follow the cluster: what is written into the store takes effect as a push of istiod's would
 * bring it to the proxies. Until something is written nothing is worked out.
 *
 * @param first the cluster as the world's own calls describe it
 */
export function followStore(facts: {
  readonly world: World
  readonly store: Store
  readonly first: readonly Manifest[]
  readonly firstPods: readonly WorldPod[]
  readonly now: () => number
}): FollowedStore {
  const { world, store, now } = facts
  const history = createTrafficHistory(world, facts.firstPods)
  const lists = createLists(store)
  let mesh: LivingMesh | undefined
  let timer: NodeJS.Timeout | undefined
  const push = () => {
    timer = undefined
    mesh ??= createLivingMesh(world, {
      snapshot: buildSnapshotFromManifests({ manifests: facts.first, cluster: world.cluster }),
      meshConfig: readMeshConfig(facts.first),
    })
    const snapshot = lists.buildSnapshot(world.cluster)
    const meshConfig = readMeshConfig(lists.listConfigMaps())
    history.enter(now(), mesh.readCalls(snapshot, meshConfig), listPods(snapshot))
  }
  const stops = lists.onChange(() => {
    timer ??= setTimeout(push, pushMs).unref()
  })
  return {
    traffic: history,
    stop: () => {
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}

type ObjectList = readonly ObjectOf<MeshKind>[]

/** The store's objects by the core's kinds, pruned once each; a kind that did not change keeps its list. */
function createLists(store: Store) {
  const served = resources.flatMap((resource) => {
    const isStored = resource.version === resource.storageVersion
    const kind = isStored ? findMeshKind(formatGroupVersion(resource), resource.kind) : undefined
    return kind ? [{ kind, resource }] : []
  })
  const pruned = new WeakMap<StoredObject, ObjectOf<MeshKind>>()
  const lists = new Map<MeshKind, ObjectList>()
  let version = 1
  const prune = (kind: MeshKind, object: StoredObject) => {
    const known = pruned.get(object) ?? pruneObject(kind, object.manifest)
    pruned.set(object, known)
    return known
  }
  const objectsOf = (kind: MeshKind): readonly StoredObject[] =>
    served.filter((one) => one.kind === kind).flatMap(({ resource }) => store.collection(resource).all())
  return {
    buildSnapshot: (cluster: string): MeshSnapshot => {
      for (const kind of listMeshKinds()) {
        if (!lists.has(kind))
          lists.set(
            kind,
            objectsOf(kind).map((object) => prune(kind, object)),
          )
      }
      version += 1
      return buildSnapshot({ version, cluster, rootNamespace: 'istio-system', objects: new Map(lists) })
    },
    listConfigMaps: () => objectsOf('ConfigMap').map(({ manifest }) => manifest),
    onChange: (listen: () => void) =>
      served.map(({ kind, resource }) =>
        store.onEvent(resource.collection, () => {
          lists.delete(kind)
          listen()
        }),
      ),
  }
}

/** The mesh's settings from ConfigMap `istio` of the root namespace; Istio's defaults where they cannot be read. */
function readMeshConfig(manifests: readonly Manifest[]): MeshConfig {
  const found = manifests.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && metadata.name === 'istio' && metadata.namespace === 'istio-system',
  )
  const text: unknown = Object(found?.['data'])['mesh']
  if (typeof text !== 'string') return defaultMeshConfig
  try {
    return parseMeshConfig(parse(text))
  } catch {
    return defaultMeshConfig
  }
}

function listPods(snapshot: MeshSnapshot): WorldPod[] {
  return listWorkloads(snapshot).flatMap((workload) =>
    workload.pods
      .filter(({ status }) => status.phase !== 'Succeeded')
      .map(({ metadata, spec, status }) => ({
        namespace: metadata.namespace,
        workload: workload.name,
        name: metadata.name,
        ip: status.podIPs[0] ?? '',
        node: spec.nodeName ?? '',
        ready: status.ready,
      })),
  )
}
