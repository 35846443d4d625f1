import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn({ env: { VARDIA_QUERY_TIMEOUT_SECONDS: '1' } })

/** A browser writes every answer of 400 and more to its console. */
const expected = [/server responded with a status of (422|5\d\d)/]

for (const answer of ['5xx', 'hang', 'html', 'truncated'] as const)
  journey(
    `a tracing store that is sick (${answer}) is named where traces are, the rest of the page lives, and both come back`,
    async ({ page, open, mesh }) => {
      const traces = page.getByRole('table', { name: 'Traces' }).getByRole('link').first()
      mesh.demo.tracing.setFault({ answer })
      try {
        await open('/workloads/bookinfo/reviews-v2?tab=traces&range=5m')
        const told = page
          .getByRole('tabpanel')
          .getByText(/tracing store/i)
          .first()
        await told.waitFor()
        await page.getByRole('tab', { name: 'Overview' }).click()
        await page
          .getByRole('region', { name: 'Pods' })
          .getByText(/Running/)
          .first()
          .waitFor()
        await page.getByRole('tab', { name: 'Traces' }).click()
        await told.waitFor()
      } finally {
        mesh.demo.tracing.setFault(undefined)
      }
      await page.getByRole('button', { name: /try again/i }).click()
      await traces.waitFor({ timeout: 45_000 })
    },
    { expected },
  )
