import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { type ReactNode, useEffect, useState } from 'react'
import { afterEach, beforeEach, expect } from 'vitest'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { GraphPage } from '#components/graph/graph-page.tsx'
import { basePath } from '#components/query/base-path.ts'
import { QueryProvider } from '#components/query/query-provider.tsx'
import { ActionsProvider } from '#components/shell/actions.tsx'
import { MessagesProvider } from '#components/shell/messages.tsx'
import { ViewProvider } from '#components/shell/view.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import type { GraphHistory } from '#contract/graph-history.ts'

/** Three nodes in two namespaces; the one in the middle fails and is out of the mesh. */
export const graph = buildGraph(
  [
    buildNode('books/page', { out: { httpPerSecond: 4 } }),
    buildNode('shop/pay', {
      health: {
        status: 'failing',
        reasons: [{ code: 'errors', params: {}, text: '50% of requests ended with 5XX.' }],
      },
      in: { httpPerSecond: 4, httpErrorPercent: 50 },
      flags: ['outOfMesh', 'circuitBreaker'],
    }),
    buildNode('shop/db', { in: { tcpBytesPerSecond: 100 } }),
  ],
  [
    buildEdge('books/page', 'shop/pay', {
      requestsPerSecond: 4,
      errorPercent: 50,
      health: 'failing',
      mtlsPercent: 25,
      latencyMsP95: 120,
      responses: [
        { code: '200', flags: '-', host: 'pay.shop', percent: 50 },
        { code: '503', flags: 'UO', host: 'pay.shop', percent: 50 },
      ],
      sourcePrincipals: ['spiffe://cluster.local/ns/books/sa/page'],
    }),
    buildEdge('shop/pay', 'shop/db', { protocol: 'tcp', bytesPerSecond: 100, mtlsPercent: 100 }),
  ],
)

export interface Answers {
  /** What the graph call answers. */
  graph: { status: number; body: unknown /** No answer comes. */; held?: boolean }
  /** What was asked of it. */
  readonly asked: URL[]
  /** What the history call answers, and what was asked of it. */
  history: GraphHistory
  readonly askedHistory: URL[]
}

const noHistory: GraphHistory = {
  asOf: graph.asOf,
  rangeSeconds: 60,
  stepSeconds: 30,
  steps: 61,
  lines: [],
  notices: [],
}

let server: Server

/** A console's API for the tests of a file; each test has a fresh one. */
export function answerCalls(): Answers {
  const answers: Answers = {
    graph: { status: 200, body: graph },
    asked: [],
    history: noHistory,
    askedHistory: [],
  }
  beforeEach(() => listen(answers))
  afterEach(async () => {
    cleanup()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  })
  return answers
}

async function listen(answers: Answers): Promise<void> {
  // happy-dom lays nothing out; a table must have a height to have rows in view.
  Object.defineProperties(HTMLElement.prototype, {
    clientHeight: { configurable: true, value: 600 },
    clientWidth: { configurable: true, value: 900 },
  })
  answers.graph = { status: 200, body: graph }
  answers.asked.length = 0
  answers.history = noHistory
  answers.askedHistory.length = 0
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here')
    const path = url.pathname.slice(basePath.length)
    if (path === '/api/v1/graph') {
      answers.asked.push(url)
      if (answers.graph.held) return
      response.writeHead(answers.graph.status).end(JSON.stringify(answers.graph.body))
    } else if (path === '/api/v1/graph/history') {
      answers.askedHistory.push(url)
      response.end(JSON.stringify(answers.history))
    } else if (path === '/api/v1/namespaces') {
      const names = ['shop', 'books'].map((name) => ({ name, readable: true }))
      response.end(JSON.stringify({ asOf: graph.asOf, items: names, notices: [] }))
    } else response.writeHead(404).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
}

const go = (url: string) => window.history.replaceState(null, '', url)
const nothing = () => undefined
const router = {
  push: go,
  replace: go,
  back: nothing,
  forward: nothing,
  refresh: nothing,
  prefetch: nothing,
  hmrRefresh: nothing,
  bfcacheId: '',
}

/** Next's part: its hooks follow `history.replaceState`. */
function Address({ children }: { readonly children: ReactNode }) {
  const [search, setSearch] = useState(() => window.location.search)
  useEffect(() => {
    const { history } = window
    const replace = history.replaceState.bind(history)
    const push = history.pushState.bind(history)
    history.replaceState = (data, unused, url) => {
      replace(data, unused, url)
      act(() => setSearch(window.location.search))
    }
    history.pushState = (data, unused, url) => {
      push(data, unused, url)
      act(() => setSearch(window.location.search))
    }
    return () => {
      history.replaceState = replace
      history.pushState = push
    }
  }, [])
  return (
    <AppRouterContext value={router}>
      <SearchParamsContext value={new URLSearchParams(search)}>{children}</SearchParamsContext>
    </AppRouterContext>
  )
}

/** The graph's screen, or another part that asks its call, at `/graph?<query>`, refreshed by hand alone. */
export function show(query: string, part: ReactNode = <GraphPage />) {
  const { port } = server.address() as AddressInfo // A listening TCP server has one.
  // happy-dom's own handle on its window; its types are not the browser's.
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(`http://127.0.0.1:${port}/graph?range=1m&refresh=manual&${query}`)
  render(
    <Address>
      <WordsProvider>
        <QueryProvider>
          <MessagesProvider>
            <ActionsProvider>
              <ViewProvider>{part}</ViewProvider>
            </ActionsProvider>
          </MessagesProvider>
        </QueryProvider>
      </WordsProvider>
    </Address>,
  )
}

/** The table once its rows are in view: they come a moment after it, when its height is known. */
export async function findTable(name: string): Promise<HTMLElement> {
  // Its code is loaded at the first showing, which takes a busy machine its time.
  const table = await screen.findByRole('table', { name }, { timeout: 10_000 })
  await waitFor(() => expect(within(table).getAllByRole('row').length).toBeGreaterThan(1))
  return table
}

export const panel = () => within(screen.getByRole('complementary', { name: 'Details' }))
export const address = () => new URLSearchParams(window.location.search)
