// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildEdge, buildGraph, buildNode } from '#components/graph/graph.test-support.ts'
import { CanvasKeys } from '#components/graph/keyboard/canvas-keys.tsx'
import { buildPicture } from '#components/graph/picture/build-picture.ts'
import { WordsProvider } from '#components/shell/words-provider.tsx'

const picture = buildPicture(
  buildGraph(
    [
      buildNode('books/page'),
      buildNode('shop/pay', { health: { status: 'failing', reasons: [] } }),
      buildNode('shop/db'),
    ],
    [buildEdge('books/page', 'shop/pay'), buildEdge('shop/pay', 'shop/db')],
  ),
  { mode: 'never', open: new Set(), boxes: new Set(['namespace']), edgeMode: 'all' },
)

let asked: string[]

function Walked() {
  const [chosen, setChosen] = useState<string>()
  return (
    <WordsProvider>
      <CanvasKeys
        picture={picture}
        chosen={chosen}
        onChoose={({ id }) => setChosen(id)}
        onMenu={({ id }) => asked.push(id)}
      >
        <button type="button">Zoom in</button>
        <output>{chosen}</output>
      </CanvasKeys>
      <aside tabIndex={-1} data-graph-panel="" aria-label="Details" />
    </WordsProvider>
  )
}

beforeEach(() => {
  asked = []
  render(<Walked />)
  screen.getByRole('application', { name: /^Graph\. Arrows walk/ }).focus()
})
afterEach(cleanup)

describe('arrows on the canvas', () => {
  it('walk along the edges, choose, and say in words where they came', async () => {
    await userEvent.keyboard('{ArrowRight}')
    await screen.findByText('pay in shop, Failing, 1 edge out, 1 in', undefined, { timeout: 10_000 })
    expect(screen.getByRole('status').textContent).toBe('shop/pay')
    await userEvent.keyboard('{ArrowLeft}')
    await screen.findByText('page in books, Healthy, 1 edge out, 0 in')
    await userEvent.keyboard('{ArrowLeft}')
    await screen.findByText('No further this way: page in books, Healthy, 1 edge out, 0 in')
  })

  it('lead by Enter to the panel, once something is chosen', async () => {
    const canvas = document.activeElement
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(canvas)
    await userEvent.keyboard('{ArrowRight}')
    await screen.findByText('shop/pay')
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(screen.getByRole('complementary', { name: 'Details' }))
  })

  it('ask by the menu key for what can be done', async () => {
    await userEvent.keyboard('{ArrowRight}')
    await screen.findByText('shop/pay')
    await userEvent.keyboard('{Shift>}{F10}{/Shift}')
    expect(asked).toEqual(['shop/pay'])
  })

  it('leave the keys of the buttons on the canvas alone', async () => {
    screen.getByRole('button', { name: 'Zoom in' }).focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(screen.getByRole('status').textContent).toBe('')
  })
})
