import * as http from 'node:http'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure, problemOf } from '#server/adapters/kubernetes/problems.ts'
import { listReadyPods } from '#server/adapters/kubernetes/reach/list-ready-pods.ts'
import { openTunnel, type PodPort } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import { listMissing, type Right } from '#server/adapters/kubernetes/reach/review-rights.ts'
import { TunnelAgent } from '#server/adapters/kubernetes/reach/tunnel-agent.ts'
import type { ClusterService, ReachedService, ServicePort } from '#server/adapters/kubernetes/types.ts'
import { Problem } from '#server/problem.ts'

const connectDeadlineMs = 15_000

/**
 * What a port-forward takes. A web socket is opened by GET, which Kubernetes up to 1.34 judges as `get` and later also as
 * `create` (KEP "authorize pod websocket upgrades"); who has both may on every version.
 */
const forwardRights = (namespace: string): readonly Right[] => [
  { verb: 'create', resource: 'pods/portforward', namespace },
  { verb: 'get', resource: 'pods/portforward', namespace },
  { verb: 'list', resource: 'pods', namespace },
]

/**
 * Finds out how the connection's identity may speak HTTP to a port of a Service: by port-forward to one of its ready
 * pods, else through the API server's proxy, which strips credentials and takes GET alone here. Throws Problem forbidden
 * (with the missing rights), not-found (no ready pod) or what the API server says.
 */
export async function reachService(
  connection: Connection,
  service: ClusterService,
  port: ServicePort,
  signal: AbortSignal,
): Promise<ReachedService> {
  const proxyRight: Right = {
    verb: 'get',
    resource: 'services/proxy',
    namespace: service.namespace,
    name: proxyName(service, port),
  }
  try {
    const missing = await listMissing(connection, forwardRights(service.namespace), signal)
    const canForward = missing.length === 0 && Object.keys(service.selector).length > 0
    if (canForward) {
      const pods = await listReadyPods(connection, service, port, signal)
      if (pods.length === 0) throw describeNoPods(service)
      return forwardTo(connection, service, port, pods)
    }
    const missingProxy = await listMissing(connection, [proxyRight], signal)
    if (missingProxy.length === 0) return proxyTo(connection, service, port)
    throw describeForbidden(service, connection.identity, [...missing, ...missingProxy])
  } catch (error) {
    throw signal.aborted ? signal.reason : problemOf(error)
  }
}

function forwardTo(
  connection: Connection,
  service: ClusterService,
  port: ServicePort,
  first: readonly PodPort[],
): ReachedService {
  let pods = [...first]
  const ending = new AbortController()
  const open = async () => {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(connectDeadlineMs)])
    let last: unknown
    for (const isLast of [false, true]) {
      for (const pod of pods) {
        try {
          return await openTunnel(connection, pod, signal)
        } catch (error) {
          last = error
          // A refusal holds for every pod; one that is gone does not.
          if (signal.aborted || (error instanceof ApiFailure && error.status === 403)) throw error
        }
      }
      // Pods come and go: those that were ready once may all be others now.
      if (!isLast) pods = [...(await listReadyPods(connection, service, port, signal))]
    }
    throw last ?? describeNoPods(service)
  }
  const agent = new TunnelAgent(() => open().catch((error) => Promise.reject(problemOf(error))))
  return {
    by: 'port-forward',
    address: describePlace(service, port),
    takesPost: true,
    begin: async ({ method, path, headers }) =>
      http.request({
        agent,
        host: `${service.name}.${service.namespace}.svc`,
        port: port.port,
        method,
        path,
        headers,
      }),
    close: () => {
      ending.abort(new Error('the port-forward is closed'))
      agent.destroy()
    },
  }
}

function proxyTo(connection: Connection, service: ClusterService, port: ServicePort): ReachedService {
  const base = `/api/v1/namespaces/${service.namespace}/services/${proxyName(service, port)}/proxy`
  return {
    by: 'service-proxy',
    address: describePlace(service, port),
    // POST takes `create services/proxy`, which nobody gives who wants people only to look.
    takesPost: false,
    begin: ({ method, path, headers }) => connection.begin({ method, path: `${base}${path}`, headers }),
    close: () => undefined,
  }
}

/** `name:port`, the port by its name where it has one: the form that the proxy finds endpoints by. */
function proxyName({ name }: ClusterService, port: ServicePort): string {
  return `${name}:${port.name || port.port}`
}

function describePlace({ namespace, name }: ClusterService, { port }: ServicePort): string {
  return `${namespace}/${name}:${port}`
}

function describeNoPods({ namespace, name }: ClusterService): Problem {
  return new Problem({
    kind: 'unavailable',
    code: 'reach-no-pod',
    params: { service: `${namespace}/${name}` },
    adapter: 'kubernetes',
  })
}

function describeForbidden(
  { namespace, name }: ClusterService,
  identity: string,
  missing: readonly Right[],
): Problem {
  const rights = missing.map(({ verb, resource }) => `${verb} ${resource}`).join(', ')
  return new Problem({
    kind: 'forbidden',
    code: 'reach-forbidden',
    params: { service: `${namespace}/${name}`, namespace, identity, rights },
    adapter: 'kubernetes',
  })
}
