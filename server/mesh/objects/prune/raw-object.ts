/**
 * Objects as the API server sends them, as far as pruning reads them. Every field may be missing: older API servers,
 * partial manifests of tests and half-created objects all pass through here.
 */
export interface RawObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata?: RawMeta
  readonly spec?: unknown
  readonly status?: unknown
  readonly [field: string]: unknown
}

export interface RawMeta {
  readonly name?: string
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly creationTimestamp?: string | null
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>> | null
  readonly annotations?: Readonly<Record<string, string>> | null
  readonly managedFields?:
    | readonly { readonly manager?: string; readonly subresource?: string; readonly time?: string }[]
    | null
  readonly ownerReferences?: readonly {
    readonly apiVersion?: string
    readonly kind?: string
    readonly name?: string
    readonly controller?: boolean
  }[]
  readonly [field: string]: unknown
}

export interface RawContainer {
  readonly name?: string
  readonly image?: string
  readonly restartPolicy?: string
  readonly ports?: readonly { readonly containerPort?: number }[]
}

interface RawContainerStatus {
  readonly restartCount?: number
  readonly state?: { readonly waiting?: { readonly reason?: string } }
}

export interface RawPod extends RawObject {
  readonly spec?: {
    readonly serviceAccountName?: string
    readonly nodeName?: string
    readonly hostNetwork?: boolean
    readonly containers?: readonly RawContainer[]
    readonly initContainers?: readonly RawContainer[]
  }
  readonly status?: {
    readonly phase?: string
    readonly podIP?: string
    readonly podIPs?: readonly { readonly ip?: string }[]
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[]
    readonly containerStatuses?: readonly RawContainerStatus[]
    readonly initContainerStatuses?: readonly RawContainerStatus[]
  }
}

export interface RawService extends RawObject {
  readonly spec?: {
    readonly type?: string
    readonly clusterIP?: string
    readonly externalName?: string
    readonly selector?: Readonly<Record<string, string>>
    readonly ports?: readonly {
      readonly name?: string
      readonly port: number
      readonly protocol?: string
      readonly appProtocol?: string
      readonly targetPort?: number | string
    }[]
  }
}

export interface RawEndpointSlice extends RawObject {
  readonly ports?: readonly { readonly name?: string | null; readonly port?: number | null }[] | null
  readonly endpoints?:
    | readonly {
        readonly addresses?: readonly string[]
        readonly conditions?: { readonly ready?: boolean | null }
        readonly targetRef?: { readonly kind?: string; readonly name?: string }
      }[]
    | null
}

export interface RawTemplate {
  readonly metadata?: RawMeta
  readonly spec?: { readonly serviceAccountName?: string }
}

export interface RawPodOwner extends RawObject {
  readonly spec?: {
    readonly replicas?: number
    readonly parallelism?: number
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
    readonly template?: RawTemplate
    readonly jobTemplate?: { readonly spec?: { readonly template?: RawTemplate } }
  }
  readonly status?: {
    readonly replicas?: number
    readonly availableReplicas?: number
    readonly updatedReplicas?: number
    readonly desiredNumberScheduled?: number
    readonly currentNumberScheduled?: number
    readonly numberAvailable?: number
    readonly updatedNumberScheduled?: number
    readonly active?: number | readonly unknown[]
    readonly ready?: number
    readonly conditions?: readonly { readonly type?: string; readonly status?: string }[]
  }
}
