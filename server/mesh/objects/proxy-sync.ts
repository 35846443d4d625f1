/** What istiod says it sent to a proxy of one type of configuration, and what the proxy has taken. */
export interface ProxyPush {
  /** `type.googleapis.com/envoy.config.cluster.v3.Cluster`, … */
  readonly typeUrl: string
  /** Nonce of the newest push; absent when nothing was sent. */
  readonly sent?: string
  /** Nonce of the newest push that the proxy took. */
  readonly acked?: string
  /** Why the proxy refused what it was sent. */
  readonly lastError?: string
}

/** One proxy as the istiod that it is connected to sees it. */
export interface ProxySync {
  readonly namespace: string
  readonly pod: string
  readonly pushes: readonly ProxyPush[]
}
