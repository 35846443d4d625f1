/** The proxy that is asked about: a workload's sidecar, a gateway, or a waypoint (which routes as a sidecar of its namespace without a Sidecar object would). */
export interface ProxyClient {
  readonly namespace: string
  /** Of the pod. */
  readonly labels: Readonly<Record<string, string>>
  readonly kind: 'sidecar' | 'gateway' | 'waypoint'
}

/** An HTTP request as the proxy gets it. */
export interface HttpRequest {
  readonly method: string
  readonly scheme: string
  /** With the query. */
  readonly path: string
  /** The authority: Host of HTTP/1, `:authority` of HTTP/2. */
  readonly host: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}
