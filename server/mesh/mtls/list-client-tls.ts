import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
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
  /** None: all others. */
  readonly namespaces: readonly string[]
}

/**
 * The client side of a workload. DestinationRules are looked for in the client's namespace, the service's and the root one,
 * so that only clients of namespaces that have some can differ from all others (istio
 * `pilot/pkg/model/push_context.go`, destinationRule). A client without labels stands for its namespace: what a rule with a
 * workloadSelector says to single clients is not told here.
 */
export function listClientTls(facts: AccessFacts, workload: Workload): readonly ClientTlsGroup[] {
  const { snapshot } = facts
  const withRules = [
    ...new Set(snapshot.all('DestinationRule').map(({ metadata }) => metadata.namespace)),
  ].filter((namespace) => namespace !== snapshot.rootNamespace)
  return facts.services.listServicesOf(workload).flatMap((service) =>
    service.spec.ports.flatMap((of) => {
      const { namespace, name } = service.metadata
      const ask = (client: string) => {
        const host = `${name}.${namespace}.svc.cluster.local`
        const { cluster, rule } = facts.routing.findCluster(
          { namespace: client, labels: {}, kind: 'sidecar' },
          { host, port: of.port, subset: '' },
        )
        return (
          cluster && {
            tls: cluster.tlsMode,
            rules: (rule?.from ?? []).map((one) => `${one.namespace}/${one.name}`),
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

function keyOf({ tls, rules }: { readonly tls: string; readonly rules: readonly string[] }): string {
  return `${tls} ${rules.join()}`
}
