import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

const reviews = '/logs?namespace=bookinfo&workload=reviews-v1'

/** What pods and proxies write, whichever servers tell of it. */
export const logsJourneys: readonly SharedJourney[] = [
  {
    name: 'the logs of a workload come live, of all its containers, each by its name',
    run: async ({ page, open }) => {
      await open(reviews)
      const lines = page.getByRole('list', { name: 'Log lines' })
      await lines.getByRole('listitem').first().waitFor()
      const sources = page.getByRole('list', { name: 'Sources of the lines' })
      await sources
        .getByRole('button', { name: /istio-proxy/ })
        .first()
        .waitFor()
      await expect.poll(() => sources.getByRole('button').count()).toBeGreaterThan(1)
    },
  },
  {
    name: 'a line is found, walked to and opened, and says what it means',
    run: async ({ page, open }) => {
      await open(`${reviews}&containers=istio-proxy`)
      const lines = page.getByRole('list', { name: 'Log lines' })
      await lines.getByRole('listitem').first().waitFor()
      await page.getByRole('textbox', { name: 'Find in the lines' }).fill('/HTTP\\/[12]/')
      await page.getByText(/^[1-9]\d* found$/).waitFor()
      await page.getByRole('button', { name: 'Previous match' }).click()
      await page.getByText(/^\d+ of \d+$/).waitFor()
      await lines
        .getByRole('listitem')
        .filter({ hasText: /"(GET|POST) / })
        .first()
        .click()
      const panel = page.getByRole('complementary', { name: 'The chosen line' })
      await panel.getByText('Access log of Envoy').waitFor()
      await panel.getByText('response_code', { exact: true }).waitFor()
      await panel.getByRole('button', { name: 'Close the line' }).click()
      await panel.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'spans stand between the lines, and each leads to its trace',
    run: async ({ page, open }) => {
      await open('/logs?namespace=bookinfo&workload=productpage-v1&containers=istio-proxy&spans=true')
      const lines = page.getByRole('list', { name: 'Log lines' })
      await lines.getByRole('listitem').first().waitFor()
      await page.getByRole('textbox', { name: 'Only lines with' }).fill('trace_id=')
      const span = lines.getByRole('listitem').filter({ hasText: 'request received' }).first()
      await span.click()
      const panel = page.getByRole('complementary', { name: 'The chosen line' })
      await panel.getByRole('link', { name: 'Open its trace' }).click()
      await page.waitForURL(/\/traces\/[0-9a-f]{16,32}/)
    },
  },
  {
    name: 'filters, columns and zone stand in the address, and a link shows the same',
    run: async ({ page, open, reload }) => {
      await open(reviews)
      await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
      await page.getByRole('textbox', { name: 'Only lines with' }).fill('no line says this')
      await page.getByText(/hidden by the filters/).waitFor()
      await page.getByRole('button', { name: 'Show all lines' }).click()
      await page.getByRole('button', { name: 'View: how lines look' }).click()
      await page.getByRole('switch', { name: /Columns/ }).click()
      await page.keyboard.press('Escape')
      await page.waitForURL(/as=columns/)
      await reload()
      await page.getByText('Request or message').waitFor()
    },
  },
  {
    name: 'lines begin so long ago as is chosen, and what is looked for among them opens no log anew',
    run: async ({ page, open }) => {
      const asked: URL[] = []
      page.on('request', (request) => {
        const url = new URL(request.url())
        if (url.pathname.endsWith('/api/v1/logs')) asked.push(url)
      })
      await open(reviews)
      await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
      await page.getByRole('button', { name: 'Live: jump to a time' }).click()
      await page
        .getByRole('combobox', { name: 'Where the lines begin' })
        .selectOption('The last 1 min before')
      await page.getByRole('button', { name: 'Live tail' }).click()
      await page.waitForURL(/back=60/)
      await page.getByRole('button', { name: 'Live, last 1 min: jump to a time' }).waitFor()
      await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
      expect(Date.now() - Date.parse(asked.at(-1)?.searchParams.get('since') ?? '')).toBeLessThan(120_000)
      const before = asked.length
      await page.getByRole('textbox', { name: 'Only lines with' }).fill('GET')
      await page.waitForURL(/only=GET/)
      await page.getByRole('textbox', { name: 'Find in the lines' }).fill('HTTP')
      await page.getByText(/^\d+ found$/).waitFor()
      expect(asked.length).toBe(before)
    },
  },
  {
    name: 'what comes while the lines are held waits, and is there afterwards',
    run: async ({ page, open }) => {
      await open(reviews)
      await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('button', { name: /new lines?$/ }).click()
      await page.getByRole('button', { name: 'Pause' }).waitFor()
    },
  },
  {
    name: 'a log that cannot be had says why, and what is not there is told',
    run: async ({ page, open }) => {
      await open(`${reviews}&previous=true`)
      await page
        .getByRole('list', { name: 'Sources of the lines' })
        .getByText('cannot be read')
        .first()
        .waitFor()
      // A kubelet says that nothing ran before; what stands in for one on real servers fails.
      await page
        .getByRole('main')
        .getByText(
          /reviews-v1-[^ ]+\/istio-proxy.*: (The container did not run before|The Kubernetes API failed: .)/,
        )
        .first()
        .waitFor()
      await open('/logs?namespace=bookinfo&workload=nothing')
      await page.getByRole('main').getByRole('alert').waitFor()
      expect(await page.getByRole('main').getByRole('alert').textContent()).toMatch(/nothing/)
    },
    options: { expected: [/404/] },
  },
]
