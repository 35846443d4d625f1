import { expect } from 'vitest'
import { metricsJourneys } from '#e2e/journeys/metrics.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

// A chart is many questions, which the demo's own evaluator works out one by one: on a busy machine that takes its time.
const journey = journeysIn({ env: { VARDIA_QUERY_TIMEOUT_SECONDS: '60' } })

walk(journey, metricsJourneys)

const failing = '/workloads/shop/payment-v2?ns=*&range=1m'

journey('a request over the durations of a workload opens as its trace', async ({ page, open }) => {
  await open('/workloads/bookinfo/reviews-v2?ns=*&range=1m&tab=metrics&mspan=300')
  await page.getByRole('checkbox', { name: 'Traces, as points' }).click()
  await page.getByRole('button', { name: /requests? with a trace/ }).click()
  await page.getByRole('dialog').getByRole('link').first().click()
  await page.waitForURL(/\/traces\/[0-9a-f]+/)
  await page.getByText('reviews-v2').first().waitFor()
})

journey(
  'the page of a workload that fails tells its alerts and the objective that it misses, and why',
  async ({ page, open }) => {
    await open(failing)
    const alerts = page.getByRole('region', { name: 'Alerts' })
    await alerts.getByText('WorkloadAnswersWithErrors').waitFor()
    const objectives = page.getByRole('region', { name: 'Objectives' })
    await objectives.getByText('requests-availability').waitFor()
    await objectives.getByText(/error budget spent/).waitFor()
    await objectives.getByRole('button', { name: /Failing. Why/ }).click()
    await page.getByText(/30 days is spent/).waitFor()
    await objectives.getByRole('link', { name: /payment/ }).click()
    await page.waitForURL(/\/services\/shop\/payment/)
    await page.getByRole('region', { name: 'Objectives' }).getByText('requests-availability').waitFor()
  },
)

/** Of a short span, so that there is little to work out. */
const charts = `${failing}&tab=metrics&mspan=300`
const screens = [
  [`${charts}&mtraces=1`, 'Request duration'],
  // Charts of a ConfigMap, with what is wrong in its text.
  [charts, 'Proxies'],
  [failing, 'Objectives'],
  ['/namespaces/shop?ns=*&range=1m', 'Objectives'],
  ['/?ns=*&range=1m', 'Objectives'],
] as const

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `charts, alerts and objectives have no serious accessibility fault, ${colorScheme}`,
    async ({ page, open }) => {
      for (const [path, region] of screens) {
        await open(path)
        await page.getByRole('region', { name: region, exact: true }).waitFor()
        expect([path, await listAccessibilityFaults(page)]).toEqual([path, []])
      }
    },
    { colorScheme },
  )
}

journey(
  'on a phone charts, alerts and objectives are no wider than the screen',
  async ({ page, open }) => {
    for (const [path, region] of screens) {
      await open(path)
      await page.getByRole('region', { name: region, exact: true }).waitFor()
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect([path, width]).toEqual([path, 390])
    }
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)
