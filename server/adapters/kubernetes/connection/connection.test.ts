import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readKubeconfig } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { type Connection, openConnection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import { isProblem } from '#server/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-kubeconfig-'))
const servers: Server[] = []
const connections: Connection[] = []
const { signal } = new AbortController()

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close()
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string | object): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

function kubeconfig(facts: { server: string; cluster?: object; user?: object; name?: string }): object {
  const name = facts.name ?? 'one'
  return {
    'current-context': name,
    clusters: [{ name, cluster: { server: facts.server, ...facts.cluster } }],
    users: [{ name, user: facts.user ?? {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }
}

async function serve(listener: RequestListener, tls?: Parameters<typeof createServer>[0]): Promise<string> {
  const server = tls ? createServer(tls, listener) : createPlainServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // a TCP server's address
  return `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
}

/** Opens the current context of a kubeconfig file and asks it once. */
async function ask(paths: string): Promise<unknown> {
  const { contexts, currentContext } = readKubeconfig(paths)
  const context = contexts.get(currentContext)
  if (!context) throw new Error('no current context')
  const connection = openConnection(context)
  connections.push(connection)
  return connection.ask({ path: '/version', signal, deadlineMs: 5000 })
}

const echo: RequestListener = (request, response) => {
  const { authorization } = request.headers
  const impersonated = [request.headers['impersonate-user'], request.headers['impersonate-group']]
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ authorization, impersonated, url: request.url, peer: peerOf(request) }))
}

function peerOf(request: IncomingMessage): string | undefined {
  const socket = request.socket as Partial<TLSSocket> // plain sockets have no certificate
  const name = socket.getPeerCertificate?.().subject?.CN
  return Array.isArray(name) ? name[0] : name
}

describe('a kubeconfig', () => {
  test('of several files is one: the first to say something wins, and a missing file is passed over', () => {
    const first = write('first', kubeconfig({ server: 'https://first', name: 'a', user: { token: 'first' } }))
    const second = write('second', {
      ...kubeconfig({ server: 'https://second', name: 'a', user: { token: 'second' } }),
      'current-context': 'b',
      contexts: [{ name: 'b', context: { cluster: 'a', user: 'a' } }],
    })
    const read = readKubeconfig([join(folder, 'absent'), first, second].join(delimiter))
    expect(read.currentContext).toBe('a')
    expect([...read.contexts.keys()]).toEqual(['a', 'b'])
    expect(read.contexts.get('b')).toMatchObject({
      cluster: { server: 'https://first' },
      user: { token: 'first' },
    })
  })

  test('leaves out contexts whose cluster or user is not there', () => {
    const path = write('dangling', {
      ...kubeconfig({ server: 'https://x' }),
      contexts: [{ name: 'lost', context: { cluster: 'one', user: 'nobody' } }],
    })
    expect([...readKubeconfig(path).contexts.keys()]).toEqual([])
  })

  test.each([
    ['that is not there', () => join(folder, 'nowhere'), 'kubeconfig-missing'],
    ['that is no YAML', () => write('broken', '{'), 'kubeconfig-invalid'],
    ['that is a list', () => write('list', '[]'), 'kubeconfig-invalid'],
    [
      'that names a missing certificate',
      () =>
        write('no-ca', kubeconfig({ server: 'https://x', cluster: { 'certificate-authority': 'gone.pem' } })),
      'kubeconfig-invalid',
    ],
  ])('%s is a Problem', (_name, path, code) => {
    expect(() => readKubeconfig(path())).toThrow(expect.objectContaining({ code }))
  })
})

describe('a connection says who asks', () => {
  test.each([
    ['nothing for an anonymous user', {}, undefined],
    ['by token', { token: 'secret' }, 'Bearer secret'],
    ['by name and password', { username: 'ann', password: 'pw' }, `Basic ${btoa('ann:pw')}`],
  ])('%s', async (_name, user, authorization) => {
    const server = await serve(echo)
    const path = write('user', kubeconfig({ server: `${server}/k8s/one/`, user }))
    expect(await ask(path)).toMatchObject({
      ...(authorization ? { authorization } : {}),
      url: '/k8s/one/version',
    })
  })

  test('and as whom, when the user impersonates another', async () => {
    const user = { token: 'secret', as: 'ann', 'as-groups': ['dev'] }
    const path = write('impersonating', kubeconfig({ server: await serve(echo), user }))
    expect(await ask(path)).toMatchObject({ impersonated: ['ann', 'dev'] })
  })

  test('by a token file beside the kubeconfig, read again when the server rejects what it held', async () => {
    let accepted = 'Bearer old'
    const server = await serve((request, response) => {
      response.writeHead(request.headers.authorization === accepted ? 200 : 401, {
        'content-type': 'application/json',
      })
      response.end('{}')
    })
    write('token', 'old\n')
    const path = write('token-file', kubeconfig({ server, user: { tokenFile: 'token' } }))
    const context = readKubeconfig(path).contexts.get('one')
    if (!context) throw new Error('no context')
    const connection = openConnection(context)
    connections.push(connection)
    const question = { path: '/version', signal, deadlineMs: 5000 }
    await connection.ask(question)
    accepted = 'Bearer new'
    write('token', 'new\n')
    const rejected = await connection.ask(question).catch((error: unknown) => error)
    expect(rejected).toBeInstanceOf(ApiFailure)
    expect(rejected).toMatchObject({ status: 401, problem: { kind: 'forbidden' } })
    expect(await connection.ask(question)).toEqual({})
  })

  test('by an exec plugin', async () => {
    const plugin = write(
      'plugin.sh',
      `#!/bin/sh
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}'
`,
    )
    chmodSync(plugin, 0o755)
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: plugin,
      interactiveMode: 'Never',
    }
    const path = write('exec', kubeconfig({ server: await serve(echo), user: { exec } }))
    expect(await ask(path)).toMatchObject({ authorization: 'Bearer from-plugin' })
  })

  test('and a plugin that fails is a Problem that says so', async () => {
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'no-such-plugin') }
    const path = write('exec-fails', kubeconfig({ server: await serve(echo), user: { exec } }))
    const failure = await ask(path).catch((error: unknown) => error)
    expect(failure instanceof ApiFailure && isProblem(failure.problem) && failure.problem.code).toBe(
      'kubeconfig-plugin',
    )
  })
})

describe('over TLS', () => {
  const file = (name: string) => join(folder, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  beforeAll(() => {
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=ca',
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    )
    for (const name of ['server', 'ann']) {
      openssl(
        'req',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        `/CN=${name}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      )
      write(`${name}.ext`, 'subjectAltName=IP:127.0.0.1,DNS:cluster.test\n')
      openssl(
        'x509',
        '-req',
        '-in',
        `${name}.csr`,
        '-CA',
        'ca.pem',
        '-CAkey',
        'ca.key',
        '-CAcreateserial',
        '-days',
        '2',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.pem`,
      )
    }
  })
  const tls = () => ({
    cert: readFileSync(file('server.pem')),
    key: readFileSync(file('server.key')),
    ca: readFileSync(file('ca.pem')),
    requestCert: true,
    rejectUnauthorized: false,
  })

  test('a client certificate says who asks, and the CA is the one of the kubeconfig', async () => {
    const path = write(
      'mtls',
      kubeconfig({
        server: await serve(echo, tls()),
        cluster: { 'certificate-authority': 'ca.pem' },
        user: {
          'client-certificate-data': readFileSync(file('ann.pem')).toString('base64'),
          'client-key': 'ann.key',
        },
      }),
    )
    expect(await ask(path)).toMatchObject({ peer: 'ann' })
  })

  test('a server of another CA is not spoken to, unless verification is switched off', async () => {
    const server = await serve(echo, tls())
    const failure = await ask(write('no-ca-given', kubeconfig({ server }))).catch((error: unknown) => error)
    expect(failure instanceof ApiFailure && failure.problem.code).toBe('kubernetes-unreachable')
    const insecure = { 'insecure-skip-tls-verify': true }
    expect(await ask(write('insecure', kubeconfig({ server, cluster: insecure })))).toMatchObject({
      url: '/version',
    })
  })
})

describe('a connection has bounds', () => {
  test('an answer that does not come ends with the deadline', async () => {
    const path = write('hanging', kubeconfig({ server: await serve(() => undefined) }))
    const context = readKubeconfig(path).contexts.get('one')
    if (!context) throw new Error('no context')
    const connection = openConnection(context)
    connections.push(connection)
    await expect(connection.ask({ path: '/version', signal, deadlineMs: 50 })).rejects.toMatchObject({
      problem: { kind: 'timeout', code: 'kubernetes-timeout' },
    })
  })

  test('a flood is not read to its end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    const path = write(
      'flood',
      kubeconfig({
        server: await serve((_request, response) => {
          const pour = () => {
            while (response.write(chunk));
          }
          response.on('drain', pour)
          pour()
        }),
      }),
    )
    await expect(ask(path)).rejects.toMatchObject({
      problem: { kind: 'refused', code: 'kubernetes-too-large' },
    })
  })

  test('a redirect is not followed', async () => {
    const urls: (string | undefined)[] = []
    const server = await serve((request, response) => {
      urls.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    await expect(ask(write('redirect', kubeconfig({ server })))).rejects.toMatchObject({ status: 302 })
    expect(urls).toEqual(['/version'])
  })
})
