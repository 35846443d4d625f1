import type { LabelSelector } from '#server/mesh/objects/select-namespaces.ts'

/**
 * The fields of the Gateway API that decide about requests, by their names in the API (gateway.networking.k8s.io/v1,
 * sigs.k8s.io/gateway-api `apis/v1`). Everything may be missing.
 */
export interface ParentRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly sectionName?: string
  readonly port?: number
}

export interface BackendRef {
  readonly group?: string
  readonly kind?: string
  readonly namespace?: string
  readonly name?: string
  readonly port?: number
  readonly weight?: number
  readonly filters?: readonly Filter[]
}

export interface NamedValue {
  readonly name?: string
  readonly value?: string
  readonly type?: string
}

interface HeaderFilter {
  readonly set?: readonly NamedValue[]
  readonly add?: readonly NamedValue[]
  readonly remove?: readonly string[]
}

interface PathModifier {
  readonly type?: string
  readonly replacePrefixMatch?: string
  readonly replaceFullPath?: string
}

export interface Filter {
  readonly type?: string
  readonly requestHeaderModifier?: HeaderFilter
  readonly responseHeaderModifier?: HeaderFilter
  readonly requestRedirect?: {
    readonly scheme?: string
    readonly hostname?: string
    readonly port?: number
    readonly statusCode?: number
    readonly path?: PathModifier
  }
  readonly urlRewrite?: { readonly hostname?: string; readonly path?: PathModifier }
  readonly requestMirror?: {
    readonly backendRef?: BackendRef
    readonly percent?: number
    readonly fraction?: { readonly numerator?: number; readonly denominator?: number }
  }
}

export interface RouteMatch {
  readonly path?: { readonly type?: string; readonly value?: string }
  readonly headers?: readonly NamedValue[]
  readonly queryParams?: readonly NamedValue[]
  /** A word of HTTP; for GRPCRoute service and method. */
  readonly method?: string | { readonly type?: string; readonly service?: string; readonly method?: string }
}

export interface RouteRule {
  readonly name?: string
  readonly matches?: readonly RouteMatch[]
  readonly filters?: readonly Filter[]
  readonly backendRefs?: readonly BackendRef[]
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string }
  readonly retry?: {
    readonly attempts?: number
    readonly backoff?: string
    readonly codes?: readonly number[]
  }
}

/** HTTPRoute and GRPCRoute alike. */
export interface RouteSpec {
  readonly parentRefs?: readonly ParentRef[]
  readonly hostnames?: readonly string[]
  readonly rules?: readonly RouteRule[]
}

export interface ListenerSpec {
  readonly name?: string
  readonly port?: number
  readonly protocol?: string
  readonly hostname?: string
  readonly tls?: { readonly mode?: string } | null
  readonly allowedRoutes?: {
    readonly namespaces?: {
      readonly from?: string
      readonly selector?: LabelSelector
    }
    readonly kinds?: readonly { readonly group?: string; readonly kind?: string }[]
  }
}

export interface GatewaySpec {
  readonly gatewayClassName?: string
  readonly listeners?: readonly ListenerSpec[]
  readonly addresses?: readonly { readonly type?: string; readonly value?: string }[]
}
