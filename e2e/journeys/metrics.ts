import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** Of a short span, so that whoever evaluates it has little to do. */
const workload = '/workloads/bookinfo/reviews-v2?ns=*&range=1m&tab=metrics&mspan=600'

const findChart = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** The charts of an object over time, whichever servers tell of it. */
export const metricsJourneys: readonly SharedJourney[] = [
  {
    name: 'a workload charts requests and durations, each line with its last value, as lines and as a table',
    run: async ({ page, open }) => {
      await open(workload)
      const requests = findChart(page, 'Requests')
      await requests.getByRole('button', { name: /rps · most .* rps/ }).waitFor()
      const duration = findChart(page, 'Request duration')
      await duration.getByRole('button', { name: /^average .* ms/ }).waitFor()
      await duration.getByRole('button', { name: /^p99 .* ms/ }).waitFor()
      await requests.getByRole('button', { name: 'Requests as a table' }).click()
      const table = requests.getByRole('table', { name: 'Requests' })
      expect(await table.getByRole('row').count()).toBeGreaterThan(2)
      await requests.getByRole('button', { name: 'Query of Requests' }).click()
      await page.getByText(/destination_workload="reviews-v2"/).waitFor()
    },
  },
  {
    name: 'charts are split by a label of Istio, and the address holds how',
    run: async ({ page, open, reload }) => {
      await open(workload)
      await page.getByRole('button', { name: 'Split by: nothing' }).click()
      await page.getByRole('checkbox', { name: 'source_workload', exact: true }).click()
      await page.waitForURL(/mby=source_workload/)
      const line = findChart(page, 'Requests').getByRole('button', { name: /bookinfo\/productpage-v1/ })
      await line.waitFor()
      await reload()
      await line.waitFor()
    },
  },
  {
    name: 'a range that is drawn across a chart is a page of its own, and back leaves it',
    run: async ({ page, open }) => {
      await open(workload)
      const chart = findChart(page, 'Requests').getByRole('img', { name: /over time/ })
      await chart.waitFor()
      await chart.scrollIntoViewIfNeeded()
      const box = await chart.boundingBox()
      if (!box) throw new Error('the chart is not drawn')
      const middle = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * 0.4, middle)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.6, middle, { steps: 5 })
      await page.mouse.move(box.x + box.width * 0.8, middle, { steps: 5 })
      await page.mouse.up()
      await page.waitForURL(/mfrom=/)
      await page.getByRole('button', { name: /chosen: leave$/ }).waitFor()
      await page.goBack()
      await page.getByRole('combobox', { name: 'How far back' }).waitFor()
    },
  },
]
