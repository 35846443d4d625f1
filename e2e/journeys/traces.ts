import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** Traces as a person walks through them; they need a store that has some of the demo's world. */
export const tracesJourneys: readonly SharedJourney[] = [
  {
    name: 'from the list of traces to one of them, to who added the delay and to a span',
    run: async ({ page, open }) => {
      await open('/traces?ns=bookinfo&range=5m&refresh=manual')
      const table = page.getByRole('table', { name: 'Traces' })
      await table.getByRole('link').first().waitFor()
      const points = page.getByRole('list', { name: 'Traces by time and duration' }).getByRole('link')
      await expect.poll(() => points.count()).toBeGreaterThan(0)
      await table.getByRole('link').first().click()
      await page.waitForURL(/\/traces\/[0-9a-f]+/)
      const delays = page.getByRole('region', { name: 'Who added the delay' })
      await delays
        .getByText(/working|network|waiting/)
        .first()
        .waitFor()
      await page
        .getByRole('region', { name: 'Beside its peers' })
        .getByText(/Slower than \d+% of/)
        .waitFor()
      const spans = page.getByRole('table', { name: 'Spans of the trace' })
      await spans
        .getByRole('button', { name: /explain/ })
        .nth(1)
        .click()
      const span = page.getByRole('complementary', { name: 'Span' })
      await span.getByText('Envoy cluster').waitFor()
      await expect.poll(() => span.textContent()).toMatch(/node_id/)
      await span.getByRole('link', { name: 'Log lines around it' }).waitFor()
    },
  },
  {
    name: 'a trace lies over the graph: its steps beside it, an edge with its spans, and off again',
    run: async ({ page, open, reload }) => {
      await open('/traces?ns=bookinfo&range=5m&refresh=manual')
      const table = page.getByRole('table', { name: 'Traces' })
      await table
        .getByRole('link', { name: /productpage|ingress/ })
        .first()
        .click()
      await page.waitForURL(/\/traces\/[0-9a-f]+/)
      await page.getByRole('link', { name: 'Show on the graph' }).click()
      await page.waitForURL(/\/graph\?.*trace=[0-9a-f]+/)
      const strip = page.getByRole('region', { name: 'Trace over the graph' })
      await strip.getByText(/(\d+ of its \d+ steps are|Its one step is) on this graph/).waitFor()
      const panel = page.getByRole('complementary', { name: 'Details' })
      const step = panel.getByRole('button', { name: /productpage-v1 → \S+ ?[\d.]+ m?s$/ }).first()
      await step.waitFor()
      await step.click()
      await panel.getByRole('heading', { name: 'Spans of the trace on this edge' }).waitFor()
      await panel.getByText("Client's proxy").first().waitFor()
      await reload()
      await panel.getByRole('heading', { name: 'Spans of the trace on this edge' }).waitFor()
      await strip.getByRole('button', { name: 'Take the trace off the graph' }).click()
      await strip.waitFor({ state: 'detached' })
      await page.waitForURL((url) => !url.searchParams.has('trace'))
    },
  },
  {
    name: 'filters of traces live in the address, and what fits none is told',
    run: async ({ page, open }) => {
      await open('/traces?ns=bookinfo&range=5m&refresh=manual')
      await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor()
      const code = page.getByRole('textbox', { name: 'HTTP status' })
      await code.fill('418')
      await code.press('Enter')
      await page.waitForURL(/code=418/)
      await page.getByText('No trace fits the filters in this time range.').waitFor()
      await page.getByRole('button', { name: 'Clear filters' }).first().click()
      await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor()
    },
  },
]
