import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Certificate, createCertificate } from '#demo/kubernetes/certificate.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import { loadConfig } from '#server/config/load.ts'
import { isProblem, type Problem } from '#server/problem.ts'

const dayMs = 86_400_000
const { signal } = new AbortController()
const stops: (() => void)[] = []
const files: Record<string, string> = {}
let folder: string
let own: Certificate

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-store-'))
  own = createCertificate(Date.now())
  const [other, client, expired] = [0, 0, -400].map((days) => createCertificate(Date.now() + days * dayMs))
  const contents = {
    ca: own.certificate,
    otherCa: other?.certificate,
    cert: client?.certificate,
    key: client?.key,
    expiredCert: expired?.certificate,
    expiredKey: expired?.key,
    token: 'from-disk\n',
  }
  for (const [name, content] of Object.entries(contents)) {
    files[name] = join(folder, name)
    await writeFile(files[name], content ?? '')
  }
})
afterAll(async () => {
  for (const stop of stops) stop()
  await rm(folder, { recursive: true, force: true })
})

/** What the store was asked with, as it saw it. */
interface Seen {
  readonly headers: IncomingMessage['headers']
  readonly client: string
}

/** A store behind TLS that answers both APIs, or as `answer` does. */
async function startStore({
  asksClient = false,
  answer,
}: {
  asksClient?: boolean
  answer?: (response: ServerResponse) => void
} = {}): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = []
  const options = {
    key: own.key,
    cert: own.certificate,
    ...(asksClient
      ? {
          requestCert: true,
          rejectUnauthorized: true,
          ca: ['cert', 'expiredCert'].map((name) => readFileSync(files[name] ?? '')),
        }
      : {}),
  }
  const server = createServer(options, (request, response) => {
    // The server is of TLS, so each of its sockets is.
    const peer = (request.socket as TLSSocket).getPeerCertificate()
    seen.push({ headers: request.headers, client: String(peer?.subject?.CN ?? '') })
    response.setHeader('content-type', 'application/json')
    if (answer) return answer(response)
    const isTracing = request.url?.includes('/services')
    const body = isTracing
      ? { services: ['a'] }
      : { status: 'success', data: { resultType: 'vector', result: [] } }
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // A server on a port has no other form of address.
  return { url: `https://127.0.0.1:${port}/base`, seen }
}

const stores = [
  [
    'PROMETHEUS',
    'prometheus',
    async (settings: Record<string, string>) => {
      const config = loadConfig(settings, {})
      const adapter = openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: config.VARDIA_PROMETHEUS_URL ?? '' })
      await adapter.query('up', { atSeconds: 1, signal }).finally(() => adapter.close())
    },
  ],
  [
    'TRACING',
    'tracing',
    async (settings: Record<string, string>) => {
      const config = loadConfig(settings, {})
      await openTracing({ ...config, VARDIA_TRACING_URL: config.VARDIA_TRACING_URL ?? '' }).listServices(
        signal,
      )
    },
  ],
] as const

async function failWith(asking: Promise<void>): Promise<Problem> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isProblem(error)) throw new Error(`expected a Problem, found ${error}`)
  return error
}

describe.each(stores)('VARDIA_%s_…', (name, code, ask) => {
  /** Settings of this store, by the end of their names. */
  const set = (url: string, more: Record<string, string | undefined> = {}) =>
    Object.fromEntries(
      Object.entries({ URL: url, CA_FILE: files['ca'], ...more }).flatMap(([end, value]) =>
        value ? [[`VARDIA_${name}_${end}`, value]] : [],
      ),
    )
  const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['a bearer token', { BEARER_TOKEN: 't0k' }, { authorization: 'Bearer t0k' }],
    ['a name and password', { USERNAME: 'ann', PASSWORD: 'p:w' }, { authorization: basic('ann:p:w') }],
    ['the token before the password', { USERNAME: 'a', BEARER_TOKEN: 't' }, { authorization: 'Bearer t' }],
    ['a tenant', { TENANT: 'team-a|team-b' }, { 'x-scope-orgid': 'team-a|team-b' }],
    ['headers', { HEADERS: '{"X-Key":"k","X-Two":"2"}' }, { 'x-key': 'k', 'x-two': '2' }],
  ])('sends %s', async (_what, given, headers) => {
    const { url, seen } = await startStore()
    await ask(set(url, given))
    expect(seen[0]?.headers).toMatchObject(headers)
  })

  it('sends a name and password of the address, and a token of a file before all', async () => {
    const { url, seen } = await startStore()
    await ask(set(url.replace('//', '//ann:p%3Aw@')))
    await ask(set(url.replace('//', '//ann:pw@'), { BEARER_TOKEN: 't', BEARER_TOKEN_FILE: files['token'] }))
    const sent = new Set(seen.map(({ headers }) => headers.authorization))
    expect([...sent]).toEqual([basic('ann:p:w'), 'Bearer from-disk'])
  })

  it('shows a client certificate to a server that wants one', async () => {
    const { url, seen } = await startStore({ asksClient: true })
    await ask(set(url, { CERT_FILE: files['cert'], KEY_FILE: files['key'] }))
    expect(seen[0]?.client).toBe('demo-api-server')
  })

  it.each([
    ['nobody said who signs', { CA_FILE: undefined }],
    ['another signs', { CA_FILE: 'otherCa' }],
  ])(
    'says that the certificate is not trusted where %s, and how to say who signs',
    async (_why, { CA_FILE }) => {
      const { url, seen } = await startStore()
      const problem = await failWith(ask(set(url, { CA_FILE: CA_FILE && files[CA_FILE] })))
      expect(problem).toMatchObject({ code: `${code}-untrusted`, kind: 'unavailable' })
      expect(String(problem.cause)).toMatch(/self.signed|certificate/)
      expect(seen).toEqual([])
    },
  )

  it('says until when a client certificate was good that is past its time', async () => {
    const { url, seen } = await startStore({ asksClient: true })
    const given = { CERT_FILE: files['expiredCert'], KEY_FILE: files['expiredKey'] }
    const problem = await failWith(ask(set(url, given)))
    expect(problem).toMatchObject({
      code: `${code}-client-expired`,
      kind: 'forbidden',
      params: { until: expect.stringMatching(/^20\d\d-/) },
    })
    expect(seen).toEqual([])
  })

  it('says the same where a server lets it in to answer that it is not taken, as nginx does', async () => {
    const { url } = await startStore({ answer: (response) => response.writeHead(400).end('{}') })
    const given = { CERT_FILE: files['expiredCert'], KEY_FILE: files['expiredKey'] }
    expect((await failWith(ask(set(url, given)))).code).toBe(`${code}-client-expired`)
  })

  it('says of a server that wants a certificate that the connection broke, where none is given', async () => {
    const { url } = await startStore({ asksClient: true })
    expect((await failWith(ask(set(url)))).code).toBe(`${code}-unreachable`)
  })

  it.each([401, 403])('says with status %i that it is refused, and not what was sent', async (status) => {
    const { url } = await startStore({
      answer: (response) => response.writeHead(status).end('{"error":"not for t0k-s3cret"}'),
    })
    const problem = await failWith(ask(set(url, { BEARER_TOKEN: 't0k-s3cret' })))
    expect(problem).toMatchObject({ code: `${code}-forbidden`, kind: 'forbidden', params: { status } })
    expect(`${problem.cause}`).not.toContain('s3cret')
  })
})
