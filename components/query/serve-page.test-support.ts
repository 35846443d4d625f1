import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'

interface Said {
  readonly status: number
  readonly body: unknown
}

/**
 * A server of its own for each test of a file, at whose address the page stands; what it answers is `answer`'s, and 404
 * where that says nothing. Gives the server of the test that runs.
 */
export function servePage(answer: (url: URL) => Said | undefined): () => Server {
  let server: Server
  beforeEach(async () => {
    server = createServer((request, response) => {
      const { status, body } = answer(new URL(request.url ?? '/', 'http://here')) ?? { status: 404, body: {} }
      response.writeHead(status)
      response.end(JSON.stringify(body))
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const { port } = server.address() as AddressInfo // A listening TCP server has one.
    // happy-dom's own handle on its window; its types are not the browser's.
    const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
    happyDOM.setURL(`http://127.0.0.1:${port}/?ns=*&range=1m&refresh=manual`)
  })
  afterEach(async () => {
    cleanup()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return () => server
}
