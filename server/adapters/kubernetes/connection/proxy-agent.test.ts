import { createServer, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createCertificate } from '#demo/kubernetes/certificate.ts'
import { openConnection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'

const stops: (() => void)[] = []
const { signal } = new AbortController()
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

async function listen(
  server: Pick<Server, 'listen' | 'address' | 'close' | 'closeAllConnections'>,
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port // A server on a port has no other form of address.
}

/** A proxy that leads on, and remembers where to and for whom. */
async function startProxy(status = '200 OK') {
  const asked: { target: string | undefined; who: string | undefined }[] = []
  const open = new Set<Socket>()
  const server = createServer().on('connect', (request, near: Socket) => {
    asked.push({ target: request.url, who: request.headers['proxy-authorization'] })
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const far = connect(Number(port), host, () => near.write(`HTTP/1.1 ${status}\r\n\r\n`))
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) open.add(socket.on('error', () => socket.destroy()))
  })
  stops.push(() => {
    for (const socket of open) socket.destroy()
  })
  return { port: await listen(server), asked }
}

const context = (server: string, proxyUrl: string, ca?: string) => ({
  name: 'one',
  cluster: { server, proxyUrl, skipTlsVerify: false, ...(ca && { ca: Buffer.from(ca) }) },
  user: { token: 'mine' },
})

test.each([false, true])(
  'the API server is asked through the proxy, TLS %s, with its token kept from it',
  async (secure) => {
    const { certificate, key } = createCertificate(Date.now())
    const answer: Parameters<typeof createServer>[1] = (request, response) => {
      response.end(JSON.stringify({ authorization: request.headers.authorization }))
    }
    const port = await listen(
      secure ? createSecure({ cert: certificate, key }, answer) : createServer(answer),
    )
    const proxy = await startProxy()
    const server = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`
    const connection = openConnection(
      context(server, `http://ann:p%3Aw@127.0.0.1:${proxy.port}`, certificate),
    )
    stops.push(() => connection.close())
    const ask = () => connection.ask({ path: '/version', signal, deadlineMs: 5_000 })
    expect(await ask()).toEqual({ authorization: 'Bearer mine' })
    expect(await ask()).toEqual({ authorization: 'Bearer mine' })
    const who = `Basic ${Buffer.from('ann:p:w').toString('base64')}`
    expect(proxy.asked).toEqual([{ target: `127.0.0.1:${port}`, who }])
  },
)

test.each([
  ['refuses', '403 Forbidden'],
  ['does not know who asks', '407 Proxy Authentication Required'],
])('a proxy that %s is told as the reason, by its address alone', async (_what, status) => {
  const port = await listen(createServer((_request, response) => response.end('{}')))
  const proxy = await startProxy(status)
  const connection = openConnection(
    context(`http://127.0.0.1:${port}`, `http://a:planted@127.0.0.1:${proxy.port}`),
  )
  stops.push(() => connection.close())
  const failure = await connection
    .ask({ path: '/version', signal, deadlineMs: 5_000 })
    .catch((error) => error)
  if (!(failure instanceof ApiFailure)) throw new Error('no failure')
  expect(failure.problem).toMatchObject({
    code: 'kubernetes-proxy',
    params: { proxy: `http://127.0.0.1:${proxy.port}` },
  })
  expect(String(failure.problem.cause)).toContain(status.slice(0, 3))
})
