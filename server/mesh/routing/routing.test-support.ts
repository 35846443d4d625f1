import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { type RoutedRequest, routeRequest } from '#server/mesh/routing/route-request.ts'
import { indexRouting, type Routing } from '#server/mesh/routing/routing.ts'
import type { HttpRequest, ProxyClient } from '#server/mesh/routing/types.ts'

/** `reviews.shop:8080,80` is a service with HTTP ports; `tcp@9000` names another protocol; `>front,.` is its exportTo. */
export function buildService(text: string): RawObject {
  const [, name = '', namespace = '', ports = '', exportTo] =
    /^([^.]+)\.([^:]+):([^>]+)(?:>(.*))?$/.exec(text) ?? []
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name,
      namespace,
      ...(exportTo ? { annotations: { 'networking.istio.io/exportTo': exportTo } } : {}),
    },
    spec: {
      type: 'ClusterIP',
      selector: { app: name },
      ports: ports.split(',').map((port) => {
        const [number = '', protocol = 'http'] = port.split('@').toReversed()
        return { name: `${protocol}-${number}`, port: Number(number), targetPort: 8080 }
      }),
    },
  }
}

const groups: Readonly<Record<string, string>> = {
  PeerAuthentication: 'security.istio.io/v1',
  Gateway: 'networking.istio.io/v1',
}

/** An object of Istio, its name as `namespace/name`; `age` counts seconds of creation: the smaller is the older. */
export function buildObject(kind: string, name: string, spec: object, age = 0): RawObject {
  const [namespace = '', own = ''] = name.split('/')
  return {
    apiVersion: groups[kind] ?? 'networking.istio.io/v1',
    kind,
    metadata: {
      name: own,
      namespace,
      creationTimestamp: `2026-01-01T00:00:${String(age).padStart(2, '0')}Z`,
    },
    spec,
  }
}

export function buildPod(namespace: string, app: string, hasSidecar = true): RawObject {
  const containers = [
    { name: 'app', image: 'app' },
    ...(hasSidecar ? [{ name: 'istio-proxy', image: 'proxyv2' }] : []),
  ]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${app}-1`, namespace, labels: { app } },
    spec: { containers },
    status: { phase: 'Running' },
  }
}

export function buildMesh(facts: {
  readonly services?: readonly string[]
  readonly objects?: readonly RawObject[]
  readonly meshConfig?: object
  readonly rootNamespace?: string
}): Routing {
  const snapshot = buildSnapshotFromManifests({
    manifests: [...(facts.services ?? []).map(buildService), ...(facts.objects ?? [])],
    ...(facts.rootNamespace ? { rootNamespace: facts.rootNamespace } : {}),
  })
  return indexRouting(snapshot, parseMeshConfig(facts.meshConfig ?? null))
}

export function sidecarOf(namespace: string, labels: Record<string, string> = {}): ProxyClient {
  return { namespace, labels, kind: 'sidecar' }
}

export const web = sidecarOf('front', { app: 'web', version: 'v1' })
export const edge: ProxyClient = { namespace: 'ingress', labels: { gw: 'edge' }, kind: 'gateway' }

/** A GET of a URL (`http://host[:port]/path`) by a sidecar, or with a gateway as the client through it. */
export function call(
  routing: Routing,
  url: string,
  facts: Partial<HttpRequest> & { readonly client?: ProxyClient; readonly port?: number } = {},
): RoutedRequest {
  const { client = web, port, ...request } = facts
  const [, scheme = 'http', host = '', path = ''] = /^(\w+):\/\/([^/]+)(.*)$/.exec(url) ?? []
  const [, ofHost] = /:(\d+)$/.exec(host) ?? []
  return routeRequest(routing, {
    client,
    via: client.kind === 'gateway' ? 'gateway' : 'mesh',
    port: port ?? Number(ofHost ?? 80),
    request: { method: 'GET', scheme, path: path || '/', host, headers: {}, ...request },
  })
}

/** `host:port/subset*weight!missing` for each destination, in order. */
export function formatDestinations({ destinations }: RoutedRequest): string {
  return destinations
    .map(({ host, port, subset, weight, missing }) => {
      const short = host.replace('.svc.cluster.local', '')
      return `${short}:${port}${subset && `/${subset}`}${weight === undefined ? '' : `*${weight}`}${missing ? `!${missing}` : ''}`
    })
    .join(' ')
}
