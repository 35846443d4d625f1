import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type AskAdmin, askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { type Journey, journeysOver } from '#e2e/support/journey.ts'
import { type RunningRealMesh, startOverRealMesh } from '#e2e/support/real-mesh.ts'

/** People who sign in with tokens of the real API server, whose RBAC alone says what each may. */
const journey = journeysOver(() => startOverRealMesh({ VARDIA_AUTH: 'token' }))

/** A browser writes each refused call to its console. */
const refused = [/status of 40[13]/]
const viewerName = 'people-viewer'
const objectName = 'people-trial'
const namespace = 'bookinfo'
const place = { kind: 'VirtualService', namespace, name: objectName }

const write = (timeout: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: ${objectName}
  namespace: ${namespace}
spec:
  hosts:
    - ${objectName}.example.com
  http:
    - route:
        - destination:
            host: reviews
      timeout: ${timeout}
`

const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`
const bindings = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`

type RealJourney = Journey<RunningRealMesh>

/** A service account that may read one namespace, and a token that the API server gave for it. */
async function readViewerToken({ mesh: { real } }: RealJourney): Promise<string> {
  const admin = openAdmin(real)
  const created = await admin(accounts, 'POST', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: viewerName },
  })
  expect([201, 409]).toContain(created.status)
  const bound = await admin(bindings, 'POST', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: viewerName },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'mesh-auditor' },
    subjects: [{ kind: 'ServiceAccount', name: viewerName, namespace }],
  })
  expect([201, 409]).toContain(bound.status)
  const given = await admin(`${accounts}/${viewerName}/token`, 'POST', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3_600 },
  })
  expect(given.status).toBe(201)
  return String(Object(Object(given.body).status).token)
}

function openAdmin(real: RunningRealMesh['real']): AskAdmin {
  const server = { url: real.apiServerUrl, certificate: real.certificate }
  return askAs(server, findToken({ real }, 'admin'))
}

function findToken({ real }: Pick<RunningRealMesh, 'real'>, name: string): string {
  return real.users.find((user) => user.name === name)?.token ?? ''
}

/** Through the page that a link leads to, and back to it. */
async function signIn({ page, mesh }: RealJourney, path: string, token: string, as: string): Promise<void> {
  await page.goto(`${mesh.console.url}${path}`)
  await page.getByLabel('Bearer token').fill(token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${mesh.console.url}${path}`)
  await page.getByRole('button', { name: `You look as ${as}` }).waitFor()
}

async function signOut({ page }: RealJourney, as: string): Promise<void> {
  await page.getByRole('button', { name: `You look as ${as}` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

const post = (page: Page, url: string, path: string, data: object) =>
  page.request.post(`${url}/api/v1/${path}`, { data, headers: { origin: new URL(url).origin } })

journey(
  'with a token of the cluster one sees what RBAC lets one see, writes what it lets one write, and all of it is told to the auditor',
  async (each) => {
    try {
      await walkThrough(each)
    } finally {
      await cleanUp(each)
    }
  },
  { expected: refused },
)

/** Other files of the run have the same cluster. */
async function cleanUp({ mesh: { real } }: RealJourney): Promise<void> {
  const admin = openAdmin(real)
  for (const path of [
    `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/${objectName}`,
    `${bindings}/${viewerName}`,
    `${accounts}/${viewerName}`,
  ])
    await admin(path, 'DELETE')
}

async function walkThrough(each: RealJourney): Promise<void> {
  const { page, mesh } = each
  const { url } = mesh.console
  const home = '/?ns=*&range=1m&refresh=manual'
  const objectPath = `/config/${namespace}/VirtualService/${objectName}?ns=*&range=1m&refresh=manual`
  const findEdit = () => page.getByRole('button', { name: 'Edit', exact: true })
  const apply = (change: object) => post(page, url, 'config/apply', { ...change, expected: place })

  // The editor of one namespace writes there, in the editor.
  await signIn(each, home, findToken(mesh, 'editor'), 'editor')
  const stored = await page.request.get(`${url}/api/v1/object?${new URLSearchParams(place)}`)
  if (!stored.ok()) expect((await apply({ yaml: write('5s'), operation: 'create' })).status()).toBe(200)
  const timeout = `${3 + (Date.now() % 50)}s`
  await page.goto(`${url}${objectPath}&edit`)
  const text = page.getByRole('textbox', { name: `YAML of VirtualService ${objectName}` })
  await text.click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(write(timeout))
  await page.getByLabel('Why (kept in the history)').fill(`Wait ${timeout}`)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByRole('region', { name: 'Last change' }).getByText('was saved').waitFor()
  await signOut(each, 'editor')

  // A service account that may read that namespace sees it alone, and is told which verb it lacks.
  const viewer = `system:serviceaccount:${namespace}:${viewerName}`
  await signIn(each, home, await readViewerToken(each), viewer)
  const table = page.getByRole('region', { name: 'Namespaces' }).getByRole('table')
  await table
    .getByRole('row')
    .filter({ hasText: namespace })
    .getByText(/Healthy/)
    .waitFor()
  expect(await table.locator('tbody').getByRole('row').count()).toBe(1)
  await page.getByRole('button', { name: 'View only' }).waitFor()
  await page.goto(`${url}${objectPath}`)
  await findEdit().hover()
  await page.getByText(`You lack the right to patch VirtualService in ${namespace}.`).first().waitFor()
  const foreign = await page.request.get(`${url}/api/v1/workloads?namespaces=shop`)
  expect(await foreign.text()).not.toContain('"namespace":"shop"')
  await signOut(each, viewer)

  // The auditor may not write, is told so, and reads who did what.
  await signIn(each, objectPath, findToken(mesh, 'auditor'), 'auditor')
  await expect.poll(() => findEdit().getAttribute('aria-disabled')).toBe('true')
  const denied = await apply({ yaml: write('1s'), operation: 'update' })
  expect([denied.status(), (await denied.json()).code]).toEqual([403, 'reader'])
  await page.goto(`${url}/audit?ns=*&refresh=manual`)
  const trail = page.getByRole('table', { name: 'Audit trail' })
  const told = (name: RegExp) => trail.getByRole('row', { name }).first().waitFor()
  await told(new RegExp(`editor.*VirtualService ${objectName}.*Wait ${timeout}`))
  await told(/auditor.*config-apply.*Refused/)
  await told(/auditor.*[Ss]ign/)
  const { items } = await (await page.request.get(`${url}/api/v1/audit?limit=1000`)).json()
  const facts = JSON.stringify(items)
  expect(facts).toContain(viewerName)
  expect(facts).not.toContain(findToken(mesh, 'editor'))
}
