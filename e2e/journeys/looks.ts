import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

interface Screen {
  readonly path: string
  /** It stands outside the frame of the other pages. */
  readonly alone?: true
  /** Waits for what the page is there for. */
  readonly drawn: (page: Page) => Promise<void>
}

const region = (path: string, name: string): Screen => ({
  path,
  drawn: (page) => page.getByRole('region', { name, exact: true }).waitFor(),
})
const reviews = '/workloads/bookinfo/reviews-v2?ns=*&range=1m'
const drawLines = (page: Page) =>
  page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()

/** The tabs of the other pages about objects, whose first ones are among the screens. */
const tabs = {
  '/services/bookinfo/reviews': ['Traffic', 'Metrics', 'Traces', 'Policies', 'YAML'],
  '/applications/bookinfo/reviews': ['Traffic', 'Metrics', 'Logs', 'Traces', 'Policies'],
  '/namespaces/bookinfo': ['Traffic', 'Metrics', 'Logs', 'Traces', 'Policies', 'YAML'],
} as const

/** What each of them is there for. */
const contents: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  Traffic: (page) => page.getByRole('table', { name: 'In: who calls it' }).getByText(/rps/).first().waitFor(),
  Metrics: (page) => page.getByRole('tabpanel').getByRole('img').first().waitFor(),
  Logs: async (page) => {
    await drawLines(page)
    await page.getByRole('button', { name: 'Pause' }).click()
  },
  Traces: (page) => page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor(),
  Policies: (page) => page.getByRole('tabpanel').getByText('DestinationRule').first().waitFor(),
  YAML: (page) => page.getByRole('tabpanel').getByText('apiVersion:').first().waitFor(),
}

const screens: readonly Screen[] = [
  region('/?ns=*&range=1m', 'What is wrong now'),
  ...['/namespaces', '/applications', '/workloads', '/services'].map((path) => ({
    path: `${path}?ns=*`,
    drawn: (page: Page) => page.getByRole('table').getByText(/rps/).first().waitFor(),
  })),
  region(reviews, 'Pods'),
  region(`${reviews}&tab=traffic`, 'In: who calls it'),
  {
    path: `${reviews}&tab=metrics`,
    drawn: (page) => page.getByRole('tabpanel').getByRole('img').first().waitFor(),
  },
  {
    path: `${reviews}&tab=logs`,
    drawn: async (page) => {
      await drawLines(page)
      // What comes live moves under whoever measures it.
      await page.getByRole('button', { name: 'Pause' }).click()
    },
  },
  {
    path: `${reviews}&tab=traces`,
    drawn: (page) => page.getByRole('tabpanel').getByRole('link').first().waitFor(),
  },
  region(`${reviews}&tab=policies`, 'What it takes'),
  region(`${reviews}&tab=yaml`, 'As the API server has it'),
  region('/services/bookinfo/reviews?ns=*', 'Endpoints'),
  region('/applications/bookinfo/reviews?ns=*', 'Workloads'),
  region('/namespaces/shop?ns=*', 'What is wrong in it'),
  {
    path: '/logs?namespace=bookinfo&workload=productpage-v1&as=columns',
    drawn: async (page) => {
      await drawLines(page)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().click()
      await page.getByRole('complementary', { name: 'The chosen line' }).waitFor()
    },
  },
  {
    path: '/traces?ns=bookinfo&range=5m&refresh=manual',
    drawn: (page) => page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor(),
  },
  region('/security/tokens?ns=*', 'Try a token'),
  {
    path: '/audit?ns=*&refresh=manual',
    drawn: (page) => page.getByText(/^Verified up to row/).waitFor(),
  },
  region('/audit/report?ns=*', 'Exceptions'),
  {
    path: '/sign-in',
    alone: true,
    drawn: (page) => page.getByText(/^Nobody signs in on this page/).waitFor(),
  },
  {
    path: '/security/access/what-if?ns=bookinfo&range=5m&refresh=manual',
    drawn: async (page) => {
      await page.getByRole('textbox', { name: 'Objects to try' }).click()
      await page.keyboard.insertText(tried)
      await page.getByRole('button', { name: 'Preview and apply' }).waitFor()
      await page.getByRole('button', { name: 'Observed traffic' }).click()
      await page.getByRole('button', { name: 'Propose' }).click()
      await page.getByRole('list', { name: 'Proposed policies' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    path: '/security/edge?ns=*',
    drawn: (page) => page.getByRole('table', { name: 'Ways in' }).waitFor(),
  },
  {
    path: '/security/certificates?ns=*',
    drawn: (page) => page.getByRole('table', { name: 'Certificates of workloads' }).waitFor(),
  },
]

const tried = `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec: {mtls: {mode: STRICT}}
`

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const

/** In both themes and on both screens: nothing wider than the screen, and nothing that some eyes or hands cannot use. */
export async function checkLooks(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const size of sizes) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize(size)
      const look = `${colorScheme}, ${size.width} wide`
      await expect
        .poll(async () => [look, await page.evaluate(() => document.documentElement.scrollWidth)])
        .toEqual([look, size.width])
      expect([look, await listAccessibilityFaults(page)]).toEqual([look, []])
    }
}

/** Every page about objects, their logs and traces, as people with other eyes and smaller screens have it. */
export const lookJourneys: readonly SharedJourney[] = [
  ...screens.map(
    ({ path, drawn, alone }): SharedJourney => ({
      name: `${path} has no serious accessibility fault and fits a phone, light and dark`,
      run: async ({ page, open }) => {
        await open(path, { heading: alone !== true })
        await drawn(page)
        await checkLooks(page)
      },
    }),
  ),
  ...Object.entries(tabs).map(
    ([path, names]): SharedJourney => ({
      name: `each tab of ${path} has no serious accessibility fault and fits a phone, light and dark`,
      run: async ({ page, open }) => {
        await open(`${path}?ns=*&range=1m&refresh=manual&mspan=600`)
        for (const name of names) {
          await page.getByRole('tab', { name, exact: true }).click()
          await contents[name]?.(page)
          await checkLooks(page)
        }
      },
    }),
  ),
  {
    name: 'a trace as a waterfall has no serious accessibility fault and fits a phone, light and dark',
    run: async ({ page, open }) => {
      await open('/traces?ns=bookinfo&range=5m&refresh=manual')
      await page.getByRole('table', { name: 'Traces' }).getByRole('link').first().click()
      await page.getByRole('table', { name: 'Spans of the trace' }).getByRole('row').nth(1).waitFor()
      await page.getByRole('region', { name: 'Beside its peers' }).getByText(/%/).first().waitFor()
      await checkLooks(page)
    },
  },
]
