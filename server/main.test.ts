import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { sessionSchema } from '#contract/session.ts'
import { streamPath } from '#contract/stream.ts'
import { configExitCode } from '#server/config/load.ts'
import {
  runMain,
  startTestConsole,
  startTimeoutMs,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'
import { buildConsole } from '#tools/build/build-console.ts'

let running: TestConsole | undefined

afterEach(async () => {
  await running?.stop()
  running = undefined
})

async function start(settings: Readonly<Record<string, string>> = {}): Promise<TestConsole> {
  running = await startTestConsole(settings)
  return running
}

function openStream(port: number, path = streamPath): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, resolve).once('error', reject)
  })
}

describe('the end of the process', () => {
  it(
    'comes within three seconds of SIGTERM, though a stream and an idle connection are open',
    async () => {
      const console = await start()
      const stream = await openStream(console.port)
      expect(stream.headers['content-type']).toContain('text/event-stream')
      stream.resume()
      const streamEnded = once(stream, 'end')
      const exited = once(console.process, 'exit')
      const startMs = performance.now()
      console.process.kill('SIGTERM')
      await streamEnded
      const [code] = await exited
      expect(code).toBe(0)
      // Twice the promise: this machine is shared, and a process that waits for the stream never ends.
      expect(performance.now() - startMs).toBeLessThan(6_000)
    },
    startTimeoutMs,
  )

  it(
    'does not wait for a client that reads nothing',
    async () => {
      const console = await start()
      const stream = await openStream(console.port)
      stream.pause()
      stream.on('error', () => undefined)
      const exited = once(console.process, 'exit')
      console.process.kill('SIGTERM')
      expect((await exited)[0]).toBe(0)
    },
    startTimeoutMs,
  )

  it(
    'is told to probes before it comes',
    async () => {
      const console = await start()
      const stream = await openStream(console.port)
      stream.resume()
      console.process.kill('SIGTERM')
      await once(stream, 'end')
      const probe = await console.ask('/readyz')
      expect([probe.status, probe.text]).toEqual([503, 'draining\n'])
      expect((await console.ask('/healthz')).status).toBe(200)
      expect((await console.ask(streamPath)).status).toBe(503)
    },
    startTimeoutMs,
  )
})

describe('a base path', () => {
  it(
    'holds for pages, assets, calls and the cookie, and nothing answers beside it',
    async () => {
      const console = await start({ VARDIA_BASE_PATH: '/x/y' })
      expect(console.url).toBe(`http://127.0.0.1:${console.port}/x/y`)
      const page = await console.ask('/x/y')
      expect(page.status).toBe(200)
      expect(page.text).not.toContain('__VARDIA_BASE__')
      const assets = [...page.text.matchAll(/(?:src|href)="(\/[^"?]*_next\/static\/[^"?]+)"/g)].map(
        ([, path]) => path,
      )
      expect(assets.length).toBeGreaterThan(3)
      for (const path of assets) {
        expect(path).toMatch(/^\/x\/y\/_next\//)
        const asset = await console.ask(path ?? '', { headers: { 'accept-encoding': 'br' } })
        expect([asset.status, asset.headers['content-encoding'] ?? 'br']).toEqual([200, 'br'])
        // What fits in a packet is sent as it is (place-console.ts).
        if (asset.headers['content-encoding'] === undefined)
          expect(Number(asset.headers['content-length'])).toBeLessThan(512)
      }
      const session = await console.ask('/x/y/api/v1/session')
      expect(sessionSchema.parse(JSON.parse(session.text)).console.basePath).toBe('/x/y')
      const chosen = await console.ask('/x/y/api/v1/session/identity', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"name":"auditor"}',
      })
      expect(String(chosen.headers['set-cookie'])).toContain('Path=/x/y;')
      expect((await console.ask('/api/v1/session')).status).toBe(404)
      expect((await console.ask('/x/yz')).status).toBe(404)
      expect((await console.ask('/x/y/readyz')).status).toBe(200)
      expect((await console.ask('/readyz')).status).toBe(200)
    },
    startTimeoutMs,
  )

  it(
    'is guarded like the root: the stream refuses a foreign origin',
    async () => {
      const console = await start({ VARDIA_BASE_PATH: '/x/y' })
      const answer = await console.ask(`/x/y${streamPath}`, { headers: { origin: 'null' } })
      expect(answer.status).toBe(403)
    },
    startTimeoutMs,
  )
})

describe('the identity', () => {
  it(
    'is the one of VARDIA_AS, and an auditor may not write',
    async () => {
      const console = await start({ VARDIA_AS: 'auditor' })
      const { user } = sessionSchema.parse(JSON.parse((await console.ask('/api/v1/session')).text))
      expect(user).toMatchObject({ name: 'auditor', anonymous: true, mayWrite: false, mayEndSessions: false })
    },
    startTimeoutMs,
  )

  it(
    'is chosen by a cookie of this port, which scripts cannot read',
    async () => {
      const console = await start()
      const choose = (name: string) =>
        console.ask('/api/v1/session/identity', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name }),
        })
      const chosen = await choose('auditor')
      const [cookie = ''] = chosen.headers['set-cookie'] ?? []
      expect(cookie).toMatch(new RegExp(`^vardia-${console.port}=[^;]+; Path=/; HttpOnly; SameSite=Lax$`))
      const read = async (header: string) =>
        sessionSchema.parse(
          JSON.parse((await console.ask('/api/v1/session', { headers: { cookie: header } })).text),
        ).user
      expect(await read(cookie.split(';')[0] ?? '')).toMatchObject({ name: 'auditor', mayWrite: false })
      expect(await read('vardia-1=other')).toMatchObject({ name: 'admin', mayWrite: true })
      const forged = `vardia-${console.port}=aaaaaaaaaaaa.${Buffer.from('root').toString('base64url')}`
      expect(await read(forged)).toMatchObject({ name: 'admin' })
      expect((await choose('root')).status).toBe(404)
    },
    startTimeoutMs,
  )

  it(
    'may write nowhere when the console is set to view only',
    async () => {
      const console = await start({ VARDIA_VIEW_ONLY: 'true' })
      const { user } = sessionSchema.parse(JSON.parse((await console.ask('/api/v1/session')).text))
      expect(user).toMatchObject({ name: 'admin', mayWrite: false })
    },
    startTimeoutMs,
  )
})

describe('a trusted proxy', () => {
  it(
    'says the host, the scheme and where the client is',
    async () => {
      const console = await start({
        VARDIA_TRUSTED_PROXIES: '127.0.0.1',
        VARDIA_ALLOWED_HOSTS: 'mesh.example.org',
      })
      const headers = { 'x-forwarded-host': 'mesh.example.org', 'x-forwarded-proto': 'https' }
      const local = await console.ask('/api/v1/session', {
        headers: { ...headers, 'x-forwarded-for': '::1' },
      })
      expect(local.status).toBe(200)
      expect(local.headers['strict-transport-security']).toMatch(/max-age=\d+/)
      const remote = await console.ask('/api/v1/session', {
        headers: { ...headers, 'x-forwarded-for': '127.0.0.1, 10.0.0.1' },
      })
      expect(remote.status).toBe(401)
      const foreign = await console.ask('/api/v1/session', {
        headers: { 'x-forwarded-host': 'evil.example.org' },
      })
      expect(foreign.status).toBe(421)
      const origin = await console.ask('/api/v1/graph', {
        method: 'POST',
        headers: { ...headers, origin: 'https://mesh.example.org', 'content-type': 'application/json' },
        body: '{}',
      })
      expect(origin.status).toBe(400)
    },
    startTimeoutMs,
  )
})

describe('the log', () => {
  it(
    'is JSON by line and holds no secret, whatever is asked and whatever fails',
    async () => {
      const console = await start({
        VARDIA_PROMETHEUS_URL: 'http://reader:pass-of-the-url@127.0.0.1:1/',
        VARDIA_LOG_LEVEL: 'trace',
      })
      const headers = { authorization: 'Bearer token-of-the-client', cookie: 'other=cookie-of-the-client' }
      await console.ask('/api/v1/session?token=token-of-the-query', { headers })
      await console.ask('/api/v1/graph?namespaces=bookinfo', { headers })
      await console.ask('/api/v1/sources', { headers })
      await console.ask('/%0a%1b[31mforged', { headers })
      await console.stop()
      running = undefined
      const log = console.readLog()
      const tokens = console.demo.users.map(({ token }) => token)
      expect(tokens.length).toBeGreaterThan(0)
      for (const secret of [...tokens, 'pass-of-the-url', '-of-the-client', 'token-of-the-query'])
        expect(log).not.toContain(secret)
      const lines = log.trim().split('\n')
      expect(lines.length).toBeGreaterThan(3)
      for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow()
    },
    startTimeoutMs,
  )
})

describe('a process that cannot start', () => {
  it('names every fault of its settings and ends with EX_CONFIG', async () => {
    const child = runMain({
      PORT: 'x',
      VARDIA_BASE_PATH: 'no-slash',
      VARDIA_PROMETHEUS_URL: 'ftp://x',
      VARDIA_PORT: '1',
    })
    const [code, words] = await readEnd(child)
    expect(code).toBe(configExitCode)
    for (const name of [
      'PORT:',
      'VARDIA_BASE_PATH:',
      'VARDIA_PROMETHEUS_URL:',
      'VARDIA_PORT: no such setting',
    ])
      expect(words).toContain(name)
  })

  it(
    'says so when the port is taken',
    async () => {
      await buildConsole()
      const console = await start()
      const child = runMain({ PORT: String(console.port), KUBECONFIG: console.demo.kubeconfigPath })
      const [code, words] = await readEnd(child)
      expect(code).toBe(1)
      expect(words).toContain(String(console.port))
    },
    startTimeoutMs,
  )
})

async function readEnd(child: ReturnType<typeof runMain>): Promise<[number | null, string]> {
  const words: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => words.push(chunk.toString()))
  const [code] = await once(child, 'close')
  return [code, words.join('')]
}
