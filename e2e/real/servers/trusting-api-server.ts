import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { User } from '#demo/kubernetes/users.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { prepareApiServer, waitForApi, writeAccess } from '#e2e/real/servers/control-plane.ts'
import { startProcess } from '#e2e/real/servers/process.ts'

/** A further kube-apiserver over the etcd of a cluster, which trusts an OpenID provider and writes down who wrote. */
export interface TrustingApiServer {
  readonly url: string
  readonly certificate: string
  readonly kubeconfigPath: string
  /** Whom it took each write to objects of the mesh for, in the order of their coming. */
  readWriters(): Promise<readonly Writer[]>
  stop(): Promise<void>
}

export interface Writer {
  readonly verb: string
  readonly name: string
  readonly user: string
  readonly groups: readonly string[]
  /** In whose name, where that is somebody else's. */
  readonly impersonated?: string
  readonly status: number
}

export interface TrustingOptions {
  /** The program that holds kube-apiserver. */
  readonly kubernetes: string
  readonly etcdUrl: string
  readonly folder: string
  readonly users: readonly User[]
  readonly issuer: { readonly url: string; readonly audience: string; readonly certificate: string }
  /** What names of the provider's people and groups begin with in the cluster. */
  readonly prefix: string
}

/** Starts it on a free loopback port and waits until the API is served. */
export async function startTrustingApiServer(options: TrustingOptions): Promise<TrustingApiServer> {
  const { folder, users } = options
  await mkdir(folder, { recursive: true })
  const [port = 0] = await findFreePorts(1)
  const url = `https://127.0.0.1:${port}`
  const [authentication, audit, trail] = ['authentication.json', 'audit.json', 'audit.log'].map((name) =>
    join(folder, name),
  )
  // JSON is YAML.
  await writeFile(`${authentication}`, JSON.stringify(buildAuthentication(options)))
  await writeFile(`${audit}`, JSON.stringify(auditPolicy))
  const server = startProcess('kube-apiserver that trusts the provider', [
    options.kubernetes,
    'kube-apiserver',
    ...(await prepareApiServer(folder, users)),
    `--secure-port=${port}`,
    `--etcd-servers=${options.etcdUrl}`,
    `--authentication-config=${authentication}`,
    `--audit-policy-file=${audit}`,
    `--audit-log-path=${trail}`,
    '--audit-log-mode=blocking',
  ])
  try {
    await waitForApi(server, { url, folder, users })
    return {
      url,
      ...(await writeAccess({ url, folder, users })),
      readWriters: async () => parseTrail(await readFile(`${trail}`, 'utf8')),
      stop: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** kubernetes.io "Authenticating", section "Using Authentication Configuration". */
function buildAuthentication({ issuer, prefix }: TrustingOptions): object {
  const { url, audience, certificate } = issuer
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AuthenticationConfiguration',
    jwt: [
      {
        issuer: { url, audiences: [audience], certificateAuthority: certificate },
        claimMappings: {
          username: { claim: 'sub', prefix },
          groups: { claim: 'groups', prefix },
        },
      },
    ],
  }
}

const writing = ['create', 'update', 'patch', 'delete']
/** kubernetes.io "Auditing": who wrote, and nothing of what. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'Metadata', verbs: writing, resources: [{ group: 'networking.istio.io' }] },
    { level: 'None' },
  ],
}

function parseTrail(text: string): readonly Writer[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const { verb, objectRef, user, impersonatedUser, responseStatus, requestURI } = JSON.parse(line)
      return { verb, objectRef, user, impersonatedUser, responseStatus, requestURI }
    })
    .filter(({ requestURI }) => !String(requestURI).includes('dryRun='))
    .map(({ verb, objectRef, user, impersonatedUser, responseStatus }) => ({
      verb,
      name: objectRef.name ?? '',
      user: user.username,
      groups: user.groups ?? [],
      ...(impersonatedUser && { impersonated: impersonatedUser.username }),
      status: responseStatus?.code ?? 0,
    }))
}

/** A key and a certificate of an address of this machine, signed by itself. */
export async function makeCertificate(
  folder: string,
): Promise<{ readonly key: string; readonly cert: string; readonly certPath: string }> {
  await mkdir(folder, { recursive: true })
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', keyPath, '-out', certPath, '-subj', '/CN=127.0.0.1'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ])
  return { key: await readFile(keyPath, 'utf8'), cert: await readFile(certPath, 'utf8'), certPath }
}
