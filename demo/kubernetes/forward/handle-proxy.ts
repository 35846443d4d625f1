import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as open,
  type ServerResponse,
} from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import {
  type ForwardFacts,
  findPod,
  findServicePlace,
  type Place,
  podResource,
  serviceResource,
  splitName,
  unavailable,
} from '#demo/kubernetes/forward/pod-ports.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'

/** Whether a request is for a process behind a pod or a Service, through the API server. */
export function asksForProxy({ asked }: RequestTarget, resource: Resource): boolean {
  return asked?.subresource === 'proxy' && (resource === podResource || resource === serviceResource)
}

/** What is the API server's own and not passed on: who asks, and how this connection is spoken. */
const ownHeaders = ['authorization', 'connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade']

/**
 * Passes the request on to the pod, and its answer back (apimachinery pkg/util/proxy): without the credentials of who
 * asks, with the path below `…/proxy`. Throws StatusError before the first byte.
 */
export async function handleProxy(
  request: IncomingMessage,
  response: ServerResponse,
  { asked, path }: RequestTarget,
  resource: Resource,
  facts: ForwardFacts,
): Promise<void> {
  const { namespace = '', name: id = '' } = asked ?? {}
  const place =
    resource === serviceResource ? findServicePlace(facts, namespace, id) : findPodPlace(facts, namespace, id)
  const listener = facts.findListener({ namespace, name: place.pod }, place.port)
  const address = `${place.pod}:${place.port}`
  // What listens on its pod's own loopback is not reached through the pod's address.
  if (typeof listener !== 'number')
    throw new StatusError(
      unavailable(`error trying to reach service: dial tcp ${address}: connect: connection refused`),
    )
  const [, below = '/'] = /^(?:\/[^/]+){7}(\/.*)?$/.exec(path) ?? []
  const { search } = new URL(request.url ?? '/', 'http://localhost')
  const passed = open({
    host: '127.0.0.1',
    port: listener,
    method: request.method,
    path: `${below}${search}`,
    headers: { ...withoutOwn(request.headers), host: address },
  })
  request.pipe(passed)
  response.once('close', () => passed.destroy())
  await new Promise<void>((resolve, reject) => {
    passed.once('error', (error) =>
      reject(new StatusError(unavailable(`error trying to reach service: ${error.message}`))),
    )
    passed.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, withoutOwn(answer.headers))
      answer.pipe(response)
      answer.once('error', () => response.destroy())
      resolve()
    })
  })
}

function findPodPlace(facts: ForwardFacts, namespace: string, id: string): Place {
  const asked = splitName(id)
  if (!asked) throw new StatusError(badRequest(`invalid pod request "${id}"`))
  findPod(facts, namespace, asked.name)
  return { pod: asked.name, port: Number(asked.port || '80') }
}

function withoutOwn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ownHeaders.includes(name)))
}
