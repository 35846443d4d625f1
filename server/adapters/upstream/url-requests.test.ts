import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { sendRequest } from '#server/adapters/upstream/send-request.ts'
import { openUrlRequests } from '#server/adapters/upstream/url-requests.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** A server on loopback, and what it was asked. */
async function serve(status: number, headers: Readonly<Record<string, string>> = {}) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    response.writeHead(status, headers).end('secret of another server')
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A server that listens on a port has an address of that form.
  const { port } = server.address() as AddressInfo
  return { asked, url: `http://127.0.0.1:${port}` }
}

// Tracing, istiod and Prometheus are all asked through this: whoever holds one of them can send nobody elsewhere.
it.each([301, 302, 303, 307, 308])(
  'an upstream that answers %i leads nowhere: neither the question nor its credentials go on',
  async (status) => {
    const inner = await serve(200)
    const outer = await serve(status, { location: `${inner.url}/latest/meta-data` })
    const requests = openUrlRequests(
      { url: outer.url, bearerToken: 'token', headers: { 'x-scope-orgid': 'mesh' } },
      { keepAlive: false },
    )
    try {
      const request = await requests.begin({ method: 'GET', path: '/api', headers: {} })
      const answer = await sendRequest(request, AbortSignal.timeout(5_000))
      expect(answer.status).toBe(status)
      expect(answer.headers.get('location')).toBeNull()
    } finally {
      requests.close()
    }
    expect(outer.asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api', 'Bearer token'],
    ])
    expect(inner.asked).toEqual([])
  },
)

it('a path cannot lead to another host', async () => {
  const inner = await serve(200)
  const outer = await serve(200)
  const requests = openUrlRequests({ url: outer.url, bearerToken: 'token' }, { keepAlive: false })
  try {
    for (const path of [
      `/@${new URL(inner.url).host}/`,
      `//${new URL(inner.url).host}/`,
      '/..//x',
      `/\\${inner.url}`,
    ])
      await sendRequest(
        await requests.begin({ method: 'GET', path, headers: {} }),
        AbortSignal.timeout(5_000),
      ).catch(() => undefined)
  } finally {
    requests.close()
  }
  expect(outer.asked.length).toBeGreaterThan(2)
  expect(inner.asked).toEqual([])
})
