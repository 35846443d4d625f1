import type {
  IGRPCRoute,
  IHTTPRoute,
  IGateway as IK8sGateway,
} from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1'
import type {
  IDestinationRule,
  IGateway,
  IServiceEntry,
  ISidecar,
  IVirtualService,
  IWorkloadEntry,
  IWorkloadGroup,
} from '@kubernetes-models/istio/networking.istio.io/v1'
import type {
  IAuthorizationPolicy,
  IPeerAuthentication,
  IRequestAuthentication,
} from '@kubernetes-models/istio/security.istio.io/v1'
import type { ITelemetry } from '@kubernetes-models/istio/telemetry.istio.io/v1'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'

/**
 * Objects as the snapshot keeps them: pruned on arrival to what a rule reads (a sidecar pod is 19 kB of heap whole,
 * 0.25 kB pruned). Strings that recur are shared. Everything is frozen by convention: nobody writes to these.
 */
export interface ObjectMeta {
  readonly name: string
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly uid: string
  readonly resourceVersion: string
  /** RFC 3339, whole seconds. */
  readonly creationTimestamp: string
  readonly generation?: number
  readonly deletionTimestamp?: string
  readonly labels: Readonly<Record<string, string>>
  /** Only keys of istio.io, kiali.io, gateway.networking.k8s.io, app.kubernetes.io and argocd/flux/helm owners. */
  readonly annotations: Readonly<Record<string, string>>
  /**
   * Of configuration: who wrote fields of it, by the names in managedFields, the newest first; writers of a subresource
   * (`status`) alone are left out.
   */
  readonly managers?: readonly string[]
  /** The controlling owner alone. */
  readonly owner?: { readonly apiVersion: string; readonly kind: string; readonly name: string }
}

interface MeshObject {
  readonly metadata: ObjectMeta
}

export type NamespaceObject = MeshObject

export interface Pod extends MeshObject {
  readonly spec: {
    readonly serviceAccountName: string
    readonly nodeName?: string
    readonly hostNetwork?: boolean
    /** Init containers of native sidecars (restartPolicy Always) are among `containers`, marked `init`. */
    readonly containers: readonly {
      readonly name: string
      readonly image: string
      readonly init?: true
      readonly ports: readonly number[]
    }[]
  }
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
    readonly podIPs: readonly string[]
    readonly ready: boolean
    readonly restarts: number
    /** CrashLoopBackOff, ImagePullBackOff, … of the first container that waits. */
    readonly waitingReason?: string
  }
}

export interface Service extends MeshObject {
  readonly spec: {
    readonly type: string
    readonly clusterIP?: string
    readonly externalName?: string
    readonly selector: Readonly<Record<string, string>>
    readonly ports: readonly {
      readonly name: string
      readonly port: number
      readonly protocol: string
      readonly appProtocol?: string
      readonly targetPort?: number | string
    }[]
  }
}

export interface ConfigMap extends MeshObject {
  readonly data: Readonly<Record<string, string>>
}

export interface EndpointSlice extends MeshObject {
  readonly serviceName: string
  readonly ports: readonly { readonly name: string; readonly port: number }[]
  readonly endpoints: readonly {
    readonly addresses: readonly string[]
    readonly ready: boolean
    readonly podName?: string
  }[]
}

/** Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob, folded to one shape. */
export interface PodOwner extends MeshObject {
  readonly spec: {
    /** Desired pods; for a DaemonSet `status.desiredNumberScheduled`, for a Job `parallelism`. */
    readonly replicas: number
    readonly selector: Readonly<Record<string, string>>
    readonly serviceAccountName: string
    readonly templateLabels: Readonly<Record<string, string>>
    readonly templateAnnotations: Readonly<Record<string, string>>
  }
  readonly status: { readonly replicas: number; readonly available: number; readonly updated: number }
}

type SpecOf<Model extends { spec?: unknown }> = NonNullable<Model['spec']>

interface WithSpec<Spec> extends MeshObject {
  readonly spec: Spec
  readonly status?: { readonly conditions?: readonly StatusCondition[] }
}

/** Of the object itself, or of a part of it that a controller judges apart. */
export interface StatusCondition {
  /** `parents[0]`, `listeners[1]`, `ancestors[0]` of its status; absent for the object's own. */
  readonly of?: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly message?: string
}

/** Another object as a field names it; what is left out is the field's own default. */
export interface ObjectReference {
  readonly group?: string | undefined
  readonly kind?: string | undefined
  readonly name?: string | undefined
  readonly namespace?: string | undefined
}

/** Of kinds of which no rule reads more: for which pods, or for which objects, they are. */
interface SelectingSpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
  /** Of an EnvoyFilter. */
  readonly workloadSelector?: { readonly labels?: Readonly<Record<string, string>> }
  readonly targetRefs?: readonly ObjectReference[]
}

interface RoutingSpec {
  readonly parentRefs?: readonly ObjectReference[]
  readonly rules?: readonly { readonly backendRefs?: readonly ObjectReference[] }[]
}

interface ListenerSetSpec {
  readonly parentRef?: ObjectReference
  readonly listeners?: readonly {
    readonly tls?: { readonly certificateRefs?: readonly ObjectReference[] }
  }[]
}

interface InferencePoolSpec {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> }
  readonly endpointPickerRef?: ObjectReference
}

/** Istio's and Gateway API's objects keep their whole spec. */
interface ObjectByKind {
  Namespace: NamespaceObject
  Pod: Pod
  Service: Service
  ConfigMap: ConfigMap
  EndpointSlice: EndpointSlice
  Deployment: PodOwner
  ReplicaSet: PodOwner
  StatefulSet: PodOwner
  DaemonSet: PodOwner
  Job: PodOwner
  CronJob: PodOwner
  VirtualService: WithSpec<SpecOf<IVirtualService>>
  DestinationRule: WithSpec<SpecOf<IDestinationRule>>
  IstioGateway: WithSpec<SpecOf<IGateway>>
  ServiceEntry: WithSpec<SpecOf<IServiceEntry>>
  Sidecar: WithSpec<SpecOf<ISidecar>>
  WorkloadEntry: WithSpec<SpecOf<IWorkloadEntry>>
  WorkloadGroup: WithSpec<SpecOf<IWorkloadGroup>>
  PeerAuthentication: WithSpec<SpecOf<IPeerAuthentication>>
  RequestAuthentication: WithSpec<SpecOf<IRequestAuthentication>>
  AuthorizationPolicy: WithSpec<SpecOf<IAuthorizationPolicy>>
  Telemetry: WithSpec<SpecOf<ITelemetry>>
  EnvoyFilter: WithSpec<SelectingSpec>
  ProxyConfig: WithSpec<SelectingSpec>
  WasmPlugin: WithSpec<SelectingSpec>
  TrafficExtension: WithSpec<SelectingSpec>
  GatewayClass: WithSpec<{ readonly controllerName: string }>
  Gateway: WithSpec<SpecOf<IK8sGateway>>
  HTTPRoute: WithSpec<SpecOf<IHTTPRoute>>
  GRPCRoute: WithSpec<SpecOf<IGRPCRoute>>
  TLSRoute: WithSpec<RoutingSpec>
  TCPRoute: WithSpec<RoutingSpec>
  UDPRoute: WithSpec<RoutingSpec>
  ListenerSet: WithSpec<ListenerSetSpec>
  ReferenceGrant: WithSpec<object>
  BackendTLSPolicy: WithSpec<{ readonly targetRefs?: readonly ObjectReference[] }>
  InferencePool: WithSpec<InferencePoolSpec>
}
export type ObjectOf<Kind extends MeshKind> = ObjectByKind[Kind]
