import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from '#demo/kubernetes/users.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { ask, type Server } from '#e2e/real/fidelity/answer.ts'
import { type ServerProcess, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'

/** etcd and the API server, and what clients need to reach them. */
export interface ControlPlane extends Server {
  readonly certificate: string
  /** etcd itself, which takes no credentials. */
  readonly etcdUrl: string
  readonly users: readonly User[]
  /** A kubeconfig with one context for each user; the current one is the administrator's. */
  readonly kubeconfigPath: string
  /** The API server dies as in a crash; etcd keeps what it held. */
  crash(): Promise<void>
  /** The API server runs again at the same address, with the same keys. */
  recover(): Promise<void>
  stop(): Promise<void>
}

export interface ControlPlaneOptions {
  readonly programs: Pick<Programs, 'etcd' | 'kubernetes'>
  readonly folder: string
  readonly users: readonly User[]
  /** Whether objects are kept as they were sent: admission that writes into them is off. */
  readonly asSent?: boolean
}

const writingPlugins =
  'ServiceAccount,DefaultTolerationSeconds,Priority,TaintNodesByCondition,DefaultStorageClass'

/** Starts etcd and kube-apiserver on free loopback ports and waits until the API is served. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { programs, folder, users } = options
  await mkdir(folder, { recursive: true })
  const [client = 0, peer = 0, port = 0] = await findFreePorts(3)
  const etcdUrl = `http://127.0.0.1:${client}`
  const etcd = startProcess('etcd', [
    programs.etcd,
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ])
  const url = `https://127.0.0.1:${port}`
  const command = [
    programs.kubernetes,
    'kube-apiserver',
    ...(await prepareApiServer(folder, users)),
    `--secure-port=${port}`,
    `--etcd-servers=${etcdUrl}`,
    ...(options.asSent ? [`--disable-admission-plugins=${writingPlugins}`] : []),
  ]
  const start = async () => {
    const server = startProcess('kube-apiserver', command)
    await waitForApi(server, { url, folder, users })
    return server
  }
  let apiServer: ServerProcess | undefined
  const stop = async () => {
    await apiServer?.stop()
    await etcd.stop()
  }
  try {
    apiServer = await start()
    return {
      url,
      ...(await writeAccess({ url, folder, users })),
      etcdUrl,
      users,
      crash: async () => apiServer?.kill(),
      recover: async () => {
        apiServer = await start()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Keys and tokens in the folder; the arguments that name them. */
export async function prepareApiServer(folder: string, users: readonly User[]): Promise<readonly string[]> {
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const signing = join(folder, 'sa.key')
  const verifying = join(folder, 'sa.pub')
  const tokens = join(folder, 'tokens.csv')
  await writeFile(signing, keys.privateKey, { mode: 0o600 })
  await writeFile(verifying, keys.publicKey)
  const lines = users.map(({ name, uid, token, groups }) => {
    const own = groups.filter((group) => group !== 'system:authenticated')
    return `${token},${name},${uid},"${own.join(',')}"`
  })
  await writeFile(tokens, `${lines.join('\n')}\n`, { mode: 0o600 })
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${join(folder, 'certs')}`,
    `--token-auth-file=${tokens}`,
    '--authorization-mode=RBAC',
    '--anonymous-auth=false',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${verifying}`,
    `--service-account-signing-key-file=${signing}`,
    '--endpoint-reconciler-type=none',
    '-v=0',
  ]
}

interface Started {
  readonly url: string
  readonly folder: string
  readonly users: readonly User[]
}

export function waitForApi(server: ServerProcess, { url, folder, users }: Started): Promise<void> {
  const token = users.find(({ name }) => name === 'admin')?.token ?? ''
  return waitUntilReady(server, async () => {
    // The server writes the certificate that it made for itself before it listens.
    const certificate = await readCertificate(folder)
    const headers = { authorization: `Bearer ${token}` }
    return (await ask({ url, certificate }, '/readyz', { headers })).status === 200
  })
}

/** What clients need to reach a server that has started; the kubeconfig is written beside its keys. */
export async function writeAccess({
  url,
  folder,
  users,
}: Started): Promise<Pick<ControlPlane, 'certificate' | 'kubeconfigPath'>> {
  const certificate = await readCertificate(folder)
  const kubeconfigPath = join(folder, 'kubeconfig')
  await writeFile(kubeconfigPath, formatKubeconfig({ url, certificate, users }), { mode: 0o600 })
  return { certificate, kubeconfigPath }
}

function readCertificate(folder: string): Promise<string> {
  return readFile(join(folder, 'certs/apiserver.crt'), 'utf8')
}

function formatKubeconfig(facts: { url: string; certificate: string; users: readonly User[] }): string {
  const { url, certificate, users } = facts
  const cluster = { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') }
  // JSON is YAML.
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'admin',
    clusters: [{ name: 'real', cluster }],
    users: users.map(({ name, token }) => ({ name, user: { token } })),
    contexts: users.map(({ name }) => ({ name, context: { cluster: 'real', user: name } })),
  })
}
