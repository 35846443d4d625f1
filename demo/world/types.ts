/**
 * The imagined mesh as facts: what exists and who calls whom. `demo/kubernetes` shows its objects, `demo/prometheus`
 * its metrics; both read only this, so they cannot contradict each other. Everything is a function of the seed and of
 * time, so two demos with one seed agree to the last sample.
 */
export interface World {
  readonly seed: number
  readonly cluster: string
  readonly trustDomain: string
  /** Milliseconds since the epoch at which the counters begin: at least an hour before the demo starts. */
  readonly startMs: number
  readonly namespaces: readonly WorldNamespace[]
  readonly workloads: readonly WorldWorkload[]
  readonly services: readonly WorldService[]
  readonly calls: readonly WorldCall[]
  /** Istio and Gateway API objects, ConfigMaps and whatever else is written as a manifest. */
  readonly manifests: readonly Manifest[]
}

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<
    Record<string, unknown>
  >
  readonly [field: string]: unknown
}

export type DataPlane = 'sidecar' | 'ambient' | 'none'

export interface WorldNamespace {
  readonly name: string
  readonly dataPlane: DataPlane
  readonly labels: Readonly<Record<string, string>>
}

export interface WorldWorkload {
  readonly namespace: string
  readonly name: string
  /**
   * `WorkloadEntry`: machines outside of the cluster, with a proxy of their own and no pod. `Rollout`: of a CRD that the
   * console does not know (demo/kubernetes/custom-kinds.ts).
   */
  readonly kind:
    | 'Deployment'
    | 'StatefulSet'
    | 'DaemonSet'
    | 'Job'
    | 'CronJob'
    | 'Pod'
    | 'WorkloadEntry'
    | 'Rollout'
  /** The `app` and `version` labels; version '' means none (telemetry then says `latest`). */
  readonly app: string
  readonly version: string
  readonly serviceAccount: string
  readonly replicas: number
  /** Of them ready; fewer than `replicas` is a fault. */
  readonly ready: number
  /** CrashLoopBackOff and the like, for pods that are not ready. */
  readonly waitingReason?: string
  readonly dataPlane: DataPlane
  readonly role: 'application' | 'gateway' | 'waypoint' | 'ztunnel' | 'control-plane'
  readonly image: string
  readonly ports: readonly number[]
  /** Its proxies have not taken what istiod sent them of a type; with an error where they refused it. */
  readonly proxySync?: {
    readonly type: 'cluster' | 'listener' | 'route' | 'endpoint'
    readonly error?: string
  }
  /** Its proxies no longer get new certificates, or still hold the root before the mesh's. */
  readonly certificates?: 'overdue' | 'old-root'
  /** Beside app and version. */
  readonly labels: Readonly<Record<string, string>>
}

/** A pod as telemetry names it. The Kubernetes side of the demo says which there are. */
export interface WorldPod {
  readonly namespace: string
  readonly workload: string
  readonly name: string
  readonly ip: string
  readonly node: string
  readonly ready: boolean
}

export interface WorldService {
  readonly namespace: string
  readonly name: string
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly {
    readonly name: string
    readonly port: number
    readonly targetPort: number
    readonly appProtocol?: string
  }[]
  /** Beside `app` and `service`. */
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * A steady stream of requests (http, grpc) or of connections (tcp) from one workload to one destination workload.
 * Traffic to several versions of a service is several calls.
 */
export interface WorldCall {
  /** undefined: the client runs outside the mesh and telemetry cannot name it. */
  readonly source?: { readonly namespace: string; readonly workload: string }
  /** undefined: no workload answered (no healthy upstream, Passthrough, BlackHole, a host outside). */
  readonly destination?: { readonly namespace: string; readonly workload: string }
  /** `destination_service` and its parts, exactly as the proxies would label them. */
  readonly service: { readonly host: string; readonly name: string; readonly namespace: string }
  readonly protocol: 'http' | 'grpc' | 'tcp'
  /** Requests (http, grpc) or connections (tcp) a second, on average. */
  readonly perSecond: number
  /** Share of each answer; shares add up to 1. */
  readonly outcomes: readonly {
    readonly code: string
    readonly grpcStatus?: string
    readonly flags: string
    /** Why the server's proxy or a waypoint refused (%RESPONSE_CODE_DETAILS%), or ztunnel. */
    readonly details?: string
    readonly share: number
  }[]
  /** Log-normal latency: median and the 95th percentile. */
  readonly latencyMs: { readonly median: number; readonly p95: number }
  /** Mean body bytes of a request and of its answer (http, grpc), or bytes a second in each direction (tcp). */
  readonly requestBytes: number
  readonly responseBytes: number
  readonly security: 'mutual_tls' | 'none'
  /**
   * Who reports it. `waypoint` only in ambient, where TCP is reported by the ztunnels of both ends. Nobody does where the
   * server's proxy closes a connection before it has a filter chain for it (flags NR): only access logs tell.
   */
  readonly reporters: readonly ('source' | 'destination' | 'waypoint')[]
  /** Messages in each direction per request, for grpc. */
  readonly messagesPerRequest?: number
  readonly operation?: string
  /** What policies of dry run would make of it, as the server's proxy counts it. */
  readonly shadows?: readonly {
    readonly action: 'allow' | 'deny'
    readonly result: 'allowed' | 'denied'
  }[]
  /** What its requests say, where routes and policies are to read it; else they are plain ones. */
  readonly request?: {
    readonly method: string
    /** With its query. */
    readonly path: string
    /** The authority; absent for the service's host and port. */
    readonly host?: string
    /** That the client calls; absent for the service's first. */
    readonly port?: number
    readonly headers: Readonly<Record<string, string>>
  }
}
