import type { ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import type { CertificateReader } from '#server/adapters/kubernetes/certificates/types.ts'
import type {
  LogFollower,
  LogLine,
  LogQuestion,
  LogStart,
  LogTarget,
} from '#server/adapters/kubernetes/logs/types.ts'
import type { PodPort } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import type { SignedInUsers } from '#server/adapters/kubernetes/signed-in/types.ts'
import type { CacheState } from '#server/adapters/upstream/cache-state.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Problem } from '#server/problem.ts'

/** Who asks the API server: a context of the kubeconfig, the account of the console's own pod, or somebody who signed in. */
export interface Credentials {
  /** Stable name for caches and logs, never a secret. */
  readonly identity: string
}

export interface ObjectName {
  readonly kind: MeshKind
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

/** An object of a kind that the console does not know, by what an owner reference says of it. */
export interface ForeignObject {
  /** `argoproj.io/v1alpha1`; `v1` for the core group. */
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/** How many pods an object wants and has (autoscaling/v1 Scale). */
export interface Scale {
  readonly desired: number
  readonly current: number
}

/** What Kubernetes said of an object (core/v1 Event). */
export interface KubernetesEvent {
  readonly kind: string
  readonly name: string
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** How often it was said. */
  readonly count: number
  /** RFC 3339; '' where the event does not tell. */
  readonly firstTime: string
  readonly lastTime: string
  /** kubelet, deployment-controller, … */
  readonly from: string
}

/** The text of a dashboard, parsed as far as it is YAML. */
export interface DashboardText {
  /** `configmap/key`. */
  readonly source: string
  /** undefined with a fault. */
  readonly document: unknown
  readonly fault?: { readonly line?: number; readonly message: string }
  /** The line on which a part of the document stands, or what it lies in; from 1. */
  lineOf(path: readonly (string | number)[]): number | undefined
}

/** A kind that the snapshot cannot hold, and why. */
export interface UnseenKind {
  readonly kind: MeshKind
  readonly reason: 'not-served' | 'forbidden' | 'failing'
  /** The API server's own words, for what is not merely not served. */
  readonly problem?: Problem
}

export interface KubernetesStatus {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly address: string
  readonly version?: string
  readonly sinceMs: number
  readonly lastGoodMs?: number
  /** The newest failure, while not ok. */
  readonly problem?: Problem
  /** The cluster is one of files, as it was then. */
  readonly files?: { readonly path: string; readonly takenMs: number }
  /** Those that are followed, where the identity may not look at all of them. */
  readonly namespaces?: readonly string[]
  /** Kinds left out of the snapshot; kinds of Istio and Gateway API that the cluster never had are among them. */
  readonly unseen: readonly UnseenKind[]
  readonly caches?: readonly CacheState[]
}

/** A Service as far as it tells what is behind it. */
export interface ClusterService {
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  /** Empty for a Service that selects no pods. */
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly ServicePort[]
}

export interface ServicePort {
  readonly name: string
  readonly port: number
  /** A number, or the name of a port of the pods. */
  readonly targetPort: number | string
}

/** One port of a Service, reached as the reading identity. */
export interface ReachedService {
  readonly by: 'port-forward' | 'service-proxy'
  /** `namespace/name:port`. */
  readonly address: string
  /** False where only GET is passed on. */
  readonly takesPost: boolean
  /**
   * Begins a request of HTTP to a path of the process there; the caller writes, reads and bounds it. Connections are
   * kept, and go to another ready pod when one is gone. Throws Problem, or the request fails with one.
   */
  begin(question: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }): Promise<ClientRequest>
  close(): void
}

/** The Services that could be listed, and what the identity may not list. */
export interface ListedServices {
  readonly services: readonly ClusterService[]
  /** True when those of every namespace are there. */
  readonly everywhere: boolean
  /** Namespaces that were asked for one by one and refused. */
  readonly refused: readonly string[]
}

/** One object by where the API server has it, of whatever kind the cluster serves. */
export interface ResourceName {
  readonly apiVersion: string
  readonly plural: string
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

/** What the cluster's own OpenAPI says of a kind. */
export interface ServedKindFacts {
  readonly plural: string
  readonly namespaced: boolean
  /** A structural schema, without descriptions. */
  readonly schema: Readonly<Record<string, unknown>>
  /** The same as the cluster publishes it, for people. */
  readonly described: Readonly<Record<string, unknown>>
}

export interface ServedKindsAnswer {
  /** By `group/version/kind`; the same map as long as nothing changed. */
  readonly kinds: ReadonlyMap<string, ServedKindFacts>
  /** Of the groups and versions that were asked for, those that the cluster does not serve. */
  readonly missing: readonly string[]
}

export type ResourceWrite =
  | { readonly operation: 'create'; readonly object: unknown }
  | {
      readonly operation: 'update'
      /** A JSON Patch (RFC 6902) of nothing but what was edited. */
      readonly patch: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[]
      readonly resourceVersion: string
    }
  | { readonly operation: 'remove'; readonly resourceVersion: string }

export interface AppliedResource {
  /** As it is stored, or would be; absent of one that was removed. */
  readonly object?: Readonly<Record<string, unknown>>
  /** The API server's and the webhooks' own words. */
  readonly warnings: readonly string[]
}

/** The API server seen through one reading identity: one snapshot kept by watches, and the rights of viewers. */
export interface KubernetesAdapter extends CertificateReader, SignedInUsers {
  /** Waits for the first complete snapshot, at most until the deadline. Throws Problem unavailable, forbidden, timeout. */
  readSnapshot(signal: AbortSignal): Promise<MeshSnapshot>
  /**
   * The mesh's own settings as a snapshot holds them (ConfigMap `istio` of the root namespace); Istio's defaults where it
   * holds none or its YAML is broken. The same snapshot's ConfigMaps give the same object.
   */
  readMeshConfig(snapshot: MeshSnapshot): MeshConfig
  /** The newest snapshot at once, without waiting; undefined before the first. */
  peekSnapshot(): MeshSnapshot | undefined
  /** Asks the API server as the viewer; remembered for at most 60 s. */
  readAccess(viewer: Credentials, signal: AbortSignal): Promise<ViewerAccess>
  /**
   * One object as it is now, read as the viewer, without managedFields and last-applied-configuration. Throws Problem
   * not-found, forbidden, unsupported (the cluster does not serve the kind), unavailable, timeout.
   */
  readObject(
    viewer: Credentials,
    object: ObjectName,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>
  /**
   * An object of a kind that the console does not know, read as the viewer, without managedFields. Throws Problem as
   * `readObject` does.
   */
  readForeign(
    viewer: Credentials,
    object: ForeignObject,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>>>
  /** Its scale subresource; undefined for a kind that has none. Throws Problem as `readObject` does. */
  readScale(viewer: Credentials, object: ForeignObject, signal: AbortSignal): Promise<Scale | undefined>
  /** What the cluster says of the kinds of these groups and versions, read as the console itself. Throws Problem. */
  readServedKinds(groupVersions: readonly string[], signal: AbortSignal): Promise<ServedKindsAnswer>
  /**
   * One object of any kind, whole, read as the viewer; undefined where there is none. It holds managedFields, which are
   * for the server alone. Throws Problem as `readObject` does.
   */
  readResource(
    viewer: Credentials,
    resource: ResourceName,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
  /**
   * Writes one object as the viewer, or with `dryRun` asks what would come of it and stores nothing. Throws Problem
   * forbidden, conflict, invalid (the API server or a webhook refuses it), unavailable, timeout.
   */
  applyResource(
    viewer: Credentials,
    resource: ResourceName,
    write: ResourceWrite,
    options: { readonly dryRun: boolean; readonly signal: AbortSignal },
  ): Promise<AppliedResource>
  /**
   * The dashboards that ConfigMaps of a namespace hold (label vardia.io/dashboard=true), read as the viewer; at most
   * twenty. Throws Problem forbidden, unavailable, timeout.
   */
  listDashboards(
    viewer: Credentials,
    namespace: string,
    signal: AbortSignal,
  ): Promise<readonly DashboardText[]>
  /** What Kubernetes said of one object, newest first, read as the viewer. Throws Problem forbidden, unavailable, timeout. */
  listEvents(
    viewer: Credentials,
    object: { readonly namespace: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<readonly KubernetesEvent[]>
  /**
   * The newest lines of one container's log, oldest first, read as the viewer. Throws Problem not-found, forbidden,
   * invalid (not started, or nothing ran before), unavailable, timeout.
   */
  readLog(
    viewer: Credentials,
    target: LogTarget,
    question: LogQuestion,
    signal: AbortSignal,
  ): Promise<readonly LogLine[]>
  /**
   * Follows one container's log as the viewer: the newest `tailLines` lines, then each new one. However many follow it,
   * it is asked of the API server once. Returns the end of this following. Throws Problem as `readAccess` does.
   */
  followLog(viewer: Credentials, target: LogTarget, from: LogStart, follower: LogFollower): () => void
  /** The versions that the cluster serves of a kind, the best first; none where it does not serve it. */
  listVersions(kind: MeshKind): readonly string[]
  /** Identities that the kubeconfig offers for this same cluster; the reading identity comes first. */
  listIdentities(): readonly Credentials[]
  /** Called with each new snapshot version and with each change of state. Returns its own undo. */
  onChange(listen: (event: { topic: 'mesh'; version: number } | { topic: 'sources' }) => void): () => void
  /** Of the whole cluster, else of those of the given namespaces that may be listed. Throws Problem. */
  listServices(namespaces: readonly string[], signal: AbortSignal): Promise<ListedServices>
  /** Throws Problem forbidden (`rights` names what is missing), unavailable (no pod is ready) or what the API server says. */
  reachService(service: ClusterService, port: ServicePort, signal: AbortSignal): Promise<ReachedService>
  /** A bare connection to a port of a pod, by port-forward; the caller ends it. Throws Problem. */
  openTunnel(place: PodPort, signal: AbortSignal): Promise<Duplex>
  status(): KubernetesStatus
  close(): Promise<void>
}
