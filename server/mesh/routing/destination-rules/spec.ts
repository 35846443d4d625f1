/**
 * The fields of a DestinationRule that decide about connections, by their names in the API (istio.io/api
 * `networking/v1alpha3/destination_rule.proto`). Everything may be missing.
 */
export interface ConnectionPool {
  readonly tcp?: { readonly connectTimeout?: string; readonly maxConnections?: number }
  readonly http?: {
    readonly http1MaxPendingRequests?: number
    readonly http2MaxRequests?: number
    readonly maxRetries?: number
    readonly maxRequestsPerConnection?: number
  }
}

export interface OutlierDetection {
  readonly consecutive5xxErrors?: number
  readonly consecutiveGatewayErrors?: number
  readonly interval?: string
  readonly baseEjectionTime?: string
  readonly maxEjectionPercent?: number
  readonly minHealthPercent?: number
}

export interface LoadBalancer {
  readonly simple?: string
  readonly consistentHash?: {
    readonly maglev?: object
    readonly ringHash?: object
    readonly httpHeaderName?: string
  }
}

export interface ClientTls {
  readonly mode?: string
  readonly sni?: string
  readonly credentialName?: string
  readonly clientCertificate?: string
  readonly privateKey?: string
  readonly caCertificates?: string
}

export interface PolicyBlocks {
  readonly connectionPool?: ConnectionPool
  readonly outlierDetection?: OutlierDetection
  readonly loadBalancer?: LoadBalancer
  readonly tls?: ClientTls
}

export interface TrafficPolicy extends PolicyBlocks {
  readonly portLevelSettings?: readonly (PolicyBlocks & { readonly port?: { readonly number?: number } })[]
}

export interface Subset {
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly trafficPolicy?: TrafficPolicy
}

export interface DestinationRuleSpec {
  readonly host?: string
  readonly exportTo?: readonly string[]
  readonly workloadSelector?: { readonly matchLabels?: Readonly<Record<string, string>> } | null
  readonly trafficPolicy?: TrafficPolicy
  readonly subsets?: readonly Subset[]
}
