import type { HttpRequest } from '#server/mesh/routing/types.ts'

export interface WorkloadRef {
  readonly namespace: string
  readonly workload: string
}

/** A service as telemetry names it. */
export interface ServiceRef {
  readonly host: string
  readonly name: string
  readonly namespace: string
}

/** What one client keeps asking of one service over one protocol, whatever the mesh makes of it. */
export interface Demand {
  readonly key: string
  /** Absent for clients that telemetry cannot name. */
  readonly source?: WorkloadRef | undefined
  readonly service: ServiceRef
  readonly protocol: 'http' | 'grpc' | 'tcp'
  /** Of the service. */
  readonly port: number
  /** Requests, connections or bytes a second. */
  readonly perSecond: number
  /** What its requests say, where that is known; else they are plain ones. */
  readonly request?: AskedRequest | undefined
  /** Who answers it now, and who tells of that. */
  readonly calls: readonly {
    readonly destination?: WorkloadRef | undefined
    readonly reporters: readonly ('source' | 'destination' | 'waypoint')[]
  }[]
}

interface AskedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** The authority; absent for the service's host and port. */
  readonly host?: string
  /** That the client calls; absent for the service's first. */
  readonly port?: number
  readonly headers: Readonly<Record<string, string>>
}

/** One kind of request of a demand, as its client's proxy gets it. */
export interface RequestVariant {
  /** Of the demand. */
  readonly share: number
  readonly request: HttpRequest
  /** That the client calls; of a gateway that it listens on. */
  readonly port: number
}

/** What a demand's requests say, as a proxy or a policy reads it. */
export function readRequest({ service, protocol, port, request }: Demand): HttpRequest {
  return {
    method: request?.method ?? (protocol === 'grpc' ? 'POST' : 'GET'),
    scheme: 'http',
    path: request?.path ?? '/',
    host: request?.host ?? `${service.host}:${port}`,
    headers: request?.headers ?? {},
  }
}
