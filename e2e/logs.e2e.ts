import { expect } from 'vitest'
import { logsJourneys } from '#e2e/journeys/logs.ts'
import { listAccessibilityFaults } from '#e2e/support/accessibility.ts'
import { journeysIn, walk } from '#e2e/support/journey.ts'

const journey = journeysIn()
const productpage = '/logs?namespace=bookinfo&workload=productpage-v1'

walk(journey, logsJourneys)

for (const colorScheme of ['light', 'dark'] as const) {
  journey(
    `the logs have no serious accessibility fault, as lines, as columns and with a line open, ${colorScheme}`,
    async ({ page, open }) => {
      await open(productpage)
      const lines = page.getByRole('list', { name: 'Log lines' })
      await lines.getByRole('listitem').first().waitFor()
      await page.getByRole('button', { name: 'Pause' }).click()
      expect(await listAccessibilityFaults(page)).toEqual([])
      await open(`${productpage}&as=columns`)
      await lines.getByRole('listitem').first().click()
      await page.getByRole('complementary', { name: 'The chosen line' }).waitFor()
      expect(await listAccessibilityFaults(page)).toEqual([])
    },
    { colorScheme },
  )
}

journey(
  'on a phone nothing is wider than the screen, and a line opens over the list',
  async ({ page, open }) => {
    await open(productpage)
    const lines = page.getByRole('list', { name: 'Log lines' })
    await lines.getByRole('listitem').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await lines.getByRole('listitem').first().click()
    await page.getByRole('complementary', { name: 'The chosen line' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
)

journey(
  'a pod that is deleted is told to have ended, while the others go on',
  async ({ page, mesh, open }) => {
    await open(productpage)
    const sources = page.getByRole('list', { name: 'Sources of the lines' })
    await sources.getByRole('button').first().waitFor()
    const pod = mesh.demo.kubernetes.pods.find(({ workload }) => workload === 'productpage-v1')
    const admin = mesh.demo.users.find(({ name }) => name === 'admin')
    const response = await fetch(`${mesh.demo.kubernetesUrl}/api/v1/namespaces/bookinfo/pods/${pod?.name}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${admin?.token}` },
    })
    expect(response.status).toBe(200)
    await sources.getByText('ended').first().waitFor()
    await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
  },
)

for (const [look, options] of [
  ['on a desk', { colorScheme: 'light' }],
  ['on a phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true }],
] as const)
  journey(
    `a container that has not started is told in words beside the lines of all others, ${look}`,
    async ({ page, open }) => {
      await open('/logs?namespace=shop&workload=ads-v1')
      const lines = page.getByRole('list', { name: 'Log lines' })
      await lines.getByRole('listitem').filter({ hasText: 'request handled' }).first().waitFor()
      const problems = page.getByRole('region', { name: 'Sources without lines, and why' })
      const told = problems.getByText(
        /^ads-v1-\w+-\w+\/ads and 1 other: The container has not started: trying and failing to pull image$/,
      )
      await told.waitFor()
      // Whole on the page, however many lines stand below: the pointer would meet it.
      await told.hover()
      const [words, list] = await Promise.all([told.boundingBox(), problems.boundingBox()])
      expect(list?.height).toBeGreaterThanOrEqual(words?.height ?? Number.POSITIVE_INFINITY)
      const sources = page.getByRole('list', { name: 'Sources of the lines' })
      const waiting = sources.getByRole('button', { name: /\/ads waiting$/ })
      expect(await waiting.count()).toBe(2)
      // The pod whose container did start writes on, and the proxy beside one that did not is read.
      const newest = () => lines.getByRole('listitem').last().textContent()
      const before = await newest()
      await expect.poll(newest, { timeout: 30_000 }).not.toBe(before)
      const pod = (await waiting.first().textContent())?.replace(/\/ads.*/, '')
      await page.getByRole('textbox', { name: 'Only lines with' }).fill('connected to delta upstream')
      await lines
        .getByRole('listitem')
        .filter({ hasText: `${pod}/istio-proxy` })
        .first()
        .waitFor()
      await page.getByRole('button', { name: 'Pause' }).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        page.viewportSize()?.width ?? 0,
      )
      expect(await listAccessibilityFaults(page)).toEqual([])
    },
    options,
  )

journey(
  "what a policy denies names the policy and its rule in the line of the server's proxy",
  async ({ page, mesh, open }) => {
    mesh.demo.kubernetes.store.put({
      ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
      metadata: { name: 'no-ratings', namespace: 'bookinfo' },
      spec: { action: 'DENY', selector: { matchLabels: { app: 'ratings' } }, rules: [{}] },
    })
    await open('/logs?namespace=bookinfo&workload=ratings-v1&containers=istio-proxy&only=rbac_access_denied')
    await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().click()
    await page
      .getByRole('complementary', { name: 'The chosen line' })
      .getByText('Denied by rule 1 of AuthorizationPolicy bookinfo/no-ratings.')
      .waitFor()
  },
)
