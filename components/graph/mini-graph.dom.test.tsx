// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, it } from 'vitest'
import { buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { address, answerCalls, show } from '#components/graph/graph-page.test-support.tsx'
import { MiniGraph } from '#components/graph/mini-graph.tsx'
import type { GraphAround } from '#contract/graph-around.ts'

const answers = answerCalls()
const pay: GraphAround = { kind: 'workload', namespace: 'shop', name: 'pay' }

describe('the small graph of an object’s page', () => {
  it('asks for the graph around the object, and leads to the graph’s screen at the same place', async () => {
    show('ns=books', <MiniGraph around={pay} />)
    const link = await screen.findByRole('link', { name: 'Open pay in the graph' }, { timeout: 10_000 })
    expect(screen.getByRole('img', { name: /3 nodes and 2 edges/ })).toBeTruthy()
    expect(answers.asked[0]?.searchParams.get('around')).toBe('workload/shop/pay')
    expect(answers.asked[0]?.searchParams.get('namespaces')).toBe('shop')
    const there = new URL(link.getAttribute('href') ?? '', 'http://here')
    expect(there.pathname).toBe('/graph')
    expect(Object.fromEntries(there.searchParams)).toMatchObject({
      ns: 'shop',
      around: 'workload/shop/pay',
      sel: 'node:shop/pay',
      range: '1m',
    })
  })

  it('asks for applications around an application', async () => {
    show('ns=books', <MiniGraph around={{ ...pay, kind: 'app' }} />)
    await screen.findByRole('link', { name: 'Open pay in the graph' }, { timeout: 10_000 })
    expect(answers.asked[0]?.searchParams.get('view')).toBe('app')
  })

  it('says of an object at rest that nothing called it, and offers a longer window', async () => {
    answers.graph.body = buildGraph([buildNode('shop/pay')], [])
    show('ns=books', <MiniGraph around={pay} />)
    expect(
      await screen.findByText(/Nothing called pay in the last 1 min, and it called nothing/),
    ).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: /Look at the last/ }))
    expect(address().get('range')).not.toBe('1m')
  })

  it('says what failed instead of an empty picture', async () => {
    answers.graph = { status: 503, body: { ...failed } }
    show('ns=books', <MiniGraph around={pay} />)
    expect(await screen.findByText(/Nothing answers at http:\/\/prometheus:9090/)).toBeTruthy()
    expect(screen.queryByText(/Nothing called/)).toBeNull()
  })
})

const failed = {
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
