import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { afterPush } from '#demo/testing/after-push.ts'
import type { Manifest } from '#demo/world/types.ts'
import { journeysIn } from '#e2e/support/journey.ts'
import type { RunningMesh } from '#e2e/support/start-console.ts'

/** Longer than the window of the pages, which then tell nothing of the time before a change. */
const journey = journeysIn({ changedAgoMs: 60_000 })

/** Writes, and waits until the proxies have it. */
async function push({ demo }: RunningMesh, write: () => Promise<void> | void): Promise<void> {
  const written: (Promise<void> | void)[] = []
  await afterPush(demo.kubernetes.traffic, () => written.push(write()))
  await Promise.all(written)
}

const of = (app: string) => ({ selector: { matchLabels: { app } } })
const object = (kind: string, name: string, spec: object, namespace = 'bookinfo'): Manifest => ({
  apiVersion: /Policy|Authentication/.test(kind) ? 'security.istio.io/v1' : 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
})

interface Observed {
  /** Whose traffic tab tells it: `namespace/name`. */
  readonly workload: string
  /** Absent: nobody calls it. */
  readonly caller?: string
  readonly success?: string
  /** Who called it before and does not any more. */
  readonly gone?: string
}

interface Trial {
  readonly what: string
  readonly tried: Manifest
  /** The words of the answer, and of a call that changes. */
  readonly foretold: readonly string[]
  readonly observed: readonly Observed[]
}

const trials: readonly Trial[] = [
  {
    what: 'AuthorizationPolicy of DENY',
    tried: object('AuthorizationPolicy', 'tried-deny', { ...of('details'), action: 'DENY', rules: [{}] }),
    foretold: ['Refused', 'bookinfo/productpage-v1 → bookinfo/details-v1'],
    observed: [{ workload: 'bookinfo/details-v1', caller: 'productpage-v1', success: '0%' }],
  },
  {
    what: 'AuthorizationPolicy of ALLOW, for others alone',
    tried: object(
      'AuthorizationPolicy',
      'tried-allow',
      { ...of('inventory'), rules: [{ from: [{ source: { namespaces: ['nobody'] } }] }] },
      'shop',
    ),
    foretold: ['Refused', 'shop/catalog-v1 → shop/inventory-v1'],
    observed: [{ workload: 'shop/inventory-v1', caller: 'catalog-v1', success: '0%' }],
  },
  {
    what: 'PeerAuthentication that makes a workload STRICT which some reach in plain text',
    tried: object(
      'PeerAuthentication',
      'inventory-permissive',
      { ...of('inventory'), mtls: { mode: 'STRICT' } },
      'shop',
    ),
    foretold: ['Refused', 'unknown caller → shop/inventory-v1'],
    observed: [{ workload: 'shop/inventory-v1', caller: 'catalog-v1', success: '100%', gone: 'Unknown' }],
  },
  {
    what: 'RequestAuthentication, which lets those without a token pass',
    tried: object('RequestAuthentication', 'tried-token', {
      ...of('details'),
      jwtRules: [{ issuer: 'https://issuer.example', jwks: '{"keys":[]}' }],
    }),
    foretold: ['Nothing would change'],
    observed: [{ workload: 'bookinfo/details-v1', caller: 'productpage-v1', success: '100%' }],
  },
  {
    what: 'Sidecar that does not import a service',
    tried: object('Sidecar', 'tried-scope', {
      workloadSelector: { labels: { app: 'productpage' } },
      egress: [{ hosts: ['./reviews.bookinfo.svc.cluster.local', 'istio-system/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    }),
    foretold: ['Refused', 'bookinfo/productpage-v1 → bookinfo/details'],
    observed: [{ workload: 'bookinfo/details-v1' }],
  },
  {
    what: 'VirtualService that sends a host to another, which does not let the caller in',
    tried: object('VirtualService', 'details', {
      hosts: ['details'],
      http: [{ route: [{ destination: { host: 'ratings' } }] }],
    }),
    foretold: ['Refused', 'bookinfo/productpage-v1 → bookinfo/ratings-v1'],
    observed: [
      { workload: 'bookinfo/ratings-v1', caller: 'productpage-v1', success: '0%' },
      { workload: 'bookinfo/details-v1' },
    ],
  },
]

/** Asked anew by itself: what was read a moment before the change is not the last word. */
const window = 'ns=*&range=30s&refresh=10s'

async function readForetold(page: Page, { tried, foretold }: Trial): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Objects to try' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(JSON.stringify(tried))
  const answer = page.getByRole('region', { name: 'What would change' })
  const [first = '', call] = foretold
  if (call === undefined) await answer.getByText(first).waitFor()
  else
    await answer
      .getByRole('list', { name: 'Calls that would change' })
      .getByRole('listitem')
      .filter({ hasText: call })
      .filter({ hasText: first })
      .first()
      .waitFor()
}

/** From the answer to the editor with its text, and there the button that saves, asked twice where it warns. */
async function applyTried(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Preview and apply' }).click()
  const save = page.getByRole('button', { name: 'Save', exact: true })
  await save.waitFor()
  await expect.poll(() => save.getAttribute('aria-disabled')).not.toBe('true')
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const again = page.getByRole('button', { name: 'Save it all the same' })
  const saved = page.getByText(/was (saved|created)/)
  await again.or(saved).first().waitFor()
  if (await again.isVisible()) await again.click()
  await saved.first().waitFor()
}

async function readObserved(
  page: Page,
  open: (path: string) => Promise<void>,
  { workload, caller, success = '', gone }: Observed,
): Promise<void> {
  await open(`/workloads/${workload}?${window}&tab=traffic`)
  if (caller === undefined) {
    await page.getByText(/^Nothing called it over /).waitFor()
    return
  }
  const rows = page.getByRole('table', { name: 'In: who calls it' }).getByRole('row')
  const row = rows.filter({ hasText: caller })
  if (gone !== undefined) await expect.poll(() => rows.filter({ hasText: gone }).count()).toBe(0)
  await row.first().getByText(success, { exact: true }).first().waitFor()
}

for (const trial of trials)
  journey(
    `what is foretold of ${trial.what} is observed once it is applied`,
    async ({ page, open, mesh }) => {
      const { apiVersion, kind, metadata } = trial.tried
      const { store } = mesh.demo.kubernetes
      const find = () => {
        const resource = findResourceOfKind(apiVersion, kind)
        const all = resource ? store.collection(resource).all() : []
        return all.find(({ name, namespace }) => name === metadata.name && namespace === metadata.namespace)
      }
      const before = find()
      try {
        await open(`/security/access/what-if?${window}`)
        await readForetold(page, trial)
        await applyTried(page)
        await push(mesh, () => save(page))
        for (const one of trial.observed) await readObserved(page, open, one)
      } finally {
        if (find() !== before)
          await push(mesh, () => {
            if (before) store.put(before.manifest)
            else store.remove(apiVersion, kind, metadata.namespace ?? '', metadata.name)
          })
      }
    },
  )

journey(
  'what is there is tried as if it were removed, which a reload keeps, and goes on to its removal',
  async ({ page, open, reload }) => {
    await open('/security/access/what-if?ns=shop&range=1m&refresh=manual')
    await page.getByRole('button', { name: 'What is there, to remove it' }).click()
    await page.getByLabel('Find a policy or route by its kind or name').fill('inventory-permissive')
    await page
      .getByRole('button', { name: 'Try without PeerAuthentication shop/inventory-permissive' })
      .click()
    const call = page
      .getByRole('list', { name: 'Calls that would change' })
      .getByText('unknown caller → shop/inventory-v1')
    await call.waitFor()
    await reload()
    await call.waitFor()
    expect(await page.getByLabel('As if they were removed').isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Preview and remove' }).click()
    await page.waitForURL(/\/config\/shop\/PeerAuthentication\/inventory-permissive\?.*remove/)
    await page.getByText('Blast radius').first().waitFor()
  },
)
