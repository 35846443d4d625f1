import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findCanvas, readPositions } from '#e2e/support/graph.ts'
import { journeysIn } from '#e2e/support/journey.ts'

const journey = journeysIn()

/** Gzip bytes of every script that the page has asked for so far, workers included. */
function weighScripts(page: Page): { readonly read: () => Promise<number> } {
  const scripts = new Set<string>()
  page.on('response', (response) => {
    if ((response.headers()['content-type'] ?? '').includes('javascript')) scripts.add(response.url())
  })
  return {
    read: async () => {
      // Fetched once more: the browser does not keep the bodies of what workers and preloads asked for.
      const sizes = await Promise.all(
        [...scripts].map(async (url) => gzipSync(await (await page.request.get(url)).body()).length),
      )
      return sizes.reduce((sum, bytes) => sum + bytes, 0)
    },
  }
}

/** Bytes of assets that came over the network for this page, not from the browser's cache. */
function readAssetBytes(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .flatMap((entry) => (entry instanceof PerformanceResourceTiming ? [entry] : []))
      .filter(({ name }) => name.includes('/_next/static/'))
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
  )
}

const pages = [
  {
    path: '/',
    limitKilobytes: 220,
    drawn: (page: Page) =>
      page.getByRole('region', { name: 'Namespaces' }).getByText(/rps/).first().waitFor(),
  },
  {
    path: '/graph',
    limitKilobytes: 350,
    drawn: async (page: Page) => {
      await findCanvas(page).waitFor()
      await expect.poll(async () => Object.keys(await readPositions(page)).length).toBeGreaterThan(0)
    },
  },
  {
    path: '/config',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('table').getByText('Valid').first().waitFor(),
  },
  {
    path: '/config/bookinfo/VirtualService/reviews',
    limitKilobytes: 260,
    drawn: (page: Page) => page.getByText('What names it').waitFor(),
  },
  {
    path: '/config/bookinfo/VirtualService/reviews?edit',
    // CodeMirror with YAML, completion and the comparison is 130 of them, and comes with the editor alone.
    limitKilobytes: 400,
    drawn: (page: Page) => page.getByRole('textbox', { name: /^YAML of/ }).waitFor(),
  },
  {
    path: '/history',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByText(/^Changes are kept/).waitFor(),
  },
  {
    path: '/audit',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByText(/^Verified up to row/).waitFor(),
  },
  {
    path: '/audit/report',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('region', { name: 'Exceptions', exact: true }).waitFor(),
  },
  ...['/namespaces', '/applications', '/workloads', '/services'].map((path) => ({
    path,
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('table').getByText(/rps/).first().waitFor(),
  })),
  {
    path: '/sign-in',
    // It stands outside the frame of the other pages.
    alone: true,
    limitKilobytes: 220,
    // The server draws the heading; this is there only once all scripts have run.
    drawn: (page: Page) => page.getByText(/^Nobody signs in on this page/).waitFor(),
  },
  {
    path: '/setup',
    limitKilobytes: 220,
    drawn: (page: Page) => page.getByRole('region', { name: 'Data sources' }).getByText('Metrics').waitFor(),
  },
  {
    path: '/diagnostics',
    limitKilobytes: 220,
    drawn: (page: Page) =>
      page.getByRole('table', { name: 'Rights' }).getByText('Pod', { exact: true }).waitFor(),
  },
  ...[
    ['/workloads/bookinfo/reviews-v2', 'Pods'],
    ['/workloads/bookinfo/reviews-v2?tab=traffic', 'In: who calls it'],
    ['/workloads/bookinfo/reviews-v2?tab=policies', 'What it takes'],
    ['/workloads/bookinfo/reviews-v2?tab=yaml', 'As the API server has it'],
    ['/services/bookinfo/reviews', 'Endpoints'],
    ['/applications/bookinfo/reviews', 'Workloads'],
    ['/namespaces/shop', 'What is wrong in it'],
  ].map(([path = '', name = '']) => ({
    path,
    limitKilobytes: 350,
    drawn: (page: Page) => page.getByRole('region', { name, exact: true }).waitFor(),
  })),
  {
    path: '/workloads/bookinfo/reviews-v2?tab=metrics',
    // Recharts is 110 of them, and comes with charts alone.
    limitKilobytes: 370,
    drawn: (page: Page) => page.getByRole('tabpanel').getByRole('img').first().waitFor(),
  },
  ...['/workloads/bookinfo/reviews-v2?tab=logs', '/logs?namespace=bookinfo&workload=reviews-v2'].map(
    (path) => ({
      path,
      limitKilobytes: 350,
      drawn: (page: Page) =>
        page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor(),
    }),
  ),
  ...['/workloads/bookinfo/reviews-v2?tab=traces', '/traces?ns=bookinfo&range=5m'].map((path) => ({
    path,
    limitKilobytes: 350,
    drawn: (page: Page) => page.getByRole('table', { name: 'Traces' }).getByRole('link').first().waitFor(),
  })),
  {
    path: '/security/access',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('grid', { name: 'Callers and workloads' }).waitFor(),
  },
  {
    path: '/security/access/what-if',
    // CodeMirror with YAML is most of what it has more than the other pages of security.
    limitKilobytes: 400,
    drawn: (page: Page) => page.getByRole('textbox', { name: 'Objects to try' }).waitFor(),
  },
  {
    path: '/security/mtls',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('table', { name: 'Mutual TLS of workloads' }).waitFor(),
  },
  {
    path: '/security/tokens',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('region', { name: 'Try a token' }).waitFor(),
  },
  {
    path: '/security/edge',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('table', { name: 'Ways in' }).waitFor(),
  },
  {
    path: '/security/certificates',
    limitKilobytes: 250,
    drawn: (page: Page) => page.getByRole('table', { name: 'Certificates of workloads' }).waitFor(),
  },
]

for (const { path, limitKilobytes, drawn, alone } of pages) {
  journey(
    `${path} draws its data with at most ${limitKilobytes} kB of script, and a second visit fetches none`,
    async ({ page, open }) => {
      const scripts = weighScripts(page)
      await open(path, { heading: alone !== true })
      await drawn(page)
      const bytes = await scripts.read()
      console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB of script, gzip`)
      expect(bytes).toBeGreaterThan(50_000)
      expect(bytes).toBeLessThanOrEqual(limitKilobytes * 1000)
      expect(await readAssetBytes(page)).toBeGreaterThan(50_000)
      await open(path, { heading: alone !== true })
      await drawn(page)
      expect(await readAssetBytes(page)).toBe(0)
    },
  )
}
