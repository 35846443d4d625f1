import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ByteChannel, openBareChannel } from '#demo/kubernetes/forward/byte-channel.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'

/** What is spoken over SPDY's streams. */
export const streamProtocol = 'portforward.k8s.io'
const upgradeName = 'SPDY/3.1'

/** Whether a request asks for SPDY's streams, as kubectl up to 1.30 does. */
export function asksForStreams({ headers }: IncomingMessage): boolean {
  return /\bupgrade\b/i.test(headers.connection ?? '') && /^spdy\/3\.1$/i.test(headers.upgrade ?? '')
}

/**
 * Answers 101 and gives the bare connection; `head` is what came behind the request. Throws StatusError where the client offers no protocol that is spoken.
 */
export function acceptStreams(request: IncomingMessage, socket: Duplex, head: Buffer): ByteChannel {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/\s*,\s*/)
  if (!offered.includes(streamProtocol))
    throw new StatusError(badRequest(`unable to upgrade: no protocol of ${streamProtocol}`))
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      `Upgrade: ${upgradeName}`,
      `X-Stream-Protocol-Version: ${streamProtocol}`,
      '\r\n',
    ].join('\r\n'),
  )
  return openBareChannel(socket, head)
}
