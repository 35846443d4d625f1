import { findResourceOfKind, type Resource } from '#demo/kubernetes/catalogue.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { hashText } from '#demo/world/random.ts'
import type { World, WorldPod } from '#demo/world/types.ts'

/** An object as istiod's informers have it: whole, with its version. */
export interface ClusterObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly creationTimestamp?: string
    readonly resourceVersion?: string
    readonly [field: string]: unknown
  }
  readonly spec?: unknown
  readonly [field: string]: unknown
}

/** What istiod knows: the cluster's objects as they are now, and the proxies that are connected to this replica. */
export interface ClusterView {
  readonly world: World
  readonly nowMs: () => number
  list(apiVersion: string, kind: string): readonly ClusterObject[]
  /** Changes with every change of an object of the kind. */
  readVersion(apiVersion: string, kind: string): number
  /** Those whose proxy, waypoint or ztunnel is connected to this replica. */
  listProxies(): readonly WorldPod[]
}

export interface ViewFacts {
  readonly world: World
  readonly store: Pick<Store, 'collection'>
  readonly readPods: () => readonly WorldPod[]
  readonly nowMs: () => number
  /** Which of how many istiods this is: proxies spread over them. */
  readonly replica: number
  readonly replicas: number
}

export function createClusterView(facts: ViewFacts): ClusterView {
  const { world, store } = facts
  const proxied = new Set(
    world.workloads
      .filter(
        ({ dataPlane, role, kind }) =>
          kind !== 'Job' &&
          kind !== 'CronJob' &&
          (dataPlane === 'sidecar' || role === 'gateway' || role === 'waypoint' || role === 'ztunnel'),
      )
      .map(({ namespace, name }) => `${namespace}/${name}`),
  )
  const stored = (apiVersion: string, kind: string) => {
    const resource: Resource | undefined = findResourceOfKind(apiVersion, kind)
    return resource ? store.collection(resource).all() : []
  }
  return {
    world,
    nowMs: facts.nowMs,
    list: (apiVersion, kind) =>
      stored(apiVersion, kind).map(({ manifest, resourceVersion }) => ({
        ...manifest,
        metadata: { ...manifest.metadata, resourceVersion: String(resourceVersion) },
      })),
    readVersion: (apiVersion, kind) =>
      stored(apiVersion, kind).reduce(
        (highest, { resourceVersion }) => Math.max(highest, resourceVersion),
        0,
      ),
    listProxies: () =>
      facts
        .readPods()
        .filter((pod) => proxied.has(`${pod.namespace}/${pod.workload}`))
        .filter(({ name }) => hashText(name) % facts.replicas === facts.replica),
  }
}

/** `<pod>.<namespace>`: how istiod names a proxy. */
export const nameProxy = ({ name, namespace }: WorldPod) => `${name}.${namespace}`
