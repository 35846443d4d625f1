import * as z from 'zod'
import { describeError, describeForbidden, describeStranger } from '#server/adapters/istiod/problems.ts'
import type { TextReader } from '#server/adapters/upstream/text-reader.ts'
import type { ProxyPush, ProxySync } from '#server/mesh/objects/proxy-sync.ts'

/** Of a namespace, and of the whole mesh: about a kilobyte a proxy. */
const bounds = {
  namespace: { deadlineMs: 3_000, limitBytes: 16 * 1024 * 1024 },
  mesh: { deadlineMs: 6_000, limitBytes: 48 * 1024 * 1024 },
}

const word = z.optional(z.string())
const proxySchema = z.looseObject({
  proxy: z.string(),
  /** Since Istio 1.27; older ones tell the four first types alone, each in two fields. */
  resources: z.optional(
    z.nullable(z.record(z.string(), z.looseObject({ sent: word, acked: word, lastError: word }))),
  ),
  cluster_sent: word,
  cluster_acked: word,
  listener_sent: word,
  listener_acked: word,
  endpoint_sent: word,
  endpoint_acked: word,
  route_sent: word,
  route_acked: word,
})
type Told = z.output<typeof proxySchema>

/**
 * What one istiod sent to the proxies of a namespace, or of the mesh, that are connected to it, and what they took: `/debug/syncz`, on the
 * ports 8080 and 15014 (pilot/pkg/xds/debug.go). Throws Problem forbidden where istiod asks who is there (it trusts
 * loopback, and so a port-forward), unavailable, timeout, refused.
 */
export async function readSync(
  client: TextReader,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly ProxySync[]> {
  const asked = { address: client.address, target: '/debug/syncz' }
  const path =
    namespace === undefined ? asked.target : `${asked.target}?namespace=${encodeURIComponent(namespace)}`
  const bound = namespace === undefined ? bounds.mesh : bounds.namespace
  const { status, text } = await client.read({ path, ...bound, signal })
  if (status === 401 || status === 403) throw describeForbidden(asked, status, text)
  if (status >= 500) throw describeError(asked, status, text)
  const told = status === 200 ? z.nullable(z.array(proxySchema)).safeParse(parseJson(text)) : undefined
  if (!told?.success) throw describeStranger(asked, status, text.slice(0, 200))
  return (told.data ?? []).flatMap((proxy) => {
    // `pod.namespace`: a pod's name may hold dots, a namespace's may not.
    const dot = proxy.proxy.lastIndexOf('.')
    const place = { pod: proxy.proxy.slice(0, dot), namespace: proxy.proxy.slice(dot + 1) }
    // Older istiods do not know the parameter and tell all.
    return dot > 0 && (namespace === undefined || place.namespace === namespace)
      ? [{ ...place, pushes: listPushes(proxy) }]
      : []
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const olderTypes = [
  ['cluster', 'envoy.config.cluster.v3.Cluster'],
  ['listener', 'envoy.config.listener.v3.Listener'],
  ['endpoint', 'envoy.config.endpoint.v3.ClusterLoadAssignment'],
  ['route', 'envoy.config.route.v3.RouteConfiguration'],
] as const

function listPushes(proxy: Told): ProxyPush[] {
  if (proxy.resources)
    return Object.entries(proxy.resources).map(([typeUrl, { sent, acked, lastError }]) => ({
      typeUrl,
      ...(sent && { sent }),
      ...(acked && { acked }),
      ...(lastError && { lastError }),
    }))
  return olderTypes.map(([name, type]) => {
    const [sent, acked] = [proxy[`${name}_sent`], proxy[`${name}_acked`]]
    return { typeUrl: `type.googleapis.com/${type}`, ...(sent && { sent }), ...(acked && { acked }) }
  })
}
