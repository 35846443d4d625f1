import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calls } from '#contract/calls.ts'
import { streamPath } from '#contract/stream.ts'
import { findWords } from '#e2e/journeys/closed-calls.ts'
import { closedQuestions, openQuestions, putIn, type Question } from '#e2e/journeys/closed-questions.ts'
import { type RunningMesh, startMesh } from '#e2e/support/start-console.ts'
import { newestBuildFile } from '#server/main.ts'

/** The namespaces of the demo's world that are anybody's at all. */
const worldly = ['bookinfo', 'shop', 'warehouse', 'loyalty', 'demo-forbidden']

interface Role {
  readonly name: string
  /** The user of the demo's cluster. */
  readonly user: 'admin' | 'editor' | 'auditor' | 'nobody'
  readonly closed: readonly string[]
  readonly own: string
  /** Whether the audit trail is told at all. */
  readonly audits: boolean
}

const roles: readonly Role[] = [
  { name: 'cluster admin', user: 'admin', closed: [], own: 'bookinfo', audits: true },
  { name: 'auditor', user: 'auditor', closed: ['demo-forbidden'], own: 'bookinfo', audits: true },
  {
    name: 'editor of one namespace',
    user: 'editor',
    closed: worldly.filter((name) => name !== 'bookinfo'),
    own: 'bookinfo',
    audits: false,
  },
  { name: 'nobody', user: 'nobody', closed: worldly, own: 'bookinfo', audits: true },
]
/** The same user of the cluster as the auditor, whose role here takes the trail away. */
const viewer: Role = {
  name: 'viewer',
  user: 'auditor',
  closed: ['demo-forbidden'],
  own: 'bookinfo',
  audits: false,
}

/** Each page by its route, with an object of one's own and one of somebody else's where it names one. */
const pages: Readonly<Record<string, readonly string[]>> = {
  '/': ['/'],
  '/applications': ['/applications'],
  '/applications/[namespace]/[name]': ['/applications/{namespace}/{service}'],
  '/audit': ['/audit', '/audit?place={namespace}'],
  '/audit/report': ['/audit/report'],
  '/config': ['/config'],
  '/config/[namespace]/[kind]/[name]': ['/config/{namespace}/VirtualService/{service}'],
  '/config/new': ['/config/new'],
  '/diagnostics': ['/diagnostics'],
  '/graph': ['/graph', '/graph?ns={namespace}', '/graph?ns=*'],
  '/history': ['/history'],
  '/history/[id]': ['/history/0123456789abcdef'],
  '/logs': ['/logs?namespace={namespace}&workload={workload}'],
  '/namespaces': ['/namespaces'],
  '/namespaces/[namespace]': ['/namespaces/{namespace}'],
  '/security/access': ['/security/access'],
  '/security/access/what-if': ['/security/access/what-if'],
  '/security/certificates': ['/security/certificates'],
  '/security/edge': ['/security/edge'],
  '/security/mtls': ['/security/mtls'],
  '/security/tokens': ['/security/tokens'],
  '/services': ['/services'],
  '/services/[namespace]/[name]': ['/services/{namespace}/{service}'],
  '/setup': ['/setup'],
  '/sign-in': ['/sign-in'],
  '/traces': ['/traces?namespace={namespace}'],
  '/traces/[traceId]': ['/traces/0123456789abcdef0123456789abcdef'],
  '/workloads': ['/workloads'],
  '/workloads/[namespace]/[name]': ['/workloads/{namespace}/{workload}'],
}
/** Calls of the trail, which a role may be refused. */
const auditCalls = ['audit', 'audit?namespace={namespace}', 'audit/verification', 'audit/report'].map(
  (path): Question => ({ path: `/api/v1/${path}` }),
)

const objects: Readonly<Record<string, { readonly workload: string; readonly service: string }>> = {
  bookinfo: { workload: 'ratings-v1', service: 'ratings' },
  shop: { workload: 'checkout-v1', service: 'checkout' },
  'demo-forbidden': { workload: 'secret-plans', service: 'secret-plans' },
}

/** What Next knows to answer: routes of the build itself, without those that it makes of icons and errors. */
function listBuiltRoutes(): readonly { readonly file: string; readonly path: string }[] {
  const folder = join(newestBuildFile, '..', readFileSync(newestBuildFile, 'utf8').trim())
  const text = readFileSync(join(folder, 'pristine/.next/app-path-routes-manifest.json'), 'utf8')
  const manifest: Readonly<Record<string, string>> = JSON.parse(text)
  return Object.entries(manifest).map(([file, path]) => ({ file, path }))
}

let plain: RunningMesh
let withRoles: RunningMesh
beforeAll(async () => {
  const settings = { default: 'viewer', grants: [{ role: 'admin', users: ['admin'] }] }
  plain = await startMesh()
  withRoles = await startMesh({ env: { VARDIA_ROLES: JSON.stringify(settings) } })
}, 240_000)
afterAll(async () => {
  await Promise.all([plain?.stop(), withRoles?.stop()])
})

type Ask = (question: Question) => Promise<{ readonly status: number; readonly text: string }>

/** The headers of one user, who chose so in a session of one's own. */
async function chooseUser({ console: { url } }: RunningMesh, user: string) {
  const { origin } = new URL(url)
  const headers = { origin, 'content-type': 'application/json' }
  const chosen = await fetch(`${url}/api/v1/session/identity`, {
    ...{ method: 'POST', headers, body: JSON.stringify({ name: user }) },
  })
  expect(chosen.status).toBe(200)
  return { ...headers, cookie: (chosen.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '' }
}

async function askAs(mesh: RunningMesh, user: string): Promise<Ask> {
  const headers = await chooseUser(mesh, user)
  return async ({ path, body }) => {
    const answer = await fetch(`${mesh.console.url}${path}`, {
      headers,
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    return { status: answer.status, text: await answer.text() }
  }
}

/** Names that only what is closed to a role bears, as the administrator finds them: those with a dash, and namespaces. */
async function listClosedWords(mesh: RunningMesh, { closed, user }: Role): Promise<readonly string[]> {
  const ask = await askAs(mesh, 'admin')
  const lists = await Promise.all(
    ['workloads', 'services', 'config'].map((path) => ask({ path: `/api/v1/${path}` })),
  )
  const items = lists.flatMap(({ text }): { namespace?: string; name: string }[] => JSON.parse(text).items)
  const names = items
    .filter(({ namespace = '' }) => closed.includes(namespace))
    .map(({ name }) => name)
    .filter(
      (name) =>
        name.includes('-') && items.every((one) => one.name !== name || closed.includes(one.namespace ?? '')),
    )
  // The cluster's own list of namespaces cannot be cut for who may read it whole.
  return [...new Set([...names, ...(user === 'auditor' ? [] : closed)])]
}

/** What an answer tells beyond what the question names itself. */
function findTold(words: readonly string[], question: Question, text: string): readonly string[] {
  const asked = decodeURIComponent(question.path) + JSON.stringify(question.body ?? '')
  return findWords(
    words.filter((word) => !asked.includes(word)),
    text,
  )
}

describe('the leak matrix', () => {
  test('has a row for every page of the build, and for every call', () => {
    const built = listBuiltRoutes()
    const screens = built.filter(({ file }) => file.endsWith('/page') && !file.startsWith('/_'))
    expect(screens.map(({ path }) => path).toSorted()).toEqual(Object.keys(pages).toSorted())
    const routes = built.filter(({ path }) => path.startsWith('/api/'))
    const known = [...calls.map(({ path }) => path), streamPath, '/api/v1/openapi.json']
    expect(routes.map(({ path }) => path).toSorted()).toEqual([...new Set(known)].toSorted())
    expect(Object.keys(openQuestions).toSorted()).toEqual(calls.map(({ name }) => name).toSorted())
  })

  for (const role of [...roles, viewer])
    test(`tells the ${role.name} of nothing closed: by no list, detail, graph, search, count, page, stream or error`, {
      timeout: 240_000,
    }, async () => {
      const mesh = role === viewer ? withRoles : plain
      const ask = await askAs(mesh, role.user)
      const words = await listClosedWords(mesh, role)
      if (role.closed.length > 0) expect(words.length).toBeGreaterThan(1)
      const foreign = role.closed.includes('shop') ? 'shop' : 'demo-forbidden'
      const told: string[] = []
      // Of an administrator nothing is closed; asking of the own is enough to see that all answers.
      for (const namespace of role.closed.length > 0 ? [role.own, foreign] : [role.own]) {
        const names = { namespace, ...objects[namespace], trace: 'a'.repeat(32), node: 'none' }
        const screens = Object.values(pages).flatMap((paths) => paths.map((path) => ({ path })))
        const questions = [
          ...Object.values(openQuestions).flat(),
          ...closedQuestions,
          ...auditCalls,
          ...screens,
        ]
        for (const question of questions.map((each) => putIn(each, names))) {
          const { status, text } = await ask(question)
          if (status >= 500) told.push(`${question.path}: ${status}`)
          for (const word of findTold(words, question, text)) told.push(`${question.path} tells ${word}`)
        }
      }
      expect(told).toEqual([])
    })

  for (const role of [...roles, viewer])
    test(`${role.audits ? 'opens' : 'refuses'} the trail and the report to the ${role.name}`, async () => {
      const ask = await askAs(role === viewer ? withRoles : plain, role.user)
      for (const path of ['audit', 'audit/verification', 'audit/report']) {
        const { status, text } = await ask({ path: `/api/v1/${path}` })
        expect([path, status]).toEqual([path, role.audits ? 200 : 403])
        if (!role.audits) expect(JSON.parse(text).code).toBe('auditor-needed')
      }
    })

  test('tells nobody of what others did, where they may see neither the place nor all names', async () => {
    const [admin, nobody] = [await askAs(plain, 'admin'), await askAs(plain, 'nobody')]
    await admin({ path: '/api/v1/logs?namespace=bookinfo&workload=ratings-v1' })
    const read = async (ask: Ask) => {
      const { items }: { items: { who: string }[] } = JSON.parse((await ask({ path: '/api/v1/audit' })).text)
      return new Set(items.map(({ who }) => who))
    }
    await expect.poll(() => read(admin)).toContain('admin')
    expect([...(await read(nobody))].filter((who) => who !== 'nobody')).toEqual([])
  })

  test('tells streams numbers of versions alone', async () => {
    for (const { user } of roles) {
      const stop = new AbortController()
      const own = await chooseUser(plain, user)
      const answer = await fetch(`${plain.console.url}${streamPath}`, {
        headers: { ...own, accept: 'text/event-stream', 'last-event-id': 'other.1' },
        signal: stop.signal,
      })
      expect([user, answer.status]).toEqual([user, 200])
      const reader = answer.body?.getReader()
      let text = ''
      while (!text.includes('data:')) text += new TextDecoder().decode((await reader?.read())?.value)
      stop.abort()
      expect(text.replaceAll(/retry: \d+\n\n|id: \w+\.\d+\n|: beat\n\n/g, '')).toMatch(
        /^(data: \{"topic":"(mesh","version":\d+|sources")\}\n\n)+$/,
      )
    }
  })
})
