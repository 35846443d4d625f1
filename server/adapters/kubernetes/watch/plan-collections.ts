import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { discoverKinds, type ServedKinds } from '#server/adapters/kubernetes/discover-kinds.ts'
import { chooseScope, type Scope } from '#server/adapters/kubernetes/watch/choose-scope.ts'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

/** What is to be followed: which kinds the cluster serves, in which namespaces. */
export interface Plan {
  /** Asks what the cluster serves by now; the scope is chosen at the first time. Throws ApiFailure. */
  read(signal: AbortSignal): Promise<readonly Collection[]>
  scope(): Scope | undefined
  served(): ServedKinds
}

export function createPlan(
  connection: Connection,
  namespaces: readonly string[],
  rootNamespace: string,
): Plan {
  let scope: Scope | undefined
  let isScoped = false
  let served: ServedKinds = new Map()
  return {
    scope: () => scope,
    served: () => served,
    read: async (signal) => {
      if (!isScoped) scope = await chooseScope(connection, namespaces, signal)
      isScoped = true
      served = await discoverKinds(connection, signal)
      return [...served].flatMap(([kind, { path }]) =>
        listCollections(kind, () => served.get(kind)?.path ?? path, rootNamespace, scope),
      )
    },
  }
}

/** The Namespaces of a scope, which are not listed: that takes a right that its people lack. */
export const namespacesOfScope: Collection = {
  key: 'Namespace',
  kind: 'Namespace',
  path: '/api/v1/namespaces',
  query: {},
}

/** One collection of a kind for the whole cluster, or one for each namespace of the scope. */
function listCollections(
  kind: MeshKind,
  servedAt: () => string,
  rootNamespace: string,
  scope: Scope | undefined,
): readonly Collection[] {
  if (!scope || kind === 'ConfigMap') return [collectionOf(kind, servedAt, rootNamespace)]
  if (kind === 'Namespace') return []
  if (!meshKinds[kind].namespaced) return [collectionOf(kind, servedAt, rootNamespace)]
  return scope.names.map((namespace) => ({
    key: `${kind} ${namespace}`,
    kind,
    get path() {
      return `${servedAt()}/namespaces/${namespace}/${meshKinds[kind].resource}`
    },
    query: {},
  }))
}

/**
 * ConfigMaps are read by name only, in the mesh's root namespace: others may hold what is none of our business. The
 * path is asked for anew each time, because a cluster can stop serving the version that it served first.
 */
function collectionOf(kind: MeshKind, servedAt: () => string, rootNamespace: string): Collection {
  if (kind === 'ConfigMap') return configMapCollection(rootNamespace, 'istio')
  return {
    key: kind,
    kind,
    get path() {
      return `${servedAt()}/${meshKinds[kind].resource}`
    },
    query: {},
  }
}

export function configMapCollection(namespace: string, name: string): Collection {
  return {
    key: `ConfigMap ${name}`,
    kind: 'ConfigMap',
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    query: { fieldSelector: `metadata.name=${name}` },
  }
}
