import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'
import type { Problem } from '#server/problem.ts'

export interface IstiodStatus {
  /** `ok` until a first failure; `degraded` while some of several fail or one has failed just once, `down` while none answers. */
  readonly state: 'ok' | 'degraded' | 'down'
  /** Schemes, hosts and ports of all of them, never credentials. */
  readonly address: string
  /** Known once one told it; several while a mesh is between two. */
  readonly version?: string
  /** Since when the state holds. */
  readonly sinceMs: number
  readonly lastGoodMs?: number
  /** The newest failure, while not ok. */
  readonly problem?: Problem
}

/**
 * The istiods of the mesh. Nobody asks them anything while all is well, so the adapter itself asks every few seconds
 * whether they are: whoever looks learns of an outage, and of its end, without having caused a question.
 */
export interface IstiodAdapter {
  /** Resolves once every istiod was asked for the first time; rejects with the signal's own reason alone. */
  waitUntilAsked(signal: AbortSignal): Promise<void>
  status(): IstiodStatus
  /**
   * What was sent to the proxies of a namespace, or of the whole mesh, and what they took, from every istiod that answers:
   * each knows only those connected to it. At most seconds old. Throws the Problem of one of them when none answers
   * (unavailable, timeout, forbidden, refused).
   *
   * @param namespace undefined asks for all
   */
  readProxySync(namespace: string | undefined, signal: AbortSignal): Promise<readonly ProxySync[]>
  /** Called with each change of state. Returns its own undo. */
  onChange(listen: () => void): () => void
  close(): void
}
