import type { ClusterObject, ClusterView } from '#demo/istiod/cluster-view.ts'
import { listServices, type RegistryService } from '#demo/istiod/registry.ts'
import type { WorldPod } from '#demo/world/types.ts'

interface SidecarSpec {
  readonly workloadSelector?: unknown
  readonly egress?: readonly { readonly hosts?: readonly string[] }[]
}

/** The services that a proxy is told of: all, or those that its namespace's Sidecar names (istio.md §3.7). */
export function listVisibleServices(view: ClusterView, pod: WorldPod): RegistryService[] {
  const all = listServices(view)
  const sidecars = view.list('networking.istio.io/v1', 'Sidecar')
  const hosts = readHosts(sidecars, pod.namespace) ?? readHosts(sidecars, 'istio-system')
  return hosts ? all.filter((service) => hosts.some((host) => covers(host, service, pod.namespace))) : all
}

function readHosts(sidecars: readonly ClusterObject[], namespace: string): readonly string[] | undefined {
  for (const { metadata, spec } of sidecars) {
    const { workloadSelector, egress } = spec as SidecarSpec // as its CRD has it
    if (metadata.namespace === namespace && workloadSelector === undefined && egress) {
      return egress.flatMap(({ hosts = [] }) => hosts)
    }
  }
  return undefined
}

/** `namespace/host`: `.` is the proxy's own namespace, `*` every one, `~` none. */
function covers(entry: string, service: RegistryService, own: string): boolean {
  const [namespace = '', host = '*'] = entry.split('/')
  if (namespace === '~') return false
  if (namespace !== '*' && service.namespace !== (namespace === '.' ? own : namespace)) return false
  if (host === '*') return true
  return host.startsWith('*.') ? service.hostname.endsWith(host.slice(1)) : service.hostname === host
}
