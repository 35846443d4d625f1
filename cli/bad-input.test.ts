import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitCodes } from '#cli/exit-codes.ts'
import { runCli, startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { createCertificate } from '#demo/kubernetes/certificate.ts'
import { type Demo, startDemo } from '#demo/serve.ts'

let folder: string
let demo: Demo
const servers: (Server | ReturnType<typeof createServer>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
}, startTimeoutMs)
afterAll(async () => {
  for (const server of servers) server.close()
  await demo.stop()
  await rm(folder, { recursive: true, force: true })
})

async function listen(server: Server | ReturnType<typeof createServer>): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port // A server on a port has no other form of address.
}

/** The demo's kubeconfig with one part of its first user or cluster changed. */
async function writeKubeconfig(change: {
  readonly user?: object
  readonly cluster?: object
}): Promise<string> {
  const config = JSON.parse(await readFile(demo.kubeconfigPath, 'utf8'))
  if (change.user) config.users[0].user = change.user
  if (change.cluster) config.clusters[0].cluster = change.cluster
  const path = join(folder, `changed-${Math.random()}`)
  await writeFile(path, JSON.stringify(config))
  return path
}

/** The demo's kubeconfig with a user who gets credentials from a script. */
async function writePlugin(script: string): Promise<string> {
  const command = join(folder, `plugin-${Math.random()}`)
  await writeFile(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const apiVersion = 'client.authentication.k8s.io/v1'
  return writeKubeconfig({ user: { exec: { apiVersion, command, interactiveMode: 'Never' } } })
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64')
}

interface Fault {
  readonly name: string
  /** What is given to the command, beside `-n bookinfo`. */
  readonly given: () => Promise<readonly string[]> | readonly string[]
  /** Variables, beside. */
  readonly settings?: Readonly<Record<string, string>>
  readonly exitCode: number
  /** Cause and cure. */
  readonly words: readonly RegExp[]
}

const well = () => ['--kubeconfig', demo.kubeconfigPath]
const dayMs = 86_400_000

const faults: readonly Fault[] = [
  {
    name: 'there is no kubeconfig',
    given: () => ['--kubeconfig', '/nonexistent/config'],
    exitCode: exitCodes.config,
    words: [/\/nonexistent\/config/, /--kubeconfig/],
  },
  {
    name: 'the kubeconfig is something else',
    given: async () => {
      await writeFile(join(folder, 'broken'), 'apiVersion: [')
      return ['--kubeconfig', join(folder, 'broken')]
    },
    exitCode: exitCodes.config,
    words: [/broken cannot be read/],
  },
  {
    name: 'the context does not exist',
    given: () => [...well(), '--context', 'staging'],
    exitCode: exitCodes.config,
    words: [/no usable context staging/, /admin, editor, auditor, nobody/, /--context/],
  },
  {
    name: 'nothing listens at the cluster',
    given: async () => ['--kubeconfig', await writeKubeconfig({ cluster: { server: 'http://127.0.0.1:9' } })],
    exitCode: exitCodes.unavailable,
    words: [/Nothing answers at http:\/\/127\.0\.0\.1:9/, /ECONNREFUSED/, /Check that the cluster runs/],
  },
  {
    name: 'the cluster has no such name',
    given: async () => [
      '--kubeconfig',
      await writeKubeconfig({ cluster: { server: 'https://cluster.invalid' } }),
    ],
    exitCode: exitCodes.unavailable,
    words: [/cluster\.invalid/, /ENOTFOUND|EAI_AGAIN/],
  },
  {
    name: 'the cluster is another web server',
    given: async () => {
      const port = await listen(createHttpServer((_request, response) => response.end('<p>Welcome')))
      return ['--kubeconfig', await writeKubeconfig({ cluster: { server: `http://127.0.0.1:${port}` } })]
    },
    exitCode: exitCodes.unavailable,
    words: [/not the API of Kubernetes/],
  },
  {
    name: 'the certificate of the cluster is not the one to trust',
    given: async () => {
      const { host } = new URL(demo.kubernetes.secure.url)
      const { certificate } = createCertificate(Date.now())
      const cluster = { server: `https://${host}`, 'certificate-authority-data': encode(certificate) }
      return ['--kubeconfig', await writeKubeconfig({ cluster })]
    },
    exitCode: exitCodes.unavailable,
    words: [/certificate|signature/],
  },
  {
    name: 'the client certificate has expired',
    given: async () => {
      const { certificate, key } = createCertificate(Date.now() - 400 * dayMs)
      const user = { 'client-certificate-data': encode(certificate), 'client-key-data': encode(key) }
      return ['--kubeconfig', await writeKubeconfig({ user })]
    },
    exitCode: exitCodes.forbidden,
    words: [/client certificate of context admin was good until 20\d\d-/, /Renew it/],
  },
  {
    name: 'the token is not known',
    given: async () => ['--kubeconfig', await writeKubeconfig({ user: { token: 'yesterday' } })],
    exitCode: exitCodes.forbidden,
    words: [/does not accept the credentials of admin/, /expired/],
  },
  {
    name: 'the plugin for the credentials is not installed',
    given: async () => {
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'no-such-login',
        interactiveMode: 'Never',
      }
      return ['--kubeconfig', await writeKubeconfig({ user: { exec } })]
    },
    exitCode: exitCodes.config,
    words: [/no-such-login/, /check that no-such-login is installed/],
  },
  {
    name: 'the plugin for the credentials fails',
    given: async () => ['--kubeconfig', await writePlugin("echo 'session is over, sign in' >&2; exit 3")],
    exitCode: exitCodes.config,
    words: [/session is over, sign in/, /kubectl get namespaces/],
  },
  {
    name: 'the plugin for the credentials prints something else',
    given: async () => ['--kubeconfig', await writePlugin('echo planted-token')],
    exitCode: exitCodes.config,
    words: [/what it printed is no JSON/],
  },
  {
    name: 'the proxy on the way is not there',
    given: async () => {
      const cluster = { server: demo.kubernetesUrl, 'proxy-url': 'http://ann:planted-token@127.0.0.1:9' }
      return ['--kubeconfig', await writeKubeconfig({ cluster })]
    },
    exitCode: exitCodes.unavailable,
    words: [/through http:\/\/127\.0\.0\.1:9/, /ECONNREFUSED/, /proxy-url/],
  },
  {
    name: 'the proxy on the way refuses',
    given: async () => {
      const port = await listen(createHttpServer((_request, response) => response.writeHead(407).end()))
      const cluster = { server: demo.kubernetesUrl, 'proxy-url': `http://127.0.0.1:${port}` }
      return ['--kubeconfig', await writeKubeconfig({ cluster })]
    },
    exitCode: exitCodes.unavailable,
    words: [/does not lead there/],
  },
  {
    name: 'the proxy on the way is of another kind',
    given: async () => {
      const cluster = { server: demo.kubernetesUrl, 'proxy-url': 'ftp://127.0.0.1:9' }
      return ['--kubeconfig', await writeKubeconfig({ cluster })]
    },
    exitCode: exitCodes.config,
    words: [/proxy of context admin/, /proxy-url/, /socks5:\/\//],
  },
  {
    name: 'the kubeconfig is a folder',
    given: () => ['--kubeconfig', folder],
    exitCode: exitCodes.config,
    words: [/cannot be read/, /EISDIR/],
  },
  {
    name: 'the kubeconfig unfolds into more than fits in memory',
    given: async () => {
      const levels = [...'bcdefghij'].map((name, at) => {
        const before = `*${String.fromCharCode(97 + at)}`
        return `${name}: &${name} [${Array(9).fill(before).join(', ')}]`
      })
      await writeFile(join(folder, 'bomb'), ['a: &a [x, x, x]', ...levels].join('\n'))
      return ['--kubeconfig', join(folder, 'bomb')]
    },
    exitCode: exitCodes.config,
    words: [/bomb cannot be read/],
  },
  {
    name: 'Prometheus wants credentials',
    given: async () => {
      const port = await listen(
        createHttpServer((_request, response) => {
          response.writeHead(401, { 'www-authenticate': 'Basic' }).end('Unauthorized')
        }),
      )
      return [...well(), '--prometheus-url', `http://127.0.0.1:${port}`]
    },
    exitCode: exitCodes.forbidden,
    words: [/status 401/, /credentials/, /VARDIA_PROMETHEUS_BEARER_TOKEN/],
  },
  {
    name: 'the credentials for Prometheus may not read',
    given: async () => {
      const port = await listen(createHttpServer((_request, response) => response.writeHead(403).end('no')))
      return [...well(), '--prometheus-url', `http://127.0.0.1:${port}`]
    },
    settings: { VARDIA_PROMETHEUS_BEARER_TOKEN: 'planted-token' },
    exitCode: exitCodes.forbidden,
    words: [/status 403/, /rights behind the credentials/],
  },
  {
    name: 'the certificate of Prometheus is signed by nobody known',
    given: async () => {
      const { certificate, key } = createCertificate(Date.now())
      const port = await listen(createHttpsServer({ cert: certificate, key }))
      return [...well(), '--prometheus-url', `https://127.0.0.1:${port}`]
    },
    exitCode: exitCodes.unavailable,
    words: [/certificate that is not trusted/, /VARDIA_PROMETHEUS_CA_FILE/],
  },
  {
    name: 'Prometheus is another web server',
    given: async () => {
      const port = await listen(
        createHttpServer((_request, response) => {
          response.writeHead(200, { 'content-type': 'text/html' }).end('<form action="/login">')
        }),
      )
      return [...well(), '--prometheus-url', `http://127.0.0.1:${port}`]
    },
    exitCode: exitCodes.unavailable,
    words: [/not with the API of Prometheus/, /VARDIA_PROMETHEUS_URL/],
  },
]

function expectOneLine(stderr: string): void {
  expect(stderr).not.toMatch(/^\s+at /m)
  expect(stderr).not.toContain('planted')
  const lines = stderr.trimEnd().split('\n')
  expect(lines.at(-1)).toMatch(/^vardia: \S/)
  expect(lines.filter((line) => line.startsWith('vardia: '))).toHaveLength(1)
}

describe.each([
  ['graph', '-n', 'bookinfo'],
  ['run', '--no-browser'],
])('vardia %s', (...command) => {
  it.each(faults)(
    'ends with one line of cause and cure when $name',
    async ({ given, settings, exitCode, words }) => {
      const ended = await runCli([...command, ...(await given())], settings)
      expect(ended, ended.stderr).toMatchObject({ exitCode, stdout: '' })
      expectOneLine(ended.stderr)
      for (const word of words) expect(ended.stderr).toMatch(word)
    },
    startTimeoutMs,
  )
})

describe('the command line', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an unknown command', ['grahp'], /unknown command 'grahp'/],
    ['an unknown flag', ['run', '--contxt', 'x'], /unknown option '--contxt'/],
    ['a flag without its value', ['run', '--context'], /argument missing/],
    ['an unknown form of answer', ['graph', '-o', 'xml'], /Allowed choices are table, json, yaml, dot/],
    ['a namespace that can be none', ['graph', '-n', 'a"}'], /namespaces.*DNS label/],
    ['a window that is none', ['graph', '--range', 'soon'], /rangeSeconds/],
    ['an unknown shell', ['completion', 'tcsh'], /bash, zsh, fish/],
  ])('with %s ends with 2 and says what is wrong', async (_name, args, words) => {
    const { exitCode, stdout, stderr } = await runCli(args)
    expect([exitCode, stdout]).toEqual([exitCodes.usage, ''])
    expect(stderr).toMatch(words)
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it.each<[string, Readonly<Record<string, string>>, readonly string[], RegExp]>([
    ['a wrong port', {}, ['run', '--port', '70000'], /PORT/],
    ['an address that is none', {}, ['run', '--prometheus-url', 'prometheus:9090'], /VARDIA_PROMETHEUS_URL/],
    [
      'a file that is not there',
      { VARDIA_PROMETHEUS_CA_FILE: '/nonexistent/ca.pem' },
      ['status'],
      /VARDIA_PROMETHEUS_CA_FILE: \/nonexistent\/ca.pem cannot be read \(ENOENT\)/,
    ],
    ['an unknown variable', { VARDIA_CONTEX: 'x' }, ['graph'], /VARDIA_CONTEX: no such setting/],
  ])('with %s ends with 78 and names the setting', async (_name, settings, args, words) => {
    const { exitCode, stderr } = await runCli(args, settings)
    expect(exitCode).toBe(exitCodes.config)
    expect(stderr).toMatch(words)
  })
})

it(
  'says that its port is taken, and how to choose another',
  async () => {
    const port = await listen(createServer())
    const ended = await runCli(['run', '--no-browser', ...well(), '--port', String(port)])
    expect([ended.exitCode, ended.stdout]).toEqual([exitCodes.failed, ''])
    expectOneLine(ended.stderr)
    expect(ended.stderr).toContain(`Port ${port} is taken`)
    expect(ended.stderr).toContain('--port')
  },
  startTimeoutMs,
)

it('never repeats the password of an address', async () => {
  const ended = await runCli([
    'graph',
    ...well(),
    '-n',
    'bookinfo',
    '--prometheus-url',
    'http://ann:secret@127.0.0.1:9',
  ])
  expect(ended.exitCode).toBe(exitCodes.unavailable)
  expect(ended.stderr).not.toContain('secret')
})
