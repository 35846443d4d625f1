import type { Workload } from '#server/mesh/objects/workloads.ts'

export interface ChosenServices {
  /** Names that the tracing store knows and that may be of these workloads. */
  readonly services: readonly string[]
  /** Names that it was looked for by, for when none is known. */
  readonly looked: readonly string[]
}

/**
 * By which names a tracing store knows workloads. Proxies call themselves `app.namespace` by default, else
 * `workload.namespace`, else `istio-proxy.namespace`; with tracingServiceName CANONICAL_NAME_ONLY the canonical name
 * alone (istio/istio pkg/bootstrap, and ProxyConfig.tracingServiceName); an OpenTelemetry SDK often by the app alone.
 * Gateways come first: most traces begin there.
 *
 * @param known all names that the store has
 */
export function chooseServices(workloads: readonly Workload[], known: readonly string[]): ChosenServices {
  const names = new Set<string>()
  const isGateway = ({ role }: Workload): boolean => role === 'gateway'
  const byRank = [...workloads].sort((a, b) => Number(isGateway(b)) - Number(isGateway(a)))
  for (const { namespace, name, app } of byRank)
    for (const own of new Set([app ?? name, name])) {
      names.add(`${own}.${namespace}`)
      names.add(own)
    }
  const has = new Set(known)
  const services = [...names].filter((name) => has.has(name))
  if (services.length === 0)
    for (const { namespace } of workloads)
      if (has.has(`istio-proxy.${namespace}`)) services.push(`istio-proxy.${namespace}`)
  return { services: [...new Set(services)], looked: [...names] }
}
