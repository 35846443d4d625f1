// @vitest-environment happy-dom
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildMesh } from '#components/graph/graph.test-support.ts'
import {
  address,
  answerCalls,
  findTable,
  graph,
  panel,
  show,
} from '#components/graph/graph-page.test-support.tsx'
import type { TrafficGraph } from '#contract/traffic-graph.ts'

const down = {
  type: 'about:blank',
  title: 'Prometheus cannot be reached',
  detail: 'Nothing answers at http://prometheus:9090.',
  status: 503,
  kind: 'unavailable',
  code: 'prometheus-unreachable',
  params: {},
  retry: false,
  requestId: 'r1',
}

const answers = answerCalls()

describe('the table twin', () => {
  it('shows the nodes, the worst first, and the choice is in the URL', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    const [, first] = within(table).getAllByRole('row')
    expect(first?.textContent).toMatch(/Failing.*pay.*shop.*4 rps.*50%/)
    await userEvent.click(within(table).getByRole('button', { name: /pay, Workload in shop$/ }))
    expect(address().get('sel')).toBe('node:shop/pay')
    // Its code is loaded at the first showing, which takes a busy machine its time.
    expect(await panel().findByRole('heading', { name: 'pay' }, { timeout: 10_000 })).toBeTruthy()
  })

  it('sorts by a header and keeps that in the URL', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    await userEvent.click(within(table).getByRole('button', { name: 'Name' }))
    expect(address().get('sort')).toBe('name')
    expect(within(table).getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe(
      'ascending',
    )
    expect(within(table).getAllByRole('row')[1]?.textContent).toMatch(/db/)
  })

  it('walks by keys and chooses by Enter', async () => {
    show('ns=shop,books&as=table&rows=edges')
    const table = await findTable('Edges of the graph')
    within(table)
      .getByRole('button', { name: /books\/page to shop\/pay, HTTP$/ })
      .focus()
    await userEvent.keyboard('j')
    expect(document.activeElement?.textContent).toMatch(/shop\/pay to shop\/db, TCP$/)
    await userEvent.keyboard('{Enter}')
    expect(address().get('sel')).toBe('edge:shop/pay>shop/db>tcp')
  })

  it('says how many rows there are and draws only some of thousands', async () => {
    answers.graph.body = buildMesh(50, 40)
    show('ns=shop&as=table')
    const table = await findTable('Nodes of the graph')
    expect(table.getAttribute('aria-rowcount')).toBe('2002')
    const drawn = within(table).getAllByRole('row').length
    expect(drawn).toBeGreaterThan(15)
    expect(drawn).toBeLessThan(100)
  })
})

describe('the side panel', () => {
  it('explains a node: reasons, marks in words, who calls it', async () => {
    show('ns=shop,books&as=table&sel=node:shop/pay')
    expect(await screen.findByText('50% of requests ended with 5XX.')).toBeTruthy()
    expect(panel().getByText('Out of the mesh: pods run without a proxy')).toBeTruthy()
    expect(panel().getByText('Circuit breaker')).toBeTruthy()
    expect(panel().getByRole('button', { name: /books \/ page/ })).toBeTruthy()
  })

  it('parts what comes in from what goes out', async () => {
    show('ns=shop,books&as=table&sel=node:shop/pay')
    await userEvent.click(await screen.findByRole('radio', { name: 'Out' }))
    expect(address().get('direction')).toBe('out')
    const traffic = panel().getByRole('table', { name: 'Traffic' })
    expect(traffic.textContent).toMatch(/TCP.*100 B\/s sent/)
    expect(traffic.textContent).not.toMatch(/HTTP/)
  })

  it('explains an edge: codes, flags in words, mutual TLS, principals, latency', async () => {
    show(`ns=shop,books&as=table&sel=${encodeURIComponent('edge:books/page>shop/pay>http')}`)
    expect(await screen.findByText('Upstream overflow: circuit breaker open')).toBeTruthy()
    const text = screen.getByRole('complementary', { name: 'Details' }).textContent
    expect(text).toMatch(/Response codes.*200.*50%.*503.*50%/)
    expect(text).toMatch(/Of requests25%/)
    expect(text).toMatch(/cluster\.local\/ns\/books\/sa\/page/)
    expect(text).toMatch(/p95120 ms/)
  })

  it('keeps shares of requests and shares of bytes apart', async () => {
    answers.graph.body = buildGraph(graph.nodes, [
      buildEdge('books/page', 'shop/pay', {
        requestsPerSecond: 8,
        responses: [
          { code: '200', flags: '-', host: 'pay.shop', percent: 75 },
          { code: '200', flags: '-', host: 'old-pay.shop', percent: 25 },
        ],
      }),
      buildEdge('shop/pay', 'shop/db', {
        protocol: 'tcp',
        bytesPerSecond: 100,
        responses: [{ code: '-', flags: '-', host: 'db.shop', percent: 100 }],
      }),
    ])
    show('ns=shop,books&as=table')
    const heading = await screen.findByRole('heading', { name: 'Hosts asked' })
    const text = heading.closest('section')?.textContent
    expect(text).toMatch(
      /Of requestspay\.shop75% 6 rpsold-pay\.shop25% 2 rpsOf TCP bytesdb\.shop100% 100 B\/s/,
    )
    const codes = screen.getByRole('heading', { name: 'Response codes' }).closest('section')?.textContent
    expect(codes).not.toMatch(/Of requests/)
  })

  it('says so when the link names what is not in the answer', async () => {
    show('ns=shop&as=table&sel=node:gone')
    expect(await screen.findByText('Not in this graph')).toBeTruthy()
  })
})

describe('the states of the page', () => {
  it('asks for all visible namespaces when none is chosen', async () => {
    show('ns=*&as=table')
    await screen.findByRole('table', { name: 'Nodes of the graph' })
    expect(answers.asked[0]?.searchParams.get('namespaces')).toBe('books,shop')
  })

  it('names what failed, once, when there is no data', async () => {
    answers.graph = { status: 503, body: down }
    show('ns=shop')
    expect(await screen.findByText('Prometheus cannot be reached')).toBeTruthy()
    expect(screen.getAllByRole('alert')).toHaveLength(1)
  })

  it('offers idle nodes and a longer window when there is no traffic', async () => {
    answers.graph.body = { ...graph, nodes: [], edges: [] } satisfies TrafficGraph
    show('ns=shop')
    expect(await screen.findByText(/The namespace shop had no traffic/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Show idle nodes' }))
    expect(address().get('show')).toContain('idleNodes')
    expect(answers.asked.at(-1)?.searchParams.get('idleNodes')).toBe('true')
  })

  it('shows the worst of many notices and keeps the others a press away', async () => {
    const notice = (text: string, severity: 'warning' | 'error') => ({
      code: 'telemetry-missing',
      text,
      severity,
    })
    answers.graph.body = {
      ...graph,
      notices: [
        { ...notice('Latencies are missing.', 'warning'), params: {} },
        { ...notice('Requests are missing.', 'error'), params: {} },
        { ...notice('Sizes are missing.', 'warning'), params: {} },
      ],
    } satisfies TrafficGraph
    show('ns=shop&as=table')
    expect((await screen.findByText('Requests are missing.')).closest('details')).toBeNull()
    const others = screen.getByText('2 more notices').closest('details')
    expect(others?.open).toBe(false)
    expect(others?.textContent).toMatch(/Latencies are missing.*Sizes are missing/)
  })

  it('leaves out what it does not know in a link, and says so', async () => {
    show('ns=shop&as=table&layout=spiral')
    expect(await screen.findByText(/was left out: layout/)).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(address().get('layout')).toBeNull()
  })

  it('finds by name and lists what it found', async () => {
    show('ns=shop,books&as=table')
    await screen.findByRole('table', { name: 'Nodes of the graph' })
    await userEvent.type(screen.getByRole('combobox', { name: 'Find in the graph' }), 'pay')
    expect(await panel().findByRole('heading', { name: '1 found' })).toBeTruthy()
    expect(address().get('find')).toBe('pay')
  })
})
