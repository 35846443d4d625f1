import { describe, expect, it } from 'vitest'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { askAccess } from '#server/mesh/access/ask-access.ts'
import { explainOddities } from '#server/mesh/access/explain-oddities.ts'
import type { Caller } from '#server/mesh/access/types.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig, type MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'

type Plane = 'sidecar' | 'ambient' | 'none' | 'waypoint' | 'gateway'

const annotationOf: Readonly<Record<Plane, Readonly<Record<string, string>>>> = {
  sidecar: { 'sidecar.istio.io/status': '{}' },
  ambient: { 'ambient.istio.io/redirection': 'enabled' },
  none: {},
  waypoint: {},
  gateway: {},
}

function pod(name: string, plane: Plane, labels: Readonly<Record<string, string>> = {}): RawObject {
  const gateway = {
    'gateway.networking.k8s.io/gateway-name': name,
    'gateway.networking.k8s.io/gateway-class-name': plane === 'waypoint' ? 'istio-waypoint' : 'istio',
    'gateway.istio.io/managed':
      plane === 'waypoint' ? 'istio.io-mesh-controller' : 'istio.io-gateway-controller',
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: name, ...(plane === 'waypoint' || plane === 'gateway' ? gateway : {}), ...labels },
      annotations: annotationOf[plane],
    },
    spec: {
      serviceAccountName: name,
      containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080 }] }],
    },
    status: { phase: 'Running', podIPs: [{ ip: '10.0.0.1' }] },
  }
}

const service = (
  name: string,
  labels: Readonly<Record<string, string>> = {},
  spec: object = {},
  annotations: Readonly<Record<string, string>> = {},
): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', labels, annotations },
  spec: { ...spec, selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
})

const security = (
  kind: string,
  spec: object,
  annotations: Readonly<Record<string, string>> = {},
): RawObject => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name: kind.toLowerCase(), namespace: 'shop', annotations },
  spec: { ...spec },
})
const policy = (spec: object, annotations?: Readonly<Record<string, string>>) =>
  security('AuthorizationPolicy', spec, annotations)
const peer = (mode: string) => security('PeerAuthentication', { mtls: { mode } })
const rule = (trafficPolicy: object): RawObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'pay', namespace: 'shop' },
  spec: { host: 'pay', trafficPolicy },
})

interface World {
  readonly caller?: Plane | 'outside' | 'identity'
  readonly target?: Plane
  readonly manifests?: readonly RawObject[]
  readonly serviceLabels?: Readonly<Record<string, string>>
  readonly serviceAnnotations?: Readonly<Record<string, string>>
  readonly serviceSpec?: object
  readonly meshConfig?: Partial<MeshConfig>
  readonly method?: string
  readonly token?: Readonly<Record<string, unknown>>
}

function ask({ caller = 'sidecar', target = 'sidecar', ...world }: World) {
  const plane = caller === 'outside' || caller === 'identity' ? 'sidecar' : caller
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      pod('web', plane),
      pod('pay', target),
      service('pay', world.serviceLabels, world.serviceSpec, world.serviceAnnotations),
      ...(world.manifests ?? []),
    ],
  })
  const workloads = listWorkloads(snapshot)
  const find = (name: string) => {
    const found = workloads.find((workload) => workload.name === name)
    if (!found) throw new Error(`no workload ${name}`)
    return found
  }
  const from: Caller =
    caller === 'outside'
      ? { kind: 'outside' }
      : caller === 'identity'
        ? { kind: 'identity', principal: 'cluster.local/ns/shop/sa/web' }
        : { kind: 'workload', workload: find('web') }
  return askAccess(indexAccess(snapshot, { ...defaultMeshConfig, ...world.meshConfig }), {
    caller: from,
    target: find('pay'),
    service: { namespace: 'shop', name: 'pay', port: 80 },
    request: {
      protocol: 'http',
      source: { ip: '10.0.0.9', remoteIp: '10.0.0.9' },
      destination: { ip: '10.0.0.1', port: 8080 },
      sni: '',
      http: { method: world.method ?? 'GET', path: '/', host: 'pay', headers: {} },
      ...(world.token ? { token: world.token } : {}),
    },
  })
}

const tell = (world: World) => {
  const { decision, hops } = ask(world)
  return `${decision}: ${hops.map(({ kind, outcome }) => `${kind} ${outcome}`).join(', ')}`
}
const codes = (world: World) => ask(world).hops.flatMap(({ reasons }) => reasons.map(({ code }) => code))

const throughWaypoint = {
  caller: 'ambient',
  target: 'ambient',
  serviceLabels: { 'istio.io/use-waypoint': 'way' },
} as const
const way = pod('way', 'waypoint')
const forService = (spec: object) =>
  policy({ targetRefs: [{ group: '', kind: 'Service', name: 'pay' }], ...spec })
const gatewayGroup = 'gateway.networking.k8s.io'
const alone = 'ALLOW: client passes, waypoint passes, ztunnel passes'
const past = 'ALLOW: client passes, ztunnel passes'
const ofWeb = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] }
const ofWaypoint = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/way'] } }] }

// istio.io "Understanding TLS Configuration"; istio pilot/pkg/networking/core/cluster_tls.go
describe('mutual TLS of both sides', () => {
  it.each<[string, World, string]>([
    ['auto mTLS to STRICT', { manifests: [peer('STRICT')] }, 'ALLOW: client passes, server passes'],
    [
      'a DestinationRule that turns it off, to STRICT',
      { manifests: [peer('STRICT'), rule({ tls: { mode: 'DISABLE' } })] },
      'DENY: client passes, server refuses',
    ],
    [
      'a DestinationRule for mutual TLS, to DISABLE',
      { manifests: [peer('DISABLE'), rule({ tls: { mode: 'ISTIO_MUTUAL' } })] },
      'DENY: client passes, server refuses',
    ],
    ['nobody of the mesh, to PERMISSIVE', { caller: 'outside' }, 'ALLOW: server passes'],
    [
      'nobody of the mesh, to STRICT',
      { caller: 'outside', manifests: [peer('STRICT')] },
      'DENY: server refuses',
    ],
    [
      'a workload without proxy enforces nothing',
      { target: 'none' },
      'ALLOW: client passes, server not-enforced',
    ],
    [
      'an ambient caller of a sidecar',
      { caller: 'ambient', manifests: [peer('STRICT')] },
      'ALLOW: client passes, server passes',
    ],
  ])('%s', (_, world, told) => {
    expect(tell(world)).toBe(told)
  })

  it('a caller whose TLS is off has no identity that a policy could allow', () => {
    const manifests = [rule({ tls: { mode: 'DISABLE' } }), policy({ rules: [ofWeb] })]
    expect(tell({ manifests })).toBe('DENY: client passes, server refuses')
    expect(tell({ manifests: manifests.slice(1) })).toBe('ALLOW: client passes, server passes')
  })
})

// istio.io/docs/ambient/usage/waypoint; ztunnel src/rbac.rs; istio pilot/pkg/xds/endpoints/endpoint_builder.go
describe('a waypoint and the ztunnel behind it', () => {
  it.each<[string, World, string]>([
    [
      'the waypoint enforces what refers to the service, by what it reads of requests',
      {
        ...throughWaypoint,
        manifests: [way, forService({ rules: [{ to: [{ operation: { methods: ['PUT'] } }] }] })],
      },
      'DENY: client passes, waypoint refuses',
    ],
    [
      'ztunnel sees the waypoint as the caller',
      { ...throughWaypoint, manifests: [way, policy({ rules: [ofWeb] })] },
      'DENY: client passes, waypoint passes, ztunnel refuses',
    ],
    [
      'a policy for the waypoint’s identity lets it through',
      { ...throughWaypoint, manifests: [way, policy({ rules: [ofWaypoint] })] },
      'ALLOW: client passes, waypoint passes, ztunnel passes',
    ],
    [
      'a sidecar goes straight to the workload, past what the waypoint would refuse',
      { ...throughWaypoint, caller: 'sidecar', manifests: [way, forService({ rules: [] })] },
      'ALLOW: client passes, ztunnel passes',
    ],
    [
      'a waypoint that does not run enforces nothing',
      { ...throughWaypoint, manifests: [forService({ rules: [] })] },
      'ALLOW: client passes, ztunnel passes',
    ],
    [
      'ztunnel leaves out an ALLOW rule that asks for a method, and its policy still counts',
      {
        caller: 'ambient',
        target: 'ambient',
        manifests: [policy({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
      },
      'DENY: client passes, ztunnel refuses',
    ],
    [
      'a DENY rule with nothing left of a clause denies nobody at ztunnel',
      {
        caller: 'ambient',
        target: 'ambient',
        manifests: [policy({ action: 'DENY', rules: [{ to: [{ operation: { methods: ['GET'] } }] }] })],
      },
      'ALLOW: client passes, ztunnel passes',
    ],
    [
      'a DENY rule that keeps its port applies without its method, which is wider',
      {
        caller: 'ambient',
        target: 'ambient',
        manifests: [
          policy({ action: 'DENY', rules: [{ to: [{ operation: { methods: ['PUT'], ports: ['8080'] } }] }] }),
        ],
      },
      'DENY: client passes, ztunnel refuses',
    ],
    [
      'plaintext is refused under STRICT',
      { caller: 'outside', target: 'ambient', manifests: [peer('STRICT')] },
      'DENY: ztunnel refuses',
    ],
    [
      'DISABLE acts as PERMISSIVE, so that plaintext and HBONE pass',
      { caller: 'ambient', target: 'ambient', manifests: [peer('DISABLE')] },
      'ALLOW: client passes, ztunnel passes',
    ],
  ])('%s', (_, world, told) => {
    expect(tell(world)).toBe(told)
  })

  it('say what never reaches them', () => {
    const audit = policy({ action: 'AUDIT', rules: [{}] })
    expect(codes({ caller: 'ambient', target: 'ambient', manifests: [audit] })).toContain(
      'access-ztunnel-action',
    )
    const dry = policy({ rules: [] }, { 'istio.io/dry-run': 'true' })
    expect(codes({ caller: 'ambient', target: 'ambient', manifests: [dry] })).toContain(
      'access-ztunnel-dry-run',
    )
    expect(codes({ ...throughWaypoint, caller: 'sidecar', manifests: [way] })).toContain(
      'access-waypoint-bypassed',
    )
    expect(codes(throughWaypoint)).toContain('access-waypoint-missing')
  })

  // Words of a real istiod 1.31.1 (`e2e/real/ambient.real.ts` waits for them).
  it('tell what istiod wrote of policies that ztunnel or a waypoint does not take as they read', () => {
    const written = (spec: object, type: string, status: string, reason: string) => ({
      ...policy(spec),
      status: { conditions: [{ type, status, reason, message: '' }] },
    })
    const says = (world: World) =>
      ask({ target: 'ambient', caller: 'ambient', ...world }).hops.flatMap(({ reasons }) =>
        reasons
          .filter(({ code }) => code === 'access-istiod-says')
          .map(({ params }) => `${params['type']} ${params['status']} ${params['reason']}`),
      )
    const audit = { action: 'AUDIT', rules: [{}] }
    const unsupported = written(audit, 'ZtunnelAccepted', 'False', 'UnsupportedValue')
    expect(says({ manifests: [unsupported] })).toEqual(['ZtunnelAccepted False UnsupportedValue'])
    const reference = { targetRefs: [{ group: '', kind: 'Service', name: 'pay' }], rules: [{}] }
    const unbound = written(reference, 'WaypointAccepted', 'False', 'AncestorNotBound')
    expect(says({ manifests: [unbound] })).toEqual(['WaypointAccepted False AncestorNotBound'])
    expect(says({ manifests: [written({ rules: [{}] }, 'ZtunnelAccepted', 'True', 'Accepted')] })).toEqual([])
  })
})

// istio 1.31.1 pilot/pkg/xds/endpoints/endpoint_builder.go, findServiceWaypoint: it leaves at once for every proxy that is
// no router, for services without address, and where the service's or its namespace's label does not say so
// (pilot/pkg/serviceregistry/ambient/services.go, ingressUseWaypointFromLabels: Go's strconv.ParseBool reads the label)
describe('who goes through a waypoint', () => {
  const label = 'istio.io/ingress-use-waypoint'
  const inNamespace = (value: string): RawObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { [label]: value } },
  })
  const through = 'DENY: client passes, waypoint refuses'
  it.each<[string, World, string]>([
    ['an ambient caller', { caller: 'ambient' }, through],
    ['a sidecar does not', { caller: 'sidecar' }, past],
    [
      'a sidecar does not, whatever the label for gateways says',
      { caller: 'sidecar', serviceLabels: { [label]: 'true' } },
      past,
    ],
    ['a caller without proxy does not', { caller: 'none' }, 'ALLOW: client not-enforced, ztunnel passes'],
    ['nobody of the mesh does not', { caller: 'outside' }, 'ALLOW: ztunnel passes'],
    ['a gateway does not of itself', { caller: 'gateway' }, past],
    [
      'a gateway that the service asks to',
      { caller: 'gateway', serviceLabels: { [label]: 'true' } },
      through,
    ],
    [
      'a gateway that the service asks to in another spelling of Go’s',
      { caller: 'gateway', serviceLabels: { [label]: 'T' } },
      through,
    ],
    [
      'a gateway that the namespace asks to',
      { caller: 'gateway', manifests: [inNamespace('true')] },
      through,
    ],
    [
      'a gateway that the service keeps away, whatever its namespace asks',
      { caller: 'gateway', serviceLabels: { [label]: 'yes' }, manifests: [inNamespace('true')] },
      past,
    ],
    [
      'a gateway does not for a service without address',
      { caller: 'gateway', serviceLabels: { [label]: 'true' }, serviceSpec: { clusterIP: 'None' } },
      past,
    ],
  ])('%s', (_, world, told) => {
    expect(
      tell({
        ...world,
        target: 'ambient',
        serviceLabels: { 'istio.io/use-waypoint': 'way', ...world.serviceLabels },
        manifests: [way, forService({ rules: [] }), ...(world.manifests ?? [])],
      }),
    ).toBe(told)
  })
})

// istio 1.31.1 pilot/pkg/serviceregistry/ambient/waypoints.go, buildWeightedWaypoints
describe('waypoints that share a service', () => {
  const canary = pod('canary', 'waypoint')
  const ofCanary = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/canary'] } }] }
  const share = (weight: string | undefined, world: World): World => ({
    ...throughWaypoint,
    ...world,
    serviceLabels: { 'istio.io/use-waypoint': 'way', 'istio.io/use-waypoint-canary': 'canary' },
    serviceAnnotations: weight === undefined ? {} : { 'istio.io/use-waypoint-canary-weight': weight },
    manifests: [way, canary, ...(world.manifests ?? [])],
  })
  const closesOne = policy({
    targetRefs: [{ group: gatewayGroup, kind: 'Gateway', name: 'canary' }],
    rules: [],
  })

  it.each<[string, World, string]>([
    [
      'a policy of one alone decides for its share alone',
      share('10', { manifests: [closesOne] }),
      'DEPENDS: client passes, waypoint passes, ztunnel passes, waypoint refuses',
    ],
    [
      'a policy of the service holds at both',
      share('10', { manifests: [forService({ rules: [] })] }),
      'DENY: client passes, waypoint refuses, waypoint refuses',
    ],
    [
      'ztunnel behind sees either as the caller',
      share('50', { manifests: [policy({ rules: [ofCanary] })] }),
      'DEPENDS: client passes, waypoint passes, ztunnel refuses, waypoint passes, ztunnel passes',
    ],
    ['a canary without weight gets nothing', share(undefined, { manifests: [closesOne] }), alone],
    ['nor one of 0', share('0', { manifests: [closesOne] }), alone],
    ['nor one of a weight that is none', share('half', { manifests: [closesOne] }), alone],
    [
      'one of 100 gets all',
      share('100', { manifests: [closesOne] }),
      'DENY: client passes, waypoint refuses',
    ],
    ['a sidecar passes both by', { ...share('50', { manifests: [closesOne] }), caller: 'sidecar' }, past],
  ])('%s', (_, world, told) => {
    expect(tell(world)).toBe(told)
  })

  it('say how much each takes', () => {
    const shares = ask(share('10', {})).hops.flatMap(({ at, reasons }) =>
      reasons
        .filter(({ code }) => code === 'access-waypoint-share')
        .map(({ params }) => `${at?.name} ${params['percent']}`),
    )
    expect(shares).toEqual(['way 90', 'canary 10'])
  })
})

describe('a token', () => {
  const jwt = security('RequestAuthentication', { jwtRules: [{ issuer: 'https://i', audiences: ['a'] }] })
  const needs = policy({ rules: [{ from: [{ source: { requestPrincipals: ['https://i/*'] } }] }] })

  it.each<[string, World, string, string]>([
    [
      'of the issuer is seen by policies',
      { manifests: [jwt, needs], token: { iss: 'https://i', sub: 'x', aud: 'a' } },
      'ALLOW: client passes, server passes',
      'authorization-allow-matched',
    ],
    [
      'of another issuer is refused',
      { manifests: [jwt, needs], token: { iss: 'https://o', sub: 'x' } },
      'DENY: client passes, server refuses',
      'access-token-refused',
    ],
    [
      'that nothing reads is as none',
      { manifests: [needs], token: { iss: 'https://i', sub: 'x' } },
      'DENY: client passes, server refuses',
      'access-token-unread',
    ],
  ])('%s', (_, world, told, code) => {
    expect(tell(world)).toBe(told)
    expect(codes(world)).toContain(code)
  })
})

describe('what surprises is told where it bites', () => {
  const odd = (rules: readonly object[], world: World = {}, action = 'ALLOW') => {
    const hop = ask({ ...world, manifests: [...(world.manifests ?? []), policy({ action, rules })] }).hops.at(
      -1,
    )
    const { request } = hop ?? {}
    return request
      ? (hop?.explain() ?? []).flatMap((one) => explainOddities(one, request)).map(({ code }) => code)
      : []
  }
  const source = (of: object) => [{ from: [{ source: of }] }]

  it.each<[string, readonly string[], string]>([
    [
      'plaintext is not excluded by notPrincipals',
      odd(source({ notPrincipals: ['*'] }), { caller: 'outside' }),
      'access-odd-not-plaintext',
    ],
    ['a star in the middle', odd(source({ principals: ['cluster.local/ns/*/sa/web'] })), 'access-odd-star'],
    [
      'a scheme before a principal',
      odd(source({ principals: ['spiffe://cluster.local/ns/shop/sa/web'] })),
      'access-odd-scheme',
    ],
    [
      'a principal of other than five parts',
      odd(source({ principals: ['cluster.local/web'] })),
      'access-odd-alias',
    ],
    ['an issuer alone', odd(source({ requestPrincipals: ['me'] }), {}), 'access-odd-issuer-alone'],
    ['a template and the parent alone', odd([{ to: [{ operation: { paths: ['/{**}'] } }] }]), ''],
    [
      'a missing header that notValues exclude',
      odd([{ when: [{ key: 'request.headers[x]', notValues: ['a'] }] }]),
      'access-odd-not-absent',
    ],
  ])('%s', (_, told, code) => {
    expect(told).toEqual(code === '' ? [] : [code])
  })
})
