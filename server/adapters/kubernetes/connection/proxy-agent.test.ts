import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, connect, createServer as createPlain, type Socket } from 'node:net'
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

/** A proxy that speaks SOCKS 5 (RFC 1928) and asks for a name and password (RFC 1929). */
async function startSocks() {
  const asked: { target: string; who: string }[] = []
  const open = new Set<Socket>()
  const server = createPlain(async (near) => {
    open.add(near.on('error', () => near.destroy()))
    const hear = async (): Promise<Buffer> => (await once(near, 'data'))[0]
    await hear()
    near.write(Buffer.from([5, 2]))
    const pair = await hear()
    const nameEnd = 2 + (pair[1] ?? 0)
    const who = `${pair.subarray(2, nameEnd)}:${pair.subarray(nameEnd + 1)}`
    near.write(Buffer.from([1, 0]))
    const wish = await hear()
    // By address or, as here, by a name that the proxy looks up.
    const host =
      wish[3] === 1 ? wish.subarray(4, 8).join('.') : wish.subarray(5, 5 + (wish[4] ?? 0)).toString()
    const port = wish.readUInt16BE(wish.length - 2)
    asked.push({ target: `${host}:${port}`, who })
    const far = connect(port, '127.0.0.1', () => near.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
    open.add(far.on('error', () => near.destroy()))
    near.pipe(far).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, asked } // A server on a port has no other form of address.
}

test('the API server is asked through SOCKS 5 as the environment says, its name left to the proxy', async () => {
  const port = await listen(createServer((_request, response) => response.end('{"is":"there"}')))
  const proxy = await startSocks()
  const given = {
    name: 'one',
    cluster: { server: `http://api.cluster.example:${port}`, skipTlsVerify: false },
    user: { token: 'mine' },
  }
  const connection = openConnection(given, { HTTP_PROXY: `socks5://ann:p%3Aw@127.0.0.1:${proxy.port}` })
  stops.push(() => connection.close())
  expect(await connection.ask({ path: '/version', signal, deadlineMs: 5_000 })).toEqual({ is: 'there' })
  expect(proxy.asked).toEqual([{ target: `api.cluster.example:${port}`, who: 'ann:p:w' }])
})

test('a kubeconfig that names its proxy wins over the environment, and what NO_PROXY names is asked straight', async () => {
  const port = await listen(createServer((_request, response) => response.end('{}')))
  const proxy = await startProxy()
  const server = `http://127.0.0.1:${port}`
  const settings = { HTTP_PROXY: 'http://127.0.0.1:9' }
  for (const given of [context(server, `http://127.0.0.1:${proxy.port}`), context(server, '')]) {
    const connection = openConnection(given, settings)
    stops.push(() => connection.close())
    expect(await connection.ask({ path: '/version', signal, deadlineMs: 5_000 })).toEqual({})
  }
  expect(proxy.asked).toHaveLength(1)
})

const context = (server: string, proxyUrl: string, ca?: string) => ({
  name: 'one',
  cluster: {
    server,
    ...(proxyUrl && { proxyUrl }),
    skipTlsVerify: false,
    ...(ca && { ca: Buffer.from(ca) }),
  },
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
