import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { parse } from 'yaml'
import { describeKubeconfigFault } from '#server/adapters/kubernetes/problems.ts'

/** One entry of the kubeconfig's `contexts`, with what it names; field names as kubectl writes them. */
export interface ClusterContext {
  readonly name: string
  /** What people call it, where that is not its name. */
  readonly title?: string
  /** The namespace that the context works in, where it says one. */
  readonly namespace?: string
  readonly cluster: ClusterFacts
  readonly user: UserFacts
}

export interface ClusterFacts {
  readonly server: string
  readonly ca?: Buffer
  readonly skipTlsVerify: boolean
  readonly tlsServerName?: string
  /** The proxy on the way to the server, as the kubeconfig has it: with its credentials. */
  readonly proxyUrl?: string
}

export interface UserFacts {
  readonly token?: string
  /** Absolute; read again from time to time, because its content is renewed. */
  readonly tokenFile?: string
  readonly basic?: string
  readonly cert?: Buffer
  readonly key?: Buffer
  readonly impersonate?: { readonly user: string; readonly uid?: string; readonly groups: readonly string[] }
  /** The user's entry when it has `exec` or `auth-provider`: those need the client library, which reads it. */
  readonly plugin?: Record<string, unknown>
}

export interface Kubeconfig {
  readonly contexts: ReadonlyMap<string, ClusterContext>
  readonly currentContext: string
}

type Entry = Record<string, unknown> & { readonly name: string; readonly folder: string }

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount'
export const inClusterContext = 'service-account'

/**
 * Reads the files of `KUBECONFIG` (kubernetes.io "Organizing Cluster Access Using kubeconfig Files": the first file
 * to say something wins); without the variable the pod's service account, else `~/.kube/config`. Throws a Problem.
 */
export function readKubeconfig(paths: string | undefined): Kubeconfig {
  const named = (paths ?? '').split(delimiter).filter(Boolean)
  if (named.length > 0) return mergeFiles(named)
  if (existsSync(join(serviceAccount, 'token'))) return readServiceAccount()
  return mergeFiles([join(homedir(), '.kube', 'config')])
}

/** The API server's certificate always names `kubernetes.default.svc`, so no environment variable is needed. */
function readServiceAccount(): Kubeconfig {
  const context: ClusterContext = {
    name: inClusterContext,
    cluster: {
      server: 'https://kubernetes.default.svc',
      ca: readFileSync(join(serviceAccount, 'ca.crt')),
      skipTlsVerify: false,
    },
    user: { tokenFile: join(serviceAccount, 'token') },
  }
  return { contexts: new Map([[context.name, context]]), currentContext: context.name }
}

function mergeFiles(files: readonly string[]): Kubeconfig {
  const sections = {
    clusters: new Map<string, Entry>(),
    users: new Map<string, Entry>(),
    contexts: new Map<string, Entry>(),
  }
  let currentContext = ''
  let found = 0
  for (const file of files) {
    // As kubectl does, a file of the list that is not there is passed over.
    if (!existsSync(file)) continue
    found += 1
    const content = parseFile(file)
    currentContext ||= readText(content, 'current-context') ?? ''
    for (const [section, entries] of Object.entries(sections)) {
      for (const entry of readList(content[section])) {
        const name = readText(entry, 'name')
        if (name && !entries.has(name)) entries.set(name, { ...entry, name, folder: dirname(file) })
      }
    }
  }
  if (found === 0) throw describeKubeconfigFault('kubeconfig-missing', { files: files.join(', ') })
  const contexts = new Map<string, ClusterContext>()
  for (const entry of sections.contexts.values()) {
    const context = buildContext(entry, sections.clusters, sections.users)
    if (context) contexts.set(context.name, context)
  }
  return { contexts, currentContext }
}

function parseFile(file: string): Record<string, unknown> {
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'))
    if (isRecord(content)) return content
  } catch (error) {
    throw describeKubeconfigFault('kubeconfig-invalid', { file }, error)
  }
  throw describeKubeconfigFault('kubeconfig-invalid', { file })
}

/** Contexts that name a cluster or a user which is not there are left out: they cannot be opened. */
function buildContext(
  entry: Entry,
  clusters: ReadonlyMap<string, Entry>,
  users: ReadonlyMap<string, Entry>,
): ClusterContext | undefined {
  const context = readRecord(entry['context'])
  const cluster = clusters.get(readText(context, 'cluster') ?? '')
  const user = users.get(readText(context, 'user') ?? '')
  const facts = readRecord(cluster?.['cluster'])
  const server = readText(facts, 'server')
  if (!cluster || !user || !server) return undefined
  const ca = readBytes(facts, 'certificate-authority', cluster.folder)
  const tlsServerName = readText(facts, 'tls-server-name')
  const proxyUrl = readText(facts, 'proxy-url')
  const namespace = readText(context, 'namespace')
  return {
    name: entry.name,
    ...(namespace ? { namespace } : {}),
    cluster: {
      server,
      ...(ca ? { ca } : {}),
      skipTlsVerify: facts['insecure-skip-tls-verify'] === true,
      ...(tlsServerName ? { tlsServerName } : {}),
      ...(proxyUrl ? { proxyUrl } : {}),
    },
    user: buildUser(readRecord(user['user']), user.folder),
  }
}

function buildUser(user: Record<string, unknown>, folder: string): UserFacts {
  const tokenFile = readText(user, 'tokenFile')
  const token = readText(user, 'token')
  const name = readText(user, 'username')
  const cert = readBytes(user, 'client-certificate', folder)
  const key = readBytes(user, 'client-key', folder)
  const asUser = readText(user, 'as')
  const asUid = readText(user, 'as-uid')
  return {
    // A token file wins over a token, as in client-go's clientcmd.
    ...(tokenFile ? { tokenFile: absolute(tokenFile, folder) } : token ? { token } : {}),
    ...(name ? { basic: Buffer.from(`${name}:${readText(user, 'password') ?? ''}`).toString('base64') } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(asUser
      ? {
          impersonate: {
            user: asUser,
            ...(asUid ? { uid: asUid } : {}),
            groups: Array.isArray(user['as-groups']) ? user['as-groups'].map(String) : [],
          },
        }
      : {}),
    ...(user['exec'] || user['auth-provider'] ? { plugin: resolveCommand(user, folder) } : {}),
  }
}

/** As kubectl does, a command with a slash lies beside the kubeconfig; one without is found on the PATH. */
function resolveCommand(user: Record<string, unknown>, folder: string): Record<string, unknown> {
  const exec = readRecord(user['exec'])
  const command = readText(exec, 'command')
  if (!command?.includes('/')) return user
  return { ...user, exec: { ...exec, command: absolute(command, folder) } }
}

/** `x-data` (base64) before `x` (a path beside the file). */
function readBytes(facts: Record<string, unknown>, field: string, folder: string): Buffer | undefined {
  const data = readText(facts, `${field}-data`)
  if (data) return Buffer.from(data, 'base64')
  const path = readText(facts, field)
  if (!path) return undefined
  try {
    return readFileSync(absolute(path, folder))
  } catch (error) {
    throw describeKubeconfigFault('kubeconfig-invalid', { file: absolute(path, folder) }, error)
  }
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}

function readText(facts: Record<string, unknown>, field: string): string | undefined {
  const value = facts[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function readList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
