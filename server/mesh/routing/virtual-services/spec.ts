/**
 * The fields of a VirtualService that decide about requests, by their names in the API (istio.io/api
 * `networking/v1alpha3/virtual_service.proto`). Everything may be missing: what the API server stored before a schema
 * existed is read as well.
 */
export interface StringMatch {
  readonly exact?: string
  readonly prefix?: string
  readonly regex?: string
}
type StringMatches = Readonly<Record<string, StringMatch>>

export interface HttpMatch {
  readonly name?: string
  readonly uri?: StringMatch
  readonly scheme?: StringMatch
  readonly method?: StringMatch
  readonly authority?: StringMatch
  readonly headers?: StringMatches
  readonly withoutHeaders?: StringMatches
  readonly queryParams?: StringMatches
  readonly port?: number
  readonly sourceLabels?: Readonly<Record<string, string>>
  readonly sourceNamespace?: string
  readonly gateways?: readonly string[]
  readonly ignoreUriCase?: boolean
  readonly statPrefix?: string
}

export interface Destination {
  readonly host?: string
  readonly subset?: string
  readonly port?: { readonly number?: number }
}

export interface WeightedDestination {
  readonly destination?: Destination
  readonly weight?: number
  readonly headers?: HeaderChanges
}

export interface HeaderChanges {
  readonly request?: HeaderOperations
  readonly response?: HeaderOperations
}

interface HeaderOperations {
  readonly set?: Readonly<Record<string, string>>
  readonly add?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

interface Percent {
  readonly value?: number
}

export interface HttpFault {
  readonly delay?: { readonly fixedDelay?: string; readonly percentage?: Percent; readonly percent?: number }
  readonly abort?: {
    readonly httpStatus?: number
    readonly grpcStatus?: string
    readonly percentage?: Percent
  }
}

export interface HttpRedirect {
  readonly uri?: string
  readonly authority?: string
  readonly scheme?: string
  readonly port?: number
  readonly derivePort?: string
  readonly prefixRewrite?: string
  readonly redirectCode?: number
}

export interface HttpRewrite {
  readonly uri?: string
  readonly authority?: string
  readonly uriRegexRewrite?: { readonly match?: string; readonly rewrite?: string }
}

export interface HttpRoute {
  readonly name?: string
  readonly match?: readonly HttpMatch[]
  readonly route?: readonly WeightedDestination[]
  readonly redirect?: HttpRedirect
  readonly directResponse?: {
    readonly status?: number
    readonly body?: { readonly string?: string; readonly bytes?: string }
  }
  readonly delegate?: { readonly name?: string; readonly namespace?: string }
  readonly rewrite?: HttpRewrite
  readonly timeout?: string
  readonly retries?: {
    readonly attempts?: number
    readonly perTryTimeout?: string
    readonly retryOn?: string
    readonly backoff?: string
  }
  readonly fault?: HttpFault
  readonly mirror?: Destination
  readonly mirrorPercent?: number
  readonly mirrorPercentage?: Percent
  readonly mirrors?: readonly { readonly destination?: Destination; readonly percentage?: Percent }[]
  readonly corsPolicy?: object
  readonly headers?: HeaderChanges
}

export interface L4Match {
  readonly destinationSubnets?: readonly string[]
  readonly sniHosts?: readonly string[]
  readonly port?: number
  readonly sourceLabels?: Readonly<Record<string, string>>
  readonly sourceNamespace?: string
  readonly gateways?: readonly string[]
}

export interface L4Route {
  readonly match?: readonly L4Match[]
  readonly route?: readonly WeightedDestination[]
}

export interface VirtualServiceSpec {
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
  readonly exportTo?: readonly string[]
  readonly http?: readonly HttpRoute[]
  readonly tcp?: readonly L4Route[]
  readonly tls?: readonly L4Route[]
}
