import {
  createServer as createPlain,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificate } from '#demo/kubernetes/certificate.ts'

/** A server on one loopback port that speaks HTTP and HTTPS, whichever a client begins. */
export interface Listener {
  readonly port: number
  stop(): Promise<void>
}

/** The first byte of a TLS handshake (RFC 8446, ContentType). */
const handshake = 22

/** What asks to change the protocol: the request, its connection, and the bytes that came behind it. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Listens on a port of 127.0.0.1, a free one for 0. Rejects when it is taken. */
export async function listen(
  handle: RequestListener,
  handleUpgrade: UpgradeListener,
  port: number,
  certificate: Certificate,
): Promise<Listener> {
  const plain = createPlain(handle)
  const secure = createSecure({ key: certificate.key, cert: certificate.certificate }, handle)
  // As Go's server in kube-apiserver: a client may keep an idle connection for longer than Node's five seconds.
  for (const server of [plain, secure]) {
    server.keepAliveTimeout = 90_000
    server.on('upgrade', handleUpgrade)
  }
  const sockets = new Set<Socket>()
  const front = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Who breaks off before the first byte is nobody's request.
    socket.on('error', () => socket.destroy())
    socket.once('data', (first: Buffer) => {
      socket.pause()
      socket.unshift(first)
      passOn(socket, first[0] === handshake ? secure : plain)
    })
  })
  await new Promise<void>((resolve, reject) => {
    front.once('error', reject)
    front.listen(port, '127.0.0.1', resolve)
  })
  const address = front.address() as AddressInfo // a TCP server's address
  return {
    port: address.port,
    stop: () =>
      new Promise((resolve) => {
        front.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function passOn(socket: Socket, server: Server): void {
  server.emit('connection', socket)
  process.nextTick(() => socket.resume())
}
