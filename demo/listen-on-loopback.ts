import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An HTTP server that is heard on this machine alone. */
export interface Listening {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  /** Resolves when every connection is closed, those that were in use too. */
  stop(): Promise<void>
}

/** Listens on a port of 127.0.0.1, a free one for 0. Rejects when it is taken. */
export async function listenOnLoopback(server: Server, port = 0): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo // of a server on a port, which has no other form
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}
