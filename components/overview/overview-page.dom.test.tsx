// @vitest-environment happy-dom
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { OverviewPage } from '#components/overview/overview-page.tsx'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { servePage } from '#components/query/serve-page.test-support.ts'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { Call, CallOutput } from '#contract/define-call.ts'
import { meshHealth, namespaces, namespaceTraffic, serviceInsights } from '#contract/overview.ts'
import { sources } from '#contract/session.ts'

// The first popover is compiled when it opens, which a busy machine takes seconds for.
configure({ asyncUtilTimeout: 15_000 })

const asOf = '2026-01-01T00:00:00Z'

function buildProblem(title: string, detail: string, status = 503) {
  return {
    type: 'about:blank',
    title,
    detail,
    status,
    kind: status === 403 ? 'forbidden' : 'unavailable',
    code: 'x',
    params: {},
    retry: false,
    requestId: 'r1',
  }
}
type Said = ReturnType<typeof buildProblem>

const seen: CallOutput<typeof namespaces> = {
  asOf,
  notices: [],
  items: ['bookinfo', 'shop'].map((name) => ({
    cluster: 'c',
    namespace: name,
    kind: 'Namespace',
    name,
    mode: 'sidecar',
    role: 'workloads',
    readable: true,
    mtls: {
      mode: 'STRICT',
      from: 'mesh',
      reasons: [{ code: 'mtls-mesh', params: {}, text: 'PeerAuthentication root/default sets STRICT.' }],
    },
    workloads: 3,
    services: 2,
    labels: {},
  })),
}
const counts = { failing: 0, degraded: 0, notReady: 0, unknown: 0, idle: 0, healthy: 0 }
const sick: CallOutput<typeof meshHealth> = {
  asOf,
  rangeSeconds: 60,
  ailmentsTotal: 1,
  ailments: [
    {
      cluster: 'c',
      namespace: 'shop',
      kind: 'workload',
      workloadKind: 'Deployment',
      name: 'pay',
      status: 'failing',
      graphNode: { view: 'workload', id: 'workload|c|shop|pay' },
      reasons: [{ code: 'replicas', params: {}, text: '0 of 2 pods are available.' }],
    },
  ],
  namespaces: [
    { cluster: 'c', namespace: 'bookinfo', status: 'healthy', counts: { ...counts, healthy: 3 } },
    { cluster: 'c', namespace: 'shop', status: 'failing', counts: { ...counts, failing: 1, healthy: 2 } },
  ],
  notices: [],
}
const flow: CallOutput<typeof namespaceTraffic> = {
  asOf,
  rangeSeconds: 600,
  stepSeconds: 15,
  notices: [],
  namespaces: [
    {
      cluster: 'c',
      namespace: 'shop',
      direction: 'in',
      requestsPerSecond: [10, 20],
      errorsPerSecond: [0, 5],
    },
  ],
}

const pay = { cluster: 'c', namespace: 'shop', kind: 'Service' as const, name: 'pay' }
const standing: CallOutput<typeof serviceInsights> = {
  asOf,
  rangeSeconds: 60,
  errors: [{ ...pay, requestsPerSecond: 5, errorPercent: 25 }],
  latency: [{ ...pay, requestsPerSecond: 5, errorPercent: 25, latencyMsP95: 1_400 }],
  requests: [],
  notices: [],
}

let answers: Map<string, unknown>
const say = (call: Call, answer: unknown) => answers.set(`${basePath}${call.path}`, answer)

beforeEach(() => {
  answers = new Map()
  say(namespaces, seen)
  say(meshHealth, sick)
  say(namespaceTraffic, flow)
  say(serviceInsights, standing)
})
servePage(({ pathname }) => {
  const answer = answers.get(pathname)
  const failed = answer === undefined || (typeof answer === 'object' && answer !== null && 'detail' in answer)
  return {
    // Only what buildProblem made has a detail.
    status: failed ? ((answer as Said | undefined)?.status ?? 404) : 200,
    body: answer ?? buildProblem('Not here', 'Not here', 404),
  }
})

function show() {
  render(
    <WordsProvider>
      <QueryProvider>
        <ActionsProvider>
          <ViewProvider>
            <OverviewPage />
          </ViewProvider>
        </ActionsProvider>
      </QueryProvider>
    </WordsProvider>,
  )
}

const card = (name: string) => within(screen.getByRole('region', { name }))

describe('the overview', () => {
  it('tells what is wrong, worst first, with its reason one press away and a link to it', async () => {
    show()
    const wrong = card('What is wrong now')
    expect(await wrong.findByText('0 of 2 pods are available.')).toBeTruthy()
    expect(wrong.getByRole('link', { name: /shop \/ pay/ }).getAttribute('href')).toMatch(
      /^\/workloads\/shop\/pay\?/,
    )
    await userEvent.click(wrong.getByRole('button', { name: /shop\/pay: Failing/ }))
    const why = await screen.findByRole('dialog')
    expect(within(why).getByText('0 of 2 pods are available.')).toBeTruthy()
    const link = within(why).getByRole('link', { name: 'Show it in the graph' }).getAttribute('href') ?? ''
    const asked = new URL(link, 'http://here').searchParams
    expect([asked.get('ns'), asked.get('view'), asked.get('sel')]).toEqual([
      'shop',
      'workload',
      'node:workload|c|shop|pay',
    ])
    // It has no traffic, so that the graph draws it only when asked to.
    expect(asked.get('show')).toContain('idleNodes')
  })

  it('names the services that stand out by errors, latency and requests, each with the way to it and to all', async () => {
    show()
    const out = card('Services that stand out')
    const part = async (name: string) => within(await out.findByRole('region', { name }))
    const failing = await part('Fail most')
    const link = await failing.findByRole('link', { name: /shop \/ pay/ })
    expect(link.getAttribute('href')).toMatch(/^\/services\/shop\/pay\?/)
    expect(failing.getByText('25%')).toBeTruthy()
    expect(failing.getByRole('link', { name: /All services/ }).getAttribute('href')).toMatch(/sort=-errors/)
    expect((await part('Answer slowest (p95)')).getByText('1.4 s')).toBeTruthy()
    expect((await part('Are asked most')).getByText('No service is asked anything.')).toBeTruthy()
  })

  it('ranks nothing without metrics, and says why instead of that nothing failed', async () => {
    const text = 'Without metrics no service can be ranked: Prometheus cannot be reached.'
    say(serviceInsights, {
      ...standing,
      ...{ errors: [], latency: [], requests: [] },
      notices: [{ code: 'insights-without-traffic', params: {}, text, severity: 'warning' }],
    })
    show()
    const out = card('Services that stand out')
    expect(await out.findByText(text)).toBeTruthy()
    expect(out.queryAllByRole('region')).toEqual([])
    expect(out.queryByText(/^No /)).toBeNull()
  })

  it('ranks by all but latency where only latencies could not be read', async () => {
    const text = 'Latencies could not be read: Prometheus does not answer in time.'
    say(serviceInsights, {
      ...standing,
      latency: [],
      notices: [{ code: 'insights-without-latency', params: {}, text, severity: 'warning' }],
    })
    show()
    const out = card('Services that stand out')
    expect(await out.findByText(text)).toBeTruthy()
    expect(out.getAllByRole('region').map((part) => part.getAttribute('aria-label'))).toEqual([
      'Fail most',
      'Are asked most',
    ])
  })

  it.each([
    [
      'idle',
      'No workload has traffic',
      /no request to or from 3 workloads over the last 1 min; only their pods/,
    ],
    ['healthy', 'Nothing is wrong', /^3 workloads were judged over the last 1 min\.$/],
  ] as const)('says of a mesh that is all %s: %s', async (status, title, detail) => {
    say(meshHealth, {
      ...sick,
      ailmentsTotal: 0,
      ailments: [],
      namespaces: [{ cluster: 'c', namespace: 'shop', status, counts: { ...counts, [status]: 3 } }],
    })
    show()
    const wrong = card('What is wrong now')
    expect(await wrong.findByText(title)).toBeTruthy()
    expect(wrong.getByText(detail)).toBeTruthy()
  })

  it('lists each namespace with health, traffic and mTLS, the sick one first', async () => {
    show()
    const list = card('Namespaces')
    await list.findByText('20 rps')
    await list.findByText('1')
    const [, first, second] = list.getAllByRole('row')
    expect(first?.textContent).toMatch(/shop.*1Failing.*20 rps.*25% errors.*STRICT.*Sidecar/)
    expect(second?.textContent).toMatch(/bookinfo.*3Healthy.*no traffic/)
  })

  it('keeps everything else when Prometheus is missing, and says what to set', async () => {
    say(namespaceTraffic, buildProblem('Prometheus is not configured', 'Set VARDIA_PROMETHEUS_URL.'))
    show()
    const list = card('Namespaces')
    expect(await list.findByText(/Prometheus is not configured/)).toBeTruthy()
    expect(list.getByText(/VARDIA_PROMETHEUS_URL/)).toBeTruthy()
    expect(await list.findAllByText('unknown: no metrics')).toHaveLength(2)
    expect(await list.findAllByText('Healthy')).toHaveLength(2)
  })

  it('shows the namespaces when health fails, and health when they fail', async () => {
    say(meshHealth, buildProblem('Health failed', 'It did.'))
    show()
    expect(await card('What is wrong now').findByRole('alert')).toBeTruthy()
    expect(await card('Namespaces').findAllByText('unknown: health failed to load')).toHaveLength(2)
    cleanup()
    say(meshHealth, sick)
    say(namespaces, buildProblem('Forbidden', 'You may not.', 403))
    show()
    expect(await card('Namespaces').findByText('You may not.')).toBeTruthy()
    expect(await card('What is wrong now').findByText('0 of 2 pods are available.')).toBeTruthy()
  })

  it('tells what the mesh is made of, each part with the way to more', async () => {
    const [bookinfo, shop] = seen.items
    if (!bookinfo || !shop) throw new Error('two namespaces are seen')
    const faults = { status: 'invalid' as const, reasons: [] }
    say(namespaces, {
      ...seen,
      items: [
        { ...bookinfo, mode: 'ambient', revision: 'canary' },
        { ...shop, faults },
        { ...shop, name: 'closed', namespace: 'closed', readable: false },
      ],
    })
    say(sources, {
      asOf,
      sources: [{ name: 'istiod', state: 'degraded', version: '1.31.1' }],
    })
    show()
    const mesh = card('Mesh')
    const part = async (name: string) => (await mesh.findByText(name)).parentElement?.textContent
    expect(await mesh.findByText('istiod 1.31.1')).toBeTruthy()
    expect(await part('Control plane')).toMatch(/Degraded.*revision canary/)
    // Of what may not be looked into, no data plane is counted.
    expect(await part('Data planes')).toMatch(/Sidecar1Ambient1/)
    expect(mesh.getByRole('link', { name: /Ambient/ }).getAttribute('href')).toMatch(/filter=mode:ambient$/)
    expect(await part('Configuration')).toMatch(/Invalid.*in 1 namespace/)
    expect(await part('Cluster')).toMatch(/c3 namespaces/)
  })

  it('tells of the mesh what is known, where a part of it could not be asked', async () => {
    say(sources, buildProblem('Not here', 'Not here'))
    show()
    const mesh = card('Mesh')
    expect((await mesh.findByText('could not be asked')).closest('div')?.textContent).toMatch(/Control plane/)
    expect(await mesh.findByText('2 namespaces')).toBeTruthy()
    cleanup()
    say(sources, { asOf, sources: [{ name: 'istiod', state: 'down' }] })
    say(namespaces, buildProblem('Forbidden', 'You may not.', 403))
    show()
    expect(await card('Mesh').findByText('Failing')).toBeTruthy()
    expect(await card('Mesh').findAllByText('could not be asked')).toHaveLength(3)
  })

  it('says which right is missing when nothing is visible', async () => {
    say(namespaces, { ...seen, items: [] })
    show()
    const list = card('Namespaces')
    expect(await list.findByText('No namespace is visible to you')).toBeTruthy()
    expect(list.getByText(/get, list, watch: namespaces/)).toBeTruthy()
  })

  it('filters, and a filter that fits nothing can be cleared', async () => {
    show()
    const list = card('Namespaces')
    await list.findByRole('link', { name: 'shop' })
    await userEvent.type(list.getByRole('searchbox'), 'book')
    expect(list.queryByRole('link', { name: 'shop' })).toBeNull()
    await userEvent.type(list.getByRole('searchbox'), 'zzz')
    await userEvent.click(list.getByRole('button', { name: 'Clear the filter' }))
    expect(await list.findByRole('link', { name: 'shop' })).toBeTruthy()
  })
})
