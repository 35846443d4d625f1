import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type Diagnostics, diagnostics } from '#contract/diagnostics.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readDiagnostics } from '#server/usecases/read-diagnostics.ts'
import { readSetup } from '#server/usecases/read-setup.ts'
import { readSources } from '#server/usecases/read-sources.ts'

let opened: OpenedState | undefined
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  await opened?.close()
  opened = undefined
})

async function start(
  settings: Readonly<Record<string, string>> = {},
  identity = 'admin',
): Promise<UseCaseContext> {
  opened = await openState({ VARDIA_CONTEXT: identity, ...settings })
  const { adapters, config, log } = opened.state
  const session = buildAnonymousSession('s', identity)
  const context = { adapters, config, log, session, signal: AbortSignal.timeout(18_000), nowMs: Date.now() }
  await adapters.kubernetes.readSnapshot(context.signal)
  return context
}

async function ask(context: UseCaseContext): Promise<Diagnostics> {
  return z.parse(diagnostics.output, await readDiagnostics({}, context))
}

async function listen(server: Server): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}` // A server on a port has no other form of address.
}

describe('diagnostics', () => {
  test('say of setup and of the sources what their own calls say', async () => {
    const context = await start()
    const [told, setup, sources] = [
      await ask(context),
      await readSetup({}, context),
      await readSources({}, context),
    ]
    expect(told.setup).toEqual(setup)
    const timeless = (list: Diagnostics['sources']) => list.map(({ lastGood: _lastGood, ...facts }) => facts)
    expect(timeless(told.sources)).toEqual(timeless(sources.sources))
    expect(told.scrapeIntervalSeconds).toBe(sources.scrapeIntervalSeconds)
  })

  test('tell the rights of the viewer by kind, and count what that viewer may see', async () => {
    const context = await start()
    const told = await ask({ ...context, session: { ...context.session, viewer: { identity: 'auditor' } } })
    const rightsOn = (kind: string) => told.rights.find((right) => right.kind === kind)
    const nowhere = { everywhere: false, namespaces: 0 }
    expect(rightsOn('Namespace')).toMatchObject({ list: { everywhere: true }, change: nowhere })
    const list = { everywhere: false, namespaces: (told.snapshot?.objects['Namespace'] ?? 0) - 1 }
    expect(rightsOn('VirtualService')).toMatchObject({ list, change: nowhere })
    expect(told.snapshot?.objects['Pod']).toBeGreaterThan(20)
    expect(told.caches).toContainEqual(expect.objectContaining({ name: 'rights', entries: 1 }))
  })

  test('tell nothing of what the viewer may not see', async () => {
    const context = await start()
    const asNobody = { ...context, session: { ...context.session, viewer: { identity: 'nobody' } } }
    const told = await ask(asNobody)
    expect(told.snapshot?.objects['Pod'] ?? 0).toBe(0)
    expect(told.rights.every(({ list }) => !list.everywhere && list.namespaces === 0)).toBe(true)
  })

  test('tell of failures: what, when, how often in a row, and why', async () => {
    const context = await start()
    opened?.demo.prometheus.setFault({ answer: '5xx' })
    const { signal } = context
    for (const expr of ['a', 'b'])
      await context.adapters.prometheus?.query(expr, { signal, atSeconds: 1 }).catch(() => undefined)
    const [failure] = (await ask(context)).failures.filter(({ verb }) => verb === 'query')
    expect(failure).toMatchObject({ adapter: 'prometheus', count: 3, says: { code: 'prometheus-error' } })
    expect(Date.parse(failure?.at ?? '')).toBeGreaterThanOrEqual(context.nowMs)
  })

  test('tell how the process does', async () => {
    const { process: facts } = await ask(await start())
    expect(facts.node).toBe(process.versions.node)
    expect(facts.memoryBytes.resident).toBeGreaterThan(facts.memoryBytes.heapUsed)
    expect(facts.eventLoopDelayMs.p99).toBeGreaterThanOrEqual(facts.eventLoopDelayMs.p50)
    expect(Date.parse(facts.startedAt)).toBeLessThan(Date.now())
  })

  test('come while the cluster and Prometheus are away', async () => {
    opened = await openState({
      KUBECONFIG: '/nonexistent',
      VARDIA_PROMETHEUS_URL: 'http://127.0.0.1:1',
    })
    const { adapters, config, log } = opened.state
    const session = buildAnonymousSession('s', '')
    const signal = AbortSignal.timeout(18_000)
    const told = await ask({ adapters, config, log, session, signal, nowMs: Date.now() })
    expect([told.rights, told.snapshot]).toEqual([[], undefined])
    expect(told.setup.sources[0]).toMatchObject({ name: 'kubernetes', state: 'unhealthy' })
    expect(told.failures.map(({ says }) => says.code)).toContain('prometheus-unreachable')
  })
})

/** Refuses each question, and writes all that it was sent into its answer, as careless proxies do. */
function repeatAll(status: number, type: string): Server {
  return createServer((request, response) => {
    const words = request.rawHeaders.join(' ')
    response.writeHead(status, { 'content-type': type })
    response.end(
      type === 'application/json' ? JSON.stringify({ status: 'error', errorType: 'x', error: words }) : words,
    )
  })
}

/** Where something stands, with some words around, so that a failure can be read. */
function findAround(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => text.slice(index - 60, index + 40))
}

describe('no secret is part of them', () => {
  const planted = {
    VARDIA_PROMETHEUS_USERNAME: 'planted-username',
    VARDIA_PROMETHEUS_PASSWORD: 'planted-password',
    VARDIA_PROMETHEUS_TENANT: 'planted-tenant',
    VARDIA_PROMETHEUS_HEADERS: '{"X-Key":"planted-header"}',
    VARDIA_TRACING_HEADERS: '{"X-Key":"planted-tracing-header"}',
    VARDIA_TRACING_PUBLIC_URL: 'http://planted-u:planted-p@tracing.example/?t=planted-q',
    VARDIA_GRAFANA_URL: 'http://planted-u:planted-p@grafana.example/#planted-f',
  }
  const encoded = ['planted-username:planted-password', 'planted-u:planted-p'].map((text) =>
    Buffer.from(text).toString('base64'),
  )

  test.each([
    ['in JSON', 401, 'application/json', {}],
    ['in a page', 403, 'text/html', {}],
    ['in a page that claims to be well', 200, 'text/html', {}],
    ['with a token', 500, 'text/plain', { VARDIA_PROMETHEUS_BEARER_TOKEN: 'planted-token' }],
  ])('whatever is set, also when a server repeats it %s', async (_where, status, type, more) => {
    const host = await listen(repeatAll(status, type))
    const url = `http://planted-u:planted-p@${host}`
    const context = await start({
      ...planted,
      ...more,
      VARDIA_PROMETHEUS_URL: url,
      VARDIA_TRACING_URL: url,
      VARDIA_ISTIOD_URL: url,
    })
    const told = await ask(context)
    expect(told.failures.map(({ adapter }) => adapter)).toEqual(
      expect.arrayContaining(['prometheus', 'tracing']),
    )
    const text = JSON.stringify([told, await readSetup({}, context), await readSources({}, context)])
    expect(text.includes(host)).toBe(true)
    expect(findAround(text, /planted/)).toEqual([])
    for (const secret of encoded) expect(text.includes(secret)).toBe(false)
  })

  test('and none of the kubeconfig', async () => {
    const context = await start()
    const text = JSON.stringify(await ask(context))
    const users = opened?.demo.kubernetes.users ?? []
    expect(users.length).toBeGreaterThan(1)
    for (const { token } of users) expect(text.includes(token)).toBe(false)
  })
})
