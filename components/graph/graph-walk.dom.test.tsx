// @vitest-environment happy-dom
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { address, answerCalls, findTable, graph, show } from '#components/graph/graph-page.test-support.tsx'
import { readPreference, writePreference } from '#components/shell/preferences.ts'

const answers = answerCalls()

const openMenu = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'What can be done' }))
  // Its code is loaded at the first opening, which takes a busy machine its time.
  return within(await screen.findByRole('menu', { name: 'What can be done' }, { timeout: 10_000 }))
}

describe('the graph around one node', () => {
  it('opens from the menu, says where it stands, and goes back to the choice that was made before', async () => {
    show('ns=shop,books&as=table&sel=node:shop/db')
    await findTable('Nodes of the graph')
    const menu = await openMenu()
    await userEvent.click(menu.getByRole('menuitem', { name: 'Graph around db' }))
    expect(address().get('around')).toBe('workload/shop/db@east')
    const trail = within(await screen.findByRole('navigation', { name: 'Where this graph stands' }))
    expect(trail.getByText('db')).toBeTruthy()
    expect(answers.asked.at(-1)?.searchParams.get('around')).toContain('db')
    await userEvent.click(trail.getByRole('button', { name: 'Whole graph' }))
    expect(address().get('around')).toBeNull()
    expect(address().get('sel')).toBe('node:shop/db')
    await screen.findByText('3 nodes')
  })

  it('shows what is known of it until it is answered', async () => {
    show('ns=shop,books&as=table&sel=node:shop/db')
    await findTable('Nodes of the graph')
    answers.graph.held = true
    await userEvent.click((await openMenu()).getByRole('menuitem', { name: 'Graph around db' }))
    await screen.findByText('2 nodes')
  })

  it('says so when the node is not there, with the way back', async () => {
    answers.graph.body = { ...graph, nodes: [], edges: [] }
    show('ns=shop,books&as=table&around=workload/shop/gone')
    expect(await screen.findByText('Nothing to show around this node')).toBeTruthy()
    answers.graph.body = graph
    await userEvent.click(screen.getByRole('button', { name: 'Back to the whole graph' }))
    await screen.findByText('3 nodes')
  })

  it('is left when another view is chosen, whose nodes are others', async () => {
    show('ns=shop,books&as=table&around=workload/shop/pay@east')
    await findTable('Nodes of the graph')
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'View' }), 'app')
    expect(address().get('around')).toBeNull()
  })
})

describe('the menu of what can be done', () => {
  it('leads to the namespace alone and keeps how the graph is shown', async () => {
    show('ns=shop,books&as=table&labels=p95&sel=node:shop/pay')
    const menu = await openMenu()
    await userEvent.click(menu.getByRole('menuitem', { name: 'Only the namespace shop' }))
    expect([address().get('ns'), address().get('labels'), address().get('sel')]).toEqual([
      'shop',
      'p95',
      null,
    ])
  })

  it('of an edge leads to its ends', async () => {
    show(`ns=shop,books&as=table&sel=${encodeURIComponent('edge:books/page>shop/pay>http')}`)
    const menu = await openMenu()
    await userEvent.click(menu.getByRole('menuitem', { name: 'Explain the called pay' }))
    expect(address().get('sel')).toBe('node:shop/pay')
  })
})

describe('the table twin, beside its rows', () => {
  it('tells boxes too, and explains the one that is chosen', async () => {
    show('ns=shop,books&as=table&rows=boxes')
    const table = await findTable('Boxes of the graph')
    const [, first] = within(table).getAllByRole('row')
    expect(first?.textContent).toMatch(/Failing.*shop.*Namespace.*2.*1.*4 rps.*50%/)
    await userEvent.click(within(table).getByRole('button', { name: /Namespace shop/ }))
    expect(address().get('sel')).toBe('box:box|namespace|east|shop')
  })

  it('shows the columns that were chosen, and remembers them', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    expect(within(table).queryByRole('columnheader', { name: 'TCP in' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Columns' }))
    await userEvent.click(await screen.findByRole('checkbox', { name: 'TCP in' }))
    await userEvent.click(screen.getByRole('checkbox', { name: 'Namespace' }))
    expect(within(table).getByRole('columnheader', { name: 'TCP in' })).toBeTruthy()
    expect(within(table).queryByRole('columnheader', { name: 'Namespace' })).toBeNull()
    expect(readPreference('graph.columns.nodes')).toBe('health,name,in,errors,out,marks,kind,tcpIn')
    await userEvent.click(screen.getByRole('button', { name: 'Back to the first columns' }))
    expect(within(table).getByRole('columnheader', { name: 'Namespace' })).toBeTruthy()
  })

  it('names every mark of a node in words', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    expect(within(table).getByText(/^Circuit breaker/)).toBeTruthy()
    expect(within(table).getByText(/^Out of the mesh/)).toBeTruthy()
  })

  it('opens the menu of a row at the right button', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    const row = within(table).getByRole('button', { name: /pay, Workload in shop$/ })
    await userEvent.pointer({ keys: '[MouseRight]', target: row })
    const menu = within(await screen.findByRole('menu', { name: 'What can be done' }, { timeout: 10_000 }))
    await userEvent.click(menu.getByRole('menuitem', { name: 'Graph around pay' }))
    expect(address().get('around')).toBe('workload/shop/pay@east')
  })

  it('leads by a second Enter from a row to what explains it', async () => {
    show('ns=shop,books&as=table')
    const table = await findTable('Nodes of the graph')
    within(table)
      .getByRole('button', { name: /pay, Workload in shop$/ })
      .focus()
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement?.textContent).toMatch(/pay, Workload in shop$/)
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('complementary', { name: 'Details' }))
  })
})

describe('what is chosen over time', () => {
  const openHistory = async () =>
    userEvent.click(await screen.findByRole('button', { name: 'Show rates and latencies over time' }))
  afterEach(() => writePreference('graph.history', ''))

  it('is asked for when it is opened, as the graph was, and told in words beside its charts', async () => {
    answers.history = {
      ...answers.history,
      lines: [
        {
          protocol: 'http',
          requestsPerSecond: [2, 9, 4],
          errorPercent: [0, 0, 50],
          latencyMsP95: [null, 80, 120],
        },
      ],
    }
    show(`ns=shop,books&as=table&view=app&sel=${encodeURIComponent('edge:books/page>shop/pay>http')}`)
    await screen.findByRole('heading', { name: 'Over time' })
    expect(answers.askedHistory).toEqual([])
    await openHistory()
    await screen.findByRole(
      'img',
      { name: /^HTTP requests over 30 min: Requests now 4 rps, most 9 rps; Errors now 2 rps, most 2 rps\.$/ },
      { timeout: 10_000 },
    )
    expect(
      screen.getByRole('img', { name: /^HTTP latency over 30 min: p95 now 120 ms, most 120 ms/ }),
    ).toBeTruthy()
    const asked = Object.fromEntries(answers.askedHistory[0]?.searchParams ?? [])
    expect(asked).toMatchObject({
      namespaces: 'books,shop',
      view: 'app',
      edge: 'books/page>shop/pay>http',
      windowSeconds: '1800',
    })
  })

  it('says so when nothing was measured, and stays open for what is chosen next', async () => {
    show('ns=shop,books&as=table&sel=node:shop/pay')
    await openHistory()
    await screen.findByText('Nothing was measured over 30 min.', undefined, { timeout: 10_000 })
    await userEvent.click(screen.getByRole('button', { name: /db, Workload in shop$/ }))
    await screen.findByRole('heading', { name: 'db' })
    await waitFor(() => expect(answers.askedHistory.at(-1)?.searchParams.get('node')).toBe('shop/db'))
  })
})
