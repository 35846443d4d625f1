import type { Duplex } from 'node:stream'
import { openBrowser } from '#cli/browser.ts'
import { findEnvoy } from '#cli/dashboard/find-envoy.ts'
import { forwardPort } from '#cli/dashboard/forward-port.ts'
import { findTarget, listDashboards, targets } from '#cli/dashboard/targets.ts'
import { describeError } from '#cli/fail.ts'
import { explainPort } from '#cli/port.ts'
import { readCluster } from '#cli/preflight.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { ApiFailure, problemOf } from '#server/adapters/kubernetes/problems.ts'
import { listServices } from '#server/adapters/kubernetes/reach/list-reachable.ts'
import { listReadyPods } from '#server/adapters/kubernetes/reach/list-ready-pods.ts'
import { openTunnel, type PodPort } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import type { Config } from '#server/config/schema.ts'
import { listUsualNamespaces } from '#server/mesh/telemetry/list-candidates.ts'
import { Problem } from '#server/problem.ts'

const lookMs = 20_000

interface Place {
  readonly path: string
  /** Pods that serve it now, each with the port. */
  list(): Promise<readonly PodPort[]>
}

/**
 * `vardia dashboard NAME`: a port of this machine that leads to the page's pod, until Ctrl-C. The address is the last line
 * of standard output. Throws a Problem when there is no such pod, or the person may not forward to it.
 */
export async function openDashboard(name: string, pod: string | undefined, flags: Flags): Promise<void> {
  const config = readSettings(flags)
  await readCluster(config, AbortSignal.timeout(lookMs))
  const { reading } = openIdentities(config)
  const place = await findPlace(reading, { name, pod }, config, flags)
  const open = () => openOne(reading, place)
  // A refusal is told here, before a browser shows only that nothing answered.
  ;(await open()).destroy()
  const address = readText(flags, 'address') ?? 'localhost'
  const port = Number(readText(flags, 'port') ?? 0)
  const forwarded = await forwardPort({ address, port }, open, (error) =>
    tell(describeError(problemOf(error))),
  ).catch((error: unknown) => {
    throw explainPort(error, port, `vardia dashboard ${name} --port 0`)
  })
  if (!isLoopback(address))
    tell(
      `Everybody who reaches ${address} can use this page with your rights in the cluster, until you end it.`,
    )
  const host =
    address === 'localhost' || address === '0.0.0.0'
      ? 'localhost'
      : address.includes(':')
        ? `[${address}]`
        : address
  const url = `http://${host}:${forwarded.port}${place.path}`
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
  if (flags['browser'] !== 'false' && flags['browser'] !== false)
    await openBrowser(url).catch((error: unknown) =>
      tell(`No browser could be opened: ${describeError(error)}.`),
    )
  process.stdout.write(`${url}\n`)
}

async function findPlace(
  connection: Connection,
  { name, pod }: { readonly name: string; readonly pod: string | undefined },
  config: Config,
  flags: Flags,
): Promise<Place> {
  const namespace = readText(flags, 'namespace')
  const uiPort = readText(flags, 'uiPort')
  if (name === 'envoy') {
    const selector = readText(flags, 'selector')
    return { path: '/', list: findEnvoy(connection, { name: pod, selector, namespace, uiPort }) }
  }
  const target = targets.find((each) => each.name === name)
  if (!target)
    throw new Problem({
      kind: 'invalid',
      code: 'dashboard-unknown',
      params: { name, known: listDashboards().join(', ') },
    })
  const signal = AbortSignal.timeout(lookMs)
  const rootNamespace = readText(flags, 'istioNamespace') ?? config.VARDIA_ROOT_NAMESPACE
  const looked = namespace ? [namespace] : listUsualNamespaces(rootNamespace, config.VARDIA_NAMESPACES)
  const { services } = await listServices(connection, looked, signal).catch((error: unknown) => {
    throw problemOf(error)
  })
  const found = findTarget(target, services, { namespace, rootNamespace })
  if (!found)
    throw new Problem({
      kind: 'not-found',
      code: 'dashboard-not-found',
      params: { name, namespace: namespace ?? rootNamespace },
    })
  const { service } = found
  const port = uiPort ? { ...found.port, targetPort: Number(uiPort) } : found.port
  return {
    path: target.path,
    list: async () => {
      const pods = await listReadyPods(connection, service, port, AbortSignal.timeout(lookMs))
      if (pods.length > 0) return pods
      const params = { service: `${service.namespace}/${service.name}` }
      throw new Problem({ kind: 'unavailable', code: 'reach-no-pod', params, adapter: 'kubernetes' })
    },
  }
}

/** A tunnel to the first pod that takes one; pods come and go, so they are listed for each connection. */
async function openOne(connection: Connection, place: Place): Promise<Duplex> {
  let last: unknown
  try {
    for (const pod of await place.list()) {
      try {
        return await openTunnel(connection, pod, AbortSignal.timeout(lookMs))
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 403)
          throw describeRefusal(pod, connection.identity, error)
        last = error
      }
    }
  } catch (error) {
    throw problemOf(error)
  }
  throw problemOf(last)
}

function describeRefusal({ namespace, pod }: PodPort, identity: string, { problem }: ApiFailure): Problem {
  return new Problem({
    kind: 'forbidden',
    code: 'port-forward-forbidden',
    params: { identity, namespace, pod },
    adapter: 'kubernetes',
    cause: problem.cause,
  })
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.')
}

function readText(flags: Flags, name: string): string | undefined {
  const value = flags[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function tell(words: string): void {
  process.stderr.write(`${words}\n`)
}
