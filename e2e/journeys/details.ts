import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

/** The header of a detail page, which says first what the page is about. */
const findTitle = (page: Page, name: RegExp) => page.getByRole('heading', { level: 2, name })

const openTab = async (page: Page, name: string) => {
  await page.getByRole('tab', { name, exact: true }).click()
  await page.getByRole('tabpanel', { name, exact: true }).waitFor()
}

/** The pages of single workloads, services, applications and namespaces, whichever servers tell of them. */
export const detailJourneys: readonly SharedJourney[] = [
  {
    name: 'a workload tells its pods, its health and traffic, and leads to its service and application and back',
    run: async ({ page, open }) => {
      await open('/workloads/bookinfo/reviews-v2?ns=*&range=1m')
      await findTitle(page, /bookinfo \/ reviews-v2/).waitFor()
      const pods = page.getByRole('region', { name: 'Pods' })
      await pods
        .getByText(/Running · ready/)
        .first()
        .waitFor()
      await pods
        .getByText(/containers?$/)
        .first()
        .click()
      await pods.getByText('istio-proxy', { exact: true }).first().waitFor()
      const related = page.getByRole('region', { name: 'Related' })
      await related.getByRole('link', { name: 'reviews' }).nth(1).click()
      await page.waitForURL(/\/services\/bookinfo\/reviews\?/)
      await findTitle(page, /bookinfo \/ reviews$/).waitFor()
      await page
        .getByRole('region', { name: 'Related' })
        .getByRole('link', { name: 'reviews', exact: true })
        .click()
      await page.waitForURL(/\/applications\/bookinfo\/reviews\?/)
      await page.getByRole('region', { name: 'Workloads' }).getByRole('link', { name: 'reviews-v2' }).click()
      await page.waitForURL(/\/workloads\/bookinfo\/reviews-v2\?.*kind=Deployment/)
      await findTitle(page, /reviews-v2/).waitFor()
    },
  },
  {
    name: 'a link to a tab opens that tab, and the address follows the tabs',
    run: async ({ page, open, reload }) => {
      await open('/workloads/bookinfo/reviews-v2?ns=*&range=1m&tab=policies')
      await page.getByRole('tab', { name: 'Policies', selected: true }).waitFor()
      const named = page.getByRole('region', { name: 'Names it' })
      await named.getByText('DestinationRule').first().click()
      await named
        .getByRole('region', { name: /YAML of DestinationRule/ })
        .getByText('reviews')
        .first()
        .waitFor()
      await openTab(page, 'YAML')
      await page.waitForURL(/tab=yaml/)
      const yaml = page.getByRole('region', { name: 'YAML of Deployment reviews-v2' })
      await yaml.getByText('apiVersion:').first().waitFor()
      expect(await yaml.textContent()).not.toMatch(/managedFields/)
      await reload()
      await page.getByRole('tab', { name: 'YAML', selected: true }).waitFor()
    },
  },
  {
    name: 'the traffic of a workload names its callers and what it calls, with rate, success and mTLS',
    run: async ({ page, open }) => {
      await open('/workloads/bookinfo/reviews-v2?ns=*&range=1m&tab=traffic')
      const callers = page.getByRole('table', { name: 'In: who calls it' })
      const caller = callers.getByRole('row').filter({ hasText: 'productpage' })
      await caller.waitFor()
      await expect.poll(() => caller.textContent()).toMatch(/HTTP.*rps.*%.*ms.*%/)
      const called = page.getByRole('table', { name: 'Out: what it calls' })
      await called.getByRole('row').filter({ hasText: 'ratings' }).waitFor()
      await caller.getByRole('link').click()
      await page.waitForURL(/\/workloads\/bookinfo\/productpage/)
    },
  },
  {
    name: 'a workload leads to the graph around it, whose menu leads back',
    run: async ({ page, open }) => {
      await open('/workloads/bookinfo/reviews-v2?ns=*&range=1m')
      await page.getByRole('link', { name: 'In the traffic graph' }).click()
      await page.waitForURL(/\/graph\?.*around=workload/)
      await page
        .getByRole('navigation', { name: 'Where this graph stands' })
        .getByText('reviews-v2')
        .waitFor()
    },
  },
  {
    name: 'a namespace tells what is wrong in it, what crosses its border, and what is written in it',
    run: async ({ page, open }) => {
      await open('/namespaces/bookinfo?ns=*&range=1m')
      await findTitle(page, /^bookinfo$/).waitFor()
      await page.getByRole('region', { name: 'What is wrong in it' }).waitFor()
      await openTab(page, 'Traffic')
      await page.getByRole('table', { name: 'In: who calls it' }).getByRole('row').nth(1).waitFor()
      await openTab(page, 'Policies')
      await page.getByText('DestinationRule').first().waitFor()
      await openTab(page, 'YAML')
      await page.getByRole('region', { name: 'YAML of Namespace bookinfo' }).waitFor()
    },
  },
  {
    name: 'what is not there is told as a page, in words',
    run: async ({ page, open }) => {
      await open('/workloads/bookinfo/no-such-thing?ns=*')
      await page.getByText('No such workload').waitFor()
      await open('/namespaces/no-such-namespace?ns=*')
      await page.getByText('No such namespace').waitFor()
    },
    options: { expected: [/404/] },
  },
  {
    name: 'the editor of one namespace learns on its pages that the mesh has policies of its own, and of no other namespace',
    run: async ({ page, open }) => {
      await open('/')
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitemradio', { name: 'editor', exact: true }).click()
      await page.getByRole('button', { name: 'You look as editor' }).waitFor()
      await open('/workloads/bookinfo/reviews-v1?ns=*&tab=policies')
      await page.getByText(/You may not read the mesh's own namespace/).waitFor()
      expect(await page.getByRole('tabpanel').textContent()).not.toMatch(/istio-system/)
      await open('/services/bookinfo/productpage?ns=*')
      await page.getByRole('region', { name: 'Related' }).getByRole('link').first().waitFor()
      await page.getByRole('link', { name: 'Open productpage in the graph' }).waitFor()
      expect(await page.getByRole('main').textContent()).not.toMatch(/istio-ingress|istio-system|shop/)
      await open('/workloads/shop/cart?ns=*')
      await page.getByText('No such namespace').waitFor()
    },
    options: { expected: [/404/] },
  },
]
