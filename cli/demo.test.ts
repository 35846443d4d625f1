import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sessionSchema } from '#contract/session.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import manifest from '#package.json' with { type: 'json' }
import { nodeFlags } from '#server/config/node-flags.ts'

const startTimeoutMs = 180_000

let folder: string
let children: ChildProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  children = []
})
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  await rm(folder, { recursive: true, force: true })
})

function runDemo(settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [...nodeFlags, join(import.meta.dirname, 'main.ts'), 'demo'], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      NODE_ENV: 'production',
      PORT: '0',
      DEMO_KUBECONFIG: join(folder, 'kubeconfig'),
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let words = ''
  let complaints = ''
  child.stdout.on('data', (chunk: Buffer) => {
    words += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  const readAddress = async (): Promise<string> => {
    for (;;) {
      const [, url] = /^Vardia is at (http\S+)\n$/m.exec(words) ?? []
      if (url) return url
      if (child.exitCode !== null) throw new Error(`${words}${complaints}`)
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')])
    }
  }
  return { child, readAddress, read: () => ({ words, complaints }) }
}

async function readFrom(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return response.json()
}

it(
  'tells its addresses, and last the console, which shows traffic at once',
  async () => {
    const demo = runDemo()
    const url = await demo.readAddress()
    const graph = trafficGraphSchema.parse(await readFrom(`${url}/api/v1/graph?namespaces=bookinfo,shop`))
    expect(graph.edges.some(({ requestsPerSecond = 0 }) => requestsPerSecond > 1)).toBe(true)
    expect(graph.notices.filter(({ severity }) => severity === 'error')).toEqual([])
    const lines = demo.read().words.trimEnd().split('\n')
    expect(lines.at(-1)).toBe(`Vardia is at ${url}`)
    expect(lines.slice(-6, -1)).toEqual([
      expect.stringMatching(/^Kubernetes API +http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^Prometheus +http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^Jaeger +http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^istiod +http:\/\/127\.0\.0\.1:\d+/),
      `kubeconfig      ${join(folder, 'kubeconfig')}`,
    ])
    const kubeconfig = JSON.parse(await readFile(join(folder, 'kubeconfig'), 'utf8'))
    expect(kubeconfig['current-context']).toBe('admin')
  },
  startTimeoutMs,
)

it.each(['auditor', 'editor', 'nobody'])(
  'opens as %s when VARDIA_AS says so',
  async (name) => {
    const url = await runDemo({ VARDIA_AS: name }).readAddress()
    const session = sessionSchema.parse(await readFrom(`${url}/api/v1/session`))
    expect(session.user.name).toBe(name)
    expect(session.identities.map((identity) => identity.name)).toEqual([
      'admin',
      'editor',
      'auditor',
      'nobody',
    ])
  },
  startTimeoutMs,
)

it.each(['SIGTERM', 'SIGINT'] as const)(
  'ends with its servers on %s',
  async (signal) => {
    const demo = runDemo()
    await demo.readAddress()
    const [, api = ''] = /Kubernetes API +(\S+)/.exec(demo.read().words) ?? []
    await expect(fetch(`${api}/version`)).resolves.toBeDefined()
    demo.child.kill(signal)
    expect(await once(demo.child, 'exit')).toEqual([0, null])
    await expect(fetch(`${api}/version`)).rejects.toThrow()
  },
  startTimeoutMs,
)

it(
  'looks at its own cluster, whatever kubeconfig an earlier run left behind',
  async () => {
    const left = { clusters: [{ name: 'demo', cluster: { server: 'http://127.0.0.1:9' } }] }
    await writeFile(join(folder, 'kubeconfig'), JSON.stringify(left))
    const demo = runDemo()
    const url = await demo.readAddress()
    const graph = trafficGraphSchema.parse(await readFrom(`${url}/api/v1/graph?namespaces=bookinfo`))
    expect(graph.notices.filter(({ severity }) => severity === 'error')).toEqual([])
    const [, api = ''] = /Kubernetes API +(\S+)/.exec(demo.read().words) ?? []
    expect(await readFile(join(folder, 'kubeconfig'), 'utf8')).toContain(new URL(api).host)
  },
  startTimeoutMs,
)

it(
  'says so when its port is taken, names PORT, leaves nothing running and leaves the kubeconfig to whoever wrote it',
  async () => {
    await writeFile(join(folder, 'kubeconfig'), 'of another demo')
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo // A server on a port has no other form of address.
    const demo = runDemo({ PORT: String(port) })
    expect((await once(demo.child, 'close'))[0]).toBe(1)
    other.close()
    expect(demo.read().complaints).toContain(`Port ${port} is taken`)
    expect(demo.read().complaints).toContain('PORT=')
    expect(await readFile(join(folder, 'kubeconfig'), 'utf8')).toBe('of another demo')
  },
  startTimeoutMs,
)

it(
  'names a wrong setting before it starts anything',
  async () => {
    const demo = runDemo({ PORT: 'many' })
    expect((await once(demo.child, 'close'))[0]).toBe(78)
    expect(demo.read()).toMatchObject({ words: '', complaints: expect.stringContaining('PORT:') })
  },
  startTimeoutMs,
)

it('is started by npm with the flags of the console', () => {
  expect(manifest.scripts.demo).toBe(`node ${nodeFlags.join(' ')} cli/main.ts demo`)
})
