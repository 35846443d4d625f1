import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Duplex, duplexPair } from 'node:stream'
import { issueChain, readAuthority } from '#demo/proxies/authority.ts'
import { readLeafTimes } from '#demo/world/leaf-times.ts'
import type { Manifest, World, WorldPod, WorldWorkload } from '#demo/world/types.ts'

export interface AdminOptions {
  readonly world: World
  readonly readPods: () => readonly WorldPod[]
  readonly nowMs: () => number
}

export interface ProxyAdmin {
  /** Opens connections to the port of a pod; undefined where no proxy of it listens there. */
  findListener(
    pod: { readonly namespace: string; readonly name: string },
    port: number,
  ): (() => Duplex) | undefined
}

/** Envoy's admin interface and ztunnel's (istio.md §4.3); each listens within its pod alone. */
const adminPort = 15_000

interface Asked {
  readonly pod: WorldPod
  readonly workload: WorldWorkload
}

/**
 * The admin interfaces of all proxies, as one server that nobody but a port-forward reaches: of what they tell, the
 * certificates that they hold.
 */
export function createProxyAdmin(options: AdminOptions): ProxyAdmin {
  const asked = new WeakMap<object, Asked>()
  const server = createServer((request, response) => {
    const of = asked.get(request.socket)
    if (of) answer(request, response, of, options)
    else response.destroy()
  })
  const workloads = new Map(options.world.workloads.map((one) => [`${one.namespace}/${one.name}`, one]))
  return {
    findListener: ({ namespace, name }, port) => {
      const pod = options.readPods().find((one) => one.namespace === namespace && one.name === name)
      const workload = pod && workloads.get(`${pod.namespace}/${pod.workload}`)
      if (!pod || !workload || port !== adminPort || !hasProxy(workload)) return undefined
      return () => {
        const [near, far] = duplexPair()
        asked.set(far, { pod, workload })
        server.emit('connection', far)
        return near
      }
    },
  }
}

function hasProxy({ dataPlane, role }: WorldWorkload): boolean {
  return dataPlane === 'sidecar' || role === 'waypoint' || role === 'gateway' || role === 'ztunnel'
}

function answer(
  { method, url = '/' }: IncomingMessage,
  response: ServerResponse,
  asked: Asked,
  options: AdminOptions,
): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const isDump = method === 'GET' && pathname === '/config_dump'
  const body =
    isDump && asked.workload.role === 'ztunnel'
      ? buildZtunnelDump(asked.pod, options)
      : isDump && searchParams.get('resource') === 'dynamic_active_secrets'
        ? { configs: buildSecrets(asked, options) }
        : undefined
  response.writeHead(body ? 200 : 501, { 'content-type': body ? 'application/json' : 'text/plain' })
  response.end(body ? JSON.stringify(body) : `the demo's proxies do not imitate ${method} ${url}\n`)
}

/** What Envoy has by SDS (envoy.admin.v3.SecretsConfigDump.DynamicSecret); private keys are never in a dump. */
function buildSecrets({ pod, workload }: Asked, { world, nowMs }: AdminOptions) {
  const { root, oldRoot } = readAuthority()
  const times = readLeafTimes(pod.name, workload.certificates === 'overdue', nowMs())
  const identity = nameIdentity(world, workload)
  const updated = new Date(times.notBeforeMs).toISOString()
  const roots = workload.certificates === 'old-root' ? `${oldRoot}${root}` : root
  return [
    buildSecret('default', updated, presentChain(issueChain(pod.name, identity, times).join(''))),
    buildSecret('ROOTCA', updated, { validation_context: { trusted_ca: { inline_bytes: encode(roots) } } }),
    ...(workload.role === 'gateway' ? listServed(world, workload) : []).map(({ name, chain }) =>
      buildSecret(name, updated, presentChain(chain)),
    ),
  ]
}

const encode = (text: string) => Buffer.from(text).toString('base64')

function presentChain(pem: string) {
  return {
    tls_certificate: {
      certificate_chain: { inline_bytes: encode(pem) },
      private_key: { inline_bytes: encode('[redacted]') },
    },
  }
}

function buildSecret(name: string, updated: string, what: object) {
  return {
    '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump.DynamicSecret',
    name,
    version_info: updated,
    last_updated: updated,
    secret: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
      name,
      ...what,
    },
  }
}

interface GatewaySpec {
  readonly selector?: Readonly<Record<string, string>>
  readonly servers?: readonly { readonly tls?: { readonly credentialName?: string } }[]
}

/** The certificates that a gateway serves by name (istio `pkg/model/credentials`: kubernetes://<name>). */
function listServed(world: World, workload: WorldWorkload): { name: string; chain: string }[] {
  const selects = ({ selector = {} }: GatewaySpec) =>
    Object.entries(selector).every(([key, value]) => workload.labels[key] === value)
  const names = world.manifests
    .filter(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.startsWith('networking.istio.io'))
    .map(({ spec }) => spec as GatewaySpec) // Manifests leave a spec open.
    .filter(selects)
    .flatMap(({ servers = [] }) => servers.flatMap(({ tls }) => tls?.credentialName ?? []))
  return [...new Set(names)].flatMap((name) => {
    const found = world.manifests.find((one) => isSecretOf(one, name, workload.namespace))
    const { 'tls.crt': chain } = (found?.['data'] ?? {}) as { 'tls.crt'?: string } // core/v1 Secret
    return chain ? [{ name: `kubernetes://${name}`, chain: Buffer.from(chain, 'base64').toString() }] : []
  })
}

function isSecretOf({ kind, metadata }: Manifest, name: string, namespace: string): boolean {
  return kind === 'Secret' && metadata.name === name && metadata.namespace === namespace
}

/** The certificates of a node's ambient workloads, as their ztunnel holds them (ztunnel `src/admin.rs`, CertsDump). */
function buildZtunnelDump(ztunnel: WorldPod, { world, readPods, nowMs }: AdminOptions) {
  const ambient = new Map(
    world.workloads
      .filter(({ dataPlane, role }) => dataPlane === 'ambient' && role === 'application')
      .map((one) => [`${one.namespace}/${one.name}`, one]),
  )
  const identities = new Set(
    readPods().flatMap(({ namespace, workload, node }) => {
      const found = ambient.get(`${namespace}/${workload}`)
      return found && node === ztunnel.node ? [nameIdentity(world, found)] : []
    }),
  )
  const now = nowMs()
  return {
    certificates: [...identities].sort().map((identity) => {
      const times = readLeafTimes(`${ztunnel.name}/${identity}`, false, now)
      const present = presentDumped(times)
      return {
        identity,
        state: 'Available',
        certChain: issueChain(`${ztunnel.name}/${identity}`, identity, times).map(present),
        rootCerts: [readAuthority().root].map(present),
      }
    }),
  }
}

const presentDumped = (times: { notBeforeMs: number; notAfterMs: number }) => (pem: string) => ({
  pem: encode(pem),
  validFrom: new Date(times.notBeforeMs).toISOString(),
  expirationTime: new Date(times.notAfterMs).toISOString(),
})

function nameIdentity({ trustDomain }: World, { namespace, serviceAccount }: WorldWorkload): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`
}
