import type { ClientRequest } from 'node:http'
import type { FoundSource, ServiceFacts, ServicePortFacts } from '#server/mesh/telemetry/rules.ts'
import type { Problem } from '#server/problem.ts'

/** A server that HTTP can be spoken to, however it is reached. */
export interface ReachedServer {
  readonly by: 'port-forward' | 'service-proxy'
  /** `namespace/name:port`. */
  readonly address: string
  /** False where only GET is passed on. */
  readonly takesPost: boolean
  begin(question: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
  }): Promise<ClientRequest>
  close(): void
}

/** What looking for sources needs of the cluster. */
export interface LookedThrough {
  listServices(
    namespaces: readonly string[],
    signal: AbortSignal,
  ): Promise<{
    readonly services: readonly ServiceFacts[]
    readonly everywhere: boolean
    readonly refused: readonly string[]
  }>
  reachService(service: ServiceFacts, port: ServicePortFacts, signal: AbortSignal): Promise<ReachedServer>
}

/** What a server said of itself when it was asked. */
export interface Probed {
  readonly version?: string
  /** Of a store of metrics: whether it has Istio's. */
  readonly hasMesh?: boolean
}

/** How looking for one source ended. */
export interface Finding {
  readonly source: FoundSource
  readonly state: 'looking' | 'found' | 'missing' | 'forbidden' | 'unhealthy'
  /** What was found, or what was tried first. */
  readonly rule?: string
  readonly product?: string
  readonly by?: ReachedServer['by']
  readonly address?: string
  readonly sample?: boolean
  readonly revision?: string
  readonly version?: string
  readonly hasMesh?: boolean
  /** Why it was not found, or is of no use. */
  readonly problem?: Problem
  /** Namespaces whose Services may not be listed. */
  readonly refused?: readonly string[]
}

/** Looks for one source, and keeps what it found. */
export interface Finder {
  /** The newest outcome, without asking anything. */
  findings(): readonly Finding[]
  /** Looks, unless something is found already or the last look is seconds old. Never throws but for the signal. */
  look(signal: AbortSignal): Promise<readonly Finding[]>
  /** The first that was found, looked for when there is none. Throws the Problem of why there is none. */
  reach(signal: AbortSignal): Promise<{ readonly server: ReachedServer; readonly path: string }>
  /** Called with each change. Returns its own undo. */
  onChange(listen: () => void): () => void
  close(): void
}
