// @vitest-environment happy-dom
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { act, cleanup, configure, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { type ReactNode, useEffect, useState } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NamespacePage } from '#components/objects/detail/namespace-page.tsx'
import { ServicePage } from '#components/objects/detail/service-page.tsx'
import { WorkloadPage } from '#components/objects/detail/workload-page.tsx'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { Call, CallOutput } from '#contract/define-call.ts'
import { namespaceDetail, objectManifest, serviceDetail, workloadDetail } from '#contract/details.ts'

configure({ asyncUtilTimeout: 15_000 })

const asOf = '2026-01-01T01:00:00Z'
const hostile = '<img src=x onerror=alert(1)>'

const item: CallOutput<typeof workloadDetail>['item'] = {
  cluster: 'c',
  namespace: 'shop',
  kind: 'Rollout',
  name: 'pay',
  health: { status: 'failing', reasons: [{ code: 'x', params: {}, text: '0 of 2 pods are available.' }] },
  requestsPerSecond: 12.3,
  errorPercent: 25,
  direction: 'inbound',
  app: 'pay',
  version: 'v1',
  mode: 'sidecar',
  role: 'application',
  replicas: { desired: 2, current: 2, available: 0 },
  pods: 1,
  restarts: 7,
  serviceAccount: 'pay-sa',
  labels: { app: 'pay', note: hostile },
}
const workload: CallOutput<typeof workloadDetail> = {
  asOf,
  rangeSeconds: 60,
  notices: [],
  item,
  annotations: {},
  pods: [
    {
      name: 'pay-1',
      phase: 'Running',
      ready: false,
      restarts: 7,
      waitingReason: 'CrashLoopBackOff',
      ips: ['10.0.0.1'],
      createdAt: '2026-01-01T00:00:00Z',
      mode: 'sidecar',
      revision: 'canary',
      containers: [{ name: 'pay', image: 'registry/pay:1', init: false }],
    },
  ],
  services: [{ kind: 'Service', namespace: 'shop', name: 'pay-svc' }],
  config: [
    {
      kind: 'DestinationRule',
      namespace: 'shop',
      name: 'pay-rule',
      fields: ['spec.host'],
      scope: 'object',
      why: { code: 'concern-names', params: {}, text: 'It names the Service shop/pay-svc in spec.host.' },
      validity: 'warning',
      problems: [{ code: 'config-x', params: {}, text: `Wrong ${hostile}` }],
    },
    {
      kind: 'Telemetry',
      namespace: 'istio-system',
      name: 'default',
      fields: [],
      scope: 'mesh',
      why: { code: 'concern-mesh', params: {}, text: 'It holds for the whole mesh.' },
      problems: [],
    },
  ],
  meshPoliciesSeen: true,
  events: [
    {
      kind: 'Pod',
      name: 'pay-1',
      type: 'Warning',
      reason: 'BackOff',
      message: `Back-off ${hostile}`,
      count: 3,
      firstTime: asOf,
      lastTime: '2026-01-01T00:58:00Z',
      from: 'kubelet',
    },
  ],
}
const service: CallOutput<typeof serviceDetail> = {
  asOf,
  rangeSeconds: 60,
  notices: [],
  item: {
    cluster: 'c',
    namespace: 'shop',
    kind: 'Service',
    name: 'pay-svc',
    health: { status: 'idle', reasons: [] },
    type: 'ClusterIP',
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    workloads: 1,
    labels: {},
  },
  annotations: {},
  clusterIp: '10.1.0.1',
  selector: { app: 'pay' },
  hosts: ['pay-svc.shop.svc.cluster.local'],
  endpoints: [{ address: '10.0.0.1', ready: false, pod: 'pay-1', ports: [8080] }],
  workloads: [item],
  config: [],
  meshPoliciesSeen: true,
  events: [],
}

function buildProblem(status: number, kind: string, title: string, detail: string) {
  const facts = { type: 'about:blank', code: 'x', params: {}, retry: false, requestId: 'r1' }
  return { status, body: { ...facts, title, detail, status, kind } }
}

let server: Server
let answers: Map<string, { readonly status: number; readonly body: unknown }>
const say = <C extends Call>(call: C, body: CallOutput<C>) => answers.set(call.path, { status: 200, body })

beforeEach(async () => {
  answers = new Map()
  say(workloadDetail, workload)
  say(serviceDetail, service)
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://here')
    const missing = buildProblem(404, 'not-found', 'Not here', 'Not here')
    const { status, body } = answers.get(pathname.slice(basePath.length)) ?? missing
    response.writeHead(status).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})

afterEach(async () => {
  cleanup()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

/** Next's part: its hooks follow `history.replaceState`. */
function Address({ children }: { readonly children: ReactNode }) {
  const [search, setSearch] = useState(() => window.location.search)
  useEffect(() => {
    const { history } = window
    const replace = history.replaceState.bind(history)
    history.replaceState = (data, unused, url) => {
      replace(data, unused, url)
      act(() => setSearch(window.location.search))
    }
    return () => {
      history.replaceState = replace
    }
  }, [])
  return <SearchParamsContext value={new URLSearchParams(search)}>{children}</SearchParamsContext>
}

function show(page: ReactNode, query = '') {
  const { port } = server.address() as AddressInfo // A listening TCP server has one.
  // happy-dom's own handle on its window; its types are not the browser's.
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(`http://127.0.0.1:${port}/here?ns=*&range=1m&refresh=manual&${query}`)
  render(
    <Address>
      <WordsProvider>
        <QueryProvider>
          <ActionsProvider>
            <ViewProvider>{page}</ViewProvider>
          </ActionsProvider>
        </QueryProvider>
      </WordsProvider>
    </Address>,
  )
}

const pay = <WorkloadPage namespace="shop" name="pay" kind="Rollout" slots={{}} />
const card = async (name: string) => within(await screen.findByRole('region', { name }))

describe('the page of a workload', () => {
  it('says first how it is and why, what it receives, and where it stands in the mesh', async () => {
    show(pay)
    await screen.findByText('0 of 2 pods are available.')
    expect(screen.getByText('Failing')).toBeTruthy()
    const facts = [...document.querySelectorAll('header dl > div')].map((fact) => fact.textContent)
    expect(facts).toEqual([
      'Receives, over 1 min12 rps · 25% errors',
      'Data planeSidecar',
      'Applicationpay',
      'Versionv1',
      'Revisioncanary',
      'Replicas0 of 2 available',
      'Service accountpay-sa',
    ])
  })

  it('tells of each pod why it waits, how often it started anew, its node or that it has none, and its age', async () => {
    show(pay)
    const [, row] = (await card('Pods')).getAllByRole('row')
    expect(row?.textContent).toMatch(
      /pay-1.*not placed yet.*Running · not ready.*CrashLoopBackOff.*7.*revision canary.*1 container.*registry\/pay:1.*1 h/,
    )
  })

  it('leads to its application, services and namespace, keeping the view', async () => {
    show(pay)
    const related = await card('Related')
    const links = related.getAllByRole('link').map((link) => link.getAttribute('href'))
    expect(links.slice(0, 3)).toEqual([
      '/applications/shop/pay?ns=*&range=1m&refresh=manual',
      '/services/shop/pay-svc?ns=*&range=1m&refresh=manual',
      '/namespaces/shop?ns=*&range=1m&refresh=manual',
    ])
  })

  it('shows hostile labels and events as the text that they are', async () => {
    show(pay)
    expect((await (await card('Kubernetes events')).findByText(/Back-off/)).textContent).toContain(hostile)
    expect(screen.getByText(hostile)).toBeTruthy()
    expect(document.querySelector('img')).toBeNull()
  })

  it('says nothing of events that could not be asked for, beside the notice of it', async () => {
    const text = 'Kubernetes events are missing: The files do not tell this.'
    const notice = { code: 'events-missing', params: {}, text, severity: 'info' as const }
    say(workloadDetail, { ...workload, events: [], notices: [notice] })
    show(pay)
    await card('Pods')
    expect(screen.getByText(text)).toBeTruthy()
    expect(screen.queryByText(/Kubernetes keeps no event/)).toBeNull()
  })

  it('opens the tab that its address names, and writes the one that is pressed into the address', async () => {
    show(pay, 'tab=policies')
    expect(await (await card('Names it')).findByText('pay-rule')).toBeTruthy()
    expect((await card('Holds for the whole mesh')).getByText('default')).toBeTruthy()
    await userEvent.click(screen.getByRole('tab', { name: 'YAML' }))
    await waitFor(() => expect(new URLSearchParams(window.location.search).get('tab')).toBe('yaml'))
    expect(new URLSearchParams(window.location.search).get('range')).toBe('1m')
  })

  it('has a tab of another feature only where the page hands one in', async () => {
    show(<WorkloadPage namespace="shop" name="pay" slots={{ logs: <p>Lines</p> }} />, 'tab=logs')
    expect(await screen.findByText('Lines')).toBeTruthy()
    expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual([
      'Overview',
      'Traffic',
      'Logs',
      'Policies',
      'YAML',
    ])
  })

  it('says that policies of the mesh are not to be seen, and that mTLS is not judged without them', async () => {
    say(workloadDetail, { ...workload, config: [], meshPoliciesSeen: false })
    show(pay, 'tab=policies')
    expect(await screen.findByText(/You may not read the mesh's own namespace/)).toBeTruthy()
    expect((await card('What it takes')).getByText(/Not judged/)).toBeTruthy()
  })

  it.each([
    [404, 'not-found', 'No such workload', 'It is not there or not visible to you.'],
    [403, 'forbidden', 'Forbidden', 'You may not read it.'],
    [503, 'unavailable', 'The API server is not answering', 'Look whether it runs.'],
  ])('is a page of its own when the call ends with %i', async (status, kind, title, detail) => {
    answers.set(workloadDetail.path, buildProblem(status, kind, title, detail))
    show(pay)
    expect(await screen.findByText(title)).toBeTruthy()
    expect(screen.getByText(detail)).toBeTruthy()
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('shop / pay')
    expect(screen.queryByRole('tab')).toBeNull()
  })

  it('keeps what the cluster tells while Prometheus is away, and says what is missing', async () => {
    const { requestsPerSecond: _, errorPercent: __, direction: ___, ...untold } = item
    const text = 'Health is judged by pods alone: Prometheus is not answering.'
    const notices = [{ code: 'x', params: {}, text, severity: 'warning' as const }]
    say(workloadDetail, { ...workload, item: untold, notices })
    answers.set('/api/v1/graph', buildProblem(503, 'unavailable', 'Prometheus is not answering', 'Look.'))
    show(pay)
    expect(await screen.findByText(text)).toBeTruthy()
    expect(screen.getByText('unknown: no metrics')).toBeTruthy()
    await userEvent.click(screen.getByRole('tab', { name: 'Traffic' }))
    expect(await screen.findByText('Prometheus is not answering')).toBeTruthy()
    expect(screen.getByRole('heading', { level: 2, name: 'shop / pay' })).toBeTruthy()
  })
})

describe('the YAML of an object', () => {
  it('stands with numbered lines, its status folded, and can be copied', async () => {
    const manifest = { kind: 'Rollout', spec: { host: 'pay', note: hostile }, status: { phase: 'Done' } }
    say(objectManifest, { asOf, manifest })
    const user = userEvent.setup()
    show(pay, 'tab=yaml')
    const yaml = await card('YAML of Rollout pay')
    expect(yaml.getByText('host:', { exact: false })).toBeTruthy()
    expect(document.querySelector('img')).toBeNull()
    expect(screen.getByText('Status').closest('details')?.open).toBe(false)
    await user.click(screen.getByRole('button', { name: 'Copy' }))
    expect(await navigator.clipboard.readText()).toMatch(/^kind: Rollout\nspec:\n {2}host: pay\n/)
  })

  it('of a kind that is not shown is told in words, and the other tabs live', async () => {
    answers.set(objectManifest.path, buildProblem(400, 'invalid', 'Not a kind that is shown', 'Rollout.'))
    show(pay, 'tab=yaml')
    expect(await screen.findByText('Not a kind that is shown')).toBeTruthy()
    await userEvent.click(screen.getByRole('tab', { name: 'Overview' }))
    expect(await card('Pods')).toBeTruthy()
  })
})

describe('the page of a service', () => {
  it('tells its addresses and endpoints, and leads to what is behind it', async () => {
    show(<ServicePage namespace="shop" name="pay-svc" kind="Service" slots={{}} />)
    const [, row] = (await card('Endpoints')).getAllByRole('row')
    expect(row?.textContent).toBe('10.0.0.1Not ready8080pay-1')
    const behind = await card('Workloads behind it')
    expect(behind.getByRole('link', { name: 'pay' }).getAttribute('href')).toMatch(
      /^\/workloads\/shop\/pay\?.*kind=Rollout/,
    )
    expect((await card('Related')).getByRole('link', { name: 'pay' }).getAttribute('href')).toMatch(
      /^\/applications\/shop\/pay/,
    )
  })
})

describe('the page of a namespace', () => {
  it('tells what is wrong in it and how much of each kind is written in it', async () => {
    say(namespaceDetail, {
      asOf,
      rangeSeconds: 60,
      notices: [],
      item: {
        cluster: 'c',
        namespace: 'shop',
        kind: 'Namespace',
        name: 'shop',
        mode: 'sidecar',
        role: 'workloads',
        readable: true,
        mtls: { mode: 'STRICT', from: 'mesh', reasons: [] },
        workloads: 4,
        services: 2,
        labels: {},
      },
      annotations: {},
      counts: { failing: 1, degraded: 0, notReady: 0, unknown: 0, idle: 0, healthy: 3 },
      applications: 3,
      ailing: [item],
      config: workload.config,
      meshPoliciesSeen: true,
      configTotal: 2,
    })
    show(<NamespacePage name="shop" slots={{}} />)
    const wrong = await card('What is wrong in it')
    expect(wrong.getByRole('link', { name: 'pay' })).toBeTruthy()
    const contents = await card('In it')
    expect(contents.getByRole('link', { name: 'DestinationRule (1)' }).getAttribute('href')).toContain(
      'tab=policies',
    )
  })
})
