import { createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface RoundRobin {
  readonly url: string
  readonly port: number
  /** Which target answered each request so far, by its place in the list; -1 for none. */
  readonly answered: readonly number[]
  stop(): Promise<void>
}

/**
 * A proxy that ends TLS, as far as anybody behind it can tell: each request goes to the next target, without sticky
 * sessions. One that does not take the connection is passed over; one that breaks off is told as 502, since nobody knows
 * what it did.
 */
export async function startRoundRobin(targets: readonly number[]): Promise<RoundRobin> {
  const answered: number[] = []
  let turn = 0
  const pass = (request: IncomingMessage, response: ServerResponse, body: Buffer, tries: number) => {
    const at = turn % targets.length
    turn += 1
    const headers = {
      ...request.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': request.socket.remoteAddress ?? '',
    }
    const passed = sendRequest(
      {
        host: '127.0.0.1',
        port: targets[at],
        path: request.url,
        method: request.method,
        headers,
        agent: false,
      },
      (answer) => {
        answered.push(at)
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
        answer.once('error', () => response.destroy())
      },
    )
    response.once('close', () => passed.destroy())
    passed.once('error', (error) => {
      const isRefused = Reflect.get(error, 'code') === 'ECONNREFUSED'
      if (isRefused && tries < targets.length) pass(request, response, body, tries + 1)
      else if (response.headersSent) response.destroy()
      else {
        answered.push(-1)
        response.writeHead(502).end()
      }
    })
    passed.end(body)
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    pass(request, response, Buffer.concat(chunks), 1)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has this form of address.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    answered,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
