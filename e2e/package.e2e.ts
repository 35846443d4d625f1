import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type RunningCli, startProgram } from '#cli/run-cli.test-support.ts'
import { setupSchema } from '#contract/setup.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'

const root = join(import.meta.dirname, '..')
const packTimeoutMs = 300_000
const megabyte = 1_000_000

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).optional(),
  bin: z.record(z.string(), z.string()),
  engines: z.object({ node: z.string() }),
})

let folder: string
let installed: string
const started: RunningCli[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vardia-package-'))
  const packed = run('npm', ['pack', '--pack-destination', folder], root)
  const tarball = packed.stdout.trim().split('\n').at(-1) ?? ''
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  // Without dependencies nothing is fetched, so no registry is needed.
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], empty)
  installed = join(empty, 'node_modules/vardia')
}, packTimeoutMs)
afterAll(async () => {
  for (const each of started) await each.stop()
  rmSync(folder, { recursive: true, force: true })
})

function run(program: string, args: readonly string[], cwd: string) {
  const ended = spawnSync(program, args, { cwd, encoding: 'utf8' })
  if (ended.status !== 0) throw new Error(`${program} ${args[0]} failed: ${ended.stderr}`)
  return ended
}

/** A command of the package as npm links it, with the Node of the checkout, in a folder without anything else. */
function start(args: readonly string[], command = 'vardia'): RunningCli {
  const cwd = join(folder, 'empty')
  const settings = { HOME: join(folder, 'home'), PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin` }
  const cli = startProgram([join(cwd, 'node_modules/.bin', command)], args, settings, cwd)
  started.push(cli)
  return cli
}

describe('the package', () => {
  it('depends on nothing, and weighs less than 60 MB', () => {
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')))
    expect(manifest.dependencies ?? {}).toEqual({})
    expect(Object.keys(manifest.bin)).toEqual(['vardia', 'kubectl-vardia'])
    expect(readdirSync(join(folder, 'empty/node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'vardia',
    ])
    const bytes = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
    expect(bytes).toBeLessThan(60 * megabyte)
  })

  it('brings no source, and the licences of what it holds', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    const ours = files.filter((path) => !path.startsWith('dist/console/'))
    expect(ours.filter((path) => /(?<!\.d)\.tsx?$/.test(path))).toEqual([])
    const licences = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8')
    for (const name of ['next', 'react', 'commander', 'pino', 'cytoscape', '@kubernetes/client-node'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
  })

  it.each([
    ['vardia', 'Usage: vardia '],
    ['kubectl-vardia', 'Usage: kubectl vardia '],
  ])('says how %s is used', async (command, usage) => {
    const { exitCode, stdout } = await start(['--help'], command).ended
    expect([exitCode, stdout.slice(0, usage.length)]).toEqual([0, usage])
  })

  it('serves the demo, and the console of a kubeconfig behind its token', async () => {
    const demo = start(['demo'])
    const url = (await demo.readLine(/^Vardia is at /)).split(' ').at(-1) ?? ''
    const [kubeconfig = '', prometheus = ''] = await Promise.all(
      ['kubeconfig', 'Prometheus'].map(async (name) =>
        (await demo.readLine(new RegExp(`^${name} `))).split(/ +/).at(-1),
      ),
    )
    expect(statSync(kubeconfig).mode & 0o777).toBe(0o600)
    await expectGraph(url, {})

    const mesh = ['--kubeconfig', kubeconfig, '--prometheus-url', prometheus]
    const [version, graph, status] = await Promise.all(
      [
        ['version'],
        ['graph', '-n', 'bookinfo', '-o', 'json', ...mesh],
        ['status', '-o', 'json', ...mesh],
      ].map((args) => start(args).ended),
    )
    expect([version?.exitCode, version?.stdout]).toEqual([0, expect.stringMatching(/\d+\.\d+\.\d+/)])
    expect(trafficGraphSchema.parse(JSON.parse(graph?.stdout ?? '')).edges.length).toBeGreaterThan(5)
    const { sources } = setupSchema.parse(JSON.parse(status?.stdout ?? ''))
    expect(sources.filter(({ state }) => state === 'found').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['kubernetes', 'prometheus']),
    )

    const archive = join(folder, 'gathered.tgz')
    const gathered = await start(['gather', '-n', 'bookinfo', '-o', archive, ...mesh]).ended
    expect([gathered.exitCode, gathered.stdout]).toEqual([0, `${archive}\n`])
    const offline = await start(['graph', '-o', 'json', '--from', archive]).ended
    expect(trafficGraphSchema.parse(JSON.parse(offline.stdout)).edges.length).toBeGreaterThan(5)

    const mine = start(['run', '--no-browser', ...mesh])
    const link = await mine.readLine(/^http/)
    const { origin } = new URL(link)
    expect((await fetch(`${origin}/api/v1/session`)).status).toBe(401)
    const opened = await fetch(link, { redirect: 'manual' })
    const cookie = opened.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
    await expectGraph(origin, { cookie })
    const page = await (await fetch(origin, { headers: { cookie } })).text()
    const [script = ''] = /\/_next\/static\/[^"]+\.js/.exec(page) ?? []
    expect((await fetch(`${origin}${script}`, { headers: { cookie } })).status).toBe(200)
    expect((await mine.stop()).exitCode).toBe(0)
    expect((await demo.stop()).exitCode).toBe(0)
  })
})

async function expectGraph(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${url}/api/v1/graph?namespaces=bookinfo`, { headers })
  expect(trafficGraphSchema.parse(await answer.json()).edges.length).toBeGreaterThan(5)
}

describe('where it cannot run', () => {
  it('says on an older Node which one it needs, in a file that such a Node can read', () => {
    const entry = join(installed, 'dist/vardia.cjs')
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.8' }); require(${JSON.stringify(entry)})`
    const { status, stderr, stdout } = spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toBe(
      'vardia: needs Node 22.19 or newer, and this is 18.20.8. Get one from https://nodejs.org\n',
    )
    expect(readFileSync(entry, 'utf8').replace(/^\s*\/\/.*$/gm, '')).not.toMatch(
      /=>|`|\?\.|\?\?|\b(const|let|class|import|await|async)\b/,
    )
  })

  // Each leaves the package as it is, so the worst comes last.
  it.each([
    ['a file of the console', 'console/base/server/.next/required-server-files.json', ['demo']],
    ['a part of the program', findPart, ['demo']],
    ['the list of its files', 'files.json', ['demo']],
    ['the program', 'main.js', ['--version']],
  ] as const)('says that it is damaged when %s is cut short', async (_name, file, args) => {
    const path = join(installed, 'dist', typeof file === 'string' ? file : file())
    truncateSync(path, 10)
    const { exitCode, stderr } = await start(args).ended
    expect(exitCode).toBe(1)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/^vardia: The package is damaged.*Install it again/)
  })
})

function findPart(): string {
  return readdirSync(join(installed, 'dist')).find((name) => name.startsWith('part-demo-')) ?? ''
}
