import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { User } from '#demo/kubernetes/users.ts'
import { ask, type Server } from '#e2e/real/fidelity/answer.ts'

export interface ApiServer extends Server {
  /** Makes etcd forget every version before this one. */
  compact(version: string): Promise<void>
  stop(): Promise<void>
}

/** Paths of the programs. */
export interface Programs {
  readonly etcd: string
  readonly apiServer: string
}

/**
 * Starts etcd and kube-apiserver alone, without controllers, so that nothing changes but by the test's own requests.
 * `users` may come with their tokens. Admission that writes into objects is off: what is loaded is what is kept.
 */
export async function startApiServer(programs: Programs, users: readonly User[]): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-fidelity-'))
  const [client, peer, port] = await Promise.all([findFreePort(), findFreePort(), findFreePort()])
  const etcdUrl = `http://127.0.0.1:${client}`
  const etcd = run(programs.etcd, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ])
  const apiServer = run(programs.apiServer, await buildArguments(folder, port, etcdUrl, users))
  const stop = async () => {
    await apiServer.stop()
    await etcd.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const url = `https://127.0.0.1:${port}`
  const token = users.find(({ name }) => name === 'admin')?.token ?? ''
  try {
    const certificate = await waitUntilReady(url, join(folder, 'certs/apiserver.crt'), token, () => {
      const ended = [etcd, apiServer].find(({ exited }) => exited())
      if (ended) throw new Error(`the API server did not start: ${ended.complaints()}`)
    })
    const compact = async (version: string) => {
      const body = JSON.stringify({ revision: version, physical: true })
      const { status } = await ask({ url: etcdUrl }, '/v3/kv/compaction', { method: 'POST', body })
      if (status !== 200) throw new Error(`etcd did not compact: ${status}`)
    }
    return { url, certificate, compact, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function buildArguments(
  folder: string,
  port: number,
  etcdUrl: string,
  users: readonly User[],
): Promise<string[]> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const [signing, verifying, tokens] = ['sa.key', 'sa.pub', 'tokens.csv'].map((name) => join(folder, name))
  await mkdir(join(folder, 'certs'))
  await writeFile(String(signing), privateKey, { mode: 0o600 })
  await writeFile(String(verifying), publicKey)
  const lines = users.map(({ name, uid, token, groups }) => {
    const own = groups.filter((group) => group !== 'system:authenticated')
    return `${token},${name},${uid},"${own.join(',')}"`
  })
  await writeFile(String(tokens), `${lines.join('\n')}\n`, { mode: 0o600 })
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certs')}`,
    `--etcd-servers=${etcdUrl}`,
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    '--anonymous-auth=false',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${verifying}`,
    `--service-account-signing-key-file=${signing}`,
    '--disable-admission-plugins=ServiceAccount,DefaultTolerationSeconds,Priority,TaintNodesByCondition,DefaultStorageClass',
    '--allow-privileged=true',
    '-v=0',
  ]
}

/** Waits for `/readyz`, then gives the certificate that the server made for itself. */
async function waitUntilReady(
  url: string,
  certificatePath: string,
  token: string,
  checkAlive: () => void,
): Promise<string> {
  const deadline = Date.now() + 90_000
  while (Date.now() < deadline) {
    checkAlive()
    const certificate = await readFile(certificatePath, 'utf8').catch(() => undefined)
    if (certificate !== undefined) {
      const headers = { authorization: `Bearer ${token}` }
      const ready = await ask({ url, certificate }, '/readyz', { headers }).catch(() => undefined)
      if (ready?.status === 200) return certificate
    }
    await setTimeout(100)
  }
  throw new Error('the API server is not ready after 90 seconds')
}

function run(program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4_000)
  })
  child.once('error', (error) => {
    complaints += String(error)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    exited: () => child.exitCode !== null || child.pid === undefined,
    complaints: () => complaints,
    stop: async () => {
      if (child.pid === undefined) return
      child.kill('SIGTERM')
      const timer = globalThis.setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(timer)
    },
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
