import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trace, tracePeers, traces, tracesInputSchema } from '#contract/traces.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { listTraces } from '#server/usecases/list-traces.ts'
import { readTrace } from '#server/usecases/read-trace.ts'
import { readTracePeers } from '#server/usecases/read-trace-peers.ts'
import { buildStoreUrl } from '#server/usecases/stages/build-store-url.ts'
import {
  type DemoUser,
  startTracedDemo,
  type TracedDemo,
} from '#server/usecases/stages/traced-demo.test-support.ts'

let traced: TracedDemo
beforeAll(async () => {
  traced = await startTracedDemo()
}, 30_000)
afterAll(() => traced?.stop())

/** A minute is enough: the demo's store makes what it is asked for. */
const ask = (input: Record<string, unknown>) => tracesInputSchema.parse({ rangeSeconds: 60, ...input })
const list = async (input: Record<string, unknown>, user: DemoUser = 'admin') =>
  traces.output.parse(await listTraces(ask(input), traced.as(user)))
const bookinfo = { namespaces: 'bookinfo' }

describe('the list of traces', () => {
  it('is the newest first, each with where it began, what took part and who added the most', async () => {
    const { items, notices, services } = await list({ ...bookinfo, limit: 30 })
    expect(items.length).toBeGreaterThan(15)
    expect(notices).toEqual([])
    expect(services).toContain('reviews.bookinfo')
    const starts = items.map(({ start }) => start)
    expect(starts).toEqual([...starts].sort().reverse())
    for (const { places, slowest, durationMs, root } of items) {
      expect(places.some(({ namespace, workload }) => namespace === 'bookinfo' && workload)).toBe(true)
      expect(slowest?.ms).toBeLessThanOrEqual(durationMs + 0.001)
      expect(root.place.workload).toBeTruthy()
    }
  })

  it.each([
    ['a workload', { namespace: 'bookinfo', workload: 'reviews-v2' }, 'reviews-v2'],
    ['an application', { namespace: 'bookinfo', app: 'productpage' }, 'productpage-v1'],
    ['a service', { namespace: 'bookinfo', service: 'details' }, 'details-v1'],
  ])('of %s has it in every trace', async (_, input, workload) => {
    const { items } = await list(input)
    expect(items.length).toBeGreaterThan(0)
    for (const { places } of items) expect(places.map((place) => place.workload)).toContain(workload)
  })

  it('holds to its filters', async () => {
    // Failures are drawn by chance: no minute need have one, a quarter of an hour always has.
    const failed = await list({ namespace: 'shop', app: 'checkout', errors: true, rangeSeconds: 900 })
    expect(failed.items.length).toBeGreaterThan(0)
    expect(failed.items.every(({ failedSpans }) => failedSpans > 0)).toBe(true)
    const [first] = (await list({ namespace: 'bookinfo', workload: 'productpage-v1' })).items
    const same = await list({
      namespace: 'bookinfo',
      workload: 'productpage-v1',
      requestId: first?.requestId ?? '',
    })
    expect(same.items.map(({ id }) => id)).toEqual([first?.id])
    expect((await list({ ...bookinfo, tags: 'istio.mesh_id=none' })).items).toEqual([])
    expect((await list({ ...bookinfo, code: '418' })).items).toEqual([])
    const slow = await list({ ...bookinfo, minDurationMs: 50 })
    expect(slow.items.every(({ durationMs }) => durationMs >= 50)).toBe(true)
  })

  it.each([
    ['workload-not-found', { namespace: 'bookinfo', workload: 'nothing' }],
    ['app-not-found', { namespace: 'bookinfo', app: 'nothing' }],
    ['service-not-found', { namespace: 'bookinfo', service: 'nothing' }],
    ['namespaces-not-found', { namespaces: 'nothing' }],
    ['input-invalid', { workload: 'reviews-v1' }],
  ])('is refused with %s', async (code, input) => {
    await expect(listTraces(ask(input), traced.as('admin'))).rejects.toMatchObject({ code })
  })

  it('says by which names it looked where the store knows none', async () => {
    const { items, notices } = await list({ namespaces: 'kube-system' })
    expect(items).toEqual([])
    expect(notices.map(({ code }) => code)).toEqual(['traces-no-service'])
  })
})

describe('one trace', () => {
  const readFirst = async () => {
    const { items } = await list({ namespace: 'bookinfo', workload: 'reviews-v2' })
    return items[0]?.id ?? ''
  }
  it('tells its spans in the words of the mesh, and who added the delay sums up to it', async () => {
    const config = { VARDIA_TRACING_PUBLIC_URL: 'https://jaeger.example.com/' }
    const told = trace.output.parse(
      await readTrace({ id: await readFirst() }, traced.as('admin', { config })),
    )
    expect(told.spans[0]).toMatchObject({ depth: 0, side: 'gateway', place: { kind: 'Deployment' } })
    const reviews = told.spans.find(({ place, side }) => place.workload === 'reviews-v2' && side === 'server')
    expect(reviews?.route).toMatchObject({ direction: 'inbound', port: 9080 })
    const asked = told.spans.find(({ id }) => id === reviews?.parentId)
    expect(asked).toMatchObject({ side: 'client', route: { host: 'reviews.bookinfo.svc.cluster.local' } })
    expect(told.delays.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(told.durationMs, 3)
    expect(told.storeUrl).toBe(`https://jaeger.example.com/trace/${told.id}`)
  })

  it('stands among those that began alike', async () => {
    const told = tracePeers.output.parse(await readTracePeers({ id: await readFirst() }, traced.as('admin')))
    expect(told.comparison?.peers).toBeGreaterThan(10)
    expect(told.comparison?.parts.map(({ place }) => place.workload)).toContain('reviews-v2')
    expect(told.says.text).toMatch(/^Slower than \d+% of \d+ traces/)
  })

  it.each(['0123456789abcdef', 'ABC'])('is not found by the id %s, which no trace has', async (id) => {
    await expect(readTrace({ id }, traced.as('admin'))).rejects.toMatchObject({ code: 'trace-not-found' })
  })
})

describe('who may not look into every namespace', () => {
  it('as editor of one namespace hears of nothing else, and how much that is', async () => {
    const answer = await list({ limit: 20 }, 'editor')
    expect(answer.items.length).toBeGreaterThan(0)
    const [first] = answer.items
    expect(first?.withheldSpans).toBeGreaterThan(0)
    const told = await readTrace({ id: first?.id ?? '' }, traced.as('editor'))
    expect(told.notices.map(({ code }) => code)).toContain('trace-withheld')
    for (const text of [JSON.stringify(answer), JSON.stringify(told)])
      expect(text).not.toMatch(/istio-ingressgateway|istio-system|frontend|shop/)
  })

  it('finds no trace that lies wholly elsewhere, and hears of it as of one that is not there', async () => {
    const { items } = await list({ namespaces: 'shop' })
    const foreign = items.find(({ places }) => places.every(({ namespace }) => namespace !== 'bookinfo'))
    await expect(readTrace({ id: foreign?.id ?? '' }, traced.as('editor'))).rejects.toMatchObject({
      code: 'trace-not-found',
      params: { id: foreign?.id },
    })
    await expect(listTraces(ask({ namespaces: 'shop' }), traced.as('editor'))).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('as auditor hears nothing of the namespace that is closed', async () => {
    const text = JSON.stringify(await list({ limit: 500, rangeSeconds: 120 }, 'auditor'))
    expect(text).not.toMatch(new RegExp(`${forbiddenNamespace}|secret-plans|secret-vault`))
  })
})

describe('a tracing store', () => {
  it('that is not configured is told so', async () => {
    await expect(listTraces(ask(bookinfo), traced.demo.as('admin'))).rejects.toMatchObject({
      kind: 'unsupported',
      code: 'tracing-not-configured',
    })
  })
  it('that fails is told, not taken for empty', async () => {
    traced.store.setFault({ answer: '5xx' })
    await expect(list(bookinfo)).rejects.toMatchObject({ code: 'tracing-error', adapter: 'tracing' })
    traced.store.setFault(undefined)
  })
  it.each([
    [{ VARDIA_TRACING_URL: 'http://127.0.0.1:16686' }, 'http://127.0.0.1:16686/trace/ab'],
    [{ VARDIA_TRACING_URL: 'https://jaeger.example.com/ui/' }, 'https://jaeger.example.com/ui/trace/ab'],
    [{ VARDIA_TRACING_URL: 'http://jaeger.istio-system:16686' }, undefined],
    [{ VARDIA_TRACING_URL: 'http://jaeger.istio-system.svc.cluster.local' }, undefined],
    [{ VARDIA_TRACING_URL: 'https://me:secret@jaeger.example.com' }, undefined],
    [
      { VARDIA_TRACING_URL: 'http://a', VARDIA_TRACING_PUBLIC_URL: 'https://t.example.com/j' },
      'https://t.example.com/j/trace/ab',
    ],
    [
      { VARDIA_TRACING_PUBLIC_URL: 'https://g.example.com/explore?left={"query":"{traceId}"}' },
      'https://g.example.com/explore?left={%22query%22:%22ab%22}',
    ],
    [{}, undefined],
  ])('set as %j is linked to at %s', (config, url) => {
    expect(buildStoreUrl(config, 'ab', 'Jaeger')).toBe(url)
  })
  it('that is a Tempo has no pages to link to but those that a setting names', () => {
    const config = { VARDIA_TRACING_URL: 'http://127.0.0.1:3200' }
    expect(buildStoreUrl(config, 'ab', 'Tempo')).toBeUndefined()
    const named = { ...config, VARDIA_TRACING_PUBLIC_URL: 'https://t.example.com/{traceId}' }
    expect(buildStoreUrl(named, 'ab', 'Tempo')).toBe('https://t.example.com/ab')
  })
})
