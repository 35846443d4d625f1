import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import { explainRuleOddities } from '#server/mesh/access/explain-rule-oddities.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import type { ClientTlsMode } from '#server/mesh/routing/destination-rules/cluster.ts'
import { readTargetPort } from '#server/mesh/routing/services/target-port.ts'

/** How the sidecars of some namespaces connect to one port of a service. */
export interface ClientTlsGroup {
  readonly service: { readonly namespace: string; readonly name: string }
  /** Of the service. */
  readonly port: number
  /** Of the workload; undefined where it is not known. */
  readonly targetPort: number | undefined
  readonly tls: ClientTlsMode
  readonly rules: readonly string[]
  /** Where those rules do otherwise than they read. */
  readonly oddities: readonly Reason[]
  /** None: all others. */
  readonly namespaces: readonly string[]
}

/**
 * The client side of a workload. DestinationRules are looked for in the client's namespace, the service's and the root one,
 * so that only clients of namespaces that have some, or to which some are exported, can differ from all others (istio
 * `pilot/pkg/model/push_context.go`, destinationRule). A client without labels stands for its namespace: what a rule with a
 * workloadSelector says to single clients is not told here.
 */
export function listClientTls(facts: AccessFacts, workload: Workload): readonly ClientTlsGroup[] {
  const { snapshot } = facts
  const withRules = [
    ...new Set(
      snapshot
        .all('DestinationRule')
        .flatMap(({ metadata, spec }) => [metadata.namespace, ...(spec.exportTo ?? [])]),
    ),
  ].filter((namespace) => namespace !== snapshot.rootNamespace && !['*', '.', '~'].includes(namespace))
  return facts.services.listServicesOf(workload).flatMap((service) =>
    service.spec.ports.flatMap((of) => {
      const { namespace, name } = service.metadata
      const ask = (client: string) => {
        const host = `${name}.${namespace}.svc.cluster.local`
        const found = facts.routing.findCluster(
          { namespace: client, labels: {}, kind: 'sidecar' },
          { host, port: of.port, subset: '' },
        )
        return (
          found.cluster && {
            tls: found.cluster.tlsMode,
            rules: (found.rule?.from ?? []).map((one) => `${one.namespace}/${one.name}`),
            oddities: explainRuleOddities(facts, { found, port: of.port }),
          }
        )
      }
      const common = ask(anywhere) ?? ask(namespace)
      const groups = new Map<string, ClientTlsGroup>()
      const at = {
        service: { namespace, name },
        port: of.port,
        targetPort: readTargetPort(snapshot, service, of),
      }
      if (common) groups.set(keyOf(common), { ...at, ...common, namespaces: [] })
      for (const client of withRules) {
        const own = ask(client)
        if (!own || (common && keyOf(own) === keyOf(common))) continue
        const known = groups.get(keyOf(own))
        groups.set(keyOf(own), { ...at, ...own, namespaces: [...(known?.namespaces ?? []), client] })
      }
      return [...groups.values()]
    }),
  )
}

/** A namespace that has nothing of its own: no DNS label, so that no real one is meant. */
const anywhere = '-'

function keyOf({ tls, rules, oddities }: Pick<ClientTlsGroup, 'tls' | 'rules' | 'oddities'>): string {
  return `${tls} ${rules.join()} ${oddities.map(({ code }) => code).join()}`
}
