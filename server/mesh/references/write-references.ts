import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import type { ObjectOf, ObjectReference } from '#server/mesh/objects/types.ts'
import type { ReferredKind, WrittenReference } from '#server/mesh/references/types.ts'
import { resolveGatewayName } from '#server/mesh/routing/host-name.ts'

type Labels = Readonly<Record<string, string>>
type Listed<Kind extends MeshKind> = (object: ObjectOf<Kind>) => readonly WrittenReference[]

/** What each kind of configuration names, field by field (istio.io/api and gateway-api, their reference pages). */
export const writtenReferences: { readonly [Kind in MeshKind]?: Listed<Kind> } = {
  VirtualService: listOfVirtualService,
  DestinationRule: ({ metadata, spec }) => [
    { field: 'spec.host', host: spec.host ?? '' },
    ...listSelected(
      'spec.workloadSelector.matchLabels',
      spec.workloadSelector?.matchLabels,
      metadata.namespace,
    ),
    ...listSecret('spec.trafficPolicy.tls', spec.trafficPolicy?.tls?.credentialName, metadata.namespace),
  ],
  IstioGateway: ({ metadata, spec }) => [
    ...(spec.selector ? [{ field: 'spec.selector', selects: spec.selector }] : []),
    ...(spec.servers ?? []).flatMap(({ tls }, at) =>
      listSecret(`spec.servers[${at}].tls`, tls?.credentialName, metadata.namespace),
    ),
  ],
  ServiceEntry: ({ metadata, spec }) =>
    listSelected('spec.workloadSelector.labels', spec.workloadSelector?.labels, metadata.namespace),
  Sidecar: ({ metadata, spec }) =>
    listSelected('spec.workloadSelector.labels', spec.workloadSelector?.labels, metadata.namespace),
  PeerAuthentication: ({ metadata, spec }) =>
    listSelected('spec.selector.matchLabels', spec.selector?.matchLabels, metadata.namespace),
  RequestAuthentication: listOfPolicy,
  AuthorizationPolicy: listOfPolicy,
  Telemetry: listOfPolicy,
  WasmPlugin: listOfPolicy,
  TrafficExtension: listOfPolicy,
  ProxyConfig: listOfPolicy,
  EnvoyFilter: (filter) => [
    ...listSelected(
      'spec.workloadSelector.labels',
      filter.spec.workloadSelector?.labels,
      filter.metadata.namespace,
    ),
    ...listOfPolicy(filter),
  ],
  Gateway: ({ metadata, spec }) => [
    {
      field: 'spec.gatewayClassName',
      object: { kind: 'GatewayClass', namespace: '', name: spec.gatewayClassName },
    },
    ...listCertificates(spec.listeners, metadata.namespace),
  ],
  HTTPRoute: listOfRoute,
  GRPCRoute: listOfRoute,
  TLSRoute: listOfRoute,
  TCPRoute: listOfRoute,
  UDPRoute: listOfRoute,
  ListenerSet: ({ metadata: { namespace }, spec }) => [
    ...(spec.parentRef ? listTarget('spec.parentRef', readParent(spec.parentRef), namespace) : []),
    ...listCertificates(spec.listeners, namespace),
  ],
  BackendTLSPolicy: listOfPolicy,
  InferencePool: ({ metadata: { namespace }, spec }) => [
    ...listSelected('spec.selector.matchLabels', spec.selector?.matchLabels, namespace),
    ...(spec.endpointPickerRef
      ? listTarget(
          'spec.endpointPickerRef',
          { ...spec.endpointPickerRef, kind: spec.endpointPickerRef.kind ?? 'Service' },
          namespace,
        )
      : []),
  ],
}

function listSelected(field: string, labels: Labels | undefined, namespace: string): WrittenReference[] {
  return labels && Object.keys(labels).length > 0 ? [{ field, selects: labels, namespace }] : []
}

function listSecret(field: string, name: string | undefined, namespace: string): WrittenReference[] {
  return name ? [{ field: `${field}.credentialName`, object: { kind: 'Secret', namespace, name } }] : []
}

function listOfVirtualService({ metadata, spec }: ObjectOf<'VirtualService'>): readonly WrittenReference[] {
  const { namespace } = metadata
  const toHost = (field: string, destination: { host?: string } | undefined): WrittenReference[] =>
    destination?.host ? [{ field: `${field}.host`, host: destination.host }] : []
  const toRoutes = (
    field: string,
    routes: readonly { destination?: { host?: string } | undefined }[] | undefined,
  ) =>
    (routes ?? []).flatMap(({ destination }, at) => toHost(`${field}.route[${at}].destination`, destination))
  return [
    ...(spec.hosts ?? []).map((host, at) => ({ field: `spec.hosts[${at}]`, host })),
    ...listGateways(spec.gateways, 'spec.gateways', namespace),
    ...(spec.http ?? []).flatMap((rule, at) => {
      const field = `spec.http[${at}]`
      return [
        ...toRoutes(field, rule.route),
        ...toHost(`${field}.mirror`, rule.mirror),
        ...(rule.mirrors ?? []).flatMap(({ destination }, mirror) =>
          toHost(`${field}.mirrors[${mirror}].destination`, destination),
        ),
        ...(rule.delegate?.name
          ? [
              {
                field: `${field}.delegate`,
                object: {
                  kind: 'VirtualService' as const,
                  namespace: rule.delegate.namespace || namespace,
                  name: rule.delegate.name,
                },
              },
            ]
          : []),
      ]
    }),
    ...(spec.tcp ?? []).flatMap((rule, at) => toRoutes(`spec.tcp[${at}]`, rule.route)),
    ...(spec.tls ?? []).flatMap((rule, at) => toRoutes(`spec.tls[${at}]`, rule.route)),
  ]
}

/** `mesh` stands for all sidecars, and is no object. */
function listGateways(
  names: readonly string[] | undefined,
  field: string,
  namespace: string,
): readonly WrittenReference[] {
  return (names ?? []).flatMap((name, at) => {
    if (name === 'mesh') return []
    const [of = '', gateway = ''] = resolveGatewayName(name, namespace).split('/', 2)
    return [{ field: `${field}[${at}]`, object: { kind: 'IstioGateway', namespace: of, name: gateway } }]
  })
}

interface CertifiedListener {
  readonly tls?: { readonly certificateRefs?: readonly ObjectReference[] | undefined } | undefined
}

function listCertificates(
  listeners: readonly CertifiedListener[] | undefined,
  namespace: string,
): readonly WrittenReference[] {
  return (listeners ?? []).flatMap(({ tls }, at) =>
    (tls?.certificateRefs ?? []).map((ref, index) => ({
      field: `spec.listeners[${at}].tls.certificateRefs[${index}]`,
      object: { kind: 'Secret' as const, namespace: ref.namespace ?? namespace, name: ref.name ?? '' },
    })),
  )
}

interface TargetedSpec {
  readonly selector?: { readonly matchLabels?: Labels | undefined } | undefined
  readonly targetRef?: ObjectReference | undefined
  readonly targetRefs?: readonly ObjectReference[] | undefined
}

/** A policy is for what its selector or its targetRefs name; `targetRef` counts only without `targetRefs`. */
function listOfPolicy({
  metadata,
  spec,
}: {
  readonly metadata: { readonly namespace: string }
  readonly spec: TargetedSpec
}): readonly WrittenReference[] {
  const { namespace } = metadata
  const targets = spec.targetRefs?.length ? spec.targetRefs : spec.targetRef ? [spec.targetRef] : []
  return [
    ...listSelected('spec.selector.matchLabels', spec.selector?.matchLabels, namespace),
    ...targets.flatMap((target, at) => {
      const field = spec.targetRefs?.length ? `spec.targetRefs[${at}]` : 'spec.targetRef'
      return listTarget(field, target, namespace)
    }),
  ]
}

/** Kinds that policies and routes may name, by API group; a cluster-wide one has no namespace. */
const targetKinds: Readonly<Record<string, ReferredKind>> = {
  '/Service': 'Service',
  'core/Service': 'Service',
  'networking.istio.io/ServiceEntry': 'ServiceEntry',
  'gateway.networking.k8s.io/Gateway': 'Gateway',
  'gateway.networking.k8s.io/GatewayClass': 'GatewayClass',
  'gateway.networking.k8s.io/ListenerSet': 'ListenerSet',
  'inference.networking.k8s.io/InferencePool': 'InferencePool',
}

function listTarget(field: string, target: ObjectReference, namespace: string): readonly WrittenReference[] {
  const kind = targetKinds[`${target.group ?? ''}/${target.kind ?? ''}`]
  if (!kind || !target.name) return []
  const of = kind === 'GatewayClass' ? '' : target.namespace || namespace
  return [{ field, object: { kind, namespace: of, name: target.name } }]
}

interface PlainRoute {
  readonly metadata: { readonly namespace: string }
  readonly spec: {
    readonly parentRefs?: readonly ObjectReference[] | undefined
    readonly rules?: readonly { readonly backendRefs?: readonly ObjectReference[] | undefined }[] | undefined
  }
}

function readParent(parent: ObjectReference): ObjectReference {
  return { ...parent, group: parent.group ?? 'gateway.networking.k8s.io', kind: parent.kind ?? 'Gateway' }
}

/** Parents are Gateways unless they say otherwise, backends Services (gateway-api v1, ParentReference, BackendObjectReference). */
function listOfRoute(
  route: ObjectOf<'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute'>,
): readonly WrittenReference[] {
  // The kinds differ in their matches and filters alone; what is read here has one form.
  const { metadata, spec } = route as PlainRoute
  return [
    ...(spec.parentRefs ?? []).flatMap((parent, at) =>
      listTarget(`spec.parentRefs[${at}]`, readParent(parent), metadata.namespace),
    ),
    ...(spec.rules ?? []).flatMap(({ backendRefs }, rule) =>
      (backendRefs ?? []).flatMap((backend, at) =>
        listTarget(
          `spec.rules[${rule}].backendRefs[${at}]`,
          { ...backend, kind: backend.kind ?? 'Service' },
          metadata.namespace,
        ),
      ),
    ),
  ]
}
