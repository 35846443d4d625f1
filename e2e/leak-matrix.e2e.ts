import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calls } from '#contract/calls.ts'
import { streamPath } from '#contract/stream.ts'
import {
  type Ask,
  changedName,
  changeThere,
  explainTold,
  findClosed,
  findWords,
} from '#e2e/journeys/closed-calls.ts'
import {
  type Closed,
  closedQuestions,
  openQuestions,
  putIn,
  type Question,
} from '#e2e/journeys/closed-questions.ts'
import { type RunningMesh, startMesh } from '#e2e/support/start-console.ts'
import { listBuiltRoutes } from '#tools/build/list-built-paths.ts'

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
const auditCalls = ['audit', 'audit?who=admin', 'audit/verification', 'audit/report'].map(
  (path): Question => ({ path: `/api/v1/${path}` }),
)

const objects: Readonly<Record<string, { readonly workload: string; readonly service: string }>> = {
  bookinfo: { workload: 'ratings-v1', service: 'ratings' },
  shop: { workload: 'checkout-v1', service: 'checkout' },
  'demo-forbidden': { workload: 'secret-plans', service: 'secret-plans' },
}

let plain: RunningMesh
let withRoles: RunningMesh
beforeAll(async () => {
  const settings = { default: 'viewer', grants: [{ role: 'admin', users: ['admin'] }] }
  plain = await startMesh()
  withRoles = await startMesh({ env: { VARDIA_ROLES: JSON.stringify(settings) } })
  closed = new Map()
  for (const mesh of [plain, withRoles]) closed.set(mesh, await writeThere(mesh))
}, 240_000)

/** What there is of each namespace to ask for by its name or its id. */
type Places = Readonly<Record<string, Closed>>
let closed: Map<RunningMesh, Places>

/** Something is written in each as the administrator, so that there is a change, an audit row and an object to be told of. */
async function writeThere(mesh: RunningMesh): Promise<Places> {
  const ask = await askAs(mesh, 'admin')
  const places: Record<string, Closed> = {}
  for (const [namespace, names] of Object.entries(objects)) {
    const change = await changeThere(ask, namespace, 'create')
    const ids = await findClosed(ask, { name: namespace === 'shop' ? 'editor' : 'auditor', namespace })
    places[namespace] = { namespace, ...names, ...ids, object: changedName, change }
  }
  return places
}

afterAll(async () => {
  await Promise.all([plain?.stop(), withRoles?.stop()])
})

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
  return [...new Set([...names, ...(user === 'auditor' ? [] : closed)])].filter(
    (name) => name !== changedName,
  )
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
        const names = closed.get(mesh)?.[namespace] ?? {}
        const screens = Object.values(pages).flatMap((paths) => paths.map((path) => ({ path })))
        const questions = [
          ...Object.values(openQuestions).flat(),
          ...closedQuestions,
          ...auditCalls,
          ...screens,
        ]
        for (const question of questions.map((each) => putIn(each, names))) {
          const { status, text } = await ask(question)
          if (status >= 500 && status !== 501) told.push(`${question.path}: ${status}`)
          for (const word of findTold(words, question, text)) told.push(`${question.path} tells ${word}`)
        }
      }
      expect(told).toEqual([])
    })

  for (const role of [...roles, viewer].filter(({ closed: { length } }) => length > 0))
    test(`answers the ${role.name} of what is closed as of nothing, by its name and by its id`, {
      timeout: 240_000,
    }, async () => {
      const mesh = role === viewer ? withRoles : plain
      const ask = await askAs(mesh, role.user)
      const words = [changedName, ...(await listClosedWords(mesh, role))]
      const known = { words, hidesNamespace: role.user !== 'auditor' }
      const told: string[] = []
      for (const namespace of role.closed.filter((name) => Object.hasOwn(objects, name))) {
        const names = closed.get(mesh)?.[namespace]
        if (!names) throw new Error(`nothing was written in ${namespace}`)
        for (const question of closedQuestions) told.push(...(await explainTold(ask, question, names, known)))
      }
      expect(told).toEqual([])
    })

  test('opens no stream of logs of what is closed, and tells in its refusal what it tells of nothing', async () => {
    for (const role of [...roles, viewer]) {
      const mesh = role === viewer ? withRoles : plain
      const own = await chooseUser(mesh, role.user)
      const openStream = async (namespace: string, workload: string) => {
        const stop = new AbortController()
        const query = new URLSearchParams({ namespace, workload })
        const answer = await fetch(`${mesh.console.url}/api/v1/logs?${query}`, {
          ...{ headers: { ...own, accept: 'text/event-stream' }, signal: stop.signal },
        })
        const text = answer.ok ? '' : await answer.text()
        stop.abort()
        return { status: answer.status, code: text && JSON.parse(text).code, text }
      }
      for (const namespace of role.closed.filter((name) => Object.hasOwn(objects, name))) {
        const there = await openStream(namespace, objects[namespace]?.workload ?? '')
        const nowhere = await openStream(namespace, 'no-such-thing')
        expect([role.name, namespace, there.status, there.code]).toEqual([
          ...[role.name, namespace, nowhere.status, nowhere.code],
        ])
        expect([role.name, namespace, there.status]).not.toEqual([role.name, namespace, 200])
      }
    }
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
