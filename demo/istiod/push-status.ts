import type { ClusterView } from '#demo/istiod/cluster-view.ts'
import { indexRules } from '#demo/istiod/config-dump/clusters.ts'
import { listEndpoints } from '#demo/istiod/endpoints.ts'

type Faults = Record<string, Record<string, { proxy?: string; message?: string }>>

interface RoutesSpec {
  readonly hosts?: readonly string[]
  readonly gateways?: readonly string[]
}

/**
 * `/debug/push_status`: what the last push found wrong, by the metric that counts it (pilot/pkg/model/push_context.go):
 * hosts that two VirtualServices claim, clusters that no endpoint is behind.
 */
export function buildPushStatus(view: ClusterView): Faults {
  const faults: Faults = {}
  const add = (metric: string, key: string, message: string) => {
    faults[metric] = { ...faults[metric], [key]: { message } }
  }
  const claimed = new Map<string, string>()
  for (const { metadata, spec } of view.list('networking.istio.io/v1', 'VirtualService')) {
    const { hosts = [], gateways = ['mesh'] } = spec as RoutesSpec // as its CRD has it
    if (!gateways.includes('mesh')) continue
    for (const host of hosts) {
      const full = host.includes('.') ? host : `${host}.${metadata.namespace}.svc.cluster.local`
      const name = `${metadata.namespace}/${metadata.name}`
      const first = claimed.get(full)
      if (first !== undefined)
        add(
          'pilot_vservice_dup_domain',
          full,
          `duplicate domain from virtual service: ${full} in ${first} and ${name}`,
        )
      else claimed.set(full, name)
    }
  }
  const endpoints = listEndpoints(view)
  for (const { host, spec } of indexRules(view).values()) {
    const known = endpoints.get(host)
    for (const { name, labels = {} } of spec.subsets ?? []) {
      const some = known?.endpoints.some((endpoint) =>
        Object.entries(labels).every(([key, value]) => endpoint.labels?.[key] === value),
      )
      if (known && !some) {
        for (const { port } of known.service.ports)
          add('pilot_eds_no_instances', `outbound|${port}|${name}|${host}`, '')
      }
    }
  }
  return faults
}
