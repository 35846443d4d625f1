import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ForwardedPort {
  readonly port: number
  /** Addresses that are listened on. */
  readonly addresses: readonly string[]
  close(): void
}

/** "localhost" is both loopback addresses, of which a machine may lack one, as for istioctl dashboard. */
const localhost = ['127.0.0.1', '::1']

/**
 * Listens on an address of this machine and passes each connection through a tunnel of its own. `tell` hears of those that
 * could not be opened. Rejects with the listener's error when no address can be listened on.
 */
export async function forwardPort(
  { address, port }: { readonly address: string; readonly port: number },
  open: () => Promise<Duplex>,
  tell: (error: unknown) => void,
): Promise<ForwardedPort> {
  const sockets = new Set<Socket>()
  const pass = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    open().then(
      (tunnel) => join(socket, tunnel, tell),
      (error: unknown) => {
        tell(error)
        socket.destroy()
      },
    )
  }
  const servers: Server[] = []
  let chosen = port
  let failure: unknown
  for (const host of address === 'localhost' ? localhost : [address]) {
    try {
      const server = await listen(host, chosen, pass)
      const bound = server.address()
      if (bound && typeof bound === 'object') chosen = bound.port
      servers.push(server)
    } catch (error) {
      failure ??= error
    }
  }
  if (servers.length === 0) throw failure
  return {
    port: chosen,
    addresses: servers.flatMap((server) => {
      const bound = server.address()
      return bound && typeof bound === 'object' ? [bound.address] : []
    }),
    close: () => {
      for (const server of servers) server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

function listen(host: string, port: number, pass: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, pass)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

function join(socket: Socket, tunnel: Duplex, tell: (error: unknown) => void): void {
  tunnel.on('error', (error) => {
    tell(error)
    socket.destroy()
  })
  socket.on('close', () => tunnel.destroy())
  tunnel.on('close', () => socket.destroySoon())
  socket.pipe(tunnel)
  tunnel.pipe(socket)
}
