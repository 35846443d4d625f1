import { expect } from 'vitest'
import { findCanvas } from '#e2e/support/graph.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn({ env: { VARDIA_QUERY_TIMEOUT_SECONDS: '1' } })

/** A browser writes every answer of 400 and more to its console. */
const expected = [/server responded with a status of (422|5\d\d)/]

const faults = [
  { answer: 'html', words: 'No Prometheus at this address' },
  { answer: '422', words: 'Prometheus cannot execute the query' },
  { answer: 'hang', words: 'Prometheus does not answer in time' },
  { answer: 'truncated', words: 'The answer of Prometheus was cut short' },
  { answer: '5xx', words: /Prometheus (failed|is not answering)/ },
] as const

for (const { answer, words } of faults) {
  journey(
    `a Prometheus that is sick (${answer}) is named on the graph, which comes back by itself`,
    async ({ page, open, mesh }) => {
      mesh.demo.prometheus.setFault({ answer })
      try {
        await open('/graph?ns=bookinfo&refresh=10s')
        await page.getByText(words).first().waitFor()
      } finally {
        mesh.demo.prometheus.setFault(undefined)
      }
      await findCanvas(page).waitFor({ timeout: 45_000 })
    },
    { expected },
  )
}

journey(
  'while Prometheus is down the overview keeps what the cluster tells, and says what is missing',
  async ({ page, open, mesh }) => {
    mesh.demo.prometheus.setFault({ answer: '5xx' })
    try {
      await open('/')
      const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
      await table.getByRole('link', { name: 'bookinfo', exact: true }).waitFor()
      await page
        .getByText(/Prometheus (failed|is not answering)/)
        .first()
        .waitFor()
      await page.getByRole('button', { name: /^Data sources: Prometheus/ }).waitFor()
      expect(await page.getByText('NaN').count()).toBe(0)
    } finally {
      mesh.demo.prometheus.setFault(undefined)
    }
    await page
      .getByRole('region', { name: 'Namespaces' })
      .getByText(/rps/)
      .first()
      .waitFor({ timeout: 45_000 })
  },
  { expected },
)
