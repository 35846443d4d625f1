import { buildCluster, type Cluster } from '#server/mesh/routing/destination-rules/cluster.ts'
import { chooseRule, type RuleChoice } from '#server/mesh/routing/destination-rules/destination-rule-index.ts'
import type { MergedRule } from '#server/mesh/routing/destination-rules/merged-rule.ts'
import type { RoutingIndexes } from '#server/mesh/routing/routing-indexes.ts'
import type { ProxyScope } from '#server/mesh/routing/scope/proxy-scope.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'
import type { ProxyClient } from '#server/mesh/routing/types.ts'

export interface ClusterQuestion {
  readonly host: string
  readonly port: number
  /** '' asks for the whole host. */
  readonly subset: string
}

/** What keeps a proxy from having a cluster: its requests then answer 503 with the flag NC. */
export type MissingCluster = 'host-unknown' | 'host-not-visible' | 'alias' | 'port-unknown' | 'subset-unknown'

/** The cluster that a proxy has for a host, port and subset, and the rules that made it. */
export interface ClusterAnswer {
  readonly service?: RoutingService
  readonly choice?: RuleChoice
  readonly rule?: MergedRule
  /** Exactly one of the two is there. */
  readonly cluster?: Cluster
  readonly missing?: MissingCluster
}

/** Istiod's CDS for one cluster (istio `pilot/pkg/networking/core/cluster.go`, buildOutboundClusters). */
export function findCluster(
  indexes: RoutingIndexes,
  scope: ProxyScope,
  client: ProxyClient,
  { host, port, subset }: ClusterQuestion,
): ClusterAnswer {
  const service = scope.services.get(host)
  if (!service) {
    return { missing: indexes.services.findByHost(host).size > 0 ? 'host-not-visible' : 'host-unknown' }
  }
  const choice = indexes.destinationRules.findRules(scope.namespace, service)
  const rule = chooseRule(choice, { namespace: scope.namespace, labels: client.labels })
  const found = { service, ...(choice ? { choice } : {}), ...(rule ? { rule } : {}) }
  if (service.resolution === 'alias') return { ...found, missing: 'alias' }
  const ofPort = service.ports.find(({ number, protocol }) => number === port && protocol !== 'udp')
  if (!ofPort) return { ...found, missing: 'port-unknown' }
  const isForwardProxy = service.resolution === 'dynamic-dns' && host.startsWith('*')
  const ofSubset = isForwardProxy ? undefined : rule?.subsets.find(({ name }) => name === subset)
  if (subset !== '' && !ofSubset) return { ...found, missing: 'subset-unknown' }
  const facts = { service, port: ofPort, rule, subset: ofSubset, isGateway: client.kind === 'gateway' }
  return { ...found, cluster: buildCluster(indexes, facts) }
}
