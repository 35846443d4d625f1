// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LegendBody } from '#components/graph/legend-body.tsx'
import { badgeGlyphs } from '#components/graph/stage/glyphs.ts'
import { shapes } from '#components/graph/stage/stylesheet.ts'
import { healthOrder } from '#components/mesh/health-mark.tsx'
import { WordsProvider } from '#components/shell/words-provider.tsx'
import { changeSchema } from '#contract/graph-comparison.ts'
import { nodeFlagSchema } from '#contract/traffic-graph.ts'
import messages from '#messages/en.json' with { type: 'json' }

const { badge, kind, change, legend } = messages.graph
/** Flags that are no badge, and the line that tells of each: what is outside stands back, what is idle is dashed. */
const otherwise: Readonly<Record<string, string>> = {
  outside: legend.quiet,
  idle: legend.healthHint,
}

beforeEach(() => {
  render(
    <WordsProvider>
      <LegendBody />
    </WordsProvider>,
  )
})
afterEach(cleanup)

describe('the legend has a line for', () => {
  it.each(Object.keys(shapes))('the shape of a %s', (shape) => {
    expect(
      screen.getAllByText(new Map(Object.entries(kind)).get(shape) ?? 'no words').length,
    ).toBeGreaterThan(0)
  })

  it.each(nodeFlagSchema.options)('the flag %s that a node may have', (flag) => {
    const words = otherwise[flag] ?? new Map(Object.entries(badge)).get(flag)
    expect(screen.getAllByText(words ?? 'no words').length).toBeGreaterThan(0)
  })

  it.each(Object.keys(badgeGlyphs))('the badge %s', (id) => {
    expect(screen.getAllByText(new Map(Object.entries(badge)).get(id) ?? 'no words').length).toBeGreaterThan(
      0,
    )
  })

  it.each(healthOrder)('the state %s', (status) => {
    expect(screen.getAllByText(messages.mesh.health[status]).length).toBeGreaterThan(0)
  })

  it.each(changeSchema.options)('what became %s in a comparison', (id) => {
    expect(screen.getAllByText(change[id]).length).toBeGreaterThan(0)
  })

  it.each([
    [legend.edges, legend.healthyEdge],
    [legend.edges, legend.degradedEdge],
    [legend.edges, legend.failingEdge],
    [legend.edges, legend.idleEdge],
    [legend.edges, legend.tcpEdge],
    [legend.edges, legend.refused],
    [legend.edges, legend.locked],
    [legend.edges, legend.unlocked],
    [legend.standing, legend.chosen],
    [legend.standing, legend.found],
    [legend.standing, legend.opened],
  ])('%s: %s', (title, words) => {
    const part = screen.getByRole('heading', { name: title }).closest('section')
    expect(part && within(part).getByText(words)).toBeTruthy()
  })
})
