import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Problem } from '#server/problem.ts'

/** Who asks the API server: a context of the kubeconfig, or the account of the console's own pod. */
export interface Credentials {
  /** Stable name for caches and logs, never a secret. */
  readonly identity: string
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
  /** Kinds left out of the snapshot; kinds of Istio and Gateway API that the cluster never had are among them. */
  readonly unseen: readonly UnseenKind[]
}

/** The API server seen through one reading identity: one snapshot kept by watches, and the rights of viewers. */
export interface KubernetesAdapter {
  /** Waits for the first complete snapshot, at most until the deadline. Throws Problem unavailable, forbidden, timeout. */
  readSnapshot(signal: AbortSignal): Promise<MeshSnapshot>
  /** The newest snapshot at once, without waiting; undefined before the first. */
  peekSnapshot(): MeshSnapshot | undefined
  /** Asks the API server as the viewer; remembered for at most 60 s. */
  readAccess(viewer: Credentials, signal: AbortSignal): Promise<ViewerAccess>
  /** Identities that the kubeconfig offers for this same cluster; the reading identity comes first. */
  listIdentities(): readonly Credentials[]
  /** Called with each new snapshot version and with each change of state. Returns its own undo. */
  onChange(listen: (event: { topic: 'mesh'; version: number } | { topic: 'sources' }) => void): () => void
  status(): KubernetesStatus
  close(): Promise<void>
}
