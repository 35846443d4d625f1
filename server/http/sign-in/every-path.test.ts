import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiEntries, openApiPath } from '#server/http/api-table.ts'
import {
  type Asked,
  startTestConsole,
  startTimeoutMs,
  type TestAnswer,
  type TestConsole,
} from '#server/http/started-console.test-support.ts'
import { listBuiltRoutes, readBuildId } from '#tools/build/list-built-paths.ts'

/** Answered to everybody: the way in, the console's own picture, and the description of the API. */
const open = ['/sign-in', '/favicon.ico', '/icon.svg', '/api/v1/sign-in', openApiPath]

const inBrackets: Readonly<Record<string, string>> = {
  ...{ namespace: 'shop', name: 'checkout', kind: 'VirtualService' },
  ...{ id: '0123456789abcdef', traceId: 'a'.repeat(32) },
}

interface Target {
  readonly method: string
  readonly path: string
}

/** Every page and every method of every call of the build. */
function listTargets(): readonly Target[] {
  return listBuiltRoutes().flatMap(({ path }) => {
    const asked = path.replaceAll(/\[(\w+)\]/g, (_whole, word: string) => inBrackets[word] ?? 'none')
    const methods = apiEntries.filter((entry) => entry.path === path).map(({ method }) => method)
    return (methods.length > 0 ? methods : ['GET']).map((method) => ({ method, path: asked }))
  })
}

/** What a client may say of itself, each of which once opened some console. */
const claims: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Impersonate-User': { 'impersonate-user': 'claimed', 'impersonate-group': 'system:masters' },
  'Impersonate-Uid and -Extra': { 'impersonate-uid': 'claimed', 'impersonate-extra-scopes': 'claimed' },
  Authorization: { authorization: 'Bearer claimed' },
  'X-Forwarded-User': { 'x-forwarded-user': 'claimed', 'x-forwarded-groups': 'system:masters' },
  'X-Remote-User': { 'x-remote-user': 'claimed', 'x-remote-group': 'system:masters' },
  'X-Vardia-User': {
    'x-vardia-user': encodeURIComponent('{"name":"claimed","groups":["system:masters"]}'),
    'x-vardia-peer': 'loopback',
  },
  'Connection: Impersonate-User': { connection: 'Impersonate-User, Authorization, Cookie' },
  'x-middleware-subrequest': {
    'x-middleware-subrequest': Array(5).fill('middleware').join(':'),
    'x-middleware-subrequest-id': 'claimed',
  },
  'src/middleware': { 'x-middleware-subrequest': Array(5).fill('src/middleware').join(':') },
  'x-nextjs-data': { 'x-nextjs-data': '1', 'x-middleware-prefetch': '1', 'x-matched-path': '/sign-in' },
  'rsc: 1': { rsc: '1' },
  'a prefetch': { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  'a server action': { 'next-action': 'a'.repeat(40) },
}

/** Other spellings of the same page or call. */
const spellings: Readonly<Record<string, (path: string) => string>> = {
  '?_rsc=': (path) => `${path}?_rsc=abc`,
  '.rsc': (path) => `${path === '/' ? '/index' : path}.rsc`,
  'a segment': (path) => `${path === '/' ? '/index' : path}.segments/_tree.segment.rsc`,
  '/_next/data': (path) => `/_next/data/${readBuildId()}${path === '/' ? '/index' : path}.json`,
  '/sign-in/..': (path) => `/sign-in/..${path}`,
  '/sign-in/%2e%2e': (path) => `/sign-in/%2e%2e${path}`,
  'a second slash': (path) => `/${path}`,
  'an escaped letter': (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  'capital letters': (path) => path.toUpperCase(),
  'a slash behind': (path) => `${path}/`,
}

/** 501: a way of signing in that this console does not have. */
const refusals = [400, 401, 403, 404, 405, 415, 501]

let served: TestConsole
let targets: readonly Target[]
/** Of who may see nothing at all. */
let cookie: string
/** Of a session that was ended. */
let ended: string
/** Names of the mesh, each of which tells something to who may see nothing. */
let words: readonly string[]

beforeAll(async () => {
  served = await startTestConsole({ VARDIA_AUTH: 'token' })
  targets = listTargets()
  cookie = await signIn('nobody')
  ended = await signIn('admin')
  const told: { items: { name: string }[] } = JSON.parse(
    (await served.ask('/api/v1/workloads', { headers: { cookie: ended } })).text,
  )
  words = [...new Set(told.items.map(({ name }) => name))].filter((name) => name.includes('-'))
  const out = await served.ask('/api/v1/session/sign-out', {
    ...json,
    headers: { ...json.headers, cookie: ended },
  })
  expect(out.status).toBe(200)
}, startTimeoutMs)
afterAll(() => served?.stop())

const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }

async function signIn(user: string): Promise<string> {
  const token = served.demo.kubernetes.users.find(({ name }) => name === user)?.token
  const answer = await served.ask('/api/v1/sign-in/token', { ...json, body: JSON.stringify({ token }) })
  return String(answer.headers['set-cookie']?.[0]).split(';')[0] ?? ''
}

function ask({ method, path }: Target, headers: Readonly<Record<string, string>> = {}): Promise<TestAnswer> {
  const asked: Asked =
    method === 'GET' ? { headers } : { ...json, method, headers: { ...json.headers, ...headers } }
  return served.ask(path, asked)
}

const findWords = (text: string) => words.filter((word) => text.includes(word))

/** What an answer to somebody without a session is, but a refusal or the way to the sign-in. */
function findOpened({ status, headers, text }: TestAnswer): readonly string[] {
  const isLed = status === 303 && /^\/sign-in\?return=/.test(headers.location ?? '')
  const isRefused = refusals.includes(status) && JSON.parse(text).code !== undefined
  return [
    ...(isLed || isRefused ? [] : [`${status} ${text.slice(0, 100)}`]),
    ...(headers['set-cookie'] ? [`sets ${headers['set-cookie']}`] : []),
    ...findWords(text),
  ]
}

const isOpen = ({ path }: Target) => open.includes(path)

/** Asks for every page and call in one way. Returns those that were answered otherwise than by a refusal. */
async function listOpened(
  headers: Readonly<Record<string, string>>,
  spell: (path: string) => string = (path) => path,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const target of targets) {
    for (const accept of ['*/*', 'text/html']) {
      const answer = await ask({ ...target, path: spell(target.path) }, { accept, ...headers })
      const told = isOpen(target) ? findWords(answer.text) : findOpened(answer)
      found.push(...told.map((one) => `${target.method} ${target.path}: ${one}`))
    }
  }
  return found
}

describe('every page and every call of the build', () => {
  test('is one that this asks for', () => {
    expect(targets.length).toBeGreaterThan(80)
    expect(words.length).toBeGreaterThan(10)
    for (const { method, path } of apiEntries) expect(targets).toContainEqual({ method, path })
  })

  test('is refused without a cookie, or leads to the sign-in', async () => {
    expect(await listOpened({})).toEqual([])
  })

  test('is refused to a cookie of nobody, of a session that was ended, or of another console', async () => {
    const id = cookie.slice(cookie.indexOf('=') + 1)
    const others = [
      `vardia-${served.port}=${'x'.repeat(43)}`,
      ended,
      `vardia-${served.port + 1}=${id}`,
      `__Host-vardia=${id}`,
    ]
    for (const other of others) expect(await listOpened({ cookie: other })).toEqual([])
  })

  test.each(Object.keys(claims))('is refused to who says %s', async (name) => {
    expect(await listOpened(claims[name] ?? {})).toEqual([])
  })

  test.each(Object.keys(spellings))('is refused under another spelling: %s', async (name) => {
    expect(await listOpened({}, spellings[name])).toEqual([])
  })

  test('is refused as an absolute target and as another protocol, with and without a session', async () => {
    for (const { method, path } of targets)
      for (const who of ['', `Cookie: ${cookie}\r\n`]) {
        const send = (target: string, more: string) =>
          served.askRaw(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${who}${more}\r\n\r\n`)
        for (const absolute of [
          `http://localhost${path}`,
          `http://169.254.169.254${path}`,
          `//localhost${path}`,
        ]) {
          const answer = await send(absolute, 'Connection: close')
          expect([absolute, /^HTTP\/1\.1 400 /.test(answer), findWords(answer)]).toEqual([absolute, true, []])
        }
        const answer = await send(path, 'Connection: Upgrade\r\nUpgrade: websocket')
        expect([path, /^HTTP\/1\.1 400 /.test(answer), findWords(answer)]).toEqual([path, true, []])
      }
  })

  test('tells who may see nothing no more for what they say of themselves, however it is spelt', async () => {
    const told: string[] = []
    const { 'Connection: Impersonate-User': dropped, 'rsc: 1': part, 'a prefetch': ahead, ...others } = claims
    const together = Object.assign({}, ...Object.values(others))
    const ways = Object.entries({ nothing: {}, 'all claims': together, Connection: dropped, part, ahead })
    // Those that end the session, or never end.
    for (const target of targets.filter(({ path }) => !/\/(sign-out|stream)$/.test(path))) {
      for (const [name, headers] of ways) {
        const { text } = await ask(target, { cookie, ...headers })
        told.push(...findWords(text).map((word) => `${target.path} with ${name}: ${word}`))
      }
      for (const [name, spell] of Object.entries(spellings)) {
        const { text } = await ask({ ...target, path: spell(target.path) }, { cookie })
        told.push(...findWords(text).map((word) => `${target.path} with ${name}: ${word}`))
      }
    }
    expect(told).toEqual([])
  }, 240_000)

  test('brought nothing of that to the API server', () => {
    expect(served.demo.kubernetes.asked.length).toBeGreaterThan(50)
    for (const { headers } of served.demo.kubernetes.asked) {
      expect(Object.keys(headers).filter((name) => name.startsWith('impersonate-'))).toEqual([])
      expect(JSON.stringify(headers)).not.toContain('claimed')
      for (const name of [
        'cookie',
        'x-forwarded-user',
        'x-remote-user',
        'x-vardia-user',
        'x-middleware-subrequest',
      ])
        expect([name, headers[name]]).toEqual([name, undefined])
    }
  })
})

test(
  'a console behind a proxy that signs people in believes nobody else: no page and no call',
  async () => {
    const behind = await startTestConsole(
      { VARDIA_AUTH: 'header', VARDIA_HEADER_PROXIES: '10.9.9.9' },
      served.demo,
    )
    try {
      const told: string[] = []
      for (const target of targets.filter((each) => !isOpen(each)))
        for (const name of ['X-Forwarded-User', 'X-Remote-User', 'X-Vardia-User', 'Authorization']) {
          const { method, path } = target
          const headers = { ...json.headers, ...claims[name] }
          const { status, text } = await behind.ask(
            path,
            method === 'GET' ? { headers } : { ...json, headers },
          )
          if (![400, 401, 501].includes(status) || findWords(text).length > 0)
            told.push(`${method} ${path} with ${name}: ${status} ${text.slice(0, 100)}`)
        }
      expect(told).toEqual([])
    } finally {
      await behind.stop()
    }
  },
  startTimeoutMs,
)
