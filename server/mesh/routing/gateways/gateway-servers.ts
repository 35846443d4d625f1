import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectMeta, ObjectOf } from '#server/mesh/objects/types.ts'
import { type GatewayListener, listGatewayListeners } from '#server/mesh/routing/gateway-api/listeners.ts'
import { isSelectedBy, sortByAge } from '#server/mesh/routing/object-order.ts'
import { isHttp, type Protocol, parseProtocol } from '#server/mesh/routing/services/protocol.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

/** One server of a Gateway on one gateway proxy. */
export interface GatewayServer {
  /** `namespace/name` of its Gateway. */
  readonly gateway: string
  /** As written: what VirtualServices' `port` is compared with. */
  readonly port: number
  /** On which the proxy listens: the target port of the first service with that port that selects the pod. */
  readonly listenPort: number
  readonly protocol: Protocol
  readonly bind: string
  /** `./host` as `namespace/host`, `*` + `/host` as `host`. */
  readonly hosts: readonly string[]
  readonly tlsMode?: string
  readonly isHttpsRedirect: boolean
  /** Servers with one name share virtual hosts: all plain HTTP ones of a port; each HTTPS one has its own. */
  readonly routeName: string
}

export interface RejectedServer {
  readonly gateway: string
  readonly port: number
  readonly reason: 'port-in-use' | 'hosts-in-use'
}

export interface GatewayServers {
  readonly servers: readonly GatewayServer[]
  readonly rejected: readonly RejectedServer[]
}

interface PlainSpec {
  readonly selector?: Readonly<Record<string, string>>
  readonly servers?: readonly {
    readonly port?: { readonly number?: number; readonly name?: string; readonly protocol?: string }
    readonly hosts?: readonly string[]
    readonly bind?: string
    readonly tls?: { readonly mode?: string; readonly httpsRedirect?: boolean }
  }[]
}

/**
 * The servers of all Gateways that select a pod, oldest Gateway first, without those that conflict with an earlier one
 * (istio `pilot/pkg/model/gateway.go`, mergeGateways). Gateways select pods of all namespaces; those of the Gateway API
 * have the pods that were deployed for them, or those behind the services of their addresses.
 */
export function mergeGatewayServers(snapshot: MeshSnapshot, client: ProxyClient): GatewayServers {
  const servers: GatewayServer[] = []
  const rejected: RejectedServer[] = []
  for (const one of listCandidates(snapshot, client)) {
    const reason = findConflict(servers, one)
    if (reason) rejected.push({ gateway: one.gateway, port: one.port, reason })
    else servers.push(one)
  }
  return { servers, rejected }
}

function listCandidates(snapshot: MeshSnapshot, client: ProxyClient): GatewayServer[] {
  const ofIstio = snapshot
    .all('IstioGateway')
    .map(withPlainSpec)
    .filter(({ spec }) => isSelectedBy(spec.selector, client.labels))
    .map(({ metadata, spec }) => ({
      metadata,
      servers: (spec.servers ?? []).flatMap((server) => {
        const number = server.port?.number
        return number === undefined
          ? []
          : [buildServer(metadata, server, findListenPort(snapshot, client, number))]
      }),
    }))
  const ofGatewayApi = listGatewayListeners(snapshot)
    .filter((listener) => isListenerOf(snapshot, client, listener))
    .map((listener) => ({
      metadata: listener.metadata,
      servers: [buildListenerServer(listener, findListenPort(snapshot, client, listener.port))],
    }))
  return sortByAge([...ofIstio, ...ofGatewayApi]).flatMap(({ servers }) => servers)
}

/** Pods that Istio deploys for a Gateway say so by a label. */
function isListenerOf(
  snapshot: MeshSnapshot,
  client: ProxyClient,
  { metadata, addresses }: GatewayListener,
): boolean {
  if (metadata.namespace !== client.namespace) return false
  if (addresses.length === 0) {
    return client.labels['gateway.networking.k8s.io/gateway-name'] === metadata.name
  }
  return addresses.some((address) => {
    const service = snapshot.find('Service', metadata.namespace, address.split('.', 1)[0] ?? '')
    return service !== undefined && isSelectedBy(service.spec.selector, client.labels)
  })
}

function buildListenerServer(
  { internalName, port, protocol, serverHosts, tlsMode }: GatewayListener,
  listenPort: number,
): GatewayServer {
  const parsed = parseProtocol(protocol)
  return {
    gateway: internalName,
    port,
    listenPort,
    protocol: parsed,
    bind: '',
    hosts: serverHosts.map((host) => host.replace(/^\*\//, '')),
    ...(tlsMode ? { tlsMode } : {}),
    isHttpsRedirect: false,
    routeName: isHttp(parsed) ? `http.${listenPort}.` : `https.${port}.${internalName}`,
  }
}

function buildServer(
  { namespace, name }: ObjectMeta,
  { port, hosts, bind = '', tls }: NonNullable<PlainSpec['servers']>[number],
  listenPort: number,
): GatewayServer {
  const protocol = parseProtocol(port?.protocol)
  const number = port?.number ?? 0
  return {
    gateway: `${namespace}/${name}`,
    port: number,
    listenPort,
    protocol,
    bind,
    hosts: (hosts ?? []).map((host) => host.replace(/^\.\//, `${namespace}/`).replace(/^\*\//, '')),
    ...(tls ? { tlsMode: tls.mode ?? 'PASSTHROUGH' } : {}),
    isHttpsRedirect: tls?.httpsRedirect === true,
    routeName: isHttp(protocol)
      ? `http.${listenPort}.${bind}`
      : `https.${number}.${port?.name ?? ''}.${name}.${namespace}.${bind}`,
  }
}

/** What an earlier server of the same port and address leaves no place for. */
function findConflict(
  earlier: readonly GatewayServer[],
  server: GatewayServer,
): RejectedServer['reason'] | undefined {
  const beside = earlier.filter(
    ({ listenPort, bind }) => listenPort === server.listenPort && bind === server.bind,
  )
  if (server.tlsMode !== undefined) {
    const taken = new Set(beside.filter(({ tlsMode }) => tlsMode !== undefined).flatMap(({ hosts }) => hosts))
    if (server.hosts.some((host) => taken.has(host))) return 'hosts-in-use'
  }
  const plain = beside.filter((one) => !isTls(one))
  const areMergeable = isHttp(server.protocol) && plain.every(({ protocol }) => isHttp(protocol))
  return plain.length > 0 && !areMergeable ? 'port-in-use' : undefined
}

/** `httpsRedirect` alone is a tls block on a plain port (istio `pkg/config/gateway/gateway.go`, IsTLSServer). */
export function isTls({ tlsMode, protocol }: GatewayServer): boolean {
  return tlsMode !== undefined && !isHttp(protocol)
}

/** resolvePorts, ibid.: a service's port stands for its target port, unless the service opts out. */
function findListenPort(snapshot: MeshSnapshot, client: ProxyClient, number: number): number {
  for (const { metadata, spec } of snapshot.inNamespace('Service', client.namespace)) {
    if (Object.keys(spec.selector).length === 0 || !isSelectedBy(spec.selector, client.labels)) continue
    if ('experimental.istio.io/disable-gateway-port-translation' in metadata.labels) continue
    const port = spec.ports.find((one) => one.port === number)
    if (port) return typeof port.targetPort === 'number' ? port.targetPort : number
  }
  return number
}

function withPlainSpec({ metadata, spec }: ObjectOf<'IstioGateway'>): {
  metadata: ObjectMeta
  spec: PlainSpec
} {
  // The generated model spells the same fields as unions; PlainSpec lists those that are read, all optional.
  return { metadata, spec: spec as PlainSpec }
}
