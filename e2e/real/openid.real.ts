import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import { ask } from '#e2e/real/fidelity/answer.ts'
import { askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { type Journey, journeysOver } from '#e2e/support/journey.ts'
import {
  prefix,
  type RunningOpenidMesh,
  signInByRedirects,
  startOpenidMesh,
} from '#e2e/support/openid-mesh.ts'
import { keepFromNetwork, passProvider } from '#e2e/support/pass-provider.ts'
import type { RunningConsole } from '#e2e/support/start-console.ts'

/** People of a real OpenID provider, whom a real API server knows by their ID tokens, or by the console's word. */
const team = 'bookinfo-team'
const namespace = 'bookinfo'
let tokenSeconds = 3_600
const journey = journeysOver(() =>
  startOpenidMesh({ nora: [team, 'system:masters'], otto: [] }, () => tokenSeconds),
)
type OpenidJourney = Journey<RunningOpenidMesh>
type Mesh = OpenidJourney['mesh']

const bindings = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`
const services = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`
const bound = 'openid-team'
/** A browser writes each refused call, and a provider's page without a picture of its own, to its console. */
const expected = [/status of 40[134]/]

const openAdmin = ({ api, real }: Mesh) =>
  askAs(api, real.users.find(({ name }) => name === 'admin')?.token ?? '')

/** The team may edit one namespace, under its name with the provider's prefix and by the console's word. */
async function bindTeam(mesh: Mesh): Promise<void> {
  const apiGroup = 'rbac.authorization.k8s.io'
  const created = await openAdmin(mesh)(bindings, 'POST', {
    apiVersion: `${apiGroup}/v1`,
    kind: 'RoleBinding',
    metadata: { name: bound },
    roleRef: { apiGroup, kind: 'Role', name: 'bookinfo-editor' },
    subjects: [`${prefix}${team}`, team].map((name) => ({ kind: 'Group', name, apiGroup })),
  })
  expect([201, 409]).toContain(created.status)
}

/** Other files of the run have the same cluster. */
async function cleanUp(mesh: Mesh, ...names: readonly string[]): Promise<void> {
  const admin = openAdmin(mesh)
  for (const path of [`${bindings}/${bound}`, ...names.map((name) => `${services}/${name}`)])
    await admin(path, 'DELETE')
}

const open = (cookie: string, { url }: RunningConsole) => ({
  read: async (path: string) => {
    const answer = await fetch(`${url}/api/v1/${path}`, { headers: { cookie } })
    return { status: answer.status, body: Object(await answer.json()) }
  },
  create: async (name: string, within = namespace) => {
    const object = {
      ...{
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: { name, namespace: within },
      },
      spec: { hosts: [`${name}.example.com`], http: [{ route: [{ destination: { host: 'reviews' } }] }] },
    }
    const answer = await fetch(`${url}/api/v1/config/apply`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ yaml: JSON.stringify(object), operation: 'create' }),
    })
    return { status: answer.status, body: Object(await answer.json()) }
  },
})

/** What somebody of the team sees and may write, whichever way the cluster is asked. */
async function checkRights({ read, create }: ReturnType<typeof open>, name: string): Promise<void> {
  const namespaces = await read('namespaces')
  expect(namespaces.body.items.map((item: { name: string }) => item.name)).toEqual([namespace])
  const own = await read(`workloads?namespaces=${namespace}`)
  expect(JSON.stringify(own.body)).toContain('"reviews-v2"')
  for (const path of ['workloads?namespaces=shop', 'services?namespaces=shop', 'config?namespaces=shop']) {
    const foreign = await read(path)
    expect([path, JSON.stringify(foreign.body)]).toEqual([
      path,
      expect.not.stringContaining('"namespace":"shop"'),
    ])
  }
  const refused = await create(`${name}-foreign`, 'shop')
  expect([refused.status, refused.body.kind]).toEqual([403, 'forbidden'])
  expect(refused.body.detail).toMatch(/VirtualService|virtualservices/)
  expect(refused.body.detail).toContain('shop')
  const written = await create(name)
  expect(written.status, JSON.stringify(written.body)).toBe(200)
}

journey(
  'with an ID token that the cluster trusts one sees and writes as oneself, and signs out of the provider too',
  async ({ page, mesh }) => {
    const { url } = mesh.console
    const name = 'openid-by-token'
    const path = '/workloads?ns=*&range=1m&refresh=manual'
    await bindTeam(mesh)
    await keepFromNetwork(page)
    try {
      await page.goto(`${url}${path}`)
      await page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1/ }).click()
      await passProvider(page, 'nora')
      await page.waitForURL(`${url}${path}`)
      await page.getByRole('table', { name: 'Workloads' }).getByText('reviews-v2').waitFor()
      const cookie = (await page.context().cookies(url))
        .map((each) => `${each.name}=${each.value}`)
        .join('; ')
      await checkRights(open(cookie, mesh.console), name)
      const [writer] = (await mesh.api.readWriters()).filter((each) => each.status === 201)
      expect(writer).toMatchObject({ name, user: `${prefix}nora` })
      expect(writer).not.toHaveProperty('impersonated')
      // What the provider claims of Kubernetes' own groups is one of its own names here.
      expect(writer?.groups).toEqual([`${prefix}${team}`, `${prefix}system:masters`, 'system:authenticated'])
      await page.getByRole('button', { name: `You look as ${prefix}nora` }).click()
      await page.getByRole('menuitem', { name: /^Sign out.*Here and at 127\.0\.0\.1/ }).click()
      await page.getByRole('button', { name: /Yes, sign me out/ }).click()
      await page.waitForURL(`${url}/sign-in?state=signed-out`)
      await page.getByText(/signed out, here and at 127\.0\.0\.1/).waitFor()
      await page.getByRole('button', { name: /^Sign in at 127\.0\.0\.1/ }).click()
      await page.locator('input[name="login"]').waitFor()
    } finally {
      await cleanUp(mesh, name)
    }
  },
  { expected, ignoreHTTPSErrors: true },
)

journey('by impersonation the same person sees and writes the same, in the own name', async ({ mesh }) => {
  const name = 'openid-in-the-name'
  await bindTeam(mesh)
  try {
    const cookie = await signInByRedirects(mesh.impersonating, mesh.provider, 'nora')
    await checkRights(open(cookie, mesh.impersonating), name)
    const writer = (await mesh.api.readWriters()).find((each) => each.name === name)
    expect(writer).toMatchObject({ user: 'admin', impersonated: 'nora', status: 201 })
    // Who has no rights sees nothing, though the console's own account may read all.
    const stranger = open(
      await signInByRedirects(mesh.impersonating, mesh.provider, 'otto'),
      mesh.impersonating,
    )
    expect((await stranger.read('namespaces')).body.items).toEqual([])
    expect((await stranger.create(`${name}-not`)).status).toBe(403)
  } finally {
    await cleanUp(mesh, name)
  }
})

journey('when the ID token has ended, the API server takes the one that came after it', async ({ mesh }) => {
  const { provider, api } = mesh
  const tokens: string[] = []
  provider.onToken = (_account, token) => void tokens.push(token)
  await bindTeam(mesh)
  try {
    tokenSeconds = 8
    const cookie = await signInByRedirects(mesh.console, provider, 'nora')
    tokenSeconds = 3_600
    const [first = ''] = tokens
    const asks = async (token: string) =>
      (await ask(api, '/version', { headers: { authorization: `Bearer ${token}` } })).status
    expect(await asks(first)).toBe(200)
    // It remembers for ten seconds whom it took a token for (k8s.io/apiserver, token cache).
    for (let look = 0; look < 60 && (await asks(first)) !== 401; look += 1) await wait(500)
    expect(await asks(first)).toBe(401)
    const before = provider.renewed.length
    const { status, body } = await open(cookie, mesh.console).read('namespaces')
    expect([status, body.items?.map((item: { name: string }) => item.name)]).toEqual([200, [namespace]])
    expect(provider.renewed.slice(before)).toEqual(['nora'])
    expect(tokens).toHaveLength(2)
    expect(await asks(tokens[1] ?? '')).toBe(200)
  } finally {
    tokenSeconds = 3_600
    await cleanUp(mesh)
  }
})
