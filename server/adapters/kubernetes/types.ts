import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Who asks the API server: a context of the kubeconfig, or the account of the console's own pod. */
export interface Credentials {
  /** Stable name for caches and logs, never a secret. */
  readonly identity: string
}

export interface KubernetesStatus {
  readonly state: 'ok' | 'degraded' | 'down'
  readonly address: string
  readonly version?: string
  readonly sinceMs: number
  readonly lastGoodMs?: number
  /** The newest failure, a Problem, while not ok. */
  readonly problem?: unknown
}

/** The API server seen through one reading identity: one snapshot kept by watches, and the rights of viewers. */
export interface KubernetesAdapter {
  /** Waits for the first complete snapshot, at most until the deadline. Throws Problem unavailable, forbidden, timeout. */
  readSnapshot(signal: AbortSignal): Promise<MeshSnapshot>
  /** Asks the API server as the viewer; remembered for at most 60 s. */
  readAccess(viewer: Credentials, signal: AbortSignal): Promise<ViewerAccess>
  /** Identities that the kubeconfig offers for this same cluster; the reading identity is among them. */
  listIdentities(): readonly Credentials[]
  /** Called with each new snapshot version and with each change of state. Returns its own undo. */
  onChange(listen: (event: { topic: 'mesh'; version: number } | { topic: 'sources' }) => void): () => void
  status(): KubernetesStatus
  close(): Promise<void>
}
