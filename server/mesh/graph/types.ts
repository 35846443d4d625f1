import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'
import type { Verdict } from '#server/mesh/health/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

export type Protocol = 'http' | 'grpc' | 'tcp'
export type View = 'workload' | 'app' | 'versionedApp' | 'service'
export type NodeKind = 'workload' | 'app' | 'service' | 'operation' | 'unknown'

/** The word of Istio's telemetry for what it cannot name, and ours. */
export const unknown = 'unknown'

export function isKnown(label: string | undefined): label is string {
  return label !== undefined && label !== '' && label !== unknown
}

export type NodeFlag =
  | 'root'
  | 'idle'
  | 'dead'
  | 'outside'
  | 'inaccessible'
  | 'restricted'
  | 'outOfMesh'
  | 'waypoint'
  | 'workloadEntry'
  | 'passthrough'
  | 'blackhole'
  | 'virtualService'
  | 'circuitBreaker'
  | 'faultInjection'
  | 'mirroring'
  | 'requestRouting'
  | 'requestTimeout'
  | 'trafficShifting'
  | 'tcpTrafficShifting'

/** What proxies count of traffic. */
export type Measure = 'requests' | 'bytesSent' | 'bytesReturned' | 'messagesSent' | 'messagesReturned'

/** Which measures count for each protocol: they decide which edges there are. Of a protocol without any nothing is shown. */
export type Counted = Readonly<Record<Protocol, readonly Measure[]>>

/** One kind of answer on an edge; requests or bytes a second. */
export interface ResponseRate {
  readonly code: string
  readonly flags: string
  readonly host: string
  rate: number
}

/** Mean of several series' values, weighted by the requests that each stands for. */
export interface WeightedMean {
  sum: number
  weight: number
}

export type Latency = 'avg' | 'p50' | 'p95' | 'p99'

export interface GraphNode {
  readonly id: string
  readonly kind: NodeKind
  readonly cluster: string
  readonly namespace: string
  readonly name: string
  workload?: string
  app?: string
  version?: string
  readonly service?: string
  readonly operation?: string
  /** Between a caller and the workload that answered, because services were asked for; never a ServiceEntry's host. */
  injected?: boolean
  /** `namespace/name` of the services that carried traffic to it. */
  readonly services: Set<string>
  readonly flags: Set<NodeFlag>
  // What enrichments declare:
  serviceEntry?: {
    readonly namespace: string
    readonly name: string
    readonly location: 'MESH_EXTERNAL' | 'MESH_INTERNAL'
    readonly hosts: readonly string[]
  }
  gateway?: {
    readonly api: 'istio' | 'gateway-api'
    readonly direction: 'ingress' | 'egress'
    readonly hosts: readonly string[]
  }
  mode?: 'sidecar' | 'ambient' | 'none' | 'mixed'
  mtls?: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'mixed'
  workloadKind?: string
  /** The cluster's workloads that it stands for; not part of the answer. */
  behind?: readonly Workload[]
  labels?: Readonly<Record<string, string>>
  /** 1…100 by edges that lead here, that leave, and both. */
  rank?: { readonly in: number; readonly out: number; readonly total: number }
  alerts?: Alert[]
  health?: Verdict
}

export interface GraphEdge {
  readonly id: string
  source: string
  target: string
  readonly protocol: Protocol
  /** What is counted of its protocol, a second: it draws the edge, and shares and nodes' sums follow it. */
  rate: number
  /** Requests a second, counted or not, and of them what failed; http and grpc. */
  requests: number
  errorRate: number
  /** Requests, or for tcp what is counted, by code, flags and host. */
  readonly responses: Map<string, ResponseRate>
  bytesSent?: number
  bytesReturned?: number
  messagesSent?: number
  messagesReturned?: number
  requestBytes?: number
  responseBytes?: number
  latencyMs?: Partial<Record<Latency, WeightedMean>>
  /** Rates that a proxy on the server's side saw come under mutual TLS, and in all. */
  security?: { mutual: number; told: number }
  sourcePrincipals?: Set<string>
  destinationPrincipals?: Set<string>
  health?: Verdict
}

/** Whether anything passed in the window: a stream's messages do before its request ends and counts. */
export function isMoving(edge: GraphEdge): boolean {
  return (
    edge.rate > 0 ||
    edge.requests > 0 ||
    [edge.bytesSent, edge.bytesReturned, edge.messagesSent, edge.messagesReturned].some(
      (rate) => (rate ?? 0) > 0,
    )
  )
}

/**
 * A graph under construction. It belongs to the build that made it: enrichments change it in place and hand it on, so
 * that a thousand nodes are not copied a dozen times. What leaves the room is made by `present.ts`.
 */
export interface TrafficGraph {
  readonly nodes: Map<string, GraphNode>
  readonly edges: Map<string, GraphEdge>
  /** Traffic that counts for its nodes though no edge shows it: what no operation names, where operations stand between. */
  readonly unshown: readonly GraphEdge[]
}

/** A sample of an instant vector; the same shape as the Prometheus adapter's. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}
