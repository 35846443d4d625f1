import { type Demand, findBehaviour } from '#demo/world/reaction/demand.ts'
import type { WorldCall } from '#demo/world/types.ts'
import type { Endpoint } from '#server/mesh/prediction/mesh-facts.ts'
import { buildEjectionRule } from '#server/mesh/routing/destination-rules/ejection.ts'
import type { OutlierDetection } from '#server/mesh/routing/destination-rules/spec.ts'

/**
 * The pods that a client's proxy still sends to, where it ejects those that keep failing: a pod is out when as many
 * failures in a row as the rule asks for are to be expected within its interval (Envoy docs, outlier detection). Of the
 * pods at most the rule's share is out, one at least.
 */
export function ejectFailing(
  demand: Demand,
  endpoints: readonly Endpoint[],
  outlier: OutlierDetection | undefined,
  byDestination: ReadonlyMap<string, WorldCall>,
): readonly Endpoint[] {
  const rule = buildEjectionRule(outlier)
  if (!rule) return endpoints
  const pods = endpoints.reduce((sum, endpoint) => sum + endpoint.pods, 0)
  const perPod = demand.perSecond / pods
  let left = Math.max(1, Math.floor((pods * rule.maxEjectionPercent) / 100))
  const isOut = ({ workload }: Endpoint): boolean => {
    const { outcomes } = findBehaviour(
      demand,
      { namespace: workload.namespace, workload: workload.name },
      byDestination,
    )
    const rate = (fails: RegExp) =>
      outcomes.filter(({ code }) => fails.test(code)).reduce((sum, { share }) => sum + share, 0)
    const expected = (failing: number, inRow: number | undefined) =>
      inRow === undefined ? 0 : perPod * (rule.intervalMs / 1000) * failing ** inRow
    return (
      expected(rate(/^5|^0$/), rule.consecutive5xxErrors) >= 1 ||
      expected(rate(/^50[234]$|^0$/), rule.consecutiveGatewayErrors) >= 1
    )
  }
  const kept = endpoints.map((endpoint) => {
    const out = isOut(endpoint) ? Math.min(endpoint.pods, left) : 0
    left -= out
    return { ...endpoint, pods: endpoint.pods - out }
  })
  const healthy = kept.reduce((sum, endpoint) => sum + endpoint.pods, 0)
  if (healthy === 0 || (healthy / pods) * 100 < rule.minHealthPercent) return endpoints
  return kept.filter((endpoint) => endpoint.pods > 0)
}
