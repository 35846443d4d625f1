import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { namespaces } from '#contract/overview.ts'
import { askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'
import { readRequests } from '#e2e/real/servers/read-requests.ts'
import { findCanvas, nextGraph } from '#e2e/support/graph.ts'
import { journeysOver } from '#e2e/support/journey.ts'
import { startOverRealMesh } from '#e2e/support/real-mesh.ts'

const journey = journeysOver(startOverRealMesh)

/** A browser writes every answer of 400 and more to its console. */
const expected = [/server responded with a status of (404|5\d\d)/]

const namespacesTable = (page: Page) => page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
const isOld = (page: Page) => page.getByText(/What is told of the cluster is \d+ s old/)

/** Long enough for a watch's wait, a page's refresh and a slow machine. */
const patience = { timeout: 60_000 }

journey(
  'while the API server is dead each page says so with the age of what it shows, and all is well after its return',
  async ({ page, open, mesh }) => {
    await open('/?refresh=10s')
    const row = namespacesTable(page).getByRole('row').filter({ hasText: 'bookinfo' })
    await row.getByText(/Healthy/).waitFor()
    // Without istiod, whose watches would come back as well, the mesh's kinds are asked for by the console alone, and
    // by the two controllers that follow every kind there is.
    await mesh.real.crash('istiod')
    await mesh.real.crash('apiServer')
    try {
      await isOld(page).first().waitFor(patience)
      await page.getByRole('button', { name: /^Data sources: Kubernetes/ }).waitFor(patience)
      await row.getByText(/Healthy/).waitFor()
      await row.getByText(/rps/).waitFor()
      // A page that is opened now, and a person whose rights are known, meet the same.
      await open('/graph?ns=bookinfo&refresh=10s')
      await findCanvas(page).waitFor()
      await isOld(page).first().waitFor()
    } finally {
      await mesh.real.recover('apiServer')
    }
    const recoveredAtMs = performance.now()
    await isOld(page)
      .first()
      .waitFor({ state: 'detached', ...patience })
    await findCanvas(page).waitFor()
    await page.getByRole('button', { name: 'Data sources: istiod down' }).waitFor(patience)
    // Every watch that comes back has asked for it by then.
    await expect
      .poll(async () => performance.now() - recoveredAtMs, { ...patience, interval: 500 })
      .toBeGreaterThan(20_000)
    expect(findStorms(await readRequests(mesh.real))).toEqual([])
    await mesh.real.recover('istiod')
    await page.getByRole('button', { name: 'Data sources', exact: true }).waitFor(patience)
  },
  { expected },
)

/**
 * Mesh kinds that were listed or watched more often than three clients who each come back once need: by a watch that is
 * too old for the new server, a list and a watch again.
 */
function findStorms(requests: ReadonlyMap<string, number>): readonly string[] {
  const kinds = [...requests].filter(([name]) => /\.(istio|gateway\.networking\.k8s)\.io$/.test(name))
  expect(kinds.some(([name]) => name.startsWith('WATCH virtualservices'))).toBe(true)
  const reviews = [...requests].filter(([name]) => name.includes('selfsubjectaccessreviews'))
  return [
    ...kinds.filter(([name, count]) => /^(LIST|WATCH) /.test(name) && count > 6),
    ...reviews.filter(([, count]) => count > 20),
  ].map(([name, count]) => `${name}: ${count}`)
}

journey(
  'while Prometheus is dead the graph keeps its last picture with its age, and goes on by itself',
  async ({ page, open, mesh }) => {
    await open('/graph?ns=bookinfo&refresh=10s')
    await findCanvas(page).waitFor()
    const drawn = await findCanvas(page).getAttribute('aria-label')
    await mesh.real.crash('prometheus')
    try {
      await page
        .getByText(/Prometheus (cannot be reached|is not answering).*may be old/)
        .first()
        .waitFor(patience)
      expect(await findCanvas(page).getAttribute('aria-label')).toBe(drawn)
      await page.getByText(/^\d+ s old$/).waitFor(patience)
    } finally {
      await mesh.real.recover('prometheus')
    }
    await nextGraph(page)
    await page
      .getByText(/may be old/)
      .first()
      .waitFor({ state: 'detached', ...patience })
    await page.getByText(/^(as of now|\d+ s ago)$/).waitFor()
  },
  { expected },
)

journey(
  'while istiod is dead pages say so and keep what others tell, until it is back',
  async ({ page, open, mesh }) => {
    const isAway = () => page.getByText(/No istiod has answered for \d+ s.*istiod cannot be reached/)
    await open('/?refresh=10s')
    await page.getByRole('button', { name: 'Data sources', exact: true }).waitFor(patience)
    await mesh.real.crash('istiod')
    try {
      // Nobody presses anything: the page that is open learns of it.
      await isAway().first().waitFor(patience)
      await page.getByRole('button', { name: 'Data sources: istiod down' }).click()
      await page.getByText(/Nothing answers at http:/).waitFor()
      await open('/graph?ns=bookinfo,shop&refresh=10s')
      await findCanvas(page).waitFor()
      await isAway().first().waitFor()
      await open('/?refresh=10s')
      await isAway().first().waitFor()
      const row = namespacesTable(page).getByRole('row').filter({ hasText: 'bookinfo' })
      await row.getByText(/Healthy/).waitFor()
      await row.getByText(/rps/).waitFor()
    } finally {
      await mesh.real.recover('istiod')
    }
    await isAway()
      .first()
      .waitFor({ state: 'detached', ...patience })
    await page.getByRole('button', { name: 'Data sources', exact: true }).waitFor(patience)
  },
)

test('a console that reads by roles forgets nothing while a new API server does not know them yet', async () => {
  const removeBinding = await bindEverywhere('auditor')
  const { real, console, stop } = await startOverRealMesh({ VARDIA_CONTEXT: 'auditor' })
  const ask = async () => {
    // Without what Prometheus tells, which moves by itself.
    const response = await fetch(`${console.url}/api/v1/namespaces?health=false`)
    return { status: response.status, body: await response.json() }
  }
  try {
    await expect.poll(async () => (await ask()).status, patience).toBe(200)
    const before = namespaces.output.parse((await ask()).body)
    expect(before.items.find(({ name }) => name === 'bookinfo')?.workloads).toBeGreaterThan(0)
    await real.crash('apiServer')
    await expect.poll(async () => (await ask()).body.notices.length, patience).toBe(1)
    let isBack = false
    const recovering = real.recover('apiServer').then(() => {
      isBack = true
    })
    for (let calm = 0; calm < 20; ) {
      const answer = namespaces.output.parse((await ask()).body)
      expect(answer.items).toEqual(before.items)
      if (isBack && answer.notices.length === 0) calm += 1
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await recovering
  } finally {
    await stop()
    await removeBinding()
  }
})

/** Lets a user read everything by RBAC, not by a group that is above it. Gives the end of that. */
async function bindEverywhere(user: string): Promise<() => Promise<unknown>> {
  const real = await connectMesh(inject('realMeshUrl'))
  const token = real.users.find(({ name }) => name === 'admin')?.token ?? ''
  const admin = askAs({ url: real.apiServerUrl, certificate: real.certificate }, token)
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings'
  const apiGroup = 'rbac.authorization.k8s.io'
  const { status } = await admin(path, 'POST', {
    metadata: { name: 'console-reads' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup, kind: 'User', name: user }],
  })
  expect(status).toBe(201)
  return () => admin(`${path}/console-reads`, 'DELETE')
}
