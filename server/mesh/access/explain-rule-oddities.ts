import type { AccessFacts } from '#server/mesh/access/access-facts.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ClusterAnswer } from '#server/mesh/routing/destination-rules/find-cluster.ts'
import type { MergedRule } from '#server/mesh/routing/destination-rules/merged-rule.ts'
import type { RoutingService } from '#server/mesh/routing/services/routing-service.ts'

interface AskedCluster {
  readonly found: ClusterAnswer
  /** Of the service. */
  readonly port: number
}

/**
 * Where DestinationRules do otherwise than they read for one client and port (istio `pilot/pkg/model/push_context.go`,
 * destinationRule; `destination_rule.go`, mergeDestinationRule; `pilot/pkg/networking/util/util.go`,
 * GetPortLevelTrafficPolicy): rules that are not merged, a selector that ends the search, a wildcard that comes before the
 * exact host, settings of a port that leave TLS out.
 */
export function explainRuleOddities(
  { routing }: Pick<AccessFacts, 'routing'>,
  { found, port }: AskedCluster,
): readonly Reason[] {
  const { service, choice, rule } = found
  if (!service || !choice) return []
  const plain = choice.candidates.filter(({ selector }) => !selector)
  if (!rule)
    return plain.length > 0
      ? []
      : [{ code: 'access-odd-rule-selector', params: { rules: nameRules(choice.candidates) } }]
  const apart = rule.selector ? [] : plain.filter((one) => one !== rule && !isPartOf(one, rule))
  const beaten =
    choice.tier === 'client' && rule.host.startsWith('*') ? listExact(routing, rule, service) : []
  const isLeftOut =
    rule.trafficPolicy?.tls !== undefined &&
    rule.trafficPolicy.portLevelSettings?.some((one) => one.port?.number === port && !one.tls)
  const rules = nameRules([rule])
  return [
    ...(apart.length > 0
      ? [{ code: 'access-odd-rule-apart', params: { rules, others: nameRules(apart) } }]
      : []),
    ...(beaten.length > 0
      ? [{ code: 'access-odd-rule-wildcard', params: { rules, others: nameRules(beaten) } }]
      : []),
    ...(isLeftOut ? [{ code: 'access-odd-rule-port', params: { rules, port } }] : []),
  ]
}

/** Rules for the very host beside the service, where a wildcard of the client's namespace took their place. */
function listExact(
  { indexes }: AccessFacts['routing'],
  { namespace }: MergedRule,
  service: Pick<RoutingService, 'host' | 'namespace'>,
): readonly MergedRule[] {
  if (namespace === service.namespace) return []
  const { candidates = [] } = indexes.destinationRules.findRules(service.namespace, service) ?? {}
  return candidates.filter(
    ({ host, exportTo }) =>
      host === service.host && (exportTo.size === 0 || exportTo.has('*') || exportTo.has(namespace)),
  )
}

/** What was merged into another stands alone beside it as well. */
function isPartOf(one: MergedRule, rule: MergedRule): boolean {
  return one.from.every(({ namespace, name }) =>
    rule.from.some((part) => part.namespace === namespace && part.name === name),
  )
}

function nameRules(rules: readonly MergedRule[]): string {
  const names = rules.flatMap(({ from }) => from.map(({ namespace, name }) => `${namespace}/${name}`))
  return [...new Set(names)].join(', ')
}
