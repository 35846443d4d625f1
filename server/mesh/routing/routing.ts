import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import {
  type ClusterAnswer,
  type ClusterQuestion,
  findCluster,
} from '#server/mesh/routing/destination-rules/find-cluster.ts'
import { buildGatewayPort, type GatewayPort } from '#server/mesh/routing/gateways/gateway-port.ts'
import { buildMeshPort, findListener, type MeshPort } from '#server/mesh/routing/http/mesh-port.ts'
import { buildRoutingIndexes, type RoutingIndexes } from '#server/mesh/routing/routing-indexes.ts'
import { chooseSidecar } from '#server/mesh/routing/scope/choose-sidecar.ts'
import {
  buildGatewayScope,
  buildSidecarScope,
  type ProxyScope,
} from '#server/mesh/routing/scope/proxy-scope.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

/**
 * What istiod tells each proxy, answered for one snapshot. Everything is derived as it is asked for and kept: proxies
 * that istiod tells the same share it (namespace, Sidecar, and the labels that some selector reads).
 */
export interface Routing {
  readonly indexes: RoutingIndexes
  findScope(client: ProxyClient): ProxyScope
  findCluster(client: ProxyClient, question: ClusterQuestion): ClusterAnswer
  /** Undefined when the client's Sidecar has no listener for the port. */
  findMeshPort(client: ProxyClient, port: number): MeshPort | undefined
  /**
   * Undefined when no accepted HTTP server of a Gateway has the port.
   *
   * @param host chooses among HTTPS servers, as SNI does
   */
  findGatewayPort(client: ProxyClient, port: number, host: string): GatewayPort | undefined
}

const known = new WeakMap<MeshSnapshot, WeakMap<MeshConfig, Routing>>()

/** The routing of a snapshot, built once for it and the mesh's settings. */
export function indexRouting(snapshot: MeshSnapshot, meshConfig: MeshConfig): Routing {
  const byConfig = known.get(snapshot) ?? new WeakMap<MeshConfig, Routing>()
  known.set(snapshot, byConfig)
  const routing = byConfig.get(meshConfig) ?? buildRouting(buildRoutingIndexes(snapshot, meshConfig))
  byConfig.set(meshConfig, routing)
  return routing
}

function buildRouting(indexes: RoutingIndexes): Routing {
  const scopes = new Map<string, ProxyScope>()
  const clusters = new Map<string, ClusterAnswer>()
  const meshPorts = new Map<string, MeshPort | undefined>()
  const gatewayPorts = new Map<string, GatewayPort | undefined>()
  const project = createLabelProjection(indexes)
  const findScope = (client: ProxyClient) => {
    const sidecar = client.kind === 'sidecar' ? chooseSidecar(indexes.snapshot, client) : undefined
    const { name = '', namespace = '' } = sidecar?.metadata ?? {}
    return remember(scopes, `${client.kind} ${client.namespace} ${namespace}/${name}`, () =>
      client.kind === 'gateway'
        ? buildGatewayScope(indexes, client.namespace)
        : buildSidecarScope(indexes, client.namespace, sidecar),
    )
  }
  return {
    indexes,
    findScope,
    findCluster: (client, question) => {
      const key = `${project(client)} ${question.port} ${question.subset} ${question.host}`
      return remember(clusters, key, () => findCluster(indexes, findScope(client), client, question))
    },
    findMeshPort: (client, port) =>
      remember(meshPorts, `${project(client)} ${port}`, () => {
        const listener = findListener(findScope(client), port)
        return listener && buildMeshPort(listener, client, port)
      }),
    findGatewayPort: (client, port, host) =>
      remember(gatewayPorts, `${project(client)} ${port} ${host}`, () =>
        buildGatewayPort(indexes, client, port, host),
      ),
  }
}

function remember<Value>(known: Map<string, Value>, key: string, build: () => Value): Value {
  const value = known.get(key)
  if (value !== undefined || known.has(key)) return value as Value // has() proves that undefined was kept
  const built = build()
  known.set(key, built)
  return built
}

/**
 * A text that is equal for clients that istiod tells the same: kind, namespace and those of its labels that selectors of
 * Sidecars, DestinationRules, Gateways, services (of gateways) and VirtualServices' sourceLabels read.
 */
function createLabelProjection(indexes: RoutingIndexes): (client: ProxyClient) => string {
  const read = new Set(indexes.destinationRules.selectorLabels)
  const add = (labels: object | null | undefined) => {
    for (const name in labels ?? {}) read.add(name)
  }
  for (const { spec } of indexes.snapshot.all('Sidecar')) add(spec.workloadSelector?.labels)
  for (const { spec } of indexes.snapshot.all('IstioGateway')) add(spec.selector)
  for (const { http, tcp, tls } of indexes.virtualServices.all) {
    for (const { match } of [...http, ...tcp, ...tls]) for (const one of match ?? []) add(one.sourceLabels)
  }
  const names = [...read].toSorted()
  return ({ kind, namespace, labels }) =>
    [
      kind,
      namespace,
      ...(kind === 'gateway' ? [JSON.stringify(labels)] : names.map((name) => labels[name] ?? '')),
    ].join('\u0000')
}
