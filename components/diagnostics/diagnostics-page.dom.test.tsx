// @vitest-environment happy-dom
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cleanup, configure, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DiagnosticsPage } from '#components/diagnostics/diagnostics-page.tsx'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { Diagnostics } from '#contract/diagnostics.ts'

configure({ asyncUtilTimeout: 15_000 })

const says = (text: string) => ({ code: 'x', params: {}, text })
const answer: Diagnostics = {
  asOf: '2026-01-01T01:00:00.000Z',
  setup: {
    asOf: '2026-01-01T01:00:00.000Z',
    console: { version: '9.8.7', mayWrite: true },
    cluster: { name: 'east', identity: 'ann' },
    scope: { kind: 'cluster', namespaces: [], says: says('All namespaces are followed.') },
    sources: [
      {
        name: 'prometheus',
        state: 'forbidden',
        product: 'Prometheus',
        sample: false,
        says: says('It answers with status 401.'),
        cause: '<b>no</b>',
        cures: [],
      },
    ],
    notices: [],
  },
  sources: [{ name: 'prometheus', state: 'down', since: '2026-01-01T00:59:00.000Z' }],
  settings: [
    { name: 'VARDIA_PROMETHEUS_PASSWORD', given: true, value: '', hidden: true },
    { name: 'VARDIA_CLUSTER_NAME', given: true, value: 'east', hidden: false },
    { name: 'PORT', given: false, value: '20002', hidden: false },
  ],
  rights: [
    {
      kind: 'Pod',
      list: { everywhere: false, namespaces: 2 },
      change: { everywhere: false, namespaces: 0 },
    },
  ],
  snapshot: { version: 3, objects: { Pod: 1200 } },
  caches: [{ name: 'rights', entries: 1, oldestSeconds: 12 }],
  failures: [
    {
      at: '2026-01-01T00:59:30.000Z',
      adapter: 'prometheus',
      verb: 'query',
      count: 3,
      says: says('It failed.'),
    },
  ],
  process: {
    node: '24.0.0',
    platform: 'linux-x64',
    startedAt: '2026-01-01T00:00:00.000Z',
    memoryBytes: { resident: 2e8, heapUsed: 1e8, heapLimit: 4e9, external: 1e6 },
    cpuSeconds: 2,
    eventLoopDelayMs: { p50: 0.1, p99: 4, max: 30 },
  },
}

let server: Server
beforeEach(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A server on a port has no other form of address.
  // happy-dom's own handle on its window; its types are not the browser's.
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(`http://127.0.0.1:${port}/diagnostics?range=1m&refresh=manual`)
  render(
    <SearchParamsContext value={new URLSearchParams(window.location.search)}>
      <WordsProvider>
        <QueryProvider>
          <ActionsProvider>
            <ViewProvider>
              <DiagnosticsPage />
            </ViewProvider>
          </ActionsProvider>
        </QueryProvider>
      </WordsProvider>
    </SearchParamsContext>,
  )
})
afterEach(async () => {
  cleanup()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const card = async (name: string) => within(await screen.findByRole('region', { name }))

it('shows each source as the setup page words it, with the words of the server as they are', async () => {
  const sources = await card('Data sources')
  expect(sources.getByText('It answers with status 401.')).toBeTruthy()
  expect(sources.getByText('<b>no</b>')).toBeTruthy()
  expect(sources.getByText(/down for 1 min/)).toBeTruthy()
})

it('says of a secret that it is set, and folds what nobody set', async () => {
  const settings = await card('Settings')
  const rows = settings.getAllByRole('row').map((row) => row.textContent)
  expect(rows).toEqual(
    expect.arrayContaining([
      'VARDIA_PROMETHEUS_PASSWORDset, not told',
      'VARDIA_CLUSTER_NAMEeast',
      'PORT20002',
    ]),
  )
  expect(settings.getByText('1 setting that nobody set')).toBeTruthy()
})

it('tells rights, failures and memory in words', async () => {
  const [, pods] = (await card('Rights')).getAllByRole('row')
  expect(pods?.textContent).toBe('Podin 2 namespacesno1.2k')
  const failures = await card('Recent failures')
  expect(failures.getByText('2026-01-01 00:59:30 UTC · prometheus query · 3 times in a row')).toBeTruthy()
  expect((await card('Console')).getByText(/1 h/)).toBeTruthy()
})

it('gives all of it as one document, with what is known of the browser', async () => {
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Copy' }))
  expect((await screen.findByRole('status')).textContent).toBe('Copied.')
  const copied = JSON.parse(await navigator.clipboard.readText())
  expect(copied).toMatchObject({ ...answer, browser: { timeZone: expect.any(String) } })
})
