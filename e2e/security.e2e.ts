import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { securityJourneys } from '#e2e/journeys/security.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()
const question =
  '/security/access?ns=bookinfo&tab=ask&from=bookinfo/details-v1&to=bookinfo/reviews-v1&method=PUT&path=/x&headers=a:1'

walk(journey, securityJourneys)

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `the pages of security have no serious accessibility fault, ${colorScheme}`,
    async ({ page, open }) => {
      await open('/security/access?ns=shop')
      await page.getByRole('grid', { name: 'Callers and workloads' }).waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
      await open(question)
      await page.getByText('Denied', { exact: true }).waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
      await open('/security/mtls?ns=shop')
      await page.getByText('Not ready').click()
      await page.getByText('mode: STRICT').waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
    },
    { colorScheme },
  )
}

journey(
  'on a phone nothing of security is wider than the screen',
  async ({ page, open }) => {
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    await open('/security/access?ns=shop')
    await page.getByRole('grid', { name: 'Callers and workloads' }).waitFor()
    expect(await width()).toBeLessThanOrEqual(390)
    await open(question)
    await page.getByText('Denied', { exact: true }).waitFor()
    expect(await width()).toBeLessThanOrEqual(390)
    await open('/security/mtls?ns=shop')
    await page.getByRole('table', { name: 'Mutual TLS of workloads' }).waitFor()
    expect(await width()).toBeLessThanOrEqual(390)
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)

journey('the cells of the matrix are walked by arrows and opened by Enter', async ({ page, open }) => {
  await open('/security/access?ns=shop')
  const grid = page.getByRole('grid', { name: 'Callers and workloads' })
  await grid.locator('[data-active]').focus()
  const first = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''))
    .not.toBe(first)
  await page.keyboard.press('Enter')
  await page.waitForURL(/tab=ask/)
})

// Proxies that can be asked are the demo's alone: the real servers have no nodes.
journey(
  'certificates tell who workloads are, and what was not renewed, ends or is not trusted, and why',
  async ({ page, open }) => {
    await open('/security/certificates?ns=*')
    const table = page.getByRole('table', { name: 'Certificates of workloads' })
    const row = (name: string) => table.getByRole('row').filter({ hasText: name })
    await page.getByText('Trust domain cluster.local.').waitFor()
    await page
      .getByRole('table', { name: 'Who signs' })
      .getByRole('row')
      .filter({ hasText: 'Intermediate CA' })
      .getByText(/^in \d+ d/)
      .waitFor()
    await page.getByRole('region', { name: 'What ends when' }).getByText('Has ended').waitFor()
    await row('istio-ingressgateway')
      .getByText(/^ended, .* ago$/)
      .waitFor()
    await row('shipping-v1')
      .getByRole('button', { name: /^shop\/shipping-v1: not renewed, .*Why\?$/ })
      .click()
    await page.getByText(/^It was not renewed when half of its life had passed/).waitFor()
    await page.keyboard.press('Escape')
    await row('currency-v1').getByRole('button', { name: 'shop/currency-v1: differs. Why?' }).click()
    await page.getByText(/trusts a root that the mesh does not hand out: .*Root CA of 2016/).waitFor()
  },
)

journey(
  'the edge tells of an external authorizer that is not there, and of a filter that touches security',
  async ({ page, open }) => {
    await open('/security/edge?ns=*')
    const authorizers = page.getByRole('region', { name: 'External authorizers' })
    await authorizers.getByText('opa-ext-authz').waitFor()
    await authorizers.getByText(/^istiod cannot use it: /).waitFor()
    await page.getByText('istio-ingress/trusted-hops').waitFor()
    await page.getByText(/^It touches which forwarded addresses/).waitFor()
  },
)

const fill = async (page: Page, said: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(said))
    await page.getByLabel(name, { exact: true }).and(page.locator('input')).fill(value)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
}

journey(
  'a gateway that is asked for as the caller tells the route by which a request comes there, and what it never sends',
  async ({ page, open }) => {
    await open(
      '/security/access?ns=bookinfo&tab=ask&from=istio-ingress/istio-ingressgateway&to=bookinfo/productpage-v1',
    )
    await page
      .getByText('It is a request for bookinfo.demo.example that came in by port 80.')
      .first()
      .waitFor()
    await page
      .getByText(/^VirtualService bookinfo\/bookinfo http\[0\] sends it to productpage/)
      .first()
      .waitFor()
    await fill(page, { To: 'bookinfo/ratings-v1' })
    await page
      .getByText(/^No route of the gateway istio-ingress\/istio-ingressgateway leads to ratings/)
      .waitFor()
    await page.getByText('Denied', { exact: true }).waitFor()
  },
)

journey(
  'a question of names that are not there, or of what cannot be read, is answered by what to write, and nothing of it is lost',
  async ({ page, open }) => {
    await open('/security/access?ns=bookinfo&tab=ask&from=bookinfo/nobody&to=bookinfo/reviews-v1&path=/kept')
    await page
      .getByText('The workload nobody of the namespace bookinfo is not there or not visible to you.')
      .waitFor()
    const path = page.getByLabel('Path', { exact: true }).and(page.locator('input'))
    await expect.poll(() => path.inputValue()).toBe('/kept')
    await fill(page, { From: '', To: 'reviews' })
    await page.getByText('What is asked is written as namespace/name.').waitFor()
    await fill(page, { To: 'bookinfo/reviews-v1', Port: 'http' })
    await page.getByText('A port is a number from 1 to 65535.').waitFor()
    const long = `/${'x'.repeat(7_000)}`
    await fill(page, { Port: '9080', Path: long })
    await page.getByText(/^The question is longer than an address may be/).waitFor()
    await expect.poll(() => path.inputValue()).toBe(long)
    await fill(page, { Path: '/reviews/0' })
    await page.getByRole('list', { name: 'The proxies on the way' }).first().waitFor()
  },
  { expected: [/status of 404 .*\/authorization\/ask/] },
)
