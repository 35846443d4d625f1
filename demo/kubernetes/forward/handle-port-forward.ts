import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { forwardStreams, tunnelProtocol } from '#demo/kubernetes/forward/forward-streams.ts'
import { type ForwardFacts, findPod, podResource } from '#demo/kubernetes/forward/pod-ports.ts'
import { channelProtocols, forwardPorts } from '#demo/kubernetes/forward/port-forward.ts'
import { acceptStreams, asksForStreams } from '#demo/kubernetes/forward/spdy/accept-streams.ts'
import { acceptWebSocket, asksForWebSocket, listProtocols } from '#demo/kubernetes/forward/web-socket.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { badRequest, type Status, StatusError } from '#demo/kubernetes/status.ts'

/** Whether a request is for ports of a pod. */
export function asksForPorts({ asked }: RequestTarget, resource: Resource): boolean {
  return asked?.subresource === 'portforward' && resource === podResource
}

/** Begins to forward ports of a pod. Throws StatusError before it has answered. */
export function handlePortForward(
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
  { asked, query }: RequestTarget,
  facts: ForwardFacts,
): void {
  const { namespace = '', name = '' } = asked ?? {}
  const pod = findPod(facts, namespace, name)
  if (!pod.spec.nodeName) throw new StatusError(badRequest(`pod ${name} does not have a host assigned`))
  if (pod.status?.phase !== 'Running')
    throw new StatusError(
      badRequest(`unable to forward port because pod is not running. Current status=${pod.status?.phase}`),
    )
  const spoken = `${name}_${namespace}`
  const streams = {
    pod: spoken,
    findListener: (port: number) => facts.findListener({ namespace, name }, port),
  }
  if (asksForStreams(request)) {
    forwardStreams(acceptStreams(request, socket, head), streams)
    return
  }
  if (!asksForWebSocket(request))
    throw new StatusError(badRequest('unable to upgrade: missing upgrade headers in request'))
  const offers = listProtocols(request)
  if (offers.includes(tunnelProtocol)) {
    forwardStreams(acceptWebSocket(request, socket, head, tunnelProtocol), streams)
    return
  }
  const protocol = offers.find((offered) => channelProtocols.includes(offered))
  if (protocol === undefined)
    throw new StatusError(
      badRequest(`unable to upgrade: no subprotocol of ${channelProtocols.filter(Boolean).join(', ')}`),
    )
  const ports = readPorts(query)
  forwardPorts(
    acceptWebSocket(request, socket, head, protocol),
    ports.map((port) => ({ port, listener: facts.findListener({ namespace, name }, port) })),
    { pod: spoken, base64: protocol === 'v4.base64.channel.k8s.io' },
  )
}

/** `?ports=`, repeated or with commas. */
function readPorts(query: URLSearchParams): readonly number[] {
  const texts = query.getAll('ports')
  if (texts.length === 0) throw new StatusError(badRequest('query parameter "ports" is required'))
  return texts.flatMap((text) => {
    if (text === '') throw new StatusError(badRequest('query parameter "ports" cannot be empty'))
    return text.split(',').map((part) => {
      if (!/^\d+$/.test(part) || Number(part) > 65_535)
        throw new StatusError(badRequest(`unable to parse "${text}" as a port`))
      if (Number(part) < 1) throw new StatusError(badRequest(`port "${text}" must be > 0`))
      return Number(part)
    })
  })
}

/** A refusal as the whole of an answer, on a connection that nobody speaks HTTP on any more. */
export function refuseUpgrade(socket: Duplex, status: Status): void {
  const body = JSON.stringify(status)
  socket.end(
    [
      `HTTP/1.1 ${status.code} ${status.reason ?? 'Error'}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      `\r\n${body}`,
    ].join('\r\n'),
  )
}
