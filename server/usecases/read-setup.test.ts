import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type SetupSource, setup } from '#contract/setup.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readSetup } from '#server/usecases/read-setup.ts'
import { readSources } from '#server/usecases/read-sources.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

let opened: OpenedState | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

/** The context of one request of a console over the demo, which was given no address but the kubeconfig's. */
async function start(
  settings: Readonly<Record<string, string>> = {},
  identity = 'admin',
): Promise<UseCaseContext> {
  const nowhere = { VARDIA_PROMETHEUS_URL: '', VARDIA_TRACING_URL: '', VARDIA_ISTIOD_URL: '' }
  opened = await openState({ ...nowhere, VARDIA_CONTEXT: identity, ...settings })
  const { adapters, config, log } = opened.state
  const session = buildAnonymousSession('s', identity)
  return { adapters, config, log, session, signal: AbortSignal.timeout(18_000), nowMs: Date.now() }
}

async function ask(context: UseCaseContext): Promise<ReadonlyMap<string, SetupSource>> {
  const answer = setup.output.parse(await readSetup({}, context))
  return new Map(answer.sources.map((source) => [source.name, source]))
}

describe('with a kubeconfig alone', () => {
  test('Prometheus and Jaeger are found, and reached by port-forward', async () => {
    const sources = await ask(await start())
    expect(sources.get('kubernetes')).toMatchObject({ state: 'found', cures: [] })
    expect(sources.get('prometheus')).toMatchObject({
      state: 'found',
      by: 'port-forward',
      address: 'istio-system/prometheus:9090',
      rule: 'prometheus-label',
      sample: true,
      version: expect.stringMatching(/^\d/),
    })
    expect(sources.get('tracing')).toMatchObject({
      state: 'found',
      address: 'tracing/jaeger-query:16686',
      rule: 'jaeger-query',
    })
    expect(sources.get('istiod')).toMatchObject({ state: 'found', by: 'port-forward' })
  })

  test('what is found is spoken to: spans are listed, and istiod is asked whether it is ready', async () => {
    const context = await start()
    const { tracing, istiod } = context.adapters
    expect((await tracing?.listServices(context.signal))?.length).toBeGreaterThan(3)
    await istiod?.waitUntilAsked(context.signal)
    const { sources } = await readSources({}, context)
    const find = (wanted: string) => sources.find(({ name }) => name === wanted)
    expect(find('tracing')).toMatchObject({ state: 'ok', by: 'port-forward', lastGood: expect.any(String) })
    expect(find('istiod')).toMatchObject({
      state: 'ok',
      address: expect.stringMatching(/^istio-system\/istiod/),
      version: expect.stringMatching(/^1\./),
      lastGood: expect.any(String),
    })
  })

  test('a store of traces that goes is told as away, and is read again when it is back', async () => {
    const context = await start()
    const { tracing } = context.adapters
    await tracing?.listServices(context.signal)
    const read = async () =>
      (await readSources({}, context)).sources.find(({ name }) => name === 'tracing')?.state
    opened?.demo.tracing.setFault({ answer: '5xx' })
    await tracing?.listServices(context.signal).catch(() => undefined)
    expect(await read()).toBe('down')
    opened?.demo.tracing.setFault(undefined)
    await tracing?.listServices(context.signal)
    expect(await read()).toBe('ok')
  })

  test('who may not reach istiod is told so as a source, and of no outage in every answer', async () => {
    const context = await start({}, 'auditor')
    await context.adapters.istiod?.waitUntilAsked(context.signal)
    const { sources } = await readSources({}, context)
    expect(sources.find(({ name }) => name === 'istiod')).toMatchObject({
      state: 'down',
      problem: { code: 'reach-forbidden' },
    })
    const { notices } = await readNamespaces({ health: true, rangeSeconds: 60 }, context)
    expect(notices.map(({ adapter }) => adapter)).not.toContain('istiod')
  })

  test('there is a graph', async () => {
    const context = await start()
    await context.adapters.finders?.prometheus?.look(context.signal)
    const graph = await readTrafficGraph(
      z.parse(trafficGraph.input, { namespaces: 'bookinfo,shop' }),
      context,
    )
    expect(graph.edges.length).toBeGreaterThan(20)
    expect(graph.notices).toEqual([])
    const { sources } = await readSources({}, context)
    expect(sources.find(({ name }) => name === 'prometheus')).toMatchObject({
      state: 'ok',
      by: 'port-forward',
      address: 'istio-system/prometheus:9090',
    })
  })

  test('a Prometheus whose pod was replaced is reached by the next', async () => {
    const context = await start()
    const { prometheus } = context.adapters
    const query = () => prometheus?.query('up', { atSeconds: Date.now() / 1_000, signal: context.signal })
    await context.adapters.finders?.prometheus?.look(context.signal)
    await query()
    const { store } = opened?.demo.kubernetes ?? {}
    const before = store?.collection({ collection: '/pods' }).all() ?? []
    const pod = before.find(
      ({ namespace, name }) => namespace === 'istio-system' && name.startsWith('prometheus'),
    )
    store?.remove('v1', 'Pod', 'istio-system', pod?.name ?? '')
    expect((await query())?.length).toBeGreaterThan(0)
  })
})

describe('what is missing is told with what mends it', () => {
  test('rights: to who may neither forward ports nor use the proxy', async () => {
    const sources = await ask(await start({}, 'auditor'))
    expect(sources.get('prometheus')).toMatchObject({
      state: 'forbidden',
      cures: expect.arrayContaining([
        {
          by: 'right',
          value: expect.stringMatching(
            /get pods\/portforward.*get services\/proxy in istio-system, for auditor/,
          ),
        },
        { by: 'setting', value: 'VARDIA_PROMETHEUS_URL=http://HOST:9090' },
      ]),
    })
  })

  test('the right to list services: to who cannot see where a Prometheus may be', async () => {
    const sources = await ask(await start({ VARDIA_NAMESPACES: 'bookinfo' }, 'editor'))
    expect(sources.get('prometheus')).toMatchObject({ state: 'forbidden' })
    expect(sources.get('prometheus')?.cures[0]?.value).toMatch(/list services in istio-system.*for editor/)
  })

  test('a server that is not what it looks like', async () => {
    const context = await start()
    opened?.demo.prometheus.setFault({ answer: 'html' })
    const prometheus = context.adapters.finders?.prometheus
    const [finding] = (await prometheus?.look(context.signal)) ?? []
    const sources = await ask(context)
    expect(['unhealthy', 'found']).toContain(finding?.state)
    expect(sources.get('prometheus')?.says.text).not.toBe('')
  })

  test('looking switched off', async () => {
    const sources = await ask(await start({ VARDIA_FIND_SOURCES: 'false' }))
    expect(sources.get('prometheus')).toMatchObject({ state: 'off' })
  })
})

test('an address that was given wins over what could be found', async () => {
  const context = await start({ VARDIA_PROMETHEUS_URL: 'http://127.0.0.1:1' })
  const sources = await ask(context)
  expect(sources.get('prometheus')).toMatchObject({ by: 'url', address: 'http://127.0.0.1:1' })
})
