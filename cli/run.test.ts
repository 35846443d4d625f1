import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCli, runCli, startCli, startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { diagnosticsSchema } from '#contract/diagnostics.ts'
import { problemSchema } from '#contract/problem.ts'
import { sessionSchema } from '#contract/session.ts'
import { setupSchema } from '#contract/setup.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { apiEntries } from '#server/http/api-table.ts'
import { newestBuildFile } from '#server/main.ts'

let folder: string
let demo: Demo
let running: RunningCli
let link: string
let origin: string
let cookie: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  running = startCli(['run', '--no-browser', '--context', 'admin', '--prometheus-url', demo.prometheusUrl], {
    KUBECONFIG: demo.kubeconfigPath,
    // Flags win over the environment, and nothing makes this console listen to the network.
    VARDIA_CONTEXT: 'nobody',
    VARDIA_PROMETHEUS_URL: 'http://127.0.0.1:9',
    HOST: '0.0.0.0',
  })
  link = await running.readLine(/^http/)
  origin = new URL(link).origin
}, startTimeoutMs)
afterAll(async () => {
  await running.stop()
  await demo.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Every route of the build that runs, by its own manifest, and every file that it serves. */
async function listBuiltPaths(): Promise<readonly string[]> {
  const base = join(newestBuildFile, '..', await readFile(newestBuildFile, 'utf8'), 'base')
  const manifest = JSON.parse(
    await readFile(join(base, 'server/.next/app-path-routes-manifest.json'), 'utf8'),
  )
  const routes = Object.values<string>(manifest).map((route) => route.replace(/\[+[^\]]+\]+/g, 'some'))
  const files = await readdir(join(base, 'static'), { recursive: true, withFileTypes: true })
  const served = files
    .filter((file) => file.isFile())
    .map((file) => `/${relative(join(base, 'static'), join(file.parentPath, file.name))}`)
  return [...new Set([...routes, ...served])]
}

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  return fetch(`${origin}${path}`, { method, headers, redirect: 'manual' })
}

describe('before the token is used', () => {
  it('prints the link alone on the one line of standard output, without colours', async () => {
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\?token=[\w-]{43}$/)
  })

  it.each(['/healthz', '/readyz', '/metrics'])('%s answers everybody', async (path) => {
    expect((await ask(path)).status).toBe(200)
  })

  const closed = [
    ...apiEntries.map(({ method, path }) => [method, path] as const),
    ...['/', '/graph', '/open', '/open?token=', '/open?token=wrong', '/favicon.ico', '/icon.svg'].map(
      (path) => ['GET', path] as const,
    ),
    ...['/_next/static/x.js', '/_next/data/x.json', '/nothing', '/api', '/api/v1/nothing', '/healthz/x'].map(
      (path) => ['GET', path] as const,
    ),
    ['POST', '/'],
    ['OPTIONS', '/api/v1/graph'],
    ['DELETE', '/api/v1/session'],
  ] as const
  it.each(closed)('%s %s answers 401', async (method, path) => {
    const answer = await ask(path, { 'x-vardia-peer': 'loopback', cookie: 'vardia=1' }, method)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(problemSchema.parse(await answer.json()).kind).toBe('unauthenticated')
  })

  it('no page, call or file of the build answers, by any method', async () => {
    const paths = await listBuiltPaths()
    expect(paths).toEqual(expect.arrayContaining(apiEntries.map(({ path }) => path)))
    expect(paths.filter((path) => path.startsWith('/_next/static/')).length).toBeGreaterThan(20)
    const answered: string[] = []
    for (const path of paths) {
      const isFile = /\.\w+$/.test(path)
      for (const method of isFile ? ['GET'] : ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const answer = await ask(path, { 'x-vardia-peer': 'loopback', origin }, method)
        await answer.arrayBuffer()
        if (answer.status !== 401) answered.push(`${method} ${path}: ${answer.status}`)
      }
    }
    expect(answered).toEqual([])
  })

  it('tells a person in the browser, in a plain page, how to get in', async () => {
    const answer = await ask('/graph', { accept: 'text/html,application/xhtml+xml' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'text/html;charset=utf-8'])
    expect(await answer.text()).toContain('vardia run')
  })

  it('keeps the token for its person when something looks ahead', async () => {
    const path = link.slice(origin.length)
    expect((await ask(path, {}, 'HEAD')).status).toBe(401)
    expect((await ask(path, { 'sec-purpose': 'prefetch;prerender' })).status).toBe(401)
  })
})

describe('the token', () => {
  it('becomes a session cookie that scripts and other sites do not get, and leads to the console', async () => {
    const answer = await fetch(link, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/'])
    const set = answer.headers.get('set-cookie') ?? ''
    const { port } = new URL(link)
    expect(set).toMatch(new RegExp(`^vardia-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax$`))
    expect(link).not.toContain(set.slice(`vardia-${port}=`.length).split(';')[0])
    cookie = set.split(';', 1)[0] ?? ''
  })

  it('works once: nobody else gets in with it', async () => {
    const answer = await fetch(link, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null])
    expect(problemSchema.parse(await answer.json()).code).toBe('link-spent')
  })

  it('leads on when its own browser opens the link again', async () => {
    const answer = await ask(link.slice(origin.length), { cookie })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([303, null])
  })
})

describe('with the session', () => {
  it('looks as the context of the flag', async () => {
    const answer = await ask('/api/v1/session', { cookie })
    expect(sessionSchema.parse(await answer.json()).user.name).toBe('admin')
  })

  it('shows traffic, of the Prometheus of the flag', async () => {
    const answer = await ask('/api/v1/graph?namespaces=shop', { cookie })
    expect(trafficGraphSchema.parse(await answer.json()).edges.length).toBeGreaterThan(5)
  })

  it('says of its sources what vardia status says, on the setup page and in the diagnostics', async () => {
    const mesh = ['--kubeconfig', demo.kubeconfigPath, '--context', 'admin']
    const { stdout } = await runCli(['status', '-o', 'json', ...mesh, '--prometheus-url', demo.prometheusUrl])
    const { asOf: _asOf, ...told } = setupSchema.parse(JSON.parse(stdout))
    const setup = setupSchema.parse(await (await ask('/api/v1/setup', { cookie })).json())
    const diagnostics = diagnosticsSchema.parse(await (await ask('/api/v1/diagnostics', { cookie })).json())
    expect(setup).toMatchObject(told)
    expect(diagnostics.setup).toMatchObject(told)
  })

  it('remembers whom it looks as, and nobody else can choose that', async () => {
    const choose = (headers: Readonly<Record<string, string>>) =>
      fetch(`${origin}/api/v1/session/identity`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ name: 'auditor' }),
      })
    expect((await choose({})).status).toBe(401)
    const answer = await choose({ cookie })
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null])
    const session = await (await ask('/api/v1/session', { cookie })).json()
    expect(sessionSchema.parse(session).user.name).toBe('auditor')
  })

  it.each(['/', '/graph'])('serves the page %s', async (path) => {
    expect((await ask(path, { cookie })).status).toBe(200)
  })

  it('leaves other cookies out of it', async () => {
    const answer = await ask('/api/v1/session', { cookie: `a=b; vardia-1=x; ${cookie}; ${cookie}x` })
    expect(answer.status).toBe(200)
  })
})

it('opens to this machine alone, whatever HOST says', () => {
  expect(new URL(link).hostname).toBe('127.0.0.1')
})

it(
  'hands the link to the browser in a page that only its person may read, and not on a command line',
  async () => {
    // This browser tells what it was given instead of opening it.
    const program = join(folder, 'bin/xdg-open')
    await mkdir(join(folder, 'bin'))
    await writeFile(program, `#!/bin/sh\necho "$*" >'${folder}/opened'\n`, { mode: 0o755 })
    const other = startCli(['--prometheus-url', demo.prometheusUrl], {
      KUBECONFIG: demo.kubeconfigPath,
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    })
    const its = await other.readLine(/^http/)
    const given = (await readFile(join(folder, 'opened'), 'utf8')).trim()
    expect(given).toMatch(/^file:\/\/\S+\.html$/)
    const page = new URL(given).pathname
    expect((await stat(page)).mode & 0o777).toBe(0o600)
    expect((await stat(join(page, '..'))).mode & 0o777).toBe(0o700)
    expect(await readFile(page, 'utf8')).toContain(its)
    const { exitCode } = await other.stop('SIGINT')
    expect(exitCode).toBe(0)
    await expect(stat(page)).rejects.toThrow('ENOENT')
  },
  startTimeoutMs,
)

it(
  'says when no browser can be opened, and is there all the same',
  async () => {
    const other = startCli(['run', '--prometheus-url', demo.prometheusUrl], {
      KUBECONFIG: demo.kubeconfigPath,
      PATH: folder,
    })
    expect(await other.readLine(/^http/)).toContain('/open?token=')
    const { stderr, stdout } = await other.stop()
    expect(stderr).toContain('No browser could be opened: there is no xdg-open here.')
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  },
  startTimeoutMs,
)
