import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to one request instead of being answered; undefined lets it through. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset'
  /** Answered, but after the given bytes of the body nothing comes any more, nor does the connection end. */
  | { readonly silentAfterBytes: number }

export interface FaultProxy {
  readonly url: string
  /** `method path?query` of every request, oldest first. */
  readonly requests: readonly string[]
  /** Asked for each request, until replaced. */
  setFault(
    choose: ((request: string, headers: IncomingMessage['headers']) => Fault | undefined) | undefined,
  ): void
  stop(): Promise<void>
}

/** For tests only: stands before an API server and breaks what it is told to break. */
export async function startFaultProxy(targetUrl: string): Promise<FaultProxy> {
  const requests: string[] = []
  let choose: Parameters<FaultProxy['setFault']>[0]
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`
    requests.push(name)
    answer(request, response, targetUrl, choose?.(name, request.headers))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setFault: (next) => {
      choose = next
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  targetUrl: string,
  fault: Fault | undefined,
): void {
  if (fault === 'hang') return
  if (fault === 'reset') return void request.socket.destroy()
  if (fault && 'status' in fault) {
    response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
    response.end(fault.body ?? '{"kind":"Status","message":"made to fail"}')
    return
  }
  const upstream = forward(
    `${targetUrl}${request.url}`,
    { method: request.method ?? 'GET', headers: request.headers },
    (answered) => {
      response.writeHead(answered.statusCode ?? 500, answered.headers)
      response.flushHeaders()
      // What is cut behind the proxy is cut before it, except where the fault is that nobody notices.
      if (!fault) answered.on('close', () => answered.complete || response.destroy())
      if (!fault) return void answered.pipe(response)
      let left = fault.silentAfterBytes
      answered.on('data', (chunk: Buffer) => {
        if (left > 0) response.write(chunk.subarray(0, left))
        left -= chunk.length
      })
    },
  )
  upstream.on('error', () => response.destroy())
  response.on('close', () => upstream.destroy())
  request.pipe(upstream)
}
