import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { SharedJourney } from '#e2e/support/journey.ts'

const findGrid = (page: Page) => page.getByRole('grid', { name: 'Callers and workloads' })
const ask = async (page: Page, said: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(said))
    await page.getByLabel(name, { exact: true }).and(page.locator('input')).fill(value)
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
}
const reviews = '/security/access?ns=bookinfo&tab=ask&from=bookinfo/productpage-v1&to=bookinfo/reviews-v1'

/** Puts a text into the editor of what is tried, in place of what it holds. */
const tryText = async (page: Page, text: string) => {
  const editor = page.getByRole('textbox', { name: 'Objects to try' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}
const whatIf = '/security/access/what-if?ns=bookinfo&range=5m&refresh=manual'
const denyDetails = JSON.stringify({
  ...{ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy' },
  metadata: { name: 'tried', namespace: 'bookinfo' },
  spec: { action: 'DENY', selector: { matchLabels: { app: 'details' } }, rules: [{}] },
})

/** Who may talk to whom and is it encrypted, whichever servers tell of it. */
export const securityJourneys: readonly SharedJourney[] = [
  {
    name: 'the matrix tells who may call whom, narrows to what is asked, and a cell opens its question',
    run: async ({ page, open }) => {
      await open('/?ns=shop')
      await page.getByRole('navigation').getByRole('link', { name: 'Access', exact: true }).click()
      await findGrid(page).waitFor()
      await page.getByLabel('Find a caller or workload').fill('payment-v1')
      await page.getByRole('button', { name: /sa\/checkout to shop\/payment-v1: Allowed/ }).waitFor()
      await page.getByRole('button', { name: /sa\/frontend to shop\/payment-v1: Denied/ }).click()
      await page.getByText('Denied', { exact: true }).waitFor()
      await page.getByText(/no rule of theirs matches/).waitFor()
      await page.waitForURL(/tab=ask.*to=shop\/payment-v1|to=shop\/payment-v1.*tab=ask/)
    },
  },
  {
    name: 'a question names the rule that decides, says of another why it does not match, and its link asks it again',
    run: async ({ page, open, reload }) => {
      await open('/security/access?ns=bookinfo&tab=ask')
      await ask(page, {
        From: 'bookinfo/productpage-v1',
        To: 'bookinfo/reviews-v1',
        Method: 'GET',
        Path: '/reviews/0',
      })
      await page.getByText('Allowed', { exact: true }).waitFor()
      await page.getByText('Allowed by bookinfo/allow-reviews #1.').waitFor()
      await ask(page, { Method: 'PUT' })
      await page.getByText('Denied', { exact: true }).waitFor()
      await page.getByText('to[0].operation.methods asks for GET, and it is PUT.').waitFor()
      await reload()
      await page.getByText('to[0].operation.methods asks for GET, and it is PUT.').waitFor()
    },
  },
  {
    name: 'what a question leaves open is told, and what cannot be read is said beside the form',
    run: async ({ page, open }) => {
      await open(reviews)
      await page.getByText('It depends', { exact: true }).waitFor()
      await page.getByText(/Left open: .*method/).waitFor()
      await ask(page, { To: 'reviews' })
      await page.getByText('What is asked is written as namespace/name.').waitFor()
    },
  },
  {
    name: 'the editor of one namespace is told that policies of the mesh are out of sight, never that all is allowed',
    run: async ({ page, open }) => {
      await open(`${reviews}&method=GET&path=/reviews/0`)
      await page.getByText('Allowed', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'You look as admin' }).click()
      await page.getByRole('menuitemradio', { name: 'editor', exact: true }).click()
      await page.getByText('Cannot be told for certain').first().waitFor()
      await page
        .getByText(/You may not read .*istio-system/)
        .first()
        .waitFor()
      expect(await page.getByText('Allowed', { exact: true }).count()).toBe(0)
    },
  },
  {
    name: 'mutual TLS tells who still comes in plain text, and what makes a namespace STRICT',
    run: async ({ page, open }) => {
      await open('/security/mtls?ns=shop')
      const table = page.getByRole('table', { name: 'Mutual TLS of workloads' })
      await table.getByRole('row').filter({ hasText: 'payment-v1' }).getByText('STRICT').waitFor()
      await table
        .getByRole('row')
        .filter({ hasText: 'inventory-v1' })
        .getByText(/mutual, .* plain/)
        .waitFor()
      await page.getByText('Not ready').click()
      await page
        .getByRole('table', { name: 'Plain text in shop' })
        .getByText('shop/inventory-v1')
        .first()
        .waitFor()
      await page.getByText('mode: STRICT').waitFor()
    },
  },
  {
    name: 'the lock of the mesh, its namespaces and its workloads tell the same of mutual TLS, and why',
    run: async ({ page, open }) => {
      await open('/namespaces/bookinfo?ns=*')
      const word = await page
        .getByRole('button', { name: /^bookinfo: (STRICT|PERMISSIVE|DISABLE|Mixed)/ })
        .first()
        .getAttribute('aria-label')
      expect(word).toContain('STRICT')
      await page.getByRole('button', { name: 'mTLS of the mesh: Mixed' }).click()
      const why = page.getByRole('dialog', { name: 'mTLS of the mesh: Mixed' })
      await why.getByText(/^STRICT in \d+ namespaces?: .*bookinfo/).waitFor()
      await why.getByText(/^Between proxies: TLS 1\.[23] or newer\.$/).waitFor()
      await why.getByRole('link', { name: 'Every workload and namespace' }).click()
      await page
        .getByRole('table', { name: 'Mutual TLS of workloads' })
        .getByRole('row')
        .filter({ hasText: 'details-v1' })
        .getByText('STRICT')
        .waitFor()
    },
  },
  {
    name: 'what is tried before it is saved names whom it would refuse and by which rule, and goes on to the editor with its text',
    run: async ({ page, open, reload }) => {
      await open(whatIf)
      await tryText(page, 'kind: [')
      await page.getByText('Istio would refuse this text').waitFor()
      await tryText(page, denyDetails)
      const calls = page.getByRole('list', { name: 'Calls that would change' })
      await calls.getByText('bookinfo/productpage-v1 → bookinfo/details-v1').click()
      await calls.getByText('Denied by bookinfo/tried #1.').first().waitFor()
      // What is written is not lost with the page.
      await reload()
      await calls.getByText('bookinfo/productpage-v1 → bookinfo/details-v1').waitFor()
      await page.getByRole('button', { name: 'Preview and apply' }).click()
      await page
        .getByRole('textbox', { name: /^YAML of/ })
        .getByText('"tried"')
        .waitFor()
    },
  },
  {
    name: 'a form of each kind of security writes what is tried, and so do policies from what was observed',
    run: async ({ page, open }) => {
      await open(whatIf)
      const text = page.getByRole('textbox', { name: 'Objects to try' })
      for (const kind of ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication']) {
        await page.getByRole('button', { name: kind, exact: true }).click()
        const form = page.getByRole('form', { name: kind })
        await form.getByLabel('Name', { exact: true }).fill(`by-form-${kind.length}`)
        if (kind === 'RequestAuthentication') await form.getByLabel('Issuer').fill('https://issuer.example')
        await form.getByRole('button', { name: 'Write YAML' }).click()
        await text.getByText(`by-form-${kind.length}`, { exact: false }).first().waitFor()
      }
      await page.getByRole('button', { name: 'Clear' }).click()
      await page.getByRole('button', { name: 'Observed traffic' }).click()
      await page.getByRole('button', { name: 'Propose' }).click()
      const proposals = page.getByRole('list', { name: 'Proposed policies' })
      await proposals
        .getByText(/Rests on .* requests/)
        .first()
        .waitFor()
      await proposals.getByRole('button', { name: 'Add to the text' }).first().click()
      await text.getByText('istio.io/dry-run').waitFor()
      await page.getByRole('list', { name: 'Objects of the text' }).getByText('AuthorizationPolicy').waitFor()
    },
  },
  {
    name: 'certificates tell the identity of each workload, whoever tells of its certificate',
    run: async ({ page, open }) => {
      await open('/?ns=bookinfo')
      await page.getByRole('navigation').getByRole('link', { name: 'Certificates', exact: true }).click()
      await page.getByText('Trust domain cluster.local.').waitFor()
      await page
        .getByRole('table', { name: 'Certificates of workloads' })
        .getByRole('row')
        .filter({ hasText: 'details-v1' })
        .getByText('cluster.local/ns/bookinfo/sa/bookinfo-details')
        .waitFor()
      await page.getByRole('region', { name: 'What ends when' }).waitFor()
    },
  },
  {
    name: 'the edge tells which ways in are open to strangers, what goes out, and who else decides',
    run: async ({ page, open }) => {
      await open('/?ns=*')
      await page.getByRole('navigation').getByRole('link', { name: 'Edge', exact: true }).click()
      const ways = page.getByRole('table', { name: 'Ways in' })
      await ways
        .getByRole('button', { name: /: (open|depends)\. Why\?$/ })
        .first()
        .click()
      await page
        .getByText(/without a token pass|everybody comes in|answers by itself|It depends on the method/)
        .waitFor()
      await page.keyboard.press('Escape')
      await page
        .getByRole('region', { name: 'Ways out' })
        .getByText(/^ALLOW_ANY: /)
        .waitFor()
      await page.getByRole('table', { name: 'Hosts outside of the mesh' }).getByRole('row').nth(1).waitFor()
    },
  },
  {
    name: 'a token is taken apart in the browser, told why it is refused, and never sent',
    run: async ({ page, open }) => {
      const sent: string[] = []
      page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
      await open('/security/tokens?ns=shop')
      await page
        .getByRole('region', { name: 'Rules' })
        .getByText('https://login.demo.example')
        .first()
        .waitFor()
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const claims = { iss: 'https://login.demo.example', sub: 'mallory' }
      const box = page.getByLabel('Token', { exact: true })
      await box.fill(`${part({ alg: 'none' })}.${part(claims)}.`)
      await page.getByText('The proxy refuses it').waitFor()
      await page.getByText(/^It is not signed \(alg: none\)/).waitFor()
      await box.fill(`${part({ alg: 'RS256' })}.${part(claims)}.c2VhbA`)
      await page.getByText('Not known: its signature is not checked').waitFor()
      expect(await page.getByRole('link', { name: /^Ask what a request/ }).count()).toBe(0)
      await box.fill('x'.repeat(1024 * 1024))
      await page.getByText(/^It is longer than 60 kB/).waitFor()
      expect(sent.filter((one) => one.includes('mallory') || one.includes(part(claims)))).toEqual([])
    },
  },
]
