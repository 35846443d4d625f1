// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it } from 'vitest'
import { CanvasTip } from '#components/graph/canvas-tip.tsx'
import { LimitForm } from '#components/graph/compare/limit-form.tsx'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { NodeAlerts } from '#components/graph/panels/node-alerts.tsx'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import type { GraphState } from '#components/graph/url.ts'
import { WordsProvider } from '#components/shell/words-provider.tsx'

afterEach(cleanup)

const picture = buildPicture(
  buildGraph(
    [buildNode('shop/pay', { flags: ['circuitBreaker', 'outOfMesh'] }), buildNode('shop/db')],
    [
      buildEdge('shop/pay', 'shop/db', {
        responses: [{ code: '503', flags: 'UO', host: 'db.shop', percent: 50 }],
      }),
    ],
  ),
  { mode: 'never', open: new Set(), boxes: new Set(), edgeMode: 'all' },
)

function point(id: string) {
  const captions = { nodes: new Map(), edges: new Map(), locks: new Map([[id, 'some' as const]]) }
  render(
    <WordsProvider>
      <CanvasTip scene={{ picture, captions }} pointed={{ id, at: { x: 10, y: 10 } }} />
    </WordsProvider>,
  )
  return screen.queryByRole('tooltip')?.textContent ?? ''
}

describe('what lies under the pointer', () => {
  it('has its name, its state and each of its marks in words', () => {
    const words = point('shop/pay')
    expect(words).toContain('pay')
    expect(words).toContain('Circuit breaker')
    expect(words).toContain('Out of the mesh: pods run without a proxy')
  })

  it('says of an edge whose calls are refused and in the clear what its signs mean', () => {
    const words = point(picture.edges[0]?.id ?? '')
    expect(words).toContain('pay → db')
    expect(words).toContain('Calls refused')
    expect(words).toContain('Some or none of it under mutual TLS')
  })

  it('is nothing when it has left the graph', () => expect(point('shop/gone')).toBe(''))
})

describe('alerts about a node', () => {
  it('are told while they wait too, each with its state', () => {
    render(
      <WordsProvider>
        <NodeAlerts
          alerts={[
            { name: 'Slow', state: 'firing', severity: 'page', summary: 'p99 above 1 s' },
            { name: 'Full', state: 'pending' },
          ]}
        />
      </WordsProvider>,
    )
    const lines = screen.getAllByRole('listitem').map((item) => item.textContent)
    expect(lines).toEqual(['Slowfirespagep99 above 1 s', 'Fullpending'])
  })
})

describe('the thresholds of a comparison', () => {
  const thresholds = {
    leastRequests: 20,
    sigmas: 3,
    failingPoints: 1,
    slowerRatio: 1.5,
    slowerMs: 10,
    moreRatio: 1.5,
    leastBytesPerSecond: 1_000,
  }

  it('are set by Enter beside those set before, and what the call refuses is taken back', async () => {
    const changes: Partial<GraphState>[] = []
    render(
      <WordsProvider>
        <LimitForm
          thresholds={thresholds}
          limits={{ slowerRatio: 2 }}
          change={(part) => changes.push(part)}
        />
      </WordsProvider>,
    )
    await userEvent.click(screen.getByText('Set the thresholds'))
    const points = screen.getByLabelText('Errors grew by, points')
    await userEvent.clear(points)
    await userEvent.type(points, '5{Enter}')
    expect(changes).toEqual([{ limits: { slowerRatio: 2, failingPoints: 5 } }])
    await userEvent.clear(points)
    await userEvent.type(points, '500{Enter}')
    expect(changes).toHaveLength(1)
    expect(points).toHaveProperty('value', '1')
  })
})
